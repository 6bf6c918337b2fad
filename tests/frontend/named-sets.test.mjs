/** Sets of images as clauses of a filter. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { foundClause, clusterClause, imagesClause, rowsIn, rowsText } from "../../frontend_assets/modules/named-sets.mjs";

const NONE = { text: "", like: [], unlike: [], images: [] };
const LISTED = { total: null, results: [0.9, 0.41].map((score, row) => ({ row, score, path: "", node: 0 })) };

test("rows are written as ranges where that is shorter", () => {
  assert.equal(rowsText([7, 3, 10, 11, 12, 13, 20, 21, 3]), "3,7,10:14,20,21");
  assert.equal(rowsText([]), "");
  assert.deepEqual([rowsIn("3,7,10:13"), rowsIn("")], [[3, 7, 10, 11, 12], []]);
  assert.equal(imagesClause([5, 6, 7], "ab"), "images('5:8', 'ab')");
  assert.equal(imagesClause([5], ""), "images('5')");
  assert.equal(clusterClause(12, "ab"), "cluster(12, 'ab')");
});

test("words are what they find, from the cut on where there is one", () => {
  const sought = { ...NONE, text: "it's -dog" };
  assert.equal(foundClause(sought, { total: 4, results: LISTED.results }, "", "ab"), "found('it''s -dog')");
  assert.equal(foundClause(sought, { total: 4, results: LISTED.results }, "0.25", "ab"), "found('it''s -dog', 0.25)");
  assert.equal(foundClause(sought, LISTED, "", "ab"), "found('it''s -dog', 0.409999)");
  assert.equal(foundClause(sought, { total: 0, results: [] }, "", "ab"), "");
});

test("examples are those of the search, with the tree that they are of", () => {
  const sought = { ...NONE, like: [3, 17], unlike: [88], images: ["f0a1"] };
  assert.equal(foundClause(sought, LISTED, "", "ab"), "alike('3,17,image:f0a1 -88', 0.409999, 'ab')");
  assert.equal(foundClause({ ...NONE, like: [3] }, LISTED, "-0.5", ""), "alike('3', -0.5)");
});
