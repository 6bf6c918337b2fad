/** Lines of the grid: widths and places by hand, hits that agree with places, keys. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { between, fillRoom, imageAt, isInside, layLines, placeOf, stepFrom, touchedBy } from "../../frontend_assets/modules/grid-view/grid-lines.mjs";

test("lines fill the width to the last pixel, whatever the side", () => {
  for (const width of [320, 390, 1024, 1399, 1920]) {
    for (const side of [12, 24, 47, 48, 88, 160]) {
      const lines = layLines(1000, width, side);
      const last = placeOf(lines, lines.columns - 1);
      assert.equal(last.x + last.w, width - lines.edge);
      assert.ok(Math.abs(lines.tile - side) <= side / 2, `${width} ${side}: ${lines.tile}`);
      for (let i = 1; i < lines.columns; i++) {
        const [a, b] = [placeOf(lines, i - 1), placeOf(lines, i)];
        assert.equal(a.x + a.w + lines.gap, b.x);
        assert.ok(a.w - lines.tile === 0 || a.w - lines.tile === 1);
      }
    }
  }
});

test("by hand: ten images of 24 in a width of 100 are three lines of four", () => {
  const lines = layLines(10, 100, 24);
  assert.deepEqual([lines.columns, lines.lines, lines.tile, lines.pitch, lines.height], [4, 3, 24, 25, 74]);
  assert.deepEqual(placeOf(lines, 5), { x: 25, y: 25, w: 24, h: 24 });
  assert.deepEqual(between(lines, 0, 25), { first: 0, last: 4 });
  assert.deepEqual(between(lines, 24, 26), { first: 0, last: 8 });
  assert.deepEqual(between(lines, 60, 500), { first: 8, last: 10 });
  assert.deepEqual(between(lines, 500, 600), { first: 10, last: 10 });
});

test("words take room only where images are large", () => {
  assert.equal(layLines(10, 1000, 80, { captions: true }).caption, 0);
  const large = layLines(10, 1000, 120, { captions: true });
  assert.ok(large.caption > 0 && large.pitch === large.tile + large.caption + large.gap);
});

test("degenerate: no image, no width, one image", () => {
  assert.deepEqual(between(layLines(0, 100, 24), 0, 900), { first: 0, last: 0 });
  assert.equal(layLines(0, 100, 24).height, 0);
  assert.equal(imageAt(layLines(0, 100, 24), 5, 5), -1);
  assert.equal(layLines(5, 0, 24).columns, 1);
  assert.equal(layLines(1, 10, 160).lines, 1);
});

test("a point hits the image whose place holds it", () => {
  for (const side of [13, 24, 64]) {
    const lines = layLines(57, 331, side, { copies: side === 64 });
    for (let i = 0; i < 57; i++) {
      const { x, y, w, h } = placeOf(lines, i);
      for (const [px, py] of [[x, y], [x + w - 0.5, y + h - 0.5], [x + w / 2, y + h / 2]]) assert.equal(imageAt(lines, px, py), i);
    }
    const beyond = placeOf(lines, 57);
    assert.equal(imageAt(lines, beyond.x + 1, beyond.y + 1), -1);
    assert.equal(imageAt(lines, -1, 5), -1);
    assert.equal(imageAt(lines, 331, 5), -1);
  }
});

test("a box holds the images that it touches, whichever corner it began at", () => {
  const lines = layLines(10, 100, 24); // 0…3 | 4…7 | 8, 9
  const inside = (a, b) => {
    const box = touchedBy(lines, a, b);
    return box && Array.from({ length: 10 }, (_, i) => i).filter((i) => isInside(lines, box, i));
  };
  assert.deepEqual(inside({ x: 30, y: 5 }, { x: 60, y: 30 }), [1, 2, 5, 6]);
  assert.deepEqual(inside({ x: 60, y: 30 }, { x: 30, y: 5 }), [1, 2, 5, 6]);
  assert.deepEqual(inside({ x: -20, y: -20 }, { x: 500, y: 500 }), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual(inside({ x: 80, y: 60 }, { x: 90, y: 70 }), []);
  assert.equal(inside({ x: 10, y: 200 }, { x: 20, y: 300 }), null);
  assert.equal(inside({ x: -20, y: 5 }, { x: -10, y: 9 }), null);
});

test("keys: to the neighbours, to the ends, never off the list", () => {
  const lines = layLines(10, 100, 24);
  const go = (i, step) => stepFrom(lines, i, step, 2);
  assert.deepEqual(["right", "left", "down", "up", "first", "last"].map((step) => go(5, step)), [6, 4, 9, 1, 0, 9]);
  assert.deepEqual([go(0, "left"), go(9, "right"), go(2, "up"), go(9, "down")], [0, 9, 2, 9]);
  assert.equal(go(7, "down"), 9, "nothing below: the last");
  assert.deepEqual([go(1, "page-down"), go(9, "page-up"), go(1, "page-up")], [5, 5, 1]);
  assert.equal(go(-1, "down"), 0);
  assert.equal(stepFrom(layLines(0, 100, 24), -1, "down", 2), -1);
});

test("where all images are seen at once they are as large as that allows, and no smaller than was wanted", () => {
  const room = { width: 1000, height: 600 };
  for (const count of [1, 7, 60, 300, 700]) {
    const [lines, least] = [fillRoom(count, room, 24), layLines(count, 1000, 24)];
    assert.ok(lines.tile > least.tile && lines.tile <= 160 && lines.height <= 600, `${count}: ${lines.tile}`);
    const next = layLines(count, 1000, Math.floor(1000 / (lines.columns - 1)));
    assert.ok(next.height > 600 || next.tile > 160, `${count}: not ${lines.tile} but ${next.tile}`);
  }
  assert.deepEqual(fillRoom(5000, room, 24), layLines(5000, 1000, 24));
  assert.deepEqual(fillRoom(60, room, 200), layLines(60, 1000, 200));
  assert.deepEqual(fillRoom(0, room, 24), layLines(0, 1000, 24));
});
