import assert from "node:assert/strict";
import { test } from "node:test";
import { turnOf } from "../../frontend_assets/modules/keys.mjs";
import { defaultState } from "../../frontend_assets/modules/state.mjs";
import { isDecision, Steps, STEPS_KEPT, wordsOf } from "../../frontend_assets/modules/steps.mjs";
import { CONTROLS } from "./controls.mjs";

const FIRST = { change: 1, time: "2026-11-29T02:27:23Z" };
const OTHER = { change: 1, time: "2026-11-30T02:27:23Z" }; // of another file
const START = defaultState({ ...CONTROLS, n: 100 });

/** A hand at the page: its state, and what undo makes of it. */
function hand(steps = new Steps()) {
  let state = START;
  let time = 0;
  return {
    steps,
    get state() {
      return state;
    },
    view(patch, after = 5000) {
      const next = { ...state, ...patch };
      steps.viewed(state, next, (time += after));
      state = next;
    },
    turn(again = false) {
      const step = steps.next(again);
      if (!step) return null;
      if (isDecision(step)) return steps.turnedDecision(again, step), `decision ${step.change}`;
      steps.turned(again);
      state = { ...state, ...(again ? step.after : step.before) };
      return wordsOf(step);
    },
  };
}

test("what was done last is undone first, whichever it was, and done again in its order", () => {
  const at = hand();
  at.view({ where: "label = 'cat'" });
  at.steps.decided(FIRST);
  at.view({ selection: [1, 2] });
  assert.deepEqual([at.turn(), at.turn(), at.turn()], ["the selection of 2 images", "decision 1", "the filter label = 'cat'"]);
  assert.deepEqual(at.state, START);
  assert.deepEqual([at.turn(true), at.turn(true), at.turn(true)], ["the filter label = 'cat'", "decision 1", "the selection of 2 images"]);
  assert.deepEqual([at.state.where, at.state.selection], ["label = 'cat'", [1, 2]]);
});

test("after a reload the decisions of this page are undone and done again, and nothing is done again after something else was done", () => {
  const before = hand();
  before.steps.decided(FIRST);
  before.view({ clusters: 9 });
  before.steps.decided({ ...FIRST, change: 2 });
  const at = hand(Steps.read(before.steps.decisions));
  assert.deepEqual([at.turn(), at.turn(), at.turn()], ["decision 2", "decision 1", null]);
  assert.equal(at.turn(true), "decision 1");
  at.view({ clusters: 20 });
  assert.equal(at.turn(true), null);
  assert.deepEqual([at.turn(), at.turn(), at.turn()], ["the number of clusters", "decision 1", null]);
});

test("an image that is looked at and the theme are no steps, a way that leads to both is one", () => {
  const at = hand();
  at.view({ row: 5 });
  at.view({ theme: "light" });
  assert.equal(at.steps.next(false), null);
  at.view({ node: 7, row: 9, theme: "dark" });
  assert.equal(at.turn(), "the cluster in view");
  assert.deepEqual([at.state.node, at.state.row, at.state.theme], [START.node, 5, "dark"]);
});

test("a slider on its way is one step, moved again later another", () => {
  const at = hand();
  for (const clusters of [20, 30, 40]) at.view({ clusters }, 50);
  at.view({ clusters: 50 }, 3000);
  at.turn();
  assert.equal(at.state.clusters, 40);
  at.turn();
  assert.equal(at.state.clusters, START.clusters);
});

test("the same rows again are no change, and other rows are", () => {
  const at = hand();
  at.view({ selection: [1] });
  at.view({ selection: [1] });
  at.view({ selection: [2] });
  assert.equal(at.turn(), "the selection of 1 image, instead of 1");
  assert.equal(at.turn(), "the selection of 1 image");
  assert.equal(at.turn(), null);
});

test("a decision that is undone by a button stays in its order", () => {
  const at = hand();
  at.steps.decided(FIRST);
  at.view({ where: "x" });
  at.steps.turnedDecision(false, FIRST);
  assert.equal(at.turn(), "the filter x");
  assert.equal(at.turn(true), "the filter x");
  assert.equal(at.turn(true), "decision 1");
});

test("what the server does not know of any more is passed over", () => {
  const at = hand();
  at.view({ where: "x" });
  at.steps.decided(FIRST);
  at.steps.missing(false, OTHER);
  assert.equal(at.steps.nextDecision(false).time, FIRST.time);
  at.steps.missing(false, FIRST);
  assert.equal(at.turn(), "the filter x");
});

test("steps are bounded", () => {
  const at = hand();
  for (let i = 0; i < STEPS_KEPT + 50; i++) at.view({ where: String(i) });
  let undone = 0;
  while (at.turn()) undone++;
  assert.equal(undone, STEPS_KEPT);
  assert.equal(at.state.where, "49");
});

test("that older steps were let go of is told once, when all that are kept are undone", () => {
  const at = hand();
  for (let i = 0; i < STEPS_KEPT + 50; i++) at.view({ where: String(i) });
  assert.equal(at.steps.pastKept(), 0);
  for (let i = 0; i < STEPS_KEPT; i++) at.turn();
  assert.deepEqual([at.steps.pastKept(), at.steps.pastKept()], [50, 0]);
});

for (const [event, expected] of [
  [{ key: "z", ctrlKey: true }, "undo"], [{ key: "z", metaKey: true }, "undo"], [{ key: "Z", ctrlKey: true, shiftKey: true }, "redo"],
  [{ key: "y", ctrlKey: true }, "redo"], [{ key: "z" }, null], [{ key: "z", ctrlKey: true, altKey: true }, null],
  [{ key: "z", ctrlKey: true, defaultPrevented: true }, null], [{ key: "z", ctrlKey: true, target: { tagName: "TEXTAREA" } }, null],
  [{ key: "a", ctrlKey: true }, null],
]) {
  test(`${JSON.stringify(event)} means ${expected}`, () => assert.equal(turnOf(event), expected));
}

test("steps go over to a page of another build, with the tree that their numbers are of", () => {
  const at = hand();
  at.view({ node: 7 });
  at.steps.decided(FIRST);
  at.view({ where: "label = 'cat'" });
  at.turn();
  const steps = Steps.read(Steps.read(at.steps.written("aaaa")).written("bbbb"));
  assert.equal(steps.next(true).after.where, "label = 'cat'");
  assert.deepEqual(steps.next(false), FIRST);
  steps.turnedDecision(false, FIRST);
  assert.deepEqual([steps.next(false).of, steps.next(false).before], ["aaaa", { node: START.node }]);
  assert.equal(steps.forget("bbbb"), 0);
  assert.equal(steps.forget("aaaa"), 1);
  steps.turnedDecision(true, FIRST);
  assert.equal(steps.next(true).after.where, "label = 'cat'");
});

test("of many large steps the newest go over", () => {
  const at = hand();
  for (let i = 0; i < 30; i++) at.view({ selection: Array.from({ length: 9000 }, (_, k) => 2 * k + i) });
  const text = at.steps.written("aaaa");
  assert.ok(text.length < 2_500_000);
  const steps = Steps.read(Steps.read(text).written("bbbb"));
  assert.equal(steps.next(false).after.selection[0], 29);
  let kept = 0;
  for (; steps.next(false); kept++) steps.turned(false);
  assert.deepEqual([kept > 5, kept + steps.pastKept()], [true, 30]);
});
