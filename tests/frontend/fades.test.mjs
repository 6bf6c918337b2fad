import assert from "node:assert/strict";
import { test } from "node:test";

import { Fades } from "../../frontend_assets/modules/fades.mjs";

test("what is aimed at comes, and goes from where it is", () => {
  const fades = new Fades(() => 100);
  assert.equal(fades.of("a", 0), 0);
  fades.aim(["a"], 0);
  assert.deepEqual([0, 50, 100, 200].map((now) => fades.of("a", now)), [0, 0.5, 1, 1]);
  fades.aim(["b"], 50);
  assert.deepEqual([50, 75, 100].map((now) => fades.of("a", now)), [0.5, 0.25, 0]);
  assert.deepEqual([75, 150].map((now) => fades.of("b", now)), [0.25, 1]);
  assert.deepEqual([60, 149, 150].map((now) => fades.isMoving(now)), [true, true, false]);
});

test("aiming again begins nothing anew, and clearing leaves nothing", () => {
  const fades = new Fades(() => 100);
  for (const now of [0, 30, 60]) fades.aim(["a"], now);
  assert.equal(fades.of("a", 60), 0.6);
  fades.clear();
  assert.deepEqual([fades.of("a", 60), fades.isMoving(60)], [0, false]);
});

test("without time everything is there or gone at once", () => {
  const fades = new Fades(() => 0);
  fades.aim(["a"], 5);
  assert.deepEqual([fades.of("a", 5), fades.isMoving(5)], [1, false]);
  fades.aim([], 5);
  assert.deepEqual([fades.of("a", 5), fades.isMoving(5)], [0, false]);
});
