import assert from "node:assert/strict";
import { test } from "node:test";
import { hasClause, markOf, ofClass, pairOf, rangesOf, withClause, withoutClause, wrongOf } from "../../frontend_assets/modules/clauses.mjs";

const MODELS = ["", 'b"c'];

test("mistakes by true class, by predicted class, by both", () => {
  const said = [["", ""], ["cat", ""], ["", "dog"], ["cat", "dog"], ["cat", "cat"]].map(([truth, guess]) => wrongOf({ truth, guess, model: "" }, MODELS));
  assert.deepEqual(said, [
    "label <> prediction",
    "label <> prediction and label = 'cat'",
    "label <> prediction and prediction = 'dog'",
    "label <> prediction and label = 'cat' and prediction = 'dog'",
    "label = 'cat' and prediction = 'cat'",
  ]);
});

test("names are quoted, whatever is in them; without a choice the first model is meant", () => {
  assert.equal(ofClass("it's"), "label = 'it''s'");
  assert.equal(pairOf("a", "b", 'b"c', MODELS), `label = 'a' and "prediction:b""c" = 'b'`);
  assert.equal(wrongOf({ truth: "", guess: "", model: "" }, ["large"]), 'label <> "prediction:large"');
});

test("a clause goes into a filter and out of it again", () => {
  const clause = "label <> prediction";
  for (const where of ["", "price < 5", "price < 5 and place = 'x'"]) {
    const both = withClause(where, clause);
    assert.ok(hasClause(both, clause), both);
    assert.ok(!hasClause(where, clause), where);
    assert.equal(withoutClause(both, clause), where);
  }
  assert.equal(withClause("a = 1 or b = 2", clause), "(a = 1 or b = 2) and label <> prediction");
  assert.equal(withoutClause("a = 1 and label <> prediction and b = 2", clause), "a = 1 and b = 2");
  assert.equal(withoutClause("label <> prediction and b = 2", clause), "b = 2");
  assert.equal(withoutClause("b = 2", clause), "b = 2");
});

const still = { show: "all", truth: "", guess: "", model: "", outlines: "", selection: [] };

test("what is marked: a hand's rest, then a search with mistakes, then mistakes, findings, the selection", () => {
  const all = { ...still, show: "outline", outlines: "on", selection: [3, 1, 2] };
  const also = { models: MODELS, spot: { mark: "label = 'cat'" }, search: { text: "cat" }, findings: [{ lo: 4, hi: 9 }] };
  assert.deepEqual(markOf(all, also), { params: { mark: "label = 'cat'" }, kind: "spot", lit: 2 });
  assert.deepEqual(markOf(all, { ...also, spot: { rows: "4:9" } }).lit, 0);
  assert.deepEqual(markOf(all, { ...also, spot: null }), { params: { text: "cat", mark: "label <> prediction" }, kind: "search", lit: 1 });
  assert.deepEqual(markOf({ ...all, show: "all" }, { ...also, spot: null }).params, { text: "cat" });
  assert.deepEqual(markOf({ ...all, truth: "cat" }, { models: MODELS }), { params: { mark: "label <> prediction and label = 'cat'" }, kind: "mistakes", lit: 0 });
  assert.deepEqual(markOf({ ...all, show: "all" }, { findings: also.findings }), { params: { rows: "4:9" }, kind: "findings", lit: 0 });
  assert.deepEqual(markOf({ ...all, show: "all", outlines: "" }, also.findings), { params: { rows: "1:4" }, kind: "selection", lit: 0 });
  assert.deepEqual(markOf(still, {}), { params: {}, kind: "", lit: 0 });
});

test("a selection that no address has room for is outlined where it is drawn, and no more", () => {
  assert.equal(markOf({ ...still, selection: Array.from({ length: 6000 }, (_, i) => 2 * i) }, {}).kind, "");
  assert.equal(markOf({ ...still, selection: Array.from({ length: 6000 }, (_, i) => i) }, {}).params.rows, "0:6000");
});

test("rows side by side are one range", () => {
  assert.deepEqual([[], [7], [2, 1, 0], [5, 9, 6, 5]].map(rangesOf), ["", "7", "0:3", "5:7,9"]);
});
