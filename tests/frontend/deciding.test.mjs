import assert from "node:assert/strict";
import { test } from "node:test";
import { answering, isAboutDecisions, recent } from "../../frontend_assets/modules/deciding.mjs";

const TAGS = [{ tag: "night", count: 9 }, { tag: "fix", count: 5 }, { tag: "Not sure", count: 2 }, { tag: "unfixed", count: 1 }];

test("completion: what begins so, then what holds it, in any case, the most frequent first", () => {
  assert.deepEqual(answering(TAGS, "n").map(({ tag }) => tag), ["night", "Not sure", "unfixed"]);
  assert.deepEqual(answering(TAGS, " FIX ").map(({ tag }) => tag), ["fix", "unfixed"]);
  assert.deepEqual(answering(TAGS, "zebra"), []);
});

test("digits: the last tags that are still there, then the most frequent", () => {
  assert.deepEqual(recent(["fix", "gone"], TAGS), ["fix", "night", "Not sure", "unfixed"]);
});

test("what a change makes old", () => {
  assert.ok(isAboutDecisions({ where: "tag = 'fix'", color: "" }, ["tag"]));
  assert.ok(isAboutDecisions({ where: "", color: "column:tag" }, ["tag"]));
  assert.ok(!isAboutDecisions({ where: "label = 'cat'", color: "class" }, ["tag"]));
});
