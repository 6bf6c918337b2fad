import assert from "node:assert/strict";
import { test } from "node:test";
import { hitTest, nextCell, placeCard } from "../../frontend_assets/modules/geometry.mjs";
import { cell, picture } from "./fixtures.mjs";

const kindAt = (x, y, p = picture()) => {
  const hit = hitTest(p, x, y);
  return hit && [hit.kind, hit.target.node, hit.row];
};

for (const [x, y, expected] of [
  [2, 18, ["thumb", 12, 0]], [41, 18, ["thumb", 12, 3]], [42, 18, ["cell", 12, -1]], [11.9, 27.9, ["thumb", 12, 0]], [2, 28, ["cell", 12, -1]],
  [0, 0, ["band", 12, -1]], [199, 17, ["band", 12, -1]], [1, 30, ["cell", 12, -1]], [0, 49, null], [200, 10, null], [-1, 10, null],
  [2, 68, ["thumb", 11, 4]], [12, 68, ["thumb", 11, 4]], [13, 68, ["thumb", 11, 5]],
]) {
  test(`at (${x}, ${y}) lies ${JSON.stringify(expected)}`, () => assert.deepEqual(kindAt(x, y), expected));
}

test("the last row of a grid may be short: beside its end is the cell", () => {
  const p = picture({ cells: [cell({ node: 12, lo: 0, hi: 3, x: 0, y: 0, w: 60, h: 60, columns: 2 })] });
  assert.deepEqual(kindAt(3, 30, p), ["thumb", 12, 2]);
  assert.deepEqual(kindAt(13, 30, p), ["cell", 12, -1]);
  assert.deepEqual(kindAt(24, 20, p), ["cell", 12, -1], "and beside a full one");
});

test("beside cells, the innermost frame is hit", () => {
  const frames = [{ node: 31, x: 10, y: 48, w: 50, h: 2, depth: 2 }, { node: 30, x: 0, y: 0, w: 200, h: 100, depth: 1 }];
  const p = picture({ frames });
  assert.deepEqual(kindAt(20, 49, p), ["frame", 31, -1]);
  assert.deepEqual(kindAt(150, 49, p), ["frame", 30, -1]);
});

test("every image is hit at its own middle, and tells its own index", () => {
  const p = picture();
  for (let i = 0; i < p.count; i++) {
    const hit = hitTest(p, p.x[i] + p.size[i] / 2, p.y[i] + p.size[i] / 2);
    assert.deepEqual([hit.index, hit.row, hit.cell], [i, p.rows[i], p.cell[i]]);
  }
});

test("arrows go to the neighbour in that direction and stay at the border", () => {
  const { cells } = picture();
  const moves = [[0, "down"], [1, "right"], [2, "left"], [1, "up"], [2, "up"], [0, "left"], [2, "right"], [1, "down"]];
  assert.deepEqual(moves.map(([from, way]) => nextCell(cells, from, way)), [2, 2, 1, 0, 0, 0, 2, 1]);
});

test("of several neighbours, the level one is taken before the nearer one aside", () => {
  const box = (x, y, w = 10, h = 10) => ({ x, y, w, h });
  assert.equal(nextCell([box(0, 50), box(12, 0), box(40, 50)], 0, "right"), 2);
});

test("the first arrow takes the first cell; without cells there is none", () => {
  assert.equal(nextCell(picture().cells, -1, "up"), 0);
  assert.equal(nextCell([], 0, "up"), -1);
});

test("arrows reach every cell of a layout", () => {
  const cells = [[0, 0, 30, 60], [30, 0, 70, 20], [30, 20, 20, 40], [50, 20, 50, 15], [50, 35, 50, 25]].map(([x, y, w, h]) => ({ x, y, w, h }));
  const seen = new Set([0]);
  for (const from of seen) for (const way of ["left", "right", "up", "down"]) seen.add(nextCell(cells, from, way));
  assert.equal(seen.size, cells.length);
});

test("the card is clear of the pointer and inside the window, wherever the pointer is", () => {
  const [card, area] = [{ w: 208, h: 260 }, { w: 640, h: 480 }];
  for (let x = 0; x <= area.w; x += 16) {
    for (let y = 0; y <= area.h; y += 16) {
      const at = placeCard({ x, y }, card, area);
      assert.ok(at.clear && at.x >= 8 && at.y >= 8 && at.x + card.w <= area.w - 8 && at.y + card.h <= area.h - 8, `${x}, ${y}`);
      const under = x >= at.x && x <= at.x + card.w && y >= at.y && y <= at.y + card.h;
      assert.ok(!under, `under the pointer at ${x}, ${y}`);
    }
  }
});

test("a window too small for the card is told apart", () => {
  assert.equal(placeCard({ x: 100, y: 100 }, { w: 208, h: 260 }, { w: 220, h: 270 }).clear, false);
});
