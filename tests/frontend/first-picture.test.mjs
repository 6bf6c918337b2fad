/** When the page turns from its first picture to Dash. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { FirstPicture } from "../../frontend_assets/modules/page/dash-scripts.mjs";

/** A canvas that says what it is told to. */
class Canvas extends EventTarget {
  failed = false;

  /** @param {string} name @param {boolean} [failed] */
  say(name, failed = false) {
    this.failed = failed;
    this.dispatchEvent(new Event(name));
  }
}

/** Whether a promise is settled by now. */
async function isOver(first) {
  return Promise.race([first.over.then(() => true), new Promise((go) => setImmediate(() => go(false)))]);
}

test("waits while the first view is on its way, and while something else is said", async () => {
  const canvas = new Canvas();
  const first = new FirstPicture(canvas);
  for (const name of ["state", "view", "status"]) canvas.say(name);
  assert.equal(await isOver(first), false);
  first.hurry();
});

test("is over once every thumbnail stands", async () => {
  const canvas = new Canvas();
  const first = new FirstPicture(canvas);
  canvas.say("settled");
  assert.equal(await isOver(first), true);
});

test("is over when the view comes to nothing", async () => {
  const canvas = new Canvas();
  const first = new FirstPicture(canvas);
  canvas.say("status", true);
  assert.equal(await isOver(first), true);
});

test("is over after a while, by the clock alone: a hidden tab draws nothing", async () => {
  const began = performance.now();
  await new FirstPicture(new Canvas(), 30).over;
  assert.ok(performance.now() - began >= 25);
});

test("is over when somebody wants what comes after it", async () => {
  const first = new FirstPicture(new Canvas());
  first.hurry();
  assert.equal(await isOver(first), true);
});
