import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsOf, fitOf, held, panned, WHOLE, zoomed } from "../../frontend_assets/modules/zoom-pan.mjs";

const ROOM = { width: 1000, height: 800 };

test("a picture fits wholly; a small one is enlarged, but no pixel beyond 16", () => {
  assert.equal(fitOf({ width: 4000, height: 800 }, ROOM), 0.25);
  assert.equal(fitOf({ width: 500, height: 500 }, ROOM), 1.6);
  assert.equal(fitOf({ width: 32, height: 32 }, ROOM), 16);
  assert.deepEqual(boundsOf({ width: 4000, height: 800 }, ROOM).fitted, { width: 1000, height: 200 });
});

test("what lies under the pointer stays there while one zooms", () => {
  const bounds = boundsOf({ width: 2000, height: 1600 }, ROOM);
  const at = { x: 200, y: -100 };
  const near = zoomed(WHOLE, 2, at, bounds);
  assert.deepEqual(near, { scale: 2, x: -200, y: 100 });
  const nearer = zoomed(near, 1.5, at, bounds);
  const under = (p) => [(at.x - p.x) / p.scale, (at.y - p.y) / p.scale];
  assert.deepEqual(under(nearer), under(near));
});

test("zooming out ends with the whole picture in the middle, zooming in at 32 pixels for one", () => {
  const bounds = boundsOf({ width: 2000, height: 1600 }, ROOM);
  assert.deepEqual(zoomed(zoomed(WHOLE, 3, { x: 400, y: 300 }, bounds), 0.01, { x: -400, y: 0 }, bounds), { scale: 1, x: 0, y: 0 });
  assert.equal(zoomed(WHOLE, 1e9, { x: 0, y: 0 }, bounds).scale, 64);
  assert.equal(zoomed(WHOLE, 1e9, { x: 0, y: 0 }, boundsOf({ width: 32, height: 32 }, ROOM)).scale, 4);
});

test("panning ends at the picture's edges, and what fits does not move", () => {
  const bounds = boundsOf({ width: 2000, height: 400 }, ROOM);
  assert.deepEqual(panned({ scale: 2, x: 0, y: 0 }, 9999, 50, bounds), { scale: 2, x: 500, y: 0 });
  assert.deepEqual(panned(WHOLE, 10, 10, bounds), WHOLE);
  assert.deepEqual(held({ scale: 2, x: -9999, y: -1 }, bounds), { scale: 2, x: -500, y: 0 });
});

test("a room without a size breaks nothing", () => {
  const bounds = boundsOf({ width: 10, height: 10 }, { width: 0, height: 0 });
  assert.deepEqual(zoomed(WHOLE, 2, { x: 0, y: 0 }, bounds).x, 0);
});
