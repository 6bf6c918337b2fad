import assert from "node:assert/strict";
import { test } from "node:test";
import { filterBefore, goneWords, hasNumbers, inBuild, partInBuild, placeNumbers, searchOf, withFilter } from "../../frontend_assets/modules/other-build.mjs";
import { inThisBuild } from "../../frontend_assets/modules/page/new-build.mjs";

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

test("images of a filter that went are counted, those that had gone before are not", () => {
  const search = "?where=images('3,4', 'aaaa1111') and not cluster(9, 'bbbb2222', 5)";
  const now = { ...NONE, where: ["images('30', 'cccc3333', 1) and not images('7', 'cccc3333', 7)"] };
  assert.equal(goneWords(search, now), "This is of an earlier build: 3 images of its filter are gone.");
  assert.equal(goneWords(search, { ...NONE, where: ["images('30,40', 'cccc3333') and not images('7', 'cccc3333', 6)"] }), "This is of an earlier build: 1 image of its filter is gone.");
  assert.equal(goneWords(search, { ...NONE, where: ["images('30,40', 'cccc3333') and not cluster(3, 'cccc3333')"] }), "");
});

test("an address whose filter alone is of an earlier build", () => {
  const where = "name = 'images(1, ''bbbb2222'')' and alike('3 -4', 0.2, 'aaaa1111')";
  assert.deepEqual(filterBefore(withFilter("?k=9", where), ["aaaa1111", "bbbb2222"]), { of: "aaaa1111", where });
  for (const other of ["images('3')", "found('dog', 0.2)", ""]) assert.equal(filterBefore(withFilter("", other), ["aaaa1111"]), null);
  assert.equal(withFilter("?row=3&where=x&tree=cccc3333", "y"), "?row=3&where=y&tree=cccc3333");
});

test("a link with nothing but a filter of an earlier build says what of it is gone; its places of this one stay", async (t) => {
  const asked = [];
  const there = { ...NONE, tree: "cccc3333", where: ["images('30', 'cccc3333', 2)"] };
  t.mock.method(globalThis, "fetch", async (_url, { body }) => (asked.push(JSON.parse(body)), { ok: true, json: async () => there }));
  const config = { api: "api", tree: "cccc3333", earlier: ["aaaa1111"], limits: { moved: 9 } };
  const link = withFilter("?row=3&tree=cccc3333", "images('3,4,5', 'aaaa1111')");
  const found = await inThisBuild(link, config);
  assert.deepEqual(asked, [{ of: "aaaa1111", where: ["images('3,4,5', 'aaaa1111')"] }]);
  assert.deepEqual(found, { search: withFilter(link, there.where[0]), said: "This is of an earlier build: 2 images of its filter are gone." });
  assert.equal(await inThisBuild("?where=images('3')", config), null);
  assert.equal(asked.length, 1);
});

test("a place on a map that nobody knows is said to be gone", () => assert.match(goneWords("?at=0.1,0.2,0.3", NONE), /place on the map/));

for (const [part, expected] of [
  [{ node: 3 }, true], [{ row: 0 }, true], [{ selection: [4] }, true], [{ where: "Images ('3')" }, true], [{ like: "3" }, true],
  [{ row: null, selection: [], like: "", at: "", where: "label = 'cat'", clusters: 9 }, false],
]) {
  test(`${JSON.stringify(part)} names ${expected ? "something" : "nothing"} by a number`, () => assert.equal(hasNumbers(part), expected));
}
