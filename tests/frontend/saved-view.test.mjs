import assert from "node:assert/strict";
import { test } from "node:test";
import { fileOf, holdsWords, MOST_VIEWS, queryOf, stateOf, viewsIn } from "../../frontend_assets/modules/saved-view.mjs";
import { CONTROLS } from "./controls.mjs";

const config = { ...CONTROLS, n: 100, tree: "abc", models: [""], colors: ["column:place"], finds: ["labels"] };

test("a view says in a few words what it holds", () => {
  assert.equal(holdsWords("?", config), "all images");
  assert.equal(holdsWords("?node=150&where=label%20%3D%20'cat'&q=red&color=column%3Aplace&labels=corrected&tree=abc", config), "a cluster · where label = 'cat' · “red” · colour place · labels as corrected");
  assert.equal(holdsWords("?where=" + encodeURIComponent("images('3,7', 'ab', 2) and label = 'cluster(1)' and not found('it''s (red)', 0.2)"), config), "where images by their rows and label = 'cluster(1)' and not what a search by words finds");
  assert.equal(holdsWords("?like=3&tree=abc", config), "more like examples");
  assert.equal(holdsWords("?view=map&row=3&findings=labels;min=4&tree=abc", config), "map · an image · findings: labels");
  assert.equal(holdsWords("?review=duplicates;transformed&row=3&tree=abc", config), "an image · a review of duplicates");
});

test("a place in another tree is left out, and that is said", () => {
  const { state, other } = stateOf("?node=150&row=3&where=x&tree=old", config);
  assert.deepEqual([state.node, state.row, state.where, other], [198, null, "x", true]);
  assert.match(holdsWords("?node=150&tree=old", config), /not known any more/);
  assert.equal(queryOf("?node=150&where=x&tree=old", config), "?where=x");
});

test("a place in a tree that the index knows is handed on as it is: whoever opens the link is led there", () => {
  const known = { ...config, earlier: ["old"] };
  assert.equal(queryOf("?node=999&where=x&row=3&like=4,5&at=0.1,0.2,1e-3&tree=old", known), "?where=x&node=999&row=3&like=4%2C5&at=0.1%2C0.2%2C1e-3&tree=old");
  assert.equal(queryOf('?node="><img>&tree=old', known), "?tree=old");
  assert.equal(holdsWords("?node=999&row=3&tree=old", known), "a cluster · an image");
});

test("going to a view leaves the selection and the theme as they are", () => {
  assert.deepEqual(Object.keys(stateOf("?", config).state).filter((key) => ["selection", "theme"].includes(key)), []);
});

test("a link holds nothing but what a view can hold", () => {
  assert.equal(queryOf("?where=x&token=secret&onclick=alert(1)", config), "?where=x");
  assert.equal(queryOf("javascript:alert(1)", config), "?");
  assert.equal(queryOf('"><img src=x onerror=alert(1)>', config), "?");
});

test("views go to a file and come back from it", () => {
  const views = [{ name: "<b>dark</b>", address: "?where=x", time: "2026-11-29T02:27:23Z", author: "Ada" }];
  assert.deepEqual(viewsIn(fileOf(views)), [{ name: "<b>dark</b>", address: "?where=x" }]);
});

test("other lists of views are taken, tags beside them are passed over", () => {
  assert.deepEqual(viewsIn('{"views": [{"name": "a", "address": "?q=1"}]}'), [{ name: "a", address: "?q=1" }]);
  assert.deepEqual(viewsIn('[{"kind": "tag", "name": "fix"}, {"kind": "view", "name": "a", "value": "?"}]'), [{ name: "a", address: "?" }]);
});

for (const text of ["", "{}", "[]", "null", "5", '[{"name": 5, "address": "?"}]', '[{"name": "a"}]', '[null]', '[{"kind": "tag", "name": "x"}]', "<html>"]) {
  test(`${JSON.stringify(text)} holds no views`, () => assert.throws(() => viewsIn(text), /holds no saved views/));
}

test("a file may hold only so many", () => {
  const many = JSON.stringify(Array.from({ length: MOST_VIEWS + 1 }, (_, i) => ({ name: `v${i}`, address: "?" })));
  assert.throws(() => viewsIn(many), /at most 1,000 views/);
});
