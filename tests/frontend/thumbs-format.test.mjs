import assert from "node:assert/strict";
import { test } from "node:test";
import { chunks, decodePack, encodeRows, tileFor } from "../../frontend_assets/modules/thumbs-format.mjs";
import { pack } from "./fixtures.mjs";

test("a pack gives rows and images in their order, empty ones included", () => {
  const { rows, images } = decodePack(pack([[7, Uint8Array.of(1, 2, 3)], [4_000_000_000, Uint8Array.of()], [0, Uint8Array.of(9)]]));
  assert.deepEqual([...rows], [7, 4_000_000_000, 0]);
  assert.deepEqual(images.map((image) => [...image]), [[1, 2, 3], [], [9]]);
});

test("a pack of nothing is a pack", () => {
  assert.equal(decodePack(pack([])).images.length, 0);
});

const good = pack([[1, Uint8Array.of(1, 2)]]);
for (const [what, buffer, found] of [
  ["no bytes", new ArrayBuffer(0), /found 0 bytes, expected at least 12/],
  ["another magic", pack([], { magic: "JUNK" }), /found the magic "JUNK", expected "DTHM"/],
  ["a later version", pack([], { version: 2 }), /found version 2, expected 1/],
  ["a table beyond the end", pack([], { count: 4_000_000_000 }), /found 12 bytes, expected 32000000012 for the table/],
  ["an image beyond the end", good.slice(0, -1), /found 21 bytes, expected 22 up to image 1 of 1/],
  ["bytes left over", pack([[1, Uint8Array.of(1)], [2, Uint8Array.of(2)]], { count: 1 }), /found/],
]) {
  test(`${what} is refused, saying what was found and expected`, () => assert.throws(() => decodePack(buffer), found));
}

test("a request holds rows as four bytes each, lowest first", () => {
  assert.deepEqual([...new Uint8Array(encodeRows([1, 258]))], [1, 0, 0, 0, 2, 1, 0, 0]);
});

test("the tile is the size asked for or the next larger, up to what is stored", () => {
  assert.deepEqual([1, 12, 13, 24, 25, 48, 49, 160, 500].map((pixels) => tileFor(pixels)), [12, 12, 16, 24, 28, 48, 64, 160, 160]);
  assert.deepEqual([1, 49, 160, 161, 500].map((pixels) => tileFor(pixels, true)), [48, 64, 192, 192, 320]);
});

test("requests cover all rows once, in order, a short one first", () => {
  const rows = Array.from({ length: 2000 }, (_, i) => i);
  const parts = chunks(rows, 100, 800);
  assert.deepEqual(parts.map((part) => part.length), [100, 800, 800, 300]);
  assert.deepEqual(parts.flat(), rows);
  assert.deepEqual(chunks([]), []);
});
