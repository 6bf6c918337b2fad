import assert from "node:assert/strict";
import { test } from "node:test";
import { goneWords, hasNumbers, inBuild, partInBuild, placeNumbers, searchOf } from "../../frontend_assets/modules/other-build.mjs";

const NONE = { tree: "bbbb", nodes: [], shares: [], rows: [], where: [], at: null };

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

test("a step in another build: what it names by numbers is looked for, and what is gone is counted", () => {
  const part = { node: 17, row: 3, like: "4,5", at: "", where: "cluster(9)", show: "isolate", selection: [8, 9] };
  const { nodes, rows, where } = placeNumbers(searchOf(part));
  assert.deepEqual({ nodes, rows, where }, { nodes: [17], rows: [3, 4, 5], where: ["cluster(9)"] });
  const found = { ...NONE, nodes: [99], rows: [30, null, 50, null, 90], where: ["cluster(90, 'bbbb')"] };
  assert.deepEqual(partInBuild(part, found, 598), { part: { node: "99", row: "30", like: "50", at: "", where: "cluster(90, 'bbbb')", show: "isolate", selection: [90] }, gone: 2 });
  assert.deepEqual(partInBuild({ node: 17, row: 3, selection: [] }, { ...NONE, nodes: [null], rows: [null] }, 598), { part: { node: 598, row: null, selection: [] }, gone: 1 });
});

for (const [found, said] of [
  [{}, ""], [{ nodes: [9], shares: [0.8], rows: [3] }, ""],
  [{ nodes: [null], shares: [null], rows: [null, 4, null] }, "This is of an earlier build: the cluster is gone, and all images are shown; 1 image of it is gone."],
  [{ nodes: [9], shares: [0.25] }, "This is of an earlier build: the cluster fell apart: the one that is shown has 25% in common with it."],
]) {
  test(`of ${JSON.stringify(found)} is said: ${said}`, () => assert.equal(goneWords("?node=7&row=3", { ...NONE, ...found }, [4, 3]), said));
}

test("a filter is not looked for in the nearest of a cluster that fell apart", () => {
  const found = { ...NONE, nodes: [9], shares: [0.25], where: ["images('3', 'bbbb')"] };
  assert.equal(inBuild("?node=7&where=images('3')&tree=aaaa", found), "?where=images%28%273%27%2C+%27bbbb%27%29");
  assert.match(goneWords("?node=7&where=images('3')", found), /fell apart, and all images are shown/);
});

test("a place on a map that nobody knows is said to be gone", () => assert.match(goneWords("?at=0.1,0.2,0.3", NONE), /place on the map/));

for (const [part, expected] of [
  [{ node: 3 }, true], [{ row: 0 }, true], [{ selection: [4] }, true], [{ where: "Images ('3')" }, true], [{ like: "3" }, true],
  [{ row: null, selection: [], like: "", at: "", where: "label = 'cat'", clusters: 9 }, false],
]) {
  test(`${JSON.stringify(part)} names ${expected ? "something" : "nothing"} by a number`, () => assert.equal(hasNumbers(part), expected));
}
