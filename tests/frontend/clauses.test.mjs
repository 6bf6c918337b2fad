import assert from "node:assert/strict";
import { test } from "node:test";
import { clausesOf, hasAll, joined, ofClass, pairOf, withAll, withoutAll, wrongOf } from "../../frontend_assets/modules/clauses.mjs";

const MODELS = ["", 'b"c'];

test("mistakes by true class, by predicted class, by both", () => {
  const said = [["", ""], ["cat", ""], ["", "dog"], ["cat", "dog"], ["cat", "cat"]].map(([truth, guess]) => joined(wrongOf({ truth, guess, model: "" }, MODELS)));
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
  assert.equal(joined(pairOf("a", "b", 'b"c', MODELS)), `label = 'a' and "prediction:b""c" = 'b'`);
  assert.equal(joined(wrongOf({ truth: "", guess: "", model: "" }, ["large"])), 'label <> "prediction:large"');
});

test("clauses go into a filter and out of it again, together or not at all", () => {
  const wrong = ["label <> prediction", "label = 'cat'"];
  for (const clauses of [[], ["price < 5"], ["price < 5", "place = 'x'"]]) {
    const both = withAll(clauses, wrong);
    assert.ok(hasAll(both, wrong));
    assert.ok(!hasAll(clauses, wrong));
    assert.deepEqual(withoutAll(both, wrong), clauses);
  }
  assert.deepEqual(withAll(["label = 'cat'"], wrong), ["label = 'cat'", "label <> prediction"]);
  assert.deepEqual(withoutAll(["label = 'cat'"], wrong), ["label = 'cat'"]);
});

test("what stands in quotes is no clause, and an `or` in them no other filter", () => {
  const where = "label = 'this or that and label <> prediction'";
  assert.ok(!hasAll(clausesOf(where, { where, clauses: [where] }), ["label <> prediction"]));
  assert.equal(joined(withAll(clausesOf(where, { where, clauses: [where] }), ["a = 1"])), `${where} and a = 1`);
});

test("a filter that was just written here is known before its view is there", () => {
  const where = joined(["label <> prediction", "label = 'and and'"]);
  assert.deepEqual(clausesOf(where, { where: "", clauses: [] }), ["label <> prediction", "label = 'and and'"]);
  for (let i = 0; i < 200; i += 1) joined([`a = ${i}`, "b = 1"]);
  assert.deepEqual(clausesOf(where, null), [`(${where})`]);
  assert.deepEqual(clausesOf("a = 199 and b = 1", null), ["a = 199", "b = 1"]);
});

test("a filter that no view has told the clauses of is one clause as it stands", () => {
  assert.deepEqual(clausesOf("", null), []);
  assert.deepEqual(clausesOf("a = 1 or b = 2", { where: "a = 1", clauses: ["a = 1"] }), ["(a = 1 or b = 2)"]);
});
