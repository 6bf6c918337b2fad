import assert from "node:assert/strict";
import { test } from "node:test";
import { ThreeViews } from "../../frontend_assets/modules/page/three-views.mjs";

/** An explorer that says its state, as far as the switch hears it. */
function explorerOf(view) {
  const listeners = [];
  const explorer = {
    state: { view },
    complaints: [],
    addEventListener: (_name, listener) => listeners.push(listener),
    update: (patch) => {
      explorer.state = { ...explorer.state, ...patch };
      listeners.forEach((listener) => listener({ detail: explorer.state }));
    },
    complain: (sentence) => explorer.complaints.push(sentence),
  };
  return explorer;
}

/** Modules that write down what happens to their views. */
function modulesOf(log, names) {
  const view = (name) => class {
    show() { log.push(`show ${name}`); }
    hide() { log.push(`hide ${name}`); }
    destroy() {}
  };
  return Object.fromEntries(names.map((name) => [name, async () => { log.push(`load ${name}`); return view(name); }]));
}

/** A stage without the keyboard. */
const hostOf = () => ({ dataset: {}, ownerDocument: { activeElement: null }, contains: () => false });

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

test("the view that the address names is loaded, and one at a time is shown", async () => {
  const log = [];
  const host = hostOf();
  const explorer = explorerOf("map");
  new ThreeViews(host, explorer, {}, modulesOf(log, ["map", "grid"]));
  await settle();
  assert.equal(host.dataset.view, "map");
  assert.equal(host.ariaLabel, "Map of the images");
  explorer.update({ view: "grid" });
  await settle();
  explorer.update({ view: "map" });
  await settle();
  explorer.update({ view: "tree" });
  await settle();
  assert.deepEqual(log, ["load map", "show map", "load grid", "hide map", "show grid", "hide grid", "show map", "hide map"]);
  assert.equal(host.dataset.view, "tree");
  assert.equal(host.ariaLabel, "Treemap of the images");
});

test("of several that are wanted while they load, the last is shown", async () => {
  const log = [];
  const host = hostOf();
  const explorer = explorerOf("tree");
  new ThreeViews(host, explorer, {}, modulesOf(log, ["map", "grid"]));
  explorer.update({ view: "map" });
  explorer.update({ view: "grid" });
  explorer.update({ view: "map" });
  explorer.update({ view: "grid" });
  await settle();
  assert.deepEqual(log.filter((line) => !line.startsWith("load")), ["show grid"]);
  assert.deepEqual(log.filter((line) => line.startsWith("load")), ["load map", "load grid"]);
});

test("one that cannot be loaded is said, and the tree stays; the next wish asks again", async () => {
  let tries = 0;
  const host = hostOf();
  const explorer = explorerOf("tree");
  new ThreeViews(host, explorer, {}, { map: async () => { tries += 1; throw new Error("gone"); } });
  explorer.update({ view: "map" });
  await settle();
  assert.equal(explorer.state.view, "tree");
  assert.equal(host.dataset.view ?? "tree", "tree");
  assert.match(explorer.complaints[0], /^The map could not be loaded/);
  explorer.update({ view: "map" });
  await settle();
  assert.equal(tries, 2);
});
