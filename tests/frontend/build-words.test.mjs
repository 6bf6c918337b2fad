import assert from "node:assert/strict";
import { test } from "node:test";
import { buildWords, firstBuildWords, leftText } from "../../frontend_assets/modules/build-words.mjs";

const running = {
  state: "running", stage: "Reading and embedding", read: 34120, of: 100000, seconds_left: 3900, error: "", build: "b", n: 2000, stale: false,
  newest: 2000, partial: { of: 100000, even: true }, changes: true, pausable: true,
};

test("how many images there are, and how long the others take", () => {
  const words = buildWords(running);
  assert.equal(words.said, "2,000 of 100,000 images; 1 h 5 min left");
  assert.match(words.more, /^34,120 of 100,000 images are read\. .*spread evenly/);
  assert.deepEqual([words.share, words.wish, words.offer, words.shown], [0.3412, "pause", "", true]);
});

test("what stands still says so, and what goes on from there", () => {
  assert.equal(buildWords({ ...running, state: "paused" }).said, "2,000 of 100,000 images; paused");
  assert.equal(buildWords({ ...running, state: "paused" }).wish, "go on");
  const failed = buildWords({ ...running, state: "failed", error: "No space left on device." });
  assert.equal(failed.said, "2,000 of 100,000 images; stopped: No space left on device.");
  assert.equal(failed.wish, "again");
  assert.equal(buildWords({ ...running, stage: "Building the tree" }).said, "2,000 of 100,000 images; building the tree…");
  assert.equal(buildWords({ ...running, changes: false }).wish, "");
  assert.equal(buildWords({ ...running, stage: "Writing", read: 100000, pausable: false }).wish, "");
  const served = buildWords({ ...running, state: "none", changes: false });
  assert.equal(served.said, "2,000 of 100,000 images; dendro open of the source reads the others");
});

test("a newer build is offered with its size; a whole index has nothing to say", () => {
  assert.equal(buildWords({ ...running, stale: true, newest: 10000 }).offer, "Show 10,000");
  assert.equal(buildWords({ ...running, stale: true, newest: 100000 }).offer, "Show all 100,000");
  assert.equal(buildWords({ ...running, state: "done", stale: true, newest: 99990 }).offer, "Show all 99,990");
  assert.equal(buildWords({ ...running, state: "none", stale: true }).offer, "Show the new build");
  const whole = { ...running, state: "done", n: 100000, read: 100000, partial: null };
  assert.equal(buildWords(whole).shown, false);
  assert.equal(buildWords({ ...whole, state: "running", stage: "Scanning" }).said, "100,000 images; scanning…");
});

test("before the first build: its stage and steps; no share of what the first map does not wait for", () => {
  const first = { ...running, build: null, n: 0, newest: null, partial: null, stage: "", seconds_left: null };
  assert.deepEqual(firstBuildWords(first), { said: "Starting…", step: "", share: null, wish: "pause" });
  const reading = { ...first, stage: "Reading and embedding", step: { done: 500, total: 2000, unit: "images" } };
  assert.deepEqual(firstBuildWords(reading), { said: "Reading and embedding…", step: "500 of 2,000 images", share: 0.25, wish: "pause" });
  const long = firstBuildWords({ ...reading, seconds_left: 3900 });
  assert.deepEqual(long, { said: "Reading and embedding…", step: "500 of 2,000 images; 1 h 5 min left for all of them", share: null, wish: "pause" });
  const tree = { ...first, stage: "Building the tree", step: { done: 3, total: null, unit: "steps" }, seconds_left: 3900 };
  assert.deepEqual(firstBuildWords(tree), { said: "Building the tree…", step: "3 steps", share: null, wish: "pause" });
  const paused = firstBuildWords({ ...reading, state: "paused" });
  assert.deepEqual(paused, { said: "Reading and embedding: paused", step: "500 of 2,000 images", share: 0.25, wish: "go on" });
  assert.equal(firstBuildWords({ ...reading, changes: false }).wish, "");
});

test("time left in hours and minutes", () => {
  const texts = [0, 59, 60, 3540, 3599, 3600, 7170, 7199, 40000].map(leftText);
  assert.deepEqual(texts, ["less than a minute left", "less than a minute left", "1 min left", "59 min left", "1 h left", "1 h left", "2 h left", "2 h left", "11 h 7 min left"]);
});
