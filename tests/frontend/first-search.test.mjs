import assert from "node:assert/strict";
import { test } from "node:test";
import { firstSearch } from "../../frontend_assets/modules/first-search.mjs";

const NOTHING = { query: "", like: "", unlike: "", images: "", cut: "", where: "" };
const cat = { ...NOTHING, query: "cat" };
const never = () => new Promise(() => {});

test("without words nothing is looked up", async () => {
  assert.equal(await firstSearch(NOTHING, { text_search: true, lookUp: never }), null);
});

test("words that no encoder looks for are found by the view itself", async () => {
  assert.deepEqual(await firstSearch(cat, { text_search: false, lookUp: never }), { text: "cat" });
});

test("what an encoder finds in time is marked, what it finds later is not waited for", async () => {
  const lookUp = async ({ query }) => ({ rows: query.length });
  const ready = { text_search: true, encoder_ready: true };
  assert.deepEqual(await firstSearch(cat, { ...ready, lookUp }), { rows: 3 });
  assert.equal(await firstSearch(cat, { ...ready, lookUp: never }, 5), null);
  assert.equal(await firstSearch(cat, ready), null);
});

test("classes are marked by the view itself once they are there, and not waited for", async () => {
  assert.deepEqual(await firstSearch(cat, { class_search: true, encoder_ready: true }), { text: "cat" });
  assert.equal(await firstSearch(cat, { class_search: true, encoder_ready: false, lookUp: never }), null);
});

test("an encoder that is to be loaded first is not waited for", async () => {
  assert.equal(await firstSearch(cat, { text_search: true, encoder_ready: false, lookUp: never }), null);
});

test("a set above a cut is marked by the view itself, once there is what finds it", async () => {
  const cut = { ...cat, cut: "0.3" };
  assert.deepEqual(await firstSearch(cut, { text_search: true, encoder_ready: true }), { text: "cat", cut: "0.3" });
  assert.equal(await firstSearch(cut, { text_search: true, encoder_ready: false }), null);
});

test("examples need no encoder: they are looked up, or cut by the view", async () => {
  const like = { ...NOTHING, like: "3,17", unlike: "4" };
  const lookUp = async () => ({ rows: "5" });
  assert.deepEqual(await firstSearch(like, { text_search: true, encoder_ready: false, lookUp }), { rows: "5" });
  assert.deepEqual(await firstSearch({ ...like, cut: "0.1" }, {}), { like_rows: "3,17", unlike_rows: "4", cut: "0.1" });
});
