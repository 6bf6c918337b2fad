import assert from "node:assert/strict";
import { test } from "node:test";
import { moved } from "../../frontend_assets/modules/chips.mjs";
import { direction, ease, imageAt, makePlan, mapRect, mapping, regionOf, stageAt, titlesAt } from "../../frontend_assets/modules/transition.mjs";
import { answer, cell, picture } from "./fixtures.mjs";

const outer = picture();
const inner = picture({
  node: 12, lo: 0, hi: 4,
  cells: [cell({ node: 9, lo: 0, hi: 2, x: 0, y: 0, w: 98, h: 100, size: 30 }), cell({ node: 10, lo: 2, hi: 4, x: 100, y: 0, w: 100, h: 100, size: 30 })],
});
const place = () => ({ x: NaN, y: NaN, w: NaN, h: NaN });

test("easing runs from 0 to 1, never back, and the same both ways", () => {
  assert.deepEqual([ease(-1), ease(0), ease(0.5), ease(1), ease(2)], [0, 0, 0.5, 1, 1]);
  for (let t = 0; t < 1; t += 0.01) {
    assert.ok(ease(t + 0.01) >= ease(t));
    assert.ok(Math.abs(ease(1 - t) - (1 - ease(t))) < 1e-12);
  }
});

test("titles of one picture are gone before those of the other come", () => {
  assert.deepEqual([0, 0.2, 0.5, 1].map((e) => titlesAt(e).outer), [1, 0.5, 0, 0]);
  for (const e of [0, 0.1, 0.3, 0.5, 0.8, 1]) {
    assert.equal(titlesAt(e).outer * titlesAt(e).inner, 0);
    assert.ok(Math.abs(titlesAt(e).outer - titlesAt(1 - e).inner) < 1e-12);
  }
});

test("a title moves with the corner it is in, and is as large as it was", () => {
  const chip = { rect: { x: 10, y: 20, w: 50, h: 16 }, texts: [{ text: "cat", x: 15 }, { text: "9", x: 40 }] };
  const { rect, texts } = moved(chip, { sx: 2, sy: 3, dx: 1, dy: -5 });
  assert.deepEqual(rect, { x: 21, y: 55, w: 50, h: 16 });
  assert.deepEqual(texts.map(({ x }) => x), [26, 51]);
});

test("the inner picture begins in the chosen cell and ends as the whole", () => {
  const plan = makePlan(outer, inner);
  assert.deepEqual(stageAt(plan, 0), { x: 0, y: 0, w: 200, h: 48 });
  assert.deepEqual(stageAt(plan, 1), { x: 0, y: 0, w: 200, h: 100 });
});

test("an image of both pictures travels from its old place to its new one", () => {
  const plan = makePlan(outer, inner);
  for (let i = 0; i < inner.count; i++) {
    const j = outer.place.get(inner.rows[i]);
    assert.deepEqual(imageAt(plan, i, 0, place()), { x: outer.x[j], y: outer.y[j], w: outer.w[j], h: outer.h[j] });
    assert.deepEqual(imageAt(plan, i, 1, place()), { x: inner.x[i], y: inner.y[i], w: inner.w[i], h: inner.h[i] });
  }
});

test("an image that is new grows out of the chosen cell", () => {
  const sparse = picture({ cells: [cell({ node: 12, lo: 0, hi: 4, x: 20, y: 10, w: 100, h: 50, step: 3 })] });
  const plan = makePlan(sparse, inner);
  assert.deepEqual([...plan.match], [0, -1, -1, 1]);
  const start = imageAt(plan, 1, 0, place());
  assert.ok(start.x >= 20 && start.y >= 10 && start.x + start.w <= 120 && start.y + start.h <= 60);
  assert.deepEqual(imageAt(plan, 1, 1, place()), { x: inner.x[1], y: inner.y[1], w: inner.w[1], h: inner.h[1] });
});

test("direction tells going in from going out from going elsewhere", () => {
  assert.deepEqual([direction(outer, inner), direction(inner, outer), direction(outer, outer)], [1, -1, 0]);
  const beside = picture({ node: 13, lo: 6, hi: 8 });
  assert.equal(direction(inner, beside), 0);
});

for (const [what, target, expected] of [
  ["a cell", { node: 12, lo: 0, hi: 4 }, [0, 0, 200, 48]],
  ["something inside a cell", { node: 9, lo: 4, hi: 5 }, [0, 50, 98, 50]],
  ["several cells together", { node: 99, lo: 4, hi: 8 }, [0, 50, 200, 50]],
]) {
  test(`the region of ${what} is found`, () => {
    const { x, y, w, h } = regionOf(outer, target);
    assert.deepEqual([x, y, w, h], expected);
  });
}

test("a frame is its own region; all cells together are none", () => {
  const framed = picture({ frames: [{ node: 50, x: 1, y: 2, w: 3, h: 4 }] });
  assert.deepEqual(regionOf(framed, { node: 50, lo: 0, hi: 8 }), { x: 1, y: 2, w: 3, h: 4 });
  assert.equal(regionOf(outer, { node: 77, lo: 0, hi: 8 }), null);
});

test("a mapping takes its first rectangle to its second, and a flat one does no harm", () => {
  const [a, b] = [{ x: 5, y: 6, w: 10, h: 20 }, { x: -3, y: 4, w: 40, h: 5 }];
  assert.deepEqual(mapRect(a, mapping(a, b)), b);
  assert.ok(Object.values(mapping({ x: 0, y: 0, w: 0, h: 0 }, b)).every(Number.isFinite));
});

test("views without images can be zoomed between", () => {
  const empty = picture({ ...answer(), node: 12, lo: 0, hi: 4, cells: [] });
  assert.equal(makePlan(outer, empty).match.length, 0);
});
