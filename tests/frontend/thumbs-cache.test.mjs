import assert from "node:assert/strict";
import { test } from "node:test";
import { ThumbsCache } from "../../frontend_assets/modules/thumbs-cache.mjs";

const closed = [];
/** A page of one row of tiles, 10 px each. */
function page(name, rows, { tile = 10, drawn = rows.map(() => 1) } = {}) {
  const bitmap = { name, width: tile * rows.length, height: tile, close: () => closed.push(name) };
  return { bitmap, rows: Uint32Array.from(rows), tile, columns: rows.length, drawn: Uint8Array.from(drawn) };
}

test("a row is found at its place on its page", () => {
  const cache = new ThumbsCache();
  cache.add({ ...page("a", [5, 6, 7]), columns: 2 });
  const { sx, sy, edge, bitmap } = cache.get(7, 10);
  assert.deepEqual([bitmap.name, sx, sy, edge], ["a", 0, 10, 10]);
  assert.equal(cache.get(8, 10), null);
});

test("a picture that could not be decoded is not there", () => {
  const cache = new ThumbsCache();
  cache.add(page("a", [1, 2], { drawn: [0, 1] }));
  assert.equal(cache.get(1, 10), null);
  assert.ok(cache.has(2, 10));
});

test("of several sizes the next larger is taken, else the largest", () => {
  const cache = new ThumbsCache();
  cache.add(page("large", [1], { tile: 40 }));
  cache.add(page("small", [1], { tile: 10 }));
  assert.deepEqual([8, 10, 11, 40, 41].map((edge) => cache.get(1, edge).bitmap.name), ["small", "small", "large", "large", "large"]);
  assert.deepEqual([cache.has(1, 40), cache.has(1, 41)], [true, false]);
});

test("over the budget, the page longest unused is closed, and only then", () => {
  closed.length = 0;
  const cache = new ThumbsCache(4 * 100 * 2);
  for (const [name, row] of [["a", 1], ["b", 2], ["c", 3]]) {
    cache.tick();
    cache.add(page(name, [row]));
  }
  cache.tick();
  cache.get(1, 10);
  cache.trim();
  assert.deepEqual(closed, ["b"]);
  assert.deepEqual([1, 2, 3].map((row) => cache.get(row, 10)?.bitmap.name), ["a", undefined, "c"]);
  assert.equal(cache.bytes, 800);
});

test("what the present view draws stays, whatever it takes", () => {
  closed.length = 0;
  const cache = new ThumbsCache(1);
  cache.add(page("old", [9]));
  cache.tick();
  cache.add(page("a", [1]));
  cache.add(page("b", [2]));
  cache.get(1, 10);
  cache.trim();
  assert.deepEqual(closed, ["old"]);
});

test("a dropped page takes only its own tiles of a row", () => {
  const cache = new ThumbsCache(4 * 40 * 40);
  cache.add(page("small", [1], { tile: 10 }));
  cache.tick();
  cache.add(page("large", [1], { tile: 40 }));
  cache.trim();
  assert.equal(cache.get(1, 5).bitmap.name, "large");
});

test("a page that replaces another leaves no tile pointing at a closed one", () => {
  const cache = new ThumbsCache(400);
  cache.add(page("first", [1]));
  cache.tick();
  cache.add(page("second", [1]));
  cache.trim();
  assert.equal(cache.get(1, 10).bitmap.name, "second");
});

test("cleared, it holds nothing", () => {
  const cache = new ThumbsCache();
  cache.add(page("a", [1]));
  cache.clear();
  assert.deepEqual([cache.bytes, cache.get(1, 10)], [0, null]);
});
