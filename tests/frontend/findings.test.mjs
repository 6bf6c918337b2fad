import assert from "node:assert/strict";
import { test } from "node:test";
import { contours, outlineOf, Outlines } from "../../frontend_assets/modules/findings-outline.mjs";
import { readAsked, writeAsked } from "../../frontend_assets/modules/asked-finding.mjs";
import { answerBy } from "../../frontend_assets/modules/api.mjs";
import { tellBeingMade } from "../../frontend_assets/modules/page/being-made.mjs";
import { composed } from "../../frontend_assets/modules/page/finding-choices.mjs";
import { answer, cell, picture } from "./fixtures.mjs";

/** Twelve images of 10 pixels in three lines. */
const GRID = { x: 10, y: 20, w: 43, h: 32, gap: 1, lines: 3 };

test("a run of images is followed line by line", () => {
  assert.deepEqual(contours(GRID, 12, 1, 3), [[[20, 20], [42, 20], [42, 30], [20, 30]]]);
  assert.deepEqual(contours(GRID, 12, 0, 4), [[[10, 20], [53, 20], [53, 30], [10, 30]]]);
  // Three lines: from the third place of the first to the second of the last.
  assert.deepEqual(contours(GRID, 12, 2, 10), [[[31, 20], [53, 20], [53, 41], [31, 41], [31, 52], [10, 52], [10, 30], [31, 30]]]);
});

test("two lines that touch nowhere are two boxes", () => {
  assert.deepEqual(contours(GRID, 12, 3, 5), [[[42, 20], [53, 20], [53, 30], [42, 30]], [[10, 30], [20, 30], [20, 41], [10, 41]]]);
});

test("whole lines are a box", () => {
  assert.deepEqual(contours(GRID, 12, 4, 12), [[[10, 30], [53, 30], [53, 52], [10, 52]]]);
  assert.deepEqual(contours({ ...GRID, w: 10 }, 3, 0, 3), [[[10, 20], [20, 20], [20, 52], [10, 52]]]);
});

test("a finding is outlined at every level: a frame, a cell, cells together, images of a cell", () => {
  const seen = picture({ frames: [{ node: 20, x: 0, y: 0, w: 120, h: 90, depth: 1 }] });
  const boxOf = (finding) => outlineOf(seen, finding, 3)?.polygons;
  assert.deepEqual(boxOf({ node: 20, lo: 0, hi: 5 }), [[[0, 0], [120, 0], [120, 90], [0, 90]]]);
  assert.deepEqual(boxOf({ node: 11, lo: 4, hi: 6 }), [[[0, 50], [98, 50], [98, 100], [0, 100]]]);
  assert.deepEqual(boxOf({ node: 15, lo: 4, hi: 8 }), [[[0, 50], [200, 50], [200, 100], [0, 100]]]);
  assert.deepEqual(boxOf({ node: 9, lo: 1, hi: 3 }), [[[50, 0], [150, 0], [150, 48], [50, 48]]]);
  assert.deepEqual(outlineOf(seen, { node: 9, lo: 1, hi: 3 }, 3), { place: 3, within: false, polygons: boxOf({ node: 9, lo: 1, hi: 3 }) });
});

test("cells with another between them are outlined one by one", () => {
  const cells = [cell({ node: 1, lo: 0, hi: 2, x: 0, y: 0, w: 50, h: 50 }), cell({ node: 2, lo: 4, hi: 6, x: 50, y: 0, w: 50, h: 50 }), cell({ node: 3, lo: 2, hi: 4, x: 100, y: 0, w: 50, h: 50 })];
  const { polygons } = outlineOf(picture({ cells }), { node: 8, lo: 0, hi: 4 }, 0);
  assert.equal(polygons.length, 2);
});

test("images that are no node are outlined in runs, whole cells as cells, the longest first", () => {
  const cells = [
    cell({ node: 1, lo: 0, hi: 8, x: 0, y: 0, w: 200, h: 50 }),
    cell({ node: 2, lo: 8, hi: 10, x: 0, y: 50, w: 100, h: 50 }),
    cell({ node: 3, lo: 10, hi: 12, x: 100, y: 50, w: 100, h: 50 }),
  ];
  const seen = picture({ cells });
  const { place, within, polygons } = outlineOf(seen, { node: 1, lo: 0, hi: 12, rows: [0, 3, 4, 8, 9] }, 2);
  assert.deepEqual([place, within], [2, false]);
  const grid = seen.cells[0].thumbs;
  assert.deepEqual(polygons, [[[0, 50], [100, 50], [100, 100], [0, 100]], ...contours(grid, 8, 3, 5), ...contours(grid, 8, 0, 1)]);
  assert.equal(outlineOf(seen, { node: 1, lo: 0, hi: 12, rows: [50, 60] }, 0), null);
  const { lo, hi } = seen.answer;
  assert.equal(outlineOf(seen, { node: 1, lo, hi, rows: Array.from({ length: hi - lo }, (_, i) => lo + i) }, 0), null, "all that is seen");
});

test("of many runs the cell with most of them is dashed, and each run kept for a hand that rests on it", () => {
  const cells = [cell({ node: 1, lo: 0, hi: 20, x: 0, y: 0, w: 500, h: 50 }), cell({ node: 2, lo: 20, hi: 22, x: 0, y: 50, w: 100, h: 50 })];
  const found = outlineOf(picture({ cells }), { node: 1, lo: 0, hi: 22, rows: [1, 3, 5, 7, 9, 20] }, 0);
  assert.deepEqual([found.within, found.polygons, found.close?.length], [true, [[[0, 0], [500, 0], [500, 50], [0, 50]]], 6]);
});

test("where none of the images that are no node is drawn, the cell with most of them is dashed", () => {
  const cells = [cell({ node: 12, lo: 0, hi: 8, x: 0, y: 0, w: 200, h: 100, step: 4 }), cell({ node: 13, lo: 8, hi: 16, x: 0, y: 100, w: 200, h: 100, step: 4 })];
  const found = outlineOf(picture({ cells }), { node: 9, lo: 0, hi: 16, rows: [1, 9, 10] }, 0);
  assert.deepEqual([found.within, found.polygons], [true, [[[0, 100], [200, 100], [200, 200], [0, 200]]]]);
});

test("where none of its images is drawn, the cell that holds them is marked as such", () => {
  const cells = [cell({ node: 12, lo: 0, hi: 8, x: 0, y: 0, w: 200, h: 100, step: 4 })];
  const inside = outlineOf(picture({ cells }), { node: 9, lo: 1, hi: 3 }, 0);
  assert.equal(inside.within, true);
  assert.deepEqual(inside.polygons, [[[0, 0], [200, 0], [200, 100], [0, 100]]]);
});

test("outside of the view, around all of it, and in a view without cells there is nothing to outline", () => {
  const inner = picture({ lo: 4, hi: 8, cells: answer().cells.slice(1) });
  assert.equal(outlineOf(inner, { node: 3, lo: 0, hi: 4 }, 0), null);
  assert.equal(outlineOf(inner, { node: 15, lo: 4, hi: 8 }, 0), null);
  assert.equal(outlineOf(picture({ cells: [] }), { node: 3, lo: 0, hi: 4 }, 0), null);
});

test("outlines are worked out once for a picture", () => {
  const outlines = new Outlines([{ node: 11, lo: 4, hi: 6 }, { node: 99, lo: 0, hi: 8 }]);
  const seen = picture();
  assert.deepEqual(outlines.of(seen).map(({ place }) => place), [0]);
  assert.equal(outlines.of(seen), outlines.of(seen));
  assert.notEqual(outlines.of(seen), outlines.of(picture()));
});

test("what is asked is one word; another column forgets the values of the last", () => {
  assert.equal(composed("drift", { column: "split" }, "column"), "drift:split::");
  assert.equal(composed("drift:split:train:", { column: "split", first: "train", second: "a:b" }, "second"), "drift:split:train:a%3Ab");
  assert.equal(composed("drift:split:train:test", { column: "place", first: "train", second: "test" }, "column"), "drift:place::");
  assert.equal(composed("regressions", { first: "a", second: "" }, "first"), "regressions:a:");
  assert.equal(composed("drift", { column: "" }, "column"), "drift");
  assert.equal(composed("errors;min=3", { class: "a;b" }, "class"), "errors;class=a%3Bb;min=3");
  assert.equal(composed("errors;class=cat", { class: "" }, "class"), "errors");
});

test("how it looks stays when something else is compared", () => {
  assert.equal(composed("drift:split:a:b;min=30;held", { column: "place", first: "a", second: "b" }, "column"), "drift:place::;min=30;held");
  for (const text of ["errors", "drift:split:a%3Bb:c;min=30", "labels;held", "outliers;min=2;held", "duplicates;transformed", "errors;class=a%3Bb;min=4;held", "errors;min=4;held;transformed"]) assert.equal(writeAsked(readAsked(text)), text);
  assert.deepEqual(readAsked("errors;min=abc"), { question: "errors", choice: "errors", about: "", least: null, held: false, transformed: false, unread: ["min=abc"] });
  assert.equal(readAsked("").choice, "");
});

test("what is made first is said while it is waited for, and not after", async () => {
  const asked = [];
  answerBy(async (url) => {
    asked.push(String(url));
    return asked.length === 2 ? new Response("", { status: 500 }) : Response.json({ said: "Lists are made." });
  });
  const said = [];
  let pauses = 0;
  await tellBeingMade("/api/", (words) => said.push(words), () => pauses < 4, async () => pauses++);
  assert.deepEqual(asked, Array(3).fill("/api/findings/working"));
  assert.deepEqual(said, ["Lists are made.", "", "Lists are made.", ""]);
  answerBy(globalThis.fetch);
});
