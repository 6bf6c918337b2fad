import assert from "node:assert/strict";
import { test } from "node:test";

import { fieldsOf } from "../../frontend_assets/modules/page/exporting.mjs";
import { clustersAt, counts, hereWords, images, modelChoice, positionOf, searchWords, shorten } from "../../frontend_assets/modules/page/words.mjs";

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
  assert.equal(images(1), "1 image");
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

test("a search says how it was made, and when it found nothing", () => {
  assert.equal(searchWords("text encoder", 3, "a dog"), "3 for “a dog”, by text encoder");
  assert.match(searchWords("words", 0, "zeppelin"), /^Nothing found for “zeppelin”, by words/);
  assert.equal(searchWords("row", 60, "", "", 60), "60 like this, by likeness");
  assert.equal(searchWords("image", 60, "a dog", "none in this cluster", 60), "First 60 for “a dog”, none in this cluster, by image");
});

test("a search says how much of what it found lies in view", () => {
  const view = { lo: 10, hi: 20 };
  assert.deepEqual([[10, 19], [9, 10, 20], [9, 20], []].map((rows) => hereWords(rows, view)), ["", "1 in this cluster", "none in this cluster", ""]);
  assert.equal(hereWords([1], null), "");
});

test("a subset goes into a form: what is not asked for is left out, and rows go as a file", () => {
  assert.deepEqual(fieldsOf({ node: 0, where: null, format: "zip" }), [["node", "0"], ["format", "zip"]]);
  assert.deepEqual(fieldsOf({ rows: [3, 1], where: "", format: "csv" }), [["format", "csv"]]);
});
