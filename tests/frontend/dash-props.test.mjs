/** Dash is told what changed, once a frame. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { DashProps } from "../../frontend_assets/modules/page/dash-props.mjs";

/** Dash, and frames that come when they are told to. */
function dash() {
  const told = [];
  const tasks = [];
  const props = new DashProps((id, values) => told.push([id, values]), (task) => tasks.push(task));
  const frame = () => tasks.splice(0).forEach((task) => task());
  return { told, props, frame };
}

test("forty steps in a frame are one word to Dash", () => {
  const { told, props, frame } = dash();
  for (let step = 0; step < 40; step++) props.set("color", { value: `step ${step}` });
  assert.deepEqual(told, []);
  frame();
  assert.deepEqual(told, [["color", { value: "step 39" }]]);
});

test("what Dash has already is not told again, of one property of several the other is", () => {
  const { told, props, frame } = dash();
  props.set("outlines", { checked: true, disabled: false });
  frame();
  props.set("outlines", { checked: true, disabled: true });
  props.set("color", { value: null });
  frame();
  props.set("outlines", { checked: true });
  props.set("color", { value: null });
  frame();
  assert.deepEqual(told, [["outlines", { checked: true, disabled: false }], ["outlines", { disabled: true }], ["color", { value: null }]]);
});

test("what a person chose is known, and is set back where it is not taken", () => {
  const { told, props, frame } = dash();
  props.heard("color", { value: "class" });
  props.set("color", { value: "class" });
  frame();
  assert.deepEqual(told, []);
  props.heard("color", { value: "no such" });
  props.set("color", { value: "class" });
  frame();
  assert.deepEqual(told, [["color", { value: "class" }]]);
});
