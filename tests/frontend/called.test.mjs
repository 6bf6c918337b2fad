import assert from "node:assert/strict";
import test from "node:test";

import { Calling } from "../../frontend_assets/modules/called.mjs";

const view = {
  cells: [
    { node: 1, title: "grey", named_by: "color", x: 0, y: 0 },
    { node: 2, title: "stag", named_by: "label", x: 50, y: 0 },
    { node: 3, title: "dark", named_by: "color", x: 200, y: 0 },
  ],
  frames: [{ node: 4, title: "deer", x: 0, y: 0, w: 100, h: 100 }],
};
const learned = (choice = "", { cells, frames } = view) => {
  const calling = new Calling();
  calling.learn(view, "");
  calling.learn({ cells, frames }, choice);
  return calling;
};
const stop = (node, title = "own") => ({ node, title, count: 3 });

test("the path calls clusters as they were called on the picture, a colour with the group that it is one of", () => {
  const calling = learned();
  assert.deepEqual([1, 2, 3, 4, 5].map((node) => calling.stop(stop(node)).title), ["deer, grey", "stag", "dark", "deer", "own"]);
  assert.equal(learned("", { cells: [{ ...view.cells[1], title: "elk" }], frames: [] }).stop(stop(2)).title, "elk", "as it was called last");
  assert.equal(learned("", { cells: [], frames: [] }).stop(stop(2)).title, "stag", "also within it");
});

test("under another filter nothing is called as before", () => {
  assert.equal(learned("cats", { cells: [], frames: [] }).stop(stop(2)).title, "own");
});

test("of names that stand together, none is said twice, and each knows its room", () => {
  const names = learned().apart([stop(2, "doe"), stop(4, "mammal"), stop(9, "stag"), stop(3, "night")]);
  assert.deepEqual(names.map(({ title, room }) => [title, room]), [["doe", undefined], ["deer", 6], ["stag", undefined], ["dark", 5]]);
  const cells = [view.cells[1], { ...view.cells[1], node: 6 }];
  assert.deepEqual(learned("", { cells, frames: [] }).apart([stop(2), stop(6, "fawn")]).map(({ title }) => title), ["stag", "fawn"]);
});

test("names that have signs within are kept apart from those that are joined", () => {
  const calling = learned("", { cells: [view.cells[0]], frames: [{ ...view.frames[0], title: "a, b", names: ["a, b"] }] });
  assert.deepEqual(calling.apart([stop(1)])[0].names, ["a, b", "grey"]);
});

test("a colour that says already what its group is says it once", () => {
  const cells = [{ ...view.cells[0], title: "deer, grey A" }];
  const calling = learned("", { cells, frames: view.frames });
  assert.equal(calling.stop(stop(cells[0].node)).title, "deer, grey A");
});
