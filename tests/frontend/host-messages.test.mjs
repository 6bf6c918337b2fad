import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { hostOf, talkToHost } from "../../frontend_assets/modules/page/host-messages.mjs";
import { defaultState, sanitize } from "../../frontend_assets/modules/state.mjs";
import { CONTROLS } from "./controls.mjs";

const HOST = "http://localhost:8888";
const config = { ...CONTROLS, n: 100, tree: "abc", build: "b1", models: [""], colors: [], finds: [], framed: true };

/** Channels keep the process up. @type {MessagePort[]} */
const open = [];
after(() => open.forEach((port) => port.close()));

/** What a page has of the canvas. */
class Canvas extends EventTarget {
  state = defaultState(config);
  /** @type {string[]} */
  complaints = [];
  update(patch) {
    this.state = { ...this.state, ...sanitize(patch, config) };
    this.dispatchEvent(new Event("state"));
  }
  complain(sentence) {
    this.complaints.push(sentence);
  }
}

/** A page in a frame, and what its host hears. */
function framed({ hash = `#host=${encodeURIComponent(HOST)}`, alone = false, allowed = true } = {}) {
  const posted = [];
  const heard = [];
  const themes = [];
  const parent = { postMessage: (data, origin) => posted.push({ data, origin }) };
  const window = Object.assign(new EventTarget(), { location: { hash }, document: { hasFocus: () => true } });
  Object.assign(window, { parent: alone ? window : parent });
  const explorer = new Canvas();
  const talk = talkToHost({ explorer, config: { ...config, framed: allowed }, turn: (name) => themes.push(name) }, window);
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  port1.onmessage = ({ data }) => heard.push(data);
  const send = (patch) => window.dispatchEvent(Object.assign(new Event("message"), { source: parent, origin: HOST, data: { type: "dendro:connect", turn: 0 }, ports: [port2], ...patch }));
  return { talk, posted, heard, themes, explorer, send, port: port1, window };
}

test("a host is an origin and nothing else", () => {
  assert.equal(hostOf("#host=http%3A%2F%2Flocalhost%3A8888&theme=light"), HOST);
  assert.equal(hostOf("#host=vscode-webview://0abc"), "vscode-webview://0abc");
  for (const hash of ["", "#", "#host=", "#host=*", "#host=null", "#host=/", "#host=http://a/b", "#host=https://*.a", "#host=javascript:1", "#host=http://a%20b"]) assert.equal(hostOf(hash), null, hash);
});

test("nobody is talked to but the page around a frame that the address names, and only where frames may be", () => {
  for (const how of [{ hash: "" }, { alone: true }, { allowed: false }]) {
    const { talk, posted } = framed(how);
    assert.equal(talk, null);
    assert.deepEqual(posted, []);
  }
  assert.deepEqual(framed().posted, [{ data: { type: "dendro:ready", build: "b1" }, origin: HOST }]);
});

for (const [what, patch] of Object.entries({
  "another origin": { origin: "http://localhost:9999" },
  "an origin that is none": { origin: "null" },
  "another window": { source: {} },
  "no window": { source: null },
  "nothing": { data: null },
  "a text": { data: "dendro:connect" },
  "another message": { data: { type: "dendro:ready" } },
  "no channel": { ports: [] },
})) {
  test(`${what} is not heard`, async () => {
    const page = framed();
    page.send(patch);
    page.explorer.update({ selection: [1] });
    await sleep(160);
    assert.deepEqual(page.heard, []);
  });
}

test("what is seen and selected is told once it rests, without what is of the tree alone", async () => {
  const page = framed();
  page.send({});
  await sleep(200);
  assert.deepEqual(page.heard, [{ view: {}, rows: new Uint32Array(), build: "b1", turn: 0 }]);
  for (const row of [1, 2, 3]) page.explorer.update({ selection: [row], where: "x" });
  page.explorer.update({ node: 150 });
  await sleep(200);
  assert.deepEqual(page.heard.slice(1), [{ view: { node: "150", where: "x" }, rows: new Uint32Array([3]), build: "b1", turn: 0 }]);
  page.explorer.update({ theme: "light" });
  await sleep(200);
  assert.equal(page.heard.length, 2);
});

test("what the host says is done, and answered as it came out", async () => {
  const page = framed();
  page.send({});
  page.port.postMessage({ type: "select", rows: new Uint32Array([5, 99, 100, 5]), turn: 1 });
  page.port.postMessage({ type: "view", view: { node: 150, k: 30 }, turn: 2 });
  page.port.postMessage({ type: "theme", theme: "light" });
  await sleep(250);
  assert.deepEqual(page.explorer.state.selection, [5, 99]);
  assert.deepEqual([page.explorer.state.node, page.explorer.state.clusters], [150, 30]);
  assert.deepEqual(page.themes, ["light"]);
  assert.deepEqual(page.heard.at(-1), { view: { node: "150", k: "30" }, rows: new Uint32Array([5, 99]), build: "b1", turn: 2 });
});

test("a view is whole: what it does not name is as usual", async () => {
  const page = framed();
  page.send({});
  page.explorer.update({ where: "x", node: 150, selection: [1] });
  page.port.postMessage({ type: "view", view: { node: 151 }, turn: 1 });
  await sleep(200);
  assert.deepEqual([page.explorer.state.where, page.explorer.state.node, page.explorer.state.selection], ["", 151, [1]]);
});

test("what is not here, or of another tree, is left out with a word", async () => {
  const page = framed();
  page.send({});
  page.port.postMessage({ type: "view", view: { model: "none", node: 9999 }, turn: 1 });
  page.port.postMessage({ type: "view", view: { node: 150, tree: "old" }, turn: 2 });
  await sleep(200);
  assert.match(page.explorer.complaints[0], /model=none, node=9999/);
  assert.match(page.explorer.complaints[1], /another build/);
  assert.equal(page.explorer.state.node, 198);
});

test("nonsense on the channel does nothing", async () => {
  const page = framed();
  page.send({});
  for (const data of [null, 5, "x", {}, { type: "select" }, { type: "select", rows: "12" }, { type: "view" }, { type: "view", view: null }, { type: "theme", theme: "x" }, { turn: "x" }]) page.port.postMessage(data);
  await sleep(200);
  assert.deepEqual(page.explorer.state, defaultState(config));
  assert.deepEqual(page.themes, []);
});

test("until the frame is entered, the wheel is its host's", () => {
  const { window } = framed();
  let turned = 0;
  window.addEventListener("wheel", () => (turned += 1));
  window.dispatchEvent(new Event("wheel"));
  window.document.hasFocus = () => false;
  window.dispatchEvent(new Event("wheel"));
  assert.equal(turned, 1);
});
