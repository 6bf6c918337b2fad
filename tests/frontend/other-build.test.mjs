import assert from "node:assert/strict";
import { test } from "node:test";
import { inBuild, placeNumbers } from "../../frontend_assets/modules/other-build.mjs";

const NONE = { tree: "bbbb", nodes: [], rows: [], where: [], at: null };

test("an address in another build: its node, rows and filter are those of that, and all else stays", () => {
  const search = "?node=17&where=images%28%273%27%29&row=3&like=4,5,x&at=0.1,0.2,3&k=9&tree=aaaa";
  assert.deepEqual(placeNumbers(search), { nodes: [17], rows: [3, 4, 5], where: ["images('3')"], at: [0.1, 0.2, 3] });
  const there = new URLSearchParams(inBuild(search, { ...NONE, nodes: [99], rows: [30, null, 50], where: ["images('30', 'bbbb')"] }));
  assert.deepEqual(Object.fromEntries(there), { where: "images('30', 'bbbb')", node: "99", row: "30", like: "50", k: "9", tree: "bbbb" });
});

test("what is nowhere in it is left out, and without a place there is no tree", () => {
  assert.equal(inBuild("?at=0.1,0.2,3", { ...NONE, at: [0.3, 0.4, 0.05] }), "?at=0.3%2C0.4%2C0.05&tree=bbbb");
  assert.equal(inBuild("?row=3&node=7&tree=aaaa", { ...NONE, nodes: [null], rows: [null] }), "");
  assert.equal(inBuild("?k=9&tree=aaaa", NONE), "?k=9");
  assert.equal(inBuild("", NONE), "");
});
