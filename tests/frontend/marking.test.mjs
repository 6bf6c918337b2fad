import assert from "node:assert/strict";
import { test } from "node:test";
import { hasClause, markingOf, ofClass, pairOf, withClause, withoutClause, wrongOf } from "../../frontend_assets/modules/marking.mjs";

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
  assert.equal(markingOf({ truth: "", guess: "", model: "" }, MODELS), "");
  assert.equal(markingOf({ truth: "cat", guess: "", model: "" }, MODELS), said[1]);
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
