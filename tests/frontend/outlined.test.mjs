/** The extent of clusters on the map: what is asked for, and what is drawn. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Outlined } from "../../frontend_assets/modules/map/outlined.mjs";

/** A source that answers with the node, and what it was asked for. */
function source(where = "") {
  /** @type {number[]} */
  const asked = [];
  return { asked, where, outline: async (/** @type {number} */ node) => (asked.push(node), { lines: [[node]] }), outlineKey(/** @type {number} */ node) { return `${node} ${this.where}`; } };
}

const later = (milliseconds = 5) => new Promise((done) => setTimeout(done, milliseconds));

test("the cluster in view has its outline, and the one that a hand rests on another", async () => {
  const from = source();
  const outlined = new Outlined(from, () => {}, 0);
  outlined.inView(7);
  outlined.over(9);
  await later();
  assert.deepEqual(outlined.shapes, [{ lines: [[7]], tone: "accent" }, { lines: [[9]], tone: "text" }]);
  outlined.over(7);
  assert.deepEqual(outlined.shapes, [{ lines: [[7]], tone: "text" }]);
  outlined.over(null);
  outlined.inView(null);
  assert.deepEqual(outlined.shapes, []);
});

test("each is asked for once, and a hand that passes by asks for nothing", async () => {
  const from = source();
  const outlined = new Outlined(from, () => {}, 3);
  for (const node of [1, 2, 3]) outlined.over(node);
  await later(20);
  outlined.over(null);
  outlined.over(3);
  await later(20);
  assert.deepEqual(from.asked, [3]);
});

test("under another filter it is another outline, and one that cannot be had is not drawn", async () => {
  const from = source();
  const outlined = new Outlined(from, () => {}, 0);
  outlined.inView(7);
  await later();
  from.where = "label = 'a'";
  assert.deepEqual(outlined.shapes, []);
  from.outline = async () => Promise.reject(new Error("gone"));
  outlined.inView(7);
  await later();
  assert.deepEqual(outlined.shapes, []);
});
