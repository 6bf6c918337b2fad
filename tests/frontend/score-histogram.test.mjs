import assert from "node:assert/strict";
import { test } from "node:test";
import { countAbove, heights, isToCut, outline, stepOf, upperPart, written } from "../../frontend_assets/modules/score-histogram.mjs";

const ten = { lo: 0, hi: 1, counts: [900, 50, 20, 10, 8, 5, 4, 2, 0, 1] };

test("what lies above a cut is counted, within a bin by its share", () => {
  assert.equal(countAbove(ten, 0), 1000);
  assert.equal(countAbove(ten, -5), 1000);
  assert.equal(countAbove(ten, 0.1), 100);
  assert.equal(countAbove(ten, 0.15), 75);
  assert.equal(countAbove(ten, 1), 1);
  assert.equal(countAbove(ten, 1.01), 0);
});

test("never fewer the lower the cut", () => {
  let before = 0;
  for (let cut = 1.1; cut > -0.1; cut -= 0.013) {
    const now = countAbove(ten, cut);
    assert.ok(now >= before);
    before = now;
  }
});

test("the upper part holds half of all, and the cut", () => {
  const many = { lo: 0, hi: 100, counts: Array.from({ length: 100 }, (_, i) => 100 - i) };
  const part = upperPart(many, 90);
  assert.ok(part.counts.length < 80 && part.hi === 100);
  assert.ok(part.counts.reduce((a, b) => a + b) >= 0.5 * 5050);
  assert.equal(part.lo, 100 - part.counts.length);
  assert.ok(upperPart(many, 3).lo <= 3);
  assert.deepEqual(upperPart(ten, -7), ten);
});

test("bars are as tall as their counts' logarithms, and an empty one has no height", () => {
  assert.deepEqual(heights([0, 9, 99]), [0, 0.5, 1]);
  assert.deepEqual(heights([0, 0]), [0, 0]);
  assert.equal(outline([0, 9, 99], 30, 10), "M0 10V10H10V5H20V0H30V10Z");
});

test("where nothing scores, or all the same, there is nothing to cut", () => {
  const cases = [null, { lo: 0, hi: 1, counts: [0, 0] }, { lo: 0.5, hi: 0.5, counts: [3, 0] }, { lo: 0, hi: 1, counts: [3, 0] }];
  assert.deepEqual(cases.map(isToCut), [false, false, false, true]);
});

test("an arrow key moves by a round number, some hundred from end to end", () => {
  assert.equal(stepOf({ lo: 0, hi: 1, counts: [] }), 0.01);
  assert.equal(stepOf({ lo: -0.1, hi: 0.62, counts: [] }), 0.005);
  assert.equal(stepOf({ lo: 0.5, hi: 0.5, counts: [] }) > 0, true);
});

test("a cut is written as short as it can be", () => {
  assert.deepEqual([0.1, 0.30000001, -0.11799, 0, -0].map(written), ["0.1", "0.3", "-0.118", "0", "0"]);
});
