// How classes fare, counted in the browser for a static copy.
import assert from "node:assert/strict";
import { test } from "node:test";

import { countClasses } from "../../frontend_assets/modules/static/class-counts.mjs";
import { conditionedBy } from "../../frontend_assets/modules/static/filter.mjs";
import { clausesIn } from "../../frontend_assets/modules/static/where/clauses.mjs";

test("classes are counted with what is judged, right and taken for what", () => {
  const labels = Int16Array.from([0, 0, 0, 1, 1, -1]);
  const guesses = Int16Array.from([0, 1, -1, 1, 1, 0]);
  const { lines, pairs } = countClasses([0, 1, 2, 3, 4, 5], ["cat", "dog", "owl"], labels, guesses);
  assert.deepEqual(lines, [
    { name: "cat", count: 3, judged: 2, right: 1, predicted: 1, recall: 0.5, precision: 1, f1: 2 / 3 },
    { name: "dog", count: 2, judged: 2, right: 2, predicted: 3, recall: 1, precision: 2 / 3, f1: 0.8 },
  ]);
  assert.deepEqual(pairs, [{ label: "cat", prediction: "dog", count: 1 }]);
});

test("filters are taken apart at their ands, not at those within names", () => {
  const texts = clausesIn(`label = 'salt and pepper' and "prediction:a and b" <> label`).map(({ text }) => text);
  assert.deepEqual(texts, ["label = 'salt and pepper'", `"prediction:a and b" <> label`]);
  assert.deepEqual(clausesIn("label = 'it''s'").map(({ form }) => form?.values), [["it's"]]);
  for (const bad of ["label =", "label 'a'", "label = 'a' or", "(label = 1", "f(1)", "label = 'a", "not", "a in ()"]) {
    assert.throws(() => clausesIn(bad), /cannot be read/, bad);
  }
});

test("a filter says what it chooses images by", () => {
  assert.deepEqual(conditionedBy("label = 'a'", "m", ["m"]), { byLabel: true, byPrediction: false });
  assert.deepEqual(conditionedBy(`label <> "prediction:m"`, "", ["m"]), { byLabel: true, byPrediction: true });
});
