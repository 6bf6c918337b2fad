import assert from "node:assert/strict";
import { test } from "node:test";
import { afterAnswer, allButOne, atOnce, comingRows, copiesOf, decidedOf, meaningOf, nextOpen, offered, placeAfter, placeOf, progressWords, questionOf, reviewOf, seenAt, settled, skippedOf, summaryWords } from "../../frontend_assets/modules/reviewing.mjs";

const TAKE = { key: "y", words: "Take {suggested}", decides: "corrected", outcome: "corrected", name: "", asks: false };
const RIGHT = { key: "n", words: "Label is right", decides: "verdict", outcome: "kept", name: "label is right", asks: false };
const OTHER = { key: "l", words: "Another label", decides: "corrected", outcome: "corrected", name: "", asks: true };
const REMOVE = { key: "x", words: "Remove this copy", decides: "tag", outcome: "to be removed", name: "remove", asks: false, others: false };
const ONLY = { ...REMOVE, key: "o", words: "Keep only this one", others: true };
const LABELS = [TAKE, RIGHT, OTHER];

/** Images with these outcomes, in these groups. */
function images(outcomes, groups = []) {
  return outcomes.map((outcome, i) => ({ row: 10 * i, path: `a/${i}.png`, label: "cat", suggested: "dog", group: groups[i] ?? null, step: null, steps: null, transform: null, split: null, exact: true, outcome, corrected: null }));
}

test("order: from the first that is not decided, past those that are, to the end", () => {
  const some = images(["kept", "", "corrected", "", "kept"]);
  assert.equal(nextOpen(some, -1), 1);
  assert.equal(nextOpen(some, 1), 3);
  assert.equal(nextOpen(some, 3), -1);
  assert.equal(nextOpen([], -1), -1);
});

test("copies: the last that is left of a group needs no decision, and one of two that are left does", () => {
  const copies = images(["to be removed", "", "", "", ""], [0, 0, 1, 1, null]);
  assert.deepEqual(settled(copies), [true, true, false, false, false]);
  const three = images(["", "to be removed", ""], [0, 0, 0]);
  assert.deepEqual(settled(three), [false, true, false]);
  assert.equal(summaryWords(copies, [REMOVE, RIGHT]), "1 to be removed · 0 kept · 1 last copy left · 3 skipped");
});

test("progress and what it came to are counted from decisions", () => {
  const some = images(["kept", "", "corrected", ""]);
  assert.equal(progressWords(some, 1), "2 of 4 · 2 decided");
  assert.equal(summaryWords(some, LABELS), "1 corrected · 1 kept · 2 skipped");
  assert.deepEqual([decidedOf(some), skippedOf(some)], [2, 2]);
  assert.equal(progressWords(images(Array.from({ length: 1200 }, () => "")), 999), "1,000 of 1,200 · 0 decided");
});

test("after a change: to what was undone; past what somebody else decided; else it stays", () => {
  const before = images(["kept", "kept", "", ""]);
  assert.equal(placeAfter(before, images(["kept", "", "", ""]), 2), 1);
  assert.equal(placeAfter(before, images(["kept", "kept", "kept", ""]), 2), 3);
  assert.equal(placeAfter(before, images(["kept", "kept", "kept", "kept"]), 2), -1);
  assert.equal(placeAfter(before, images(["corrected", "kept", "", ""]), 2), 2);
  assert.equal(placeAfter(before, images(["kept", "kept", "", "kept"]), 0), 0);
  assert.equal(placeAfter(before, images(["kept", "kept", "kept", "kept"]), -1), -1);
});

test("undone on this page: also to what another answer had replaced, or another label", () => {
  const before = images(["kept", "kept", "", ""]);
  const replaced = images(["corrected", "kept", "", ""]);
  assert.equal(placeAfter(before, replaced, 2, true), 0);
  const named = replaced.map((image, i) => ({ ...image, corrected: i ? null : "emu" }));
  assert.equal(placeAfter(named, replaced.map((image, i) => ({ ...image, corrected: i ? null : "owl" })), -1, true), 0);
  assert.equal(placeAfter(before, before, 2, true), 2);
});

test("a link leads to its image, decided or not; else a review begins at the first that is open", () => {
  const some = images(["kept", "", "kept", ""]);
  assert.deepEqual([20, null, 70].map((row) => placeOf(some, -1, row)), [2, 1, 1]);
  assert.deepEqual(comingRows(some, 1), [0, 10, 30]);
  assert.deepEqual(comingRows(some, -1), []);
});

test("what is asked for is reviewed, else the first that can be", () => {
  const reviews = ["labels", "duplicates"];
  assert.deepEqual(reviewOf("duplicates;transformed", reviews), { kind: "duplicates", transformed: true });
  assert.deepEqual(reviewOf("errors;min=30", reviews), { kind: "labels", transformed: false });
  assert.equal(reviewOf("", []).kind, undefined);
});

test("an answer tells what was seen of an image and its copies", () => {
  const some = images(["", "kept", "to be removed", ""], [0, null, 0, 1]);
  assert.deepEqual(seenAt(some, 0), { 0: "", 20: "to be removed" });
  assert.deepEqual(seenAt(some, 1), { 10: "kept" });
});

test("keys: an answer by its letter in any case, Enter for what is suggested, S and K beside the arrows", () => {
  const [image] = images([""]);
  assert.deepEqual(meaningOf("Y", image, LABELS), { do: "answer", answer: TAKE });
  assert.deepEqual(meaningOf("Enter", image, LABELS), { do: "answer", answer: TAKE });
  assert.deepEqual(meaningOf("l", image, LABELS), { do: "answer", answer: OTHER });
  for (const key of ["s", "J", "ArrowRight", "ArrowDown"]) assert.deepEqual(meaningOf(key, image, LABELS), { do: "skip" });
  for (const key of ["k", "ArrowLeft", "ArrowUp"]) assert.deepEqual(meaningOf(key, image, LABELS), { do: "back" });
  for (const key of ["x", "Escape", "f", "t", "1", "Tab", "g", "b", "/"]) assert.equal(meaningOf(key, image, LABELS), null);
  for (const key of ["m", "u", "o", "e", "v", "I", "r"]) assert.deepEqual(meaningOf(key, image, LABELS), { do: "nothing" });
  assert.deepEqual(meaningOf("o", image, [ONLY]), { do: "answer", answer: ONLY });
});

test("without a suggestion there is none to take", () => {
  const bare = { ...images([""])[0], suggested: null };
  assert.deepEqual(offered(bare, LABELS).map(({ key }) => key), ["n", "l"]);
  assert.equal(meaningOf("y", bare, LABELS), null);
  assert.equal(meaningOf("Enter", bare, [REMOVE, RIGHT]), null);
  const odd = { ...bare, suggested: "$& {suggested}" };
  assert.deepEqual(offered(odd, [TAKE]), [{ key: "y", words: "Take $& {suggested}" }]);
});

test("the question: labels, copies, else the name; and what was decided", () => {
  assert.equal(questionOf(images([""]), 0), "cat → dog");
  const copies = images(["", "kept"], [3, 3]).map((image) => ({ ...image, suggested: null }));
  assert.equal(questionOf(copies, 1), "Copy 2 of 2 · labelled cat · decided: kept");
  assert.equal(questionOf([{ ...images([""])[0], suggested: null, label: null }], 0), "0.png");
});

test("what a label was corrected to is said: a colleague may have taken another than is suggested", () => {
  const [image] = images(["corrected"]);
  assert.equal(questionOf([{ ...image, corrected: "alp" }], 0), "cat → dog · decided: corrected to alp");
});

test("copies stand side by side, with what tells them apart, and no single image does", () => {
  const copies = images(["", "kept", ""], [0, 0]).map((image, i) => ({ ...image, split: ["test", "train", null][i], label: ["cat", "cat", "dog"][i] }));
  assert.deepEqual(copiesOf(copies, 1).map(({ place, caption, asked, outcome }) => [place, caption, asked, outcome]), [[0, "test", false, ""], [1, "train", true, "kept"]]);
  assert.deepEqual([copiesOf(copies, 2), copiesOf(copies, -1)], [[], []]);
  const labelled = copies.map((image, i) => ({ ...image, label: ["cat", null, ""][i] }));
  assert.deepEqual(copiesOf(labelled, 0).map(({ caption }) => caption), ["test · cat", "train · no label"]);
  assert.deepEqual(copiesOf(images(["", ""], [0, 0]), 0).map(({ caption }) => caption), ["0.png", "1.png"]);
});

test("after an answer: of two copies neither is asked about, and one that is kept has no decision of its own", () => {
  const copies = images(["", "", "", ""], [0, 0, 1, 1]);
  assert.equal(nextOpen(afterAnswer(copies, 0, REMOVE), 0), 2);
  const kept = afterAnswer(images(["", "to be removed", "", ""], [0, 0, 0, 1]), 1, ONLY);
  assert.deepEqual(kept.map(({ outcome }) => outcome), ["to be removed", "", "to be removed", ""]);
});

test("of identical files all but one go at once: the one of a split stays, else the first; what was decided or only looks alike is left alone", () => {
  const split = (i) => ["test", "train", "train", "train", "test", "train", "train", "test", "test", "train", "train"][i];
  const outcomes = ["", "", "", "", "", "kept", "", "", "to be removed", "", ""];
  const all = images(outcomes, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4]).map((image, i) => ({ ...image, split: split(i), exact: image.group !== 3 }));
  assert.deepEqual(atOnce(all), { groups: 3, splits: ["test", "train"] });
  assert.deepEqual(allButOne(all, "train"), [0, 30, 100]); // group 4 has a copy that goes already
  assert.deepEqual(allButOne(all, "test"), [10, 30, 100]);
  assert.deepEqual(atOnce(images(["", ""])), { groups: 0, splits: [] });
});

test("a copy says what was done to it", () => {
  const copies = images(["", ""], [0, 0]).map((image, i) => ({ ...image, suggested: null, label: null, transform: ["", "rotated 90°"][i] }));
  assert.deepEqual([0, 1].map((place) => questionOf(copies, place)), ["Copy 1 of 2", "Copy 2 of 2 · rotated 90°"]);
});

test("an image of a run says in which of its steps it is", () => {
  const run = images(["", "", ""], [0, 0, 0]).map((image, i) => ({ ...image, suggested: null, label: null, step: Math.min(i + 1, 2), steps: 2 }));
  assert.equal(questionOf(run, 2), "Copy 3 of 3 · step 2 of 2");
});
