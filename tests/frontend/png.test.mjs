import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { Inflater } from "../../frontend_assets/modules/inflate.mjs";
import { decodePng, readPng } from "../../frontend_assets/modules/png.mjs";

const inflater = new Inflater();

/** Numbers that look random and are the same every time. */
function noise(length, seed = 1, range = 256) {
  let state = seed;
  return Uint8Array.from({ length }, () => (state = (state * 1103515245 + 12345) & 0x7fffffff) % range);
}

function inflated(bytes, length) {
  const out = new Uint8Array(length);
  inflater.inflate(new Uint8Array(bytes), out);
  return out;
}

for (const [what, data] of [
  ["nothing", new Uint8Array(0)],
  ["one byte", Uint8Array.of(7)],
  ["noise", noise(5000)],
  ["a long run", new Uint8Array(70_000).fill(3)],
  ["few symbols", noise(20_000, 5, 4)],
  ["unequal symbols", noise(50_000, 9).map((v) => Math.floor((v * v * v) / 65536 / 4))],
  ["repeats far apart", Uint8Array.from([...noise(30_000, 2), ...noise(30_000, 2)])],
]) {
  for (const options of [{ level: 0 }, { level: 1 }, { level: 9 }, { strategy: 4 }]) {
    test(`zlib's ${JSON.stringify(options)} of ${what} is read back`, () => assert.deepEqual(inflated(deflateSync(data, options), data.length), data));
  }
}

test("a damaged stream is refused and does not spoil the next", () => {
  const data = noise(3000, 3, 50);
  const good = deflateSync(data);
  assert.throws(() => inflated(good.subarray(0, good.length / 2), data.length));
  assert.throws(() => inflated(good, data.length - 1), /Found/);
  assert.throws(() => inflated(good, data.length + 1), /expected 3001/);
  assert.throws(() => inflated(Uint8Array.of(1, 2, 3, 4, 5, 6, 7), 10), /no zlib stream/);
  for (let seed = 1; seed < 200; seed++) {
    const bad = Uint8Array.from(good);
    for (const at of noise(3, seed)) bad[2 + at] ^= seed;
    try {
      inflated(bad, data.length);
    } catch (error) {
      assert.ok(error instanceof Error && !(error instanceof TypeError), String(error));
    }
  }
  assert.deepEqual(inflated(good, data.length), data);
});

/** A PNG file of filtered rows; checksums are nobody's business here. */
function png(width, height, kind, rows, { depth = 8, interlaced = 0, chunks = [], parts = 1 } = {}) {
  const chunk = (name, body) => [...u32(body.length), ...[...name].map((c) => c.charCodeAt(0)), ...body, 0, 0, 0, 0];
  const data = deflateSync(Uint8Array.from(rows));
  const cut = Math.ceil(data.length / parts);
  const idat = Array.from({ length: parts }, (_, i) => chunk("IDAT", data.subarray(i * cut, (i + 1) * cut))).flat();
  const head = chunk("IHDR", [...u32(width), ...u32(height), depth, kind, 0, 0, interlaced]);
  return Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...head, ...chunks.flatMap(([name, body]) => chunk(name, body)), ...idat, ...chunk("IEND", [])]);
}

const u32 = (n) => [n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255];

function pixels(bytes) {
  const head = readPng(bytes);
  const out = new Uint8ClampedArray(head.width * head.height * 4 + 4);
  decodePng(head, inflater, out, 4);
  return [...out.slice(4)];
}

test("each filter adds back what it took, worked by hand", () => {
  const rows = [
    [0, 10, 20, 30], // as it is
    [1, 1, 2, 3], // left: 1 3 6
    [2, 9, 7, 4], // above: 10 10 10
    [3, 5, 5, 5], // mean: 10 15 17
    [4, 1, 1, 250], // Paeth: 11 16 (17 + 250) % 256 = 11
  ];
  const grey = [10, 20, 30, 1, 3, 6, 10, 10, 10, 10, 15, 17, 11, 16, 11];
  assert.deepEqual(pixels(png(3, 5, 0, rows.flat())), grey.flatMap((v) => [v, v, v, 255]));
});

test("RGB and palette give colours, opaque, also from a stream in parts", () => {
  assert.deepEqual(pixels(png(2, 1, 2, [0, 1, 2, 3, 4, 5, 6], { parts: 3 })), [1, 2, 3, 255, 4, 5, 6, 255]);
  assert.deepEqual(pixels(png(2, 1, 3, [0, 1, 0], { chunks: [["PLTE", [9, 8, 7, 6, 5, 4]]] })), [6, 5, 4, 255, 9, 8, 7, 255]);
});

for (const [what, bytes] of [
  ["16 bits", png(1, 1, 0, [0, 1, 2], { depth: 16 })],
  ["alpha", png(1, 1, 6, [0, 1, 2, 3, 4])],
  ["transparency", png(1, 1, 2, [0, 1, 2, 3], { chunks: [["tRNS", [0, 1, 0, 2, 0, 3]]] })],
  ["interlace", png(1, 1, 0, [0, 1], { interlaced: 1 })],
  ["many pixels", png(5000, 1, 0, [0])],
  ["no pixels", png(0, 1, 0, [0])],
  ["an end too soon", png(1, 1, 0, [0, 1]).slice(0, -13)],
  ["a palette before the header", png(1, 1, 0, [0, 1]).slice(0, 8)],
  ["another format", Uint8Array.of(0xff, 0xd8, 0xff)],
]) {
  test(`${what} is left to the browser`, () => assert.equal(readPng(bytes), null));
}
