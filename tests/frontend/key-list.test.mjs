import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { actionMeant } from "../../frontend_assets/modules/action-keys.mjs";
import { KEY_LIST, ROOMS, meaningsIn } from "../../frontend_assets/modules/key-list.mjs";
import { actionOf, imageKeyOf, letterOf, selectionKeyOf, turnOf } from "../../frontend_assets/modules/keys.mjs";
import { mapKeyOf } from "../../frontend_assets/modules/map/map-keys.mjs";
import { meaningOf } from "../../frontend_assets/modules/reviewing.mjs";
import { keptOf, othersOf } from "../../frontend_assets/modules/select.mjs";

const HEARD = {
  map: mapKeyOf,
  page: (event) => actionOf(event) ?? turnOf(event), tree: actionOf, image: imageKeyOf, selection: selectionKeyOf,
  actions: (event) => meaningsIn(["actions"]).get(letterOf(event)),
  decisions: (event) => meaningsIn(["decisions"]).get(letterOf(event)), review: ({ key }) => meaningOf(key, { suggested: null }, [])?.do ?? (key === "Escape" ? "end" : null),
};

for (const [room, heard] of Object.entries(HEARD)) {
  test(`every key that is listed for "${ROOMS[room]}" is heard`, () => {
    for (const { means, ctrl } of KEY_LIST[room]) {
      for (const [key, meant] of Object.entries(means)) assert.equal(heard({ key, ctrlKey: Boolean(ctrl) }), meant, key);
    }
  });
}

test("no module has a table of keys of its own", () => {
  const folder = new URL("../../frontend_assets/modules/", import.meta.url);
  const keyed = ["keys.mjs", "reviewing.mjs", "page/decided.mjs", "page/selecting.mjs", "page/undoing.mjs"];
  for (const name of keyed) assert.doesNotMatch(readFileSync(new URL(name, folder), "utf8"), /\["(Arrow\w+|[a-z/?])", "/, name);
  assert.ok(readdirSync(folder).includes("key-list.mjs"));
});

test("every line says its keys and what they do", () => {
  for (const entries of Object.values(KEY_LIST)) for (const { shown, words } of entries) assert.ok(shown.length && words.length);
});

test("letters are those of nobody else", () => {
  const field = { tagName: "INPUT", type: "text" };
  const cell = { tagName: "DIV", getAttribute: () => null, closest: (selector) => (selector.includes("[role=grid]") ? {} : null) };
  const tab = { tagName: "BUTTON", getAttribute: () => "tab", closest: () => null };
  assert.equal(letterOf({ key: "T", target: tab }), "t");
  for (const target of [field, cell]) assert.equal(letterOf({ key: "t", target }), "");
  for (const held of ["ctrlKey", "altKey", "defaultPrevented", "isComposing"]) assert.equal(letterOf({ key: "t", [held]: true }), "");
});

test("the others instead, and those that a filter leaves", () => {
  assert.deepEqual(othersOf([1, 2, 3, 4], [2, 9]), [1, 3, 4]);
  assert.deepEqual(keptOf([9, 2, 4], [1, 2, 3, 4]), [2, 4]);
});

test("a letter acts on what is selected, else on the inspected image, else on nothing", () => {
  const VIEWS = ["tree", "map", "grid"];
  const nothing = { selection: [], row: null, view: "grid", query: "", like: "", unlike: "", images: "" };
  const image = { ...nothing, row: 7 };
  const several = { ...image, selection: [1, 2] };
  for (const letter of ["m", "u", "o", "x"]) assert.deepEqual(actionMeant(letter, nothing, VIEWS), [""]);
  assert.deepEqual(actionMeant("g", image, VIEWS), ["show-in-tree", { row: "7" }]);
  assert.deepEqual(["g", "r", "b"].map((letter) => actionMeant(letter, nothing, VIEWS)), [[""], ["review"], ["save-view"]]);
  assert.deepEqual(actionMeant("m", image, VIEWS), ["more-like", { row: "7" }]);
  assert.deepEqual(actionMeant("u", image, VIEWS), [""]);
  assert.deepEqual(actionMeant("u", { ...image, like: "3" }, VIEWS), ["more-unlike", { row: "7" }]);
  assert.deepEqual(actionMeant("o", { ...image, query: "cat" }, VIEWS), ["filter-found"]);
  assert.deepEqual([..."mo"].map((letter) => actionMeant(letter, several, VIEWS)), [["more-like-selection"], ["filter-selection"]]);
  assert.deepEqual(actionMeant("e", image, VIEWS), ["export", { of: "view" }]);
  assert.deepEqual(actionMeant("e", several, VIEWS), ["export", { of: "selection" }]);
  assert.deepEqual(actionMeant("v", nothing, VIEWS), ["view", { view: "tree" }]);
  assert.deepEqual(actionMeant("v", { ...nothing, view: "tree" }, ["tree", "grid"]), ["view", { view: "grid" }]);
});
