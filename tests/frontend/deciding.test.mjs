import assert from "node:assert/strict";
import { test } from "node:test";
import { completions, isAboutDecisions, ofTag, recent, toggled } from "../../frontend_assets/modules/deciding.mjs";

const TAGS = [{ tag: "night", count: 9 }, { tag: "fix", count: 5 }, { tag: "Not sure", count: 2 }, { tag: "unfixed", count: 1 }];

test("completion: what begins so, then what holds it, in any case, the most frequent first", () => {
  assert.deepEqual(completions(TAGS, "n").map(({ tag }) => tag), ["night", "Not sure", "unfixed"]);
  assert.deepEqual(completions(TAGS, " FIX ").map(({ tag }) => tag), ["fix", "unfixed"]);
  assert.deepEqual(completions(TAGS, "zebra"), []);
  assert.equal(completions(Array.from({ length: 99 }, (_, i) => ({ tag: `t${i}`, count: 1 })), "").length, 8);
});

test("digits: the last tags that are still there, then the most frequent", () => {
  assert.deepEqual(recent(["fix", "gone"], TAGS), ["fix", "night", "Not sure", "unfixed"]);
  assert.equal(recent([], Array.from({ length: 99 }, (_, i) => ({ tag: `t${i}`, count: 1 }))).length, 9);
});

test("a tag as a clause comes and goes, and others stay", () => {
  assert.equal(ofTag("tag", "it's"), "tag = 'it''s'");
  assert.equal(toggled([], "tag = 'fix'"), "tag = 'fix'");
  assert.equal(toggled(["label = 'cat'"], "tag = 'fix'"), "label = 'cat' and tag = 'fix'");
  assert.equal(toggled(["tag = 'fix'", "(a = 1 or b = 2)"], "tag = 'fix'"), "(a = 1 or b = 2)");
});

test("what a change makes old", () => {
  assert.ok(isAboutDecisions({ where: "tag = 'fix'", color: "" }, ["tag"]));
  assert.ok(isAboutDecisions({ where: "", color: "column:tag" }, ["tag"]));
  assert.ok(!isAboutDecisions({ where: "label = 'cat'", color: "class" }, ["tag"]));
});
