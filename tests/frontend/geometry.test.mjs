import assert from "node:assert/strict";
import { test } from "node:test";
import { chipAt } from "../../frontend_assets/modules/chips.mjs";
import { hitTest, nextCell, placeCard } from "../../frontend_assets/modules/geometry.mjs";
import { imageAt, tileAt } from "../../frontend_assets/modules/grid.mjs";
import { cell, picture } from "./fixtures.mjs";

const kindAt = (x, y, p = picture()) => {
  const hit = hitTest(p, x, y);
  return hit && [hit.kind, hit.target.node, hit.row];
};

for (const [x, y, expected] of [
  [0, 0, ["thumb", 12, 0]], [49, 47, ["thumb", 12, 0]], [50, 0, ["thumb", 12, 1]], [199, 17, ["thumb", 12, 3]], [0, 49, null], [200, 10, null],
  [-1, 10, null], [0, 50, ["thumb", 11, 4]], [48, 60, ["thumb", 11, 4]], [49, 60, ["thumb", 11, 5]], [97, 99, ["thumb", 11, 5]], [98, 60, null],
]) {
  test(`at (${x}, ${y}) lies ${JSON.stringify(expected)}`, () => assert.deepEqual(kindAt(x, y), expected));
}

test("a title lies over the images", () => {
  const p = picture();
  const chip = { box: p.cells[1], cell: 1, rect: { x: 0, y: 50, w: 40, h: 16 } };
  const found = chipAt([chip], 39, 65);
  const hit = hitTest(p, 39, 65, found);
  assert.deepEqual([hit.kind, hit.target.node, hit.cell, hit.row], ["chip", 11, 1, -1]);
  assert.equal(chipAt([chip], 40, 65), null);
});

test("a grid is divided to the last pixel, as the server divides it", () => {
  // explorer/layout/grid.py, tests/layout/test_grid.py: seven images in two lines, 103 × 51 pixels, one apart.
  const grid = { x: 10, y: 20, w: 103, h: 51, lines: 2, gap: 1 };
  const places = [0, 1, 2, 3, 4, 5, 6].map((i) => Object.values(tileAt(grid, 7, i)));
  assert.deepEqual(places, [
    [10, 20, 25, 25], [36, 20, 25, 25], [62, 20, 25, 25], [88, 20, 25, 25],
    [10, 46, 33, 25], [44, 46, 34, 25], [79, 46, 34, 25],
  ]);
});

test("every point of a grid is an image's, and no other's", () => {
  for (const [count, lines, w, h, gap] of [[7, 2, 103, 51, 1], [1, 1, 5, 5, 1], [12, 3, 47, 31, 0], [100, 9, 211, 160, 1]]) {
    const grid = { x: 3, y: 4, w, h, lines, gap };
    for (let i = 0; i < count; i++) {
      const { x, y, w: wide, h: high } = tileAt(grid, count, i);
      assert.deepEqual([imageAt(grid, count, x, y), imageAt(grid, count, x + wide - 1, y + high - 1)], [i, i]);
    }
    assert.deepEqual([imageAt(grid, count, 2, 4), imageAt(grid, count, 3 + w, 4), imageAt(grid, count, 3, 4 + h)], [-1, -1, -1]);
  }
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
    const hit = hitTest(p, p.x[i] + p.w[i] / 2, p.y[i] + p.h[i] / 2);
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
