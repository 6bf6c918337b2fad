import assert from "node:assert/strict";
import { test } from "node:test";
import { joinStrip, readHead, stripLength } from "../../frontend_assets/modules/jpeg-strip.mjs";

const SCAN = [0xff, 0xda, 0, 12, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0];

/** A JPEG without its tables: all that joining looks at. */
function jpeg(data, { width = 8, height = 8, sampling = 0x11, marker = 0xc0, extra = [] } = {}) {
  const sof = [0xff, marker, 0, 17, 8, height >> 8, height & 255, width >> 8, width & 255, 3, 1, sampling, 0, 2, 0x11, 1, 3, 0x11, 1];
  return Uint8Array.of(0xff, 0xd8, ...extra, ...sof, ...SCAN, ...data, 0xff, 0xd9);
}

test("images are joined as restart intervals of one scan of their common height", () => {
  const images = [jpeg([1, 2, 3]), jpeg([4]), jpeg([5, 6])];
  const head = readHead(images[0]);
  const strip = joinStrip(images, head);
  const expected = jpeg([1, 2, 3, 0xff, 0xd0, 4, 0xff, 0xd1, 5, 6], { height: 24 });
  const at = expected.indexOf(0xda) - 1;
  assert.deepEqual([...strip], [...expected.slice(0, at), 0xff, 0xdd, 0, 4, 0, 1, ...expected.slice(at)]);
});

test("restart markers count round from 0 to 7", () => {
  const images = Array.from({ length: 10 }, () => jpeg([0]));
  const strip = [...joinStrip(images, readHead(images[0]))];
  const marks = strip.filter((byte, i) => strip[i - 1] === 0xff && byte >= 0xd0 && byte <= 0xd7);
  assert.deepEqual(marks, [0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd0]);
});

for (const [what, options, expected] of [
  ["full colour", { width: 17, height: 23 }, { padded: 24, blocks: 9, bleed: 0 }],
  ["halved colour", { width: 17, height: 23, sampling: 0x22 }, { padded: 32, blocks: 4, bleed: 1 }],
  ["colour halved across", { width: 50, height: 37, sampling: 0x21 }, { padded: 40, blocks: 20, bleed: 0 }],
]) {
  test(`with ${what}, an image takes whole rows of blocks`, () => {
    const { padded, blocks, bleed } = readHead(jpeg([0], options));
    assert.deepEqual({ padded, blocks, bleed }, expected);
  });
}

test("only images of one size and the same tables share a key", () => {
  const [a, b, c, d] = [jpeg([1]), jpeg([2, 2]), jpeg([1], { height: 9 }), jpeg([1], { extra: [0xff, 0xdb, 0, 3, 7] })].map((image) => readHead(image).key);
  assert.equal(a, b);
  assert.equal(new Set([a, c, d]).size, 3);
});

for (const [what, bytes] of [
  ["nothing", Uint8Array.of()],
  ["a PNG", Uint8Array.of(0x89, 0x50, 0x4e, 0x47)],
  ["a progressive JPEG", jpeg([1], { marker: 0xc2 })],
  ["a JPEG with restarts of its own", jpeg([1], { extra: [0xff, 0xdd, 0, 4, 0, 1] })],
  ["a JPEG that EXIF may turn", jpeg([1], { extra: [0xff, 0xe1, 0, 3, 0] })],
  ["a JPEG without an end", jpeg([1, 2, 3]).slice(0, -1)],
  ["a JPEG without a scan", jpeg([]).slice(0, 21)],
  ["a header that claims more than there is", Uint8Array.of(0xff, 0xd8, 0xff, 0xdb, 0xff, 0xff, 0xff, 0xd9)],
]) {
  test(`${what} is not joined`, () => assert.equal(readHead(bytes), null));
}

test("a strip is no taller than every graphics memory takes", () => {
  assert.equal(stripLength(readHead(jpeg([1], { height: 48 }))), 170);
});
