/** What the grid asks for, and what it says of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { countWords, directionWords } from "../../frontend_assets/modules/grid-view/grid-bar.mjs";
import { GridSpoken, spokenImage } from "../../frontend_assets/modules/grid-view/grid-spoken.mjs";
import { layLines } from "../../frontend_assets/modules/grid-view/grid-lines.mjs";
import { listQuery } from "../../frontend_assets/modules/grid-view/list-query.mjs";

const STATE = { node: 9, where: "", labels: "given", model: "", show: "all", sort: "", order: "", copies: "" };
const NOTHING = { params: {}, kind: "", lit: 0 };
const ask = (state, mark = NOTHING) => listQuery({ ...STATE, ...state }, mark);

test("at first, all of the cluster in the order of the tree", () => {
  const { params, by, descending, only } = ask({});
  assert.deepEqual([params, by, descending, only], [{}, "tree", false, false]);
});

test("filter, column, direction and copies are parameters", () => {
  const { params } = ask({ where: "a = 1", sort: "column:a", order: "desc", copies: "on" });
  assert.deepEqual(params, { where: "a = 1", sort: "column:a", descending: "true", copies: "true" });
});

test("a search is a list of its own, best first, unless another order is chosen", () => {
  const search = { params: { text: "cat" }, kind: "search", lit: 1 };
  assert.deepEqual(ask({}, search).params, { text: "cat", only: "true", sort: "score", descending: "true" });
  assert.deepEqual(ask({ sort: "tree" }, search).params, { text: "cat", only: "true" });
  const listed = ask({}, { params: { rows: "5,3" }, kind: "search", lit: 1 });
  assert.deepEqual(listed.params, { rows: "5,3", only: "true", sort: "listed" });
  assert.equal(ask({ sort: "score" }).by, "tree", "a score without a search is none");
});

test("mistakes stand out among the others, or alone", () => {
  const mistakes = { params: { mark: "a <> b" }, kind: "mistakes", lit: 0 };
  assert.deepEqual(ask({ show: "outline" }, mistakes).params, { mark: "a <> b" });
  assert.deepEqual(ask({ show: "isolate" }, mistakes).params, { mark: "a <> b", only: "true" });
});

test("a selection and findings on the map change no list", () => {
  for (const kind of ["selection", "findings"]) assert.equal(ask({}, { params: { rows: "1" }, kind, lit: 0 }).key, ask({}).key);
});

test("the most doubtful first, and back", () => {
  assert.equal(ask({ sort: "suspicion" }).params.descending, "true");
  assert.equal(ask({ sort: "suspicion", order: "asc" }).params.descending, undefined);
});

test("counts in words", () => {
  const about = { total: 1204, matching: 10000, groups: null };
  assert.equal(countWords(about, false), "1,204 images");
  assert.equal(countWords(about, true), "1,204 of 10,000 images");
  assert.equal(countWords({ ...about, total: 45, groups: 20 }, false), "45 copies of 20 pictures");
  assert.equal(countWords({ ...about, total: 0, groups: 0 }, false), "No copies");
  assert.equal(directionWords("column:a", true), "Descending");
  assert.equal(directionWords("score", true), "Highest first");
});

test("an image is spoken of by all that is known of it, and where it is", () => {
  const words = { row: 3, name: "a/b.png", label: "frog", value: "0.93", wrong: true };
  assert.equal(spokenImage(words, 33, 10000), "frog, a/b.png, 0.93, predicted wrongly, image 34 of 10,000");
  assert.equal(spokenImage({ ...words, label: null, value: "a/b.png", wrong: false }, 0, 1), "a/b.png, image 1 of 1");
});

test("few images on screen are all spoken of, of many those around the keyboard, in whole lines", () => {
  const few = layLines(1000, 400, 100);
  assert.deepEqual(GridSpoken.around(few, { first: 8, last: 32 }, 9), { first: 8, last: 32 });
  const many = layLines(100_000, 1200, 12);
  const span = GridSpoken.around(many, { first: 0, last: 9200 }, 5000);
  assert.ok(span.first <= 5000 && 5000 < span.last && span.last - span.first <= 240);
  assert.equal(span.first % many.columns, 0);
  const away = GridSpoken.around(many, { first: 9200, last: 18400 }, 5);
  assert.ok(away.first >= 9200 && away.last <= 18400 && away.last > away.first);
});
