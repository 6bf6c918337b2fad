import assert from "node:assert/strict";
import { test } from "node:test";
import { growLists } from "../../frontend_assets/modules/page/long-lists.mjs";

/** A list of so many options that stands at a place, and its field. */
function listOf(options, id, scrollTop) {
  const list = { id: "list", querySelectorAll: () => ({ length: options }) };
  const field = Object.assign(new Element(), { id });
  const view = Object.assign(new Element(), { scrollTop, clientHeight: 200, scrollHeight: 5000, closest: () => list });
  return { field, view };
}

test("who comes to the end of a long list is shown more, until all are there, and the next time as many as at first", () => {
  /** @type {Record<string, Function>} */
  const hears = {};
  globalThis.Element = class {};
  globalThis.CSS = { escape: (text) => text };
  let now = listOf(200, "truth", 0);
  globalThis.document = { addEventListener: (name, hear) => (hears[name] = hear), querySelector: () => now.field };
  const told = [];
  growLists((id, { limit }) => told.push([id, limit]), 200);
  const scrolled = (options, id, place) => hears.scroll({ target: (now = listOf(options, id, place)).view });
  scrolled(200, "truth", 100);
  assert.deepEqual(told, []);
  scrolled(200, "truth", 4800);
  scrolled(400, "truth", 4800);
  scrolled(730, "truth", 4800);
  scrolled(200, '{"part":"first"}', 4800);
  assert.deepEqual(told.splice(0), [["truth", 400], ["truth", 800], [{ part: "first" }, 400]]);
  hears.focusout({ target: Object.assign(new Element(), { id: "truth" }) });
  hears.focusout({ target: Object.assign(new Element(), { id: "guess" }) });
  assert.deepEqual(told, [["truth", 200]]);
});
