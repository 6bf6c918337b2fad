import assert from "node:assert/strict";
import { test } from "node:test";

import { choicesOf, targetOf } from "../../frontend_assets/modules/page/export-target.mjs";

const AROUND = { selection: [4, 2], where: "", tags: [{ tag: "it's", count: 3 }], column: "tag_2" };

test("the selection, each tag and a filter can be drawn towards", () => {
  assert.deepEqual(choicesOf(AROUND).map(({ words }) => words), ["the selection: 2 images", "tagged it's: 3 images", "what matches a filter"]);
  assert.deepEqual(choicesOf({ ...AROUND, selection: [], tags: [] }).map(({ value }) => value), ["filter"]);
});

test("a choice becomes rows or a filter", () => {
  const values = choicesOf(AROUND).map(({ value }) => value);
  assert.deepEqual(values.map((value) => targetOf(value, " split = 'test' ", AROUND)), [
    { targetRows: [4, 2] },
    { target: "tag_2 = 'it''s'" },
    { target: "split = 'test'" },
  ]);
  assert.deepEqual(targetOf("filter", "  ", AROUND), {});
});
