import assert from "node:assert/strict";
import { test } from "node:test";
import { firstSearch } from "../../frontend_assets/modules/first-search.mjs";

const cat = { query: "cat", where: "" };
const never = () => new Promise(() => {});

test("without words nothing is looked up", async () => {
  assert.equal(await firstSearch({ query: "" }, { text_search: true, lookUp: never }), null);
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
