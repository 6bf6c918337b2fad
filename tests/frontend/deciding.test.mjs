import assert from "node:assert/strict";
import { test } from "node:test";
import { answering, beforeLast, choiceOf, isAboutDecisions, lastWords, recent, turnedWords } from "../../frontend_assets/modules/deciding.mjs";

const TAGS = [{ tag: "night", count: 9 }, { tag: "fix", count: 5 }, { tag: "Not sure", count: 2 }, { tag: "unfixed", count: 1 }];

test("completion: what begins so, then what holds it, in any case, the most frequent first", () => {
  assert.deepEqual(answering(TAGS, "n").map(({ tag }) => tag), ["night", "Not sure", "unfixed"]);
  assert.deepEqual(answering(TAGS, " FIX ").map(({ tag }) => tag), ["fix", "unfixed"]);
  assert.deepEqual(answering(TAGS, "zebra"), []);
});

test("completion: the tag that is called so comes first, however rare", () => {
  assert.deepEqual(answering([{ tag: "fixed", count: 9 }, { tag: "Fix", count: 3 }, { tag: "fix", count: 1 }], "fix").map(({ tag }) => tag), ["fix", "fixed", "Fix"]);
});

test("of several classes the last is completed; a sign within the name of a class is none between two", () => {
  const classes = ["cat", "dog", "crane, bird", "a|b", "a|b|c"];
  const written = ["", "ca", "cat", "cat, ", "cat, do", "cat|dog;c", "crane, b", "crane", "crane, bird", "crane, bird, do", "dog, crane, bi", "a|", "a|b", "a|b|c", "a|b|cat", "A|B", "cat; a|b; dog", "new, x"];
  const before = ["", "", "", "cat, ", "cat, ", "cat|dog;", "", "", "", "crane, bird, ", "dog, ", "", "", "", "a|b|", "", "cat; a|b; ", "new, "];
  assert.deepEqual(written.map((words) => beforeLast(words, classes)), before);
});

test("Enter takes no tag off of which only a part is typed", () => {
  assert.equal(choiceOf(["not sure", "nothing", "no"], "no", ["not sure", "nothing"]), 2);
  assert.equal(choiceOf(["not sure"], "not sure", ["not sure"]), 0);
  assert.equal(choiceOf(["night", "not sure"], "n", []), 0);
  assert.equal(choiceOf([], "n", []), -1);
});

test("digits: the last tags that are still there, then the most frequent", () => {
  assert.deepEqual(recent(["fix", "gone"], TAGS), ["fix", "night", "Not sure", "unfixed"]);
});

test("what a change makes old", () => {
  assert.ok(isAboutDecisions({ where: "tag = 'fix'", color: "" }, ["tag"]));
  assert.ok(isAboutDecisions({ where: "", color: "column:tag" }, ["tag"]));
  assert.ok(!isAboutDecisions({ where: "label = 'cat'", color: "class" }, ["tag"]));
});

for (const [change, undone] of [
  [{ parts: 3, left: 0, by: [] }, "Undone: Tag fix"],
  [{ parts: 0, left: 0, by: [] }, "Undone: Tag fix (so it is already)"],
  [{ parts: 2, left: 1, by: ["Ada"] }, "Undone: Tag fix; 1 of 3 was changed since by Ada and left alone"],
  [{ parts: 0, left: 3, by: ["", "Ada", "Bo"] }, "Not undone: Tag fix. It was changed since by Ada, Bo, and that stays."],
]) {
  test(undone, () => assert.equal(turnedWords("undo", { id: 1, time: "", what: "Tag fix", ...change }), undone));
}

test("a change that nobody knows any more, and one of somebody else", () => {
  assert.match(turnedWords("redo", null), /^This cannot be done again any more/);
  assert.match(lastWords({ id: 1, what: "Tag fix", author: "Ada", time: "2026-11-29T02:27:23Z" }), /by Ada at 2026-11-29 02:27 UTC: Tag fix$/);
});
