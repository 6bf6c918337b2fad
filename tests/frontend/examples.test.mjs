import assert from "node:assert/strict";
import { test } from "node:test";
import { toggled } from "../../frontend_assets/modules/page/examples.mjs";
import { headWords } from "../../frontend_assets/modules/page/words.mjs";

const NO_EXAMPLES = { like: [], unlike: [] };

test("an example is taken in, taken out again, or changes sides", () => {
  const one = toggled(NO_EXAMPLES, 7, "like");
  assert.deepEqual(one, { like: [7], unlike: [] });
  assert.deepEqual(toggled(one, 7, "like"), NO_EXAMPLES);
  const both = toggled(one, 3, "unlike");
  assert.deepEqual(both, { like: [7], unlike: [3] });
  assert.deepEqual(toggled(both, 3, "like"), { like: [7, 3], unlike: [] });
  assert.deepEqual(NO_EXAMPLES, { like: [], unlike: [] });
});

test("the head says what is refined by", () => {
  const head = (examples) => headWords({ how: "examples", text: "", note: "", total: null, listed: 60, here: "", examples });
  assert.match(head({ like: [7], unlike: [] }), /^The 60 most like this, ranked/);
  assert.match(head({ like: [7, 3], unlike: [1] }), /^The 60 most like these 2 and unlike 1, ranked by likeness to the examples/);
  assert.match(head({ like: [7], unlike: [], images: ["a", "b"] }), /^The 60 most like these 3,/);
});

test("above a cut they are a set", () => {
  const set = { how: "examples", text: "", note: "", total: 1204, listed: 60, here: "", examples: { like: [7, 3], unlike: [1] } };
  assert.match(headWords(set), /^60 of 1,204 like these 2 and unlike 1, ranked by likeness/);
  assert.match(headWords({ ...set, total: 60 }), /^60 like these 2/);
});
