import assert from "node:assert/strict";
import { test } from "node:test";

import { membersOf } from "../../frontend_assets/modules/static/findings-panel.mjs";

const FOUND = { node: 9, lo: 3, hi: 6, title: "", words: "", rows: [4], members: null };

test("a finding is a whole cluster, or the rows that it lists", () => {
  assert.deepEqual(membersOf(FOUND), [3, 4, 5]);
  assert.deepEqual(membersOf({ ...FOUND, members: [1, 8] }), [1, 8]);
});
