import assert from "node:assert/strict";
import { test } from "node:test";

import { fieldsOf } from "../../frontend_assets/modules/page/exporting.mjs";
import { briefly, counts, headWords, hereWords, images, modelChoice, multiplying, noMistakes, shorten } from "../../frontend_assets/modules/page/words.mjs";
import { CONTROLS } from "./controls.mjs";

const { at: clustersAt, of: positionOf } = multiplying(CONTROLS.controls.find(({ key }) => key === "clusters"));

test("every number of clusters has a position that gives it back", () => {
  for (let k = 2; k <= 200; k++) assert.ok(Math.abs(clustersAt(positionOf(k)) - k) <= (k > 40 ? 2 : 0), String(k));
  assert.equal(clustersAt(0), 2);
  assert.equal(clustersAt(200), 200);
});

test("the position of a number that the slider itself gave is stable", () => {
  for (let p = 0; p <= 200; p++) assert.equal(clustersAt(positionOf(clustersAt(p))), clustersAt(p), String(p));
});

test("the bottom bar says how much of what is shown", () => {
  const whole = { count: 10000, matching: 10000, shown: 1872, total: 10000, where: "" };
  assert.equal(counts(whole), "10,000 images · showing 1,872");
  assert.equal(counts({ ...whole, count: 40, matching: 40, shown: 40 }), "40 of 10,000 images · showing all");
  assert.equal(counts({ ...whole, where: "label = 'cat'", matching: 12, shown: 12 }), "12 of 10,000 images match · showing all");
  assert.equal(counts({ ...whole, where: "label = 'no'", matching: 0, shown: 0 }), "0 of 10,000 images match");
  assert.equal(counts({ ...whole, marked: 827 }), "10,000 images · showing 1,872 · 827 marked");
  assert.equal(counts({ ...whole, marked: 0, mistakes: "" }), "10,000 images · showing 1,872 · 0 marked");
  assert.equal(images(1), "1 image");
});

test("where there are no mistakes to mark, a note says so, and what they would need", () => {
  const said = (marked, mistakes, matching = 9) => noMistakes({ marked, mistakes, matching });
  assert.deepEqual([said(3, "any"), said(null, ""), said(0, ""), said(0, "any", 0)], ["", "", "", ""]);
  assert.equal(said(0, "any"), "No mistakes here.");
  assert.equal(said(0, "some"), "No such mistakes here.");
  assert.equal(said(0, "unjudged"), "No mistakes here: no image has both a label and a prediction.");
  assert.equal(counts({ count: 9, matching: 9, shown: 9, total: 9, where: "", marked: 0, mistakes: "any" }), "9 images · showing all");
});

test("the choice of a model is never empty", () => {
  assert.deepEqual([["b", ["a", "b"]], ["", ["a", "b"]], ["", ["", "b"]]].map(([model, models]) => modelChoice(model, models)), ["b", "a", " "]);
});

test("a long path keeps its ends", () => {
  assert.deepEqual(shorten([1, 2, 3, 4, 5]).map(({ stop }) => stop), [1, 2, 3, 4, 5]);
  const short = shorten([1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(short.map(({ stop }) => stop), [1, 4, 5, 6, 7]);
  assert.deepEqual(short[1].hidden, [2, 3, 4]);
});

const found = (patch) => headWords({ how: "words", text: "cat", note: "", total: 1000, listed: 60, here: "", ...patch });

test("a search for words counts all that answer, whatever is listed", () => {
  assert.match(found({}), /^60 of 1,000 for “cat”, by words/);
  assert.match(found({ here: "27 in this cluster" }), /^60 of 1,000 for “cat”, 27 in this cluster, by words/);
  assert.match(found({ total: 3, listed: 3 }), /^3 for “cat”, by words/);
  assert.match(found({ total: 0, listed: 0 }), /^Nothing found for “cat”, by words.*\.$/);
  assert.equal(found({ total: 0, listed: 0, note: "No image has “cat”." }), "Nothing found for “cat”, by words in names and labels.");
  assert.match(found({ total: 0, listed: 0, text: "Zq  xk", note: "No image has “zq” or “xk”." }), /labels\.$/);
  assert.match(found({ total: 0, listed: 0, text: "cat -dog", note: "Images that show “dog” are left out." }), /labels\. Images that show “dog” are left out\.$/);
});

test("what is ranked has no count: the first are the nearest", () => {
  const ranked = (patch) => found({ total: null, ...patch });
  assert.equal(ranked({ how: "text encoder" }), "The 60 nearest to “cat”, ranked by the text encoder");
  assert.equal(ranked({ how: "row", text: "" }), "The 60 most like this, ranked by likeness");
  assert.equal(ranked({ how: "row", text: "", listed: 1 }), "The one most like this, ranked by likeness");
  assert.equal(ranked({ how: "image", text: "", here: "none in this cluster" }), "The 60 most like this, none in this cluster, ranked by likeness to the image");
});

test("a search says how much of what it found lies in view", () => {
  const view = { lo: 10, hi: 20, marked: 7 };
  assert.deepEqual([[10, 19], [9, 10, 20], [9, 20], []].map((rows) => hereWords(rows, null, view)), ["", "1 in this cluster", "none in this cluster", ""]);
  assert.equal(hereWords([1], null, null), "");
  assert.deepEqual([7, 1000].map((total) => hereWords([1], total, view)), ["", "7 in this cluster"]);
  assert.equal(hereWords([1], 1000, { ...view, marked: 0 }), "none in this cluster");
  assert.equal(hereWords([1], 1000, { lo: 10, hi: 20, marked: null }), "");
});

test("a subset goes into a form: what is not asked for is left out, and rows go as a file", () => {
  assert.deepEqual(fieldsOf({ node: 0, where: null, format: "zip" }), [["node", "0"], ["format", "zip"]]);
  assert.deepEqual(fieldsOf({ rows: [3, 1], targetRows: [2], where: "", format: "csv" }), [["format", "csv"]]);
});

test("what a view beside the tree draws is not counted as the tree's", () => {
  assert.equal(counts({ count: 10000, matching: 10000, shown: null, total: 10000, where: "" }), "10,000 images");
});

test("a notice with a long name keeps how it begins and ends, between whole signs", () => {
  assert.equal(briefly("x".repeat(200)), "x".repeat(200));
  const brief = briefly(`Correct 3 images to ${"𝓎".repeat(300)} (so it is already)`);
  assert.match(brief, /^Correct 3 images to 𝓎{120} … 𝓎{41} \(so it is already\)$/u);
});
