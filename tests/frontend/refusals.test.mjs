import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusals } from "../../frontend_assets/modules/refusals.mjs";

const CAT = { params: { text: "cat" }, kind: "search", lit: 1 };
const SIGNS = { params: { text: "???" }, kind: "search", lit: 1 };

/** Ask a server that refuses some filters and marks until it answers; gives what it was asked. */
function walk(refusals, where, mark, refuses) {
  const asked = [];
  for (let left = 9; left; left--) {
    const wish = { where: refusals.asked({ where }).where, mark: refusals.mark(mark) };
    asked.push([wish.where, wish.mark.params.text ?? ""]);
    if (!refuses.includes(wish.where) && !refuses.includes(wish.mark.params.text)) return asked;
    if (!refusals.leaveOut(wish.where, wish.mark, "No. It is not there.")) return [...asked, "given up"];
  }
  throw new Error("it goes on for ever");
}

for (const [what, where, mark, refuses, expected] of [
  ["nothing is left out of what holds", "a = 1", CAT, [], [["a = 1", "cat"]]],
  ["words that cannot be looked up hide no map", "", SIGNS, ["???"], [["", "???"], ["", ""]]],
  ["nor does the filter beside them go", "a = 1", SIGNS, ["???"], [["a = 1", "???"], ["a = 1", ""]]],
  ["a filter that does not hold takes no mark with it", "b", CAT, ["b"], [["b", "cat"], ["b", ""], ["", "cat"]]],
  ["both may be wrong", "b", SIGNS, ["b", "???"], [["b", "???"], ["b", ""], ["", "???"], ["", ""]]],
  ["where nothing is left there is nothing to leave out", "", CAT, ["", "cat"], [["", "cat"], ["", ""], "given up"]],
]) {
  test(what, () => assert.deepEqual(walk(new Refusals(), where, mark, refuses), expected));
}

test("what was refused is not asked for again, and what comes after it is", () => {
  const refusals = new Refusals();
  walk(refusals, "b", SIGNS, ["b", "???"]);
  assert.equal(refusals.complaint.error, "The filter is left out: No.");
  assert.deepEqual(walk(refusals, "b", SIGNS, ["b", "???"]), [["", ""]]);
  assert.deepEqual(walk(refusals, "c", CAT, ["b", "???"]), [["c", "cat"]]);
  refusals.forgetFilter();
  assert.equal(refusals.complaint, undefined);
});
