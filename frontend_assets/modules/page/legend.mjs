/** What the colours of the cells stand for, in a row under the map while there is a colouring. */

import { count } from "./words.mjs";

const root = document.documentElement;

/** The row takes its room before the answer comes, so that the map is laid out once. @param {boolean} open */
export function makeRoom(open) {
  root.dataset.legend = open ? "open" : "gone";
}

export class Legend {
  #shown = "";

  /** @param {object} explorer */
  constructor(explorer) {
    explorer.addEventListener("state", ({ detail }) => makeRoom(detail.color !== ""));
    explorer.addEventListener("view", ({ detail }) => this.show(detail));
    this.latest = null;
    this.watch();
  }

  /** Dash draws the row's element some time after the first view is there. */
  watch() {
    const observer = new MutationObserver(() => {
      if (!document.getElementById("legend")) return;
      observer.disconnect();
      if (this.latest) this.show(this.latest);
    });
    observer.observe(document.getElementById("app"), { childList: true, subtree: true });
  }

  /** @param {{legend: object|null, cells: object[]}} view */
  show(view) {
    this.latest = view;
    const row = document.getElementById("legend");
    const key = JSON.stringify([view.legend, view.cells.map((cell) => cell.tint?.step)]);
    if (!row || key === this.#shown) return;
    this.#shown = key;
    row.replaceChildren(...(view.legend ? entries(view) : []));
  }
}

function entries({ legend, cells }) {
  const title = make("span", "legend-title", legend.title);
  const found = cells.map((cell) => cell.tint?.step);
  const steps = legend.steps.map((step, i) => entry(step, found.filter((at) => at === i).length));
  const without = found.filter((at) => at === null || at === undefined).length;
  const ground = without ? [entry({ color: "", strength: 0, pattern: "plain", words: "no value" }, without)] : [];
  return [title, ...steps, ...ground];
}

function entry({ color, strength, pattern, words }, cells) {
  const swatch = make("span", `swatch ${pattern}`);
  swatch.style.setProperty("--hue", color || "var(--surface)");
  swatch.style.setProperty("--much", `${100 * strength}%`);
  const item = make("span", cells ? "legend-step" : "legend-step absent");
  item.title = cells === 1 ? "1 cluster in view" : `${count(cells)} clusters in view`;
  item.append(swatch, make("span", "", words));
  return item;
}

function make(tag, className, text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}
