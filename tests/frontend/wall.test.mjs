import assert from "node:assert/strict";
import { test } from "node:test";

import { layOutChips } from "../../frontend_assets/modules/chips.mjs";
import { outlineOf } from "../../frontend_assets/modules/findings-outline.mjs";
import { hitTest } from "../../frontend_assets/modules/geometry.mjs";
import { makePicture } from "../../frontend_assets/modules/picture.mjs";
import { ThumbsCache } from "../../frontend_assets/modules/thumbs-cache.mjs";
import { missingRows } from "../../frontend_assets/modules/thumbs-queue.mjs";
import { borderOf, leadOf, nextOnWall } from "../../frontend_assets/modules/wall.mjs";
import { cell } from "./fixtures.mjs";

/** Two rows of 100 × 50 on 201 × 101: images 0 to 2, then 3 to 6; the second cluster begins with image 1 and ends with 4. */
const TILES = [[0, 0, 60, 50], [61, 0, 80, 50], [142, 0, 59, 50], [0, 51, 40, 50], [41, 51, 50, 50], [92, 51, 60, 50], [153, 51, 48, 50]];

function wall() {
  const cells = [[0, 1], [1, 5], [5, 7]].map(([lo, hi], c) => {
    const tiles = TILES.slice(lo, hi);
    const [x, y] = [Math.min(...tiles.map((tile) => tile[0])), Math.min(...tiles.map((tile) => tile[1]))];
    const [right, bottom] = [Math.max(...tiles.map((tile) => tile[0] + tile[2])), Math.max(...tiles.map((tile) => tile[1] + tile[3]))];
    const made = cell({ node: 20 + c, lo, hi, x, y, w: right - x, h: bottom - y });
    return { ...made, thumbs: { ...made.thumbs, tiles } };
  });
  return makePicture({ node: 30, lo: 0, hi: 7, count: 7, matching: 7, frames: [], cells, note: "" }, 201, 101);
}

test("every image of a wall is hit where it is, and the gap after it counts to it", () => {
  const picture = wall();
  TILES.forEach(([x, y, w, h], i) => {
    for (const [px, py] of [[x, y], [x + w, y + h - 1], [x + w - 1, y + h]]) {
      if (px > 200 || py > 100) continue;
      assert.deepEqual([hitTest(picture, px, py).row, hitTest(picture, px, py).target.node], [i, i < 1 ? 20 : i < 5 ? 21 : 22]);
    }
  });
  assert.equal(hitTest(picture, 300, 20), null);
});

test("a border goes around the images of a cluster, row by row", () => {
  const picture = wall();
  assert.deepEqual(borderOf(picture, 0), [[[0, 0], [60, 0], [60, 50], [0, 50]]]);
  assert.deepEqual(borderOf(picture, 1), [[[60, 0], [201, 0], [201, 50], [91, 50], [91, 101], [0, 101], [0, 50], [60, 50]]]);
  assert.deepEqual(borderOf(picture, 2), [[[91, 50], [201, 50], [201, 101], [91, 101]]]);
});

test("a title lies on the first image of its cluster, as wide as those beside it", () => {
  const picture = wall();
  assert.deepEqual([0, 1, 2].map((c) => leadOf(picture, c)), [
    { x: 0, y: 0, w: 60, h: 50 }, { x: 61, y: 0, w: 140, h: 50 }, { x: 92, y: 51, w: 109, h: 50 },
  ]);
  const style = { ratio: 1, theme: { family: "sans" }, measure: (text) => 6 * text.length, marked: () => null };
  assert.deepEqual(layOutChips(picture, style).map(({ rect }) => [rect.x, rect.y]), [[0, 0], [61, 0], [92, 51]]);
});

test("a finding is outlined from its first image to its last, across clusters", () => {
  assert.deepEqual(outlineOf(wall(), { node: 40, lo: 3, hi: 6 }, 0).polygons, [[[0, 50], [152, 50], [152, 101], [0, 101]]]);
  assert.equal(outlineOf(wall(), { node: 40, lo: 7, hi: 9 }, 0), null);
});

test("arrows lead to the next cluster and back, and stay at the ends", () => {
  assert.deepEqual(["right", "down", "left", "up"].map((way) => nextOnWall(3, 1, way)), [2, 2, 0, 0]);
  assert.deepEqual([nextOnWall(3, -1, "left"), nextOnWall(3, 2, "right"), nextOnWall(0, -1, "right")], [0, 2, -1]);
});

test("thumbnails of a wall are whole ones, as large as the longer side", () => {
  const cache = new ThumbsCache();
  const page = (tile, sizes) => ({ bitmap: { width: 7 * tile, height: tile, close() {} }, rows: Uint32Array.from([0, 1, 2, 3, 4, 5, 6]), tile, columns: 7, drawn: new Uint8Array(7).fill(1), sizes });
  cache.add(page(96, null));
  assert.deepEqual([...missingRows(wall(), cache, 1)], [[64, [0, 2, 3, 4, 5, 6]], [96, [1]]]);
  assert.equal(cache.get(0, 60, true).edge, 96);
  cache.add(page(64, Uint16Array.from([64, 32, 64, 32, 64, 32, 64, 32, 64, 32, 64, 32, 64, 32])));
  assert.deepEqual([...missingRows(wall(), cache, 1)], [[96, [1]]]);
  assert.deepEqual([cache.get(0, 60, true).w, cache.get(0, 60, true).h, cache.get(0, 60).edge], [64, 32, 96]);
});
