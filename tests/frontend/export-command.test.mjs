import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

import { commandOf, quoted, sampleWord } from "../../frontend_assets/modules/page/export-command.mjs";

const CSV = { name: "csv", ending: "csv", layout: "" };

test("the command says what is taken, and how", () => {
  assert.equal(commandOf("photos.dendro", { node: 12 }, CSV), "dendro export photos.dendro subset.csv --node 12");
  const wrong = { node: 12, where: "label <> prediction", labels: "corrected" };
  assert.equal(
    commandOf("/data/my photos.dendro", wrong, { name: "folder", ending: "", layout: "class" }),
    "dendro export '/data/my photos.dendro' subset --node 12 --where 'label <> prediction' --labels corrected --format folder --layout class",
  );
  assert.equal(commandOf("a.dendro", { rows: [3, 1], where: "" }, { name: "zip", ending: "zip", layout: "path" }), "dendro export a.dendro subset.zip --rows rows.txt");
  assert.match(commandOf("a.dendro", { node: 3 }, CSV, { sample: "k-center", size: 50 }), / --node 3 --sample k-center --size 50$/);
  assert.match(commandOf("a.dendro", {}, CSV, { sample: "best-copies" }), /subset\.csv --sample best-copies$/);
  const towards = { sample: "simcore", size: 9 };
  assert.ok(commandOf("a.dendro", {}, CSV, { ...towards, target: "split = test" }).endsWith(" --size 9 --target 'split = test'"));
  assert.ok(commandOf("a.dendro", {}, CSV, { ...towards, targetRows: [3, 4] }).endsWith(" --size 9 --target target.txt"));
  assert.match(commandOf("a.dendro", { rows: [3] }, { name: "python", ending: "py", layout: "" }), / subset\.py .*--format python$/);
});

test("a method and its options are one word, and what was left empty is as usual", () => {
  const sample = sampleWord("density", [["cells", " 30 "], ["keep", ""], ["temperature", "0.2"]]);
  assert.equal(sample, "density;cells=30;temperature=0.2");
  assert.equal(sampleWord("random", []), "random");
  assert.ok(commandOf("a.dendro", {}, CSV, { sample, size: 9, seed: 7 }).endsWith(" --sample 'density;cells=30;temperature=0.2' --size 9 --seed 7"));
  assert.ok(commandOf("a.dendro", {}, CSV, { sample: "random", seed: 0 }).endsWith(" --sample random"));
});

test("a shell reads each word as it was", () => {
  for (const word of ["plain.txt", "it's here", "$(rm -rf x)", "`a`", "a\nb", "", "*", "~", "Zürich", "#1", "-x", '"q"', "a\\b"]) {
    const read = execFileSync("sh", ["-c", `printf '%s|' ${quoted(word)}`], { encoding: "utf8" });
    assert.equal(read, `${word}|`);
  }
});
