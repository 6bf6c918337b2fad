import assert from "node:assert/strict";
import { test } from "node:test";
import { between, fitted, levelOf, panned, reachOf, same, tilesIn, toPlane, toScreen, zoomed } from "../../frontend_assets/modules/map/camera.mjs";
import { blockAt, blocksIn, grainOf, onScreen, tileOf } from "../../frontend_assets/modules/map/blocks.mjs";
import { layOut } from "../../frontend_assets/modules/map/layout.mjs";
import { coloredAlike } from "../../frontend_assets/modules/map/legend-colors.mjs";
import { bounded, boxOf, drawnOn, isMeant } from "../../frontend_assets/modules/map/outline.mjs";
import { SHADES, shadingOf } from "../../frontend_assets/modules/map/shades.mjs";
import { boxOfRow, isAnyOn, nearestRow, rowAt } from "../../frontend_assets/modules/map/places.mjs";
import { cameraAt, readPlace, writePlace } from "../../frontend_assets/modules/map/place.mjs";
import { Sight } from "../../frontend_assets/modules/map/sight.mjs";
import { Tiles } from "../../frontend_assets/modules/map/tiles.mjs";

const SIZE = { width: 800, height: 600 };
const REACH = { least: 100, most: 1e6 };
const close = (a, b) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);

/** A tile with some pictures; `more` is what else it says. */
const tile = (z, x, y, rows, more = {}) => ({
  z, x, y, count: rows.length, rows, places: rows.map((_, i) => i), counts: rows.map(() => 1),
  colors: "010203".repeat(rows.length), wrong: "", marked: "", tints: null, shades: "", ...more,
});

test("a point of the plane and of the screen are the same both ways", () => {
  const camera = { x: 0.3, y: 0.7, scale: 2000 };
  const at = toPlane(camera, SIZE, { x: 17, y: 500 });
  const back = toScreen(camera, SIZE, at);
  close(back.x, 17);
  close(back.y, 500);
});

test("the address says a place that is the same on a screen of another size, and nothing that is none", () => {
  const camera = { x: 0.123456789, y: 0.7, scale: 40000 };
  const place = readPlace(writePlace(camera, SIZE));
  assert.ok(same(cameraAt(place, SIZE), camera));
  const small = { width: 300, height: 900 };
  close(cameraAt(place, small).scale / camera.scale, 0.5);
  for (const words of ["", "1,2", "0.1,0.2,0", "0.1,0.2,-1", "2,0,1", "a,b,c", "0.1,0.2,0.3,0.4", "Infinity,0,1", "0x1,0,1", "1e99,0,1", ",,"]) assert.equal(readPlace(words), null, words);
});

globalThis.matchMedia = () => ({ matches: true });

test("a sight tells where a hand went, once, and follows what the address says instead", () => {
  const sight = new Sight();
  sight.resize(SIZE);
  sight.learn({ frame: [0.2, 0.2, 0.4, 0.4], depth: 4 }, [0, 0, 1, 1]);
  sight.goTo("", false);
  assert.equal(sight.hasGone, false);
  sight.pan(40, 0, false);
  assert.equal(sight.hasGone, true);
  const { target } = sight;
  sight.follow(""); // what the address still says does not pull a hand back
  assert.equal(sight.target, target);
  const place = sight.tell();
  assert.equal(sight.hasGone, false);
  sight.follow(place);
  assert.equal(sight.target, target);
  sight.follow("");
  assert.ok(same(sight.target, fitted([0.2, 0.2, 0.4, 0.4], SIZE, { least: 0, most: 1e9 })));
  sight.zoom(2, { x: 0, y: 0 }, false);
  sight.goTo(place, false);
  assert.ok(same(sight.target, target));
});

test("what lies under the pointer stays there while one zooms, at every step of the way", () => {
  const camera = { x: 0.5, y: 0.5, scale: 900 };
  const pointer = { x: 640, y: 120 };
  const under = toPlane(camera, SIZE, pointer);
  const near = zoomed(camera, SIZE, 3, pointer, REACH);
  for (const t of [0, 0.2, 0.7, 1]) {
    const at = toPlane(between(camera, near, t), SIZE, pointer);
    close(at.x, under.x);
    close(at.y, under.y);
  }
  assert.equal(zoomed(camera, SIZE, 1e9, pointer, REACH).scale, REACH.most);
  assert.equal(zoomed(camera, SIZE, 1e-9, pointer, REACH).scale, REACH.least);
});

test("a drag moves the plane with the hand, and never wholly out of view", () => {
  const camera = { x: 0.5, y: 0.5, scale: 1000 };
  assert.deepEqual(panned(camera, 100, -50), { x: 0.4, y: 0.55, scale: 1000 });
  assert.deepEqual(panned(camera, 1e6, -1e6), { x: 0, y: 1, scale: 1000 });
  assert.ok(same(between(camera, panned(camera, 40, 0), 0.5), panned(camera, 20, 0)));
});

test("a frame is fitted with room around it; one image alone is not beyond reach", () => {
  const whole = [0, 0.2, 1, 0.8];
  const reach = reachOf(whole, SIZE, 4);
  const camera = fitted(whole, SIZE, reach);
  close(camera.x, 0.5);
  const [a, b] = [toScreen(camera, SIZE, { x: 0, y: 0.2 }), toScreen(camera, SIZE, { x: 1, y: 0.8 })];
  assert.ok(a.x >= 0 && a.y >= 0 && b.x <= SIZE.width && b.y <= SIZE.height);
  assert.equal(fitted([0.5, 0.5, 0.5, 0.5], SIZE, reach).scale, reach.most);
  assert.ok(reachOf([0.5, 0.5, 0.5, 0.5], SIZE, 0).most >= reachOf([0.5, 0.5, 0.5, 0.5], SIZE, 0).least);
});

test("the level has places as wide as pictures are to be, up to twice", () => {
  for (const scale of [300, 384, 767, 768, 5000, 40000]) {
    const z = levelOf(scale, 24, 14);
    const side = scale / (16 * 2 ** z);
    assert.ok(z === 0 || side >= 24, `${scale}: ${side}`);
    assert.ok(side < 48, `${scale}: ${side}`);
  }
  assert.equal(levelOf(1e12, 24, 5), 6);
  assert.equal(levelOf(1, 24, 5), 0);
  assert.deepEqual([3, 4, 5, 6, 7].map((steps) => levelOf(16 * 24 * 2 ** steps, 24, 5)), [3, 3, 4, 4, 5]);
});

test("tiles in view are those that the view cuts, its middle first", () => {
  const camera = { x: 0.5, y: 0.5, scale: 1700 };
  const tiles = tilesIn(camera, SIZE, 2);
  assert.deepEqual(tiles.map(({ x, y }) => `${x}/${y}`).sort(), ["1/1", "1/2", "2/1", "2/2"]);
  assert.deepEqual(tilesIn({ x: 0.05, y: 0.05, scale: 16000 }, SIZE, 2), [{ z: 2, x: 0, y: 0 }]);
  assert.deepEqual(tilesIn({ x: 3, y: 3, scale: 1600 }, SIZE, 2), []);
  const many = tilesIn({ x: 0.5, y: 0.5, scale: 1600 }, { width: 1600, height: 1600 }, 4);
  assert.equal(many.length, 256);
  assert.ok(["7/7", "7/8", "8/7", "8/8"].includes(`${many[0].x}/${many[0].y}`));
});

const GRAIN = { z: 1, scale: 1280, ratio: 1, parts: 1 };
const UNMARKED = { params: {}, kind: "", lit: 0 };

test("blocks meet without a gap, on whole device pixels, wherever one has panned and zoomed", () => {
  for (const scale of [700.3, 1281.7, 5000.123]) {
    const grain = grainOf(scale, 2, 1.5);
    const blocks = Array.from({ length: 4 * grain.parts }, (_, x) => blockAt(grain, x, 0));
    blocks.forEach(({ box }, i) => assert.ok(Number.isInteger(box.x) && (!i || blocks[i - 1].box.x + blocks[i - 1].box.w === box.x)));
    for (const camera of [{ x: 0.31, y: 0.47, scale }, { x: 0.31, y: 0.47, scale: 1.37 * scale }]) {
      const places = blocks.map(({ box }) => onScreen(grain, box, camera, SIZE));
      places.forEach(({ x }, i) => assert.ok(Number.isInteger(x) && (!i || places[i - 1].x + places[i - 1].w === x)));
    }
  }
});

test("large pictures are cut into parts of a tile, and every block is of one tile", () => {
  const grain = grainOf(16 * 160, 0, 2);
  assert.ok(grain.parts === 4 && grain.scale / grain.parts <= 800);
  assert.deepEqual(tileOf(grain, blockAt(grain, 3, 1)), { z: 0, x: 0, y: 0 });
  assert.deepEqual(tileOf({ ...grain, z: 1 }, blockAt({ ...grain, z: 1 }, 5, 1)), { z: 1, x: 1, y: 0 });
  const found = blocksIn(GRAIN, { x: 0.25, y: 0.25, scale: 1280 }, { width: 600, height: 600 });
  assert.deepEqual(found.map(({ x, y }) => [x, y]), [[0, 0]]);
  assert.deepEqual(blocksIn(GRAIN, { x: 5, y: 5, scale: 1280 }, SIZE), []);
});

test("pictures lie on their places and never over each other", () => {
  const data = tile(1, 1, 0, [5, 6, 7], { places: [0, 1, 16], wrong: "10-", marked: "320", tints: [2, null, 0] });
  const picture = layOut(data, GRAIN, blockAt(GRAIN, 1, 0), { params: { mark: "x" }, kind: "search", lit: 1 });
  assert.deepEqual([...picture.rows], [5, 6, 7]);
  assert.ok(picture.x[0] > 0 && picture.x[0] + picture.w[0] < picture.x[1] && picture.y[0] + picture.h[0] < picture.y[2]);
  assert.ok(picture.x[1] + picture.w[1] < 80);
  assert.deepEqual([...picture.wrong], [1, 0, -1]);
  assert.deepEqual([...picture.lit], [1, 0, 0]);
  assert.deepEqual([...picture.marked], [1, 1, 0]);
  assert.deepEqual([...picture.tint], [2, -1, 0]);
  assert.equal(picture.color[0], 0x010203);
});

test("images of findings are told from the others", () => {
  const data = tile(0, 0, 0, [1, 2], { marked: "10" });
  const grain = { z: 0, scale: 600, ratio: 1, parts: 1 };
  const findings = layOut(data, grain, blockAt(grain, 0, 0), { params: { rows: "1" }, kind: "findings", lit: 0 });
  assert.deepEqual([...findings.found], [1, 0]);
  assert.equal(findings.lit, null);
  assert.equal(layOut(data, grain, blockAt(grain, 0, 0), UNMARKED).found, null);
});

test("parts of a tile share its pictures among them", () => {
  const data = tile(0, 0, 0, [1, 2, 3], { places: [0, 15, 255] });
  const grain = { z: 0, scale: 1600, ratio: 1, parts: 2 };
  const rows = [[0, 0], [1, 0], [0, 1], [1, 1]].map(([x, y]) => [...layOut(data, grain, blockAt(grain, x, y), UNMARKED).rows]);
  assert.deepEqual(rows, [[1], [2], [], [3]]);
});

test("a hand finds the image of the place that it is at", () => {
  const data = tile(1, 1, 0, [5, 6], { places: [0, 17] });
  const lookup = ({ z, x, y }) => (z === 1 && x === 1 && y === 0 ? data : null);
  assert.equal(rowAt(lookup, 1, { x: 0.5 + 0.5 / 32, y: 0.5 / 32 }), 5);
  assert.equal(rowAt(lookup, 1, { x: 0.5 + 1.5 / 32, y: 1.5 / 32 }), 6);
  assert.equal(rowAt(lookup, 1, { x: 0.5 + 1.5 / 32, y: 0.5 / 32 }), -1);
  assert.equal(rowAt(lookup, 1, { x: 0.2, y: 0.2 }), -1);
  assert.equal(rowAt(lookup, 1, { x: 1.2, y: -0.2 }), -1);
  const camera = { x: 0.5, y: 0.5, scale: 640 };
  const box = boxOfRow([null, data], 6, camera, SIZE);
  assert.deepEqual(box, { x: 420, y: 0, w: 20, h: 20 });
  assert.equal(boxOfRow([data], 9, camera, SIZE), null);
  assert.equal(nearestRow([data], camera, SIZE, { x: 445, y: 10 }), 6);
  assert.equal(nearestRow([data], camera, SIZE, { x: 460, y: 10 }, 10), -1);
});

test("whether any picture is on the screen", () => {
  const data = tile(2, 1, 1, [5, 6]);
  const [left, top] = [16 / 64, 16 / 64]; // the corner of the first of two, each 1/64 of the plane wide
  const on = (x, y) => isAnyOn([null, data], { x, y, scale: 6400 }, SIZE); // 100 px wide, in a window of 800 × 600
  assert.ok(on(left, top) && on(left + 5.9 / 64, top) && on(left, top - 2.9 / 64));
  assert.ok(!on(left + 6.1 / 64, top) && !on(left, top - 3.1 / 64) && !on(left - 4.1 / 64, top) && !on(left, top + 4.1 / 64));
  assert.ok(!isAnyOn([], { x: left, y: top, scale: 6400 }, SIZE));
});

test("shading is laid side by side as its tiles are", () => {
  const one = (at) => Array.from({ length: SHADES ** 2 }, (_, i) => (i === at ? "ff" : "00")).join("");
  const found = shadingOf([tile(2, 1, 3, [], { shades: one(0) }), null, tile(2, 2, 3, [], { shades: one(SHADES + 1) })], [1, 2, 3], 100);
  assert.deepEqual([found.left, found.top, found.across, found.down], [1, 3, 2, 1]);
  assert.deepEqual([...found.pixels.slice(0, 4)], [1, 2, 3, 100]);
  assert.equal(found.pixels[4 * (2 * SHADES + SHADES + 1) + 3], 100);
  assert.equal(found.pixels.filter((_, i) => i % 4 === 3).reduce((a, b) => a + b), 200);
  assert.equal(shadingOf([null, tile(2, 1, 3, [])], [1, 2, 3], 100), null);
});

test("colours are those that the page's legend gives", () => {
  const step = (words, color) => ({ words, color, strength: 1, pattern: "plain", where: "" });
  const own = { title: "t", steps: [step("cat", "#a"), step("dog", "#b"), step("1 other", "#0")], marks: [] };
  const shown = { title: "t", steps: [step("dog", "#1"), step("ant", "#2"), step("1 other", "#0")], marks: [] };
  assert.deepEqual(coloredAlike(own, shown).steps.map(({ color }) => color), ["#0", "#1", "#0"]);
  assert.equal(coloredAlike(own, null), own);
  assert.equal(coloredAlike(own, { ...shown, title: "u" }), own);
});

test("a lasso keeps few corners, and a slip of the hand is none", () => {
  let lasso = [];
  for (let i = 0; i < 100; i++) lasso = drawnOn(lasso, { x: i, y: 0 });
  assert.ok(lasso.length < 40 && lasso.length > 20);
  assert.ok(bounded(Array.from({ length: 10_000 }, (_, x) => ({ x, y: 0 }))).length <= 4096);
  assert.ok(!isMeant(boxOf({ x: 1, y: 1 }, { x: 2, y: 3 })));
  assert.ok(isMeant(boxOf({ x: 1, y: 1 }, { x: 9, y: 9 })));
  assert.ok(!isMeant([{ x: 0, y: 0 }, { x: 50, y: 0 }]));
});

test("tiles are asked for once, those that nobody wants any more are given up", async () => {
  const asked = [];
  const load = (tiles, signal) => new Promise((resolve, reject) => {
    asked.push({ tiles, signal, answer: () => resolve({ legend: null, tiles: tiles.split(",").map((key) => tile(...key.split("/").map(Number), [])) }) });
    signal.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
  });
  let received = 0;
  const failures = [];
  const tiles = new Tiles(load, () => received++, (error) => failures.push(error));
  tiles.want([{ z: 1, x: 0, y: 0 }, { z: 1, x: 1, y: 0 }]);
  tiles.want([{ z: 1, x: 1, y: 0 }, { z: 1, x: 0, y: 0 }]);
  assert.deepEqual(asked.map((one) => one.tiles), ["1/0/0,1/1/0"]);
  tiles.want([{ z: 2, x: 3, y: 3 }]);
  assert.ok(asked[0].signal.aborted && tiles.busy);
  asked[1].answer();
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(received, 1);
  assert.ok(!tiles.busy && tiles.get({ z: 2, x: 3, y: 3 }));
  tiles.clear();
  assert.equal(tiles.get({ z: 2, x: 3, y: 3 }), null);
  assert.deepEqual(failures, []);
});
