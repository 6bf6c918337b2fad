import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

const { addressOf, default: widget } = await import("../../frontend_assets/modules/notebook/widget.mjs");
const PLACE = { port: 8060, path: "/s3cret/", url: "" };
const PAGE = "http://127.0.0.1:8060";

/** @type {(() => void)[]} */
let ends = [];
after(() => ends.forEach((end) => end()));

/** A notebook's window, as far as the widget looks at it. */
function notebook({ config = null, body = {}, colab = null, proxied = 404 } = {}) {
  const elements = [];
  const element = (tag) => {
    const made = { tag, style: {}, nextElementSibling: null, setAttribute() {}, textContent: "" };
    elements.push(made);
    return made;
  };
  Object.assign(globalThis, {
    window: Object.assign(new EventTarget(), colab && { google: { colab: { kernel: { proxyPort: async (port) => `${colab}${port}/` } } } }),
    document: { createElement: element, getElementById: () => config && { textContent: config }, body: { dataset: body } },
    location: { origin: "http://localhost:8888", href: "http://localhost:8888/user/ann/lab" },
    fetch: async () => ({ status: proxied }),
    MutationObserver: class { observe() {} disconnect() {} },
  });
  return elements;
}

/** anywidget's model. */
class Model {
  values = { _place: PLACE, selection: { rows: new DataView(new ArrayBuffer(0)) }, view: {}, build: "", height: "640px" };
  heard = {};
  saved = 0;
  get(name) { return this.values[name]; }
  set(name, value) { this.values[name] = value; this.heard[`change:${name}`]?.(); }
  on(name, heard) { this.heard[name] = heard; }
  off(name) { delete this.heard[name]; }
  save_changes() { this.saved += 1; }
}

/** Rows as Python sends them. */
const sent = (...rows) => ({ rows: new DataView(Uint32Array.from(rows).buffer) });
const rowsOf = ({ rows }) => [...new Uint32Array(rows.buffer)];

/** A widget that is on the page, and the page that it holds, after it has said hello. */
async function shown(values = {}, hello = {}) {
  const [frame] = [notebook()];
  const model = new Model();
  Object.assign(model.values, values);
  const end = widget.render({ model, el: { append() {} } });
  await sleep(10);
  const told = [];
  const page = { postMessage: (data, origin, [port]) => {
    page.greeted = { data, origin };
    page.port = port;
    port.onmessage = (event) => told.push(event.data);
  } };
  frame[0].contentWindow = page;
  const greet = (patch = {}) => window.dispatchEvent(Object.assign(new Event("message"), { source: page, origin: PAGE, data: { type: "dendro:ready", build: "b1", ...hello }, ...patch }));
  ends.push(() => { end(); page.port?.close(); });
  return { model, page, told, greet, frame: frame[0] };
}

beforeEach(() => { ends.forEach((end) => end()); ends = []; });

for (const [what, place, set, expected] of [
  ["as was told", { ...PLACE, url: "https://a.example/x/s3cret/" }, {}, "https://a.example/x/s3cret/"],
  ["as was told, below the notebook's host", { ...PLACE, url: "/x/s3cret/" }, {}, "http://localhost:8888/x/s3cret/"],
  ["as Colab gives it", PLACE, { colab: "https://colab.example/" }, "https://colab.example/8060/s3cret/"],
  ["through the notebook's server, where that passes ports on", PLACE, { config: '{"baseUrl": "/user/ann/"}', proxied: 204 }, "http://localhost:8888/user/ann/proxy/8060/s3cret/"],
  ["on this machine, where it does not", PLACE, { config: '{"baseUrl": "/"}' }, `${PAGE}/s3cret/`],
  ["on this machine, where there is no Jupyter", PLACE, { proxied: 204 }, `${PAGE}/s3cret/`],
  ["on this machine, where a page says nonsense", PLACE, { config: "{", proxied: 204 }, `${PAGE}/s3cret/`],
]) {
  test(`the page is found ${what}`, async () => {
    notebook(set);
    assert.equal(await addressOf(place), expected);
  });
}

test("the frame opens at the view of the model, and says who holds it", async () => {
  const { frame } = await shown({ view: { node: 12, where: "label = 'a&b'" } });
  assert.equal(frame.src, `${PAGE}/s3cret/?node=12&where=label+%3D+%27a%26b%27#host=http%3A%2F%2Flocalhost%3A8888&theme=`);
  assert.equal(frame.style.cssText.includes("height: 640px"), true);
});

test("only the page in the frame, from where it was opened, is given a channel", async () => {
  const { greet, page } = await shown();
  for (const patch of [{ origin: "http://evil.example" }, { source: {} }, { data: null }, { data: { type: "dendro:connect" } }]) greet(patch);
  assert.equal(page.greeted, undefined);
  greet();
  assert.deepEqual(page.greeted, { data: { type: "dendro:connect", turn: 0 }, origin: PAGE });
});

test("what Python has set is told, and what the page answers is not told again", async () => {
  const { greet, page, told, model } = await shown({ selection: sent(4, 2) });
  greet();
  model.set("view", { node: 7 });
  await sleep(20);
  assert.deepEqual(told, [{ type: "select", rows: Uint32Array.from([4, 2]), turn: 1 }, { type: "view", view: { node: 7 }, turn: 2 }]);
  page.port.postMessage({ rows: Uint32Array.from([4, 2]), view: { node: "7" }, build: "b1", turn: 2 });
  await sleep(20);
  assert.equal(told.length, 2);
  assert.deepEqual(model.values.view, { node: 7 });
  assert.equal(model.values.build, "b1");
});

test("what a person does arrives, but not what was done before Python said something else", async () => {
  const { greet, page, told, model } = await shown();
  greet();
  page.port.postMessage({ rows: Uint32Array.from([9]), view: { where: "x" }, build: "b1", turn: 0 });
  await sleep(20);
  assert.deepEqual([rowsOf(model.values.selection), model.values.view], [[9], { where: "x" }]);
  model.set("selection", sent(1));
  page.port.postMessage({ rows: Uint32Array.from([8]), view: {}, build: "b1", turn: 0 });
  await sleep(20);
  assert.deepEqual(rowsOf(model.values.selection), [1]);
  assert.equal(told.length, 1);
});

test("rows of another build are not told to the page", async () => {
  const { greet, page, told, model } = await shown({ selection: sent(4), build: "b0" });
  greet();
  await sleep(20);
  assert.deepEqual(told, []);
  page.port.postMessage({ rows: Uint32Array.from([]), view: {}, build: "b1", turn: 0 });
  await sleep(20);
  assert.deepEqual([rowsOf(model.values.selection), model.values.build], [[], "b1"]);
});
