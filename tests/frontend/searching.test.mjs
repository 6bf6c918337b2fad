import assert from "node:assert/strict";
import { test } from "node:test";
import { NOTHING, foundParams, isSought, litBy, searchParams, soughtOf } from "../../frontend_assets/modules/searching.mjs";

const sought = (state) => soughtOf({ ...NOTHING, ...state });

test("words count before examples, and counter-examples alone say nothing", () => {
  assert.deepEqual(sought({ query: "cat", like: "3" }), { text: "cat", like: [], unlike: [], images: [] });
  assert.deepEqual(sought({ like: "3,17", unlike: "4", images: "ab" }), { text: "", like: [3, 17], unlike: [4], images: ["ab"] });
  assert.deepEqual(sought({ like: "3,17", unlike: "17,4" }).unlike, [4]);
  assert.deepEqual([{ query: "a" }, { like: "3" }, { images: "ab" }, { unlike: "4" }, {}].map((state) => isSought(sought(state))), [true, true, true, false, false]);
});

test("one image alone is asked for by its neighbours, more by what they have in common", () => {
  assert.deepEqual(searchParams(sought({ query: "cat" })), [["text", "cat"]]);
  assert.deepEqual(searchParams(sought({ like: "7" })), [["row", "7"]]);
  assert.deepEqual(searchParams(sought({ like: "7", unlike: "1" })), [["like", "7"], ["unlike", "1"]]);
  assert.deepEqual(searchParams(sought({ like: "7", images: "ab,cd" })), [["like", "7"], ["image", "ab"], ["image", "cd"]]);
});

test("the map is asked for the same set", () => {
  assert.deepEqual(foundParams(sought({ query: "cat" }), "0.3"), { text: "cat", cut: "0.3" });
  assert.deepEqual(foundParams(sought({ like: "7" }), "0.3"), { like_row: "7", cut: "0.3" });
  assert.deepEqual(foundParams(sought({ like: "7,3", unlike: "1", images: "ab" }), "-1"), { like_rows: "7,3", unlike_rows: "1", like_images: "ab", cut: "-1" });
});

test("without a cut what words found is lit, or what was ranked first", () => {
  const cat = sought({ query: "cat" });
  assert.deepEqual(litBy({ results: [], total: 0 }, cat, ""), { text: "cat" });
  assert.deepEqual(litBy({ results: [{ row: 5 }, { row: 2 }], total: null }, cat, ""), { rows: "5,2" });
  assert.deepEqual(litBy({ results: [{ row: 5 }], total: null }, sought({ like: "3,17", unlike: "4" }), ""), { rows: "5,3,17" });
  assert.equal(litBy({ results: [], total: null }, cat, ""), null);
  assert.deepEqual(litBy({ results: [{ row: 5 }], total: 1 }, cat, "0.5"), { text: "cat", cut: "0.5" });
});
