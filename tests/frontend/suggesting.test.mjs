import assert from "node:assert/strict";
import { test } from "node:test";
import { canGoOn, listed } from "../../frontend_assets/modules/suggesting.mjs";

test("every suggestion says how much there is and what it does", () => {
  const answer = { text: "d", complete: true, groups: [
    { kind: "class", column: "", entries: [{ words: "dog", count: 118, search: "dog", where: null }] },
    { kind: "label", column: "label", entries: [{ words: "", count: 1204, search: null, where: "label = ''" }] },
    { kind: "file", column: "path", entries: [{ words: "a/d.png", count: null, search: null, where: "path = 'a/d.png'" }] },
  ] };
  const groups = listed(answer);
  assert.deepEqual(groups.map(({ head, entries }) => [head, entries[0].words, entries[0].detail]), [
    ["Classes of the encoder", "dog", "118 classes · search"],
    ["label", "(empty)", "1,204 · filter"],
    ["Files", "a/d.png", "filter"],
  ]);
  assert.equal(groups[1].entries[0].where, "label = ''");
  assert.deepEqual(listed({ text: "", complete: true, groups: [] }), []);
});

test("what is ruled out, and signs, are not gone on with", () => {
  assert.deepEqual(["dog", "  é", "猫", "dog -per", "-dog", "!?", "", "a".repeat(201), "well-known"].map(canGoOn), [true, true, true, false, false, false, false, false, true]);
});
