import assert from "node:assert/strict";
import { test } from "node:test";
import { Pinch } from "../../frontend_assets/modules/pinch.mjs";

/** Two fingers on one line, `from` apart and then `to`, round (100, 50). */
function pinch(gesture, from, to) {
  gesture.down(1, { x: 100 - from / 2, y: 50 });
  gesture.down(2, { x: 100 + from / 2, y: 50 });
  return [gesture.move(1, { x: 100 - to / 2, y: 50 }), gesture.move(2, { x: 100 + to / 2, y: 50 })].filter(Boolean);
}

test("fingers spread apart go in where they began, drawn together out", () => {
  assert.deepEqual(pinch(new Pinch(), 80, 200), [{ step: 1, at: { x: 100, y: 50 } }]);
  assert.deepEqual(pinch(new Pinch(), 200, 80), [{ step: -1, at: { x: 100, y: 50 } }]);
});

test("fingers that only rest or tremble mean nothing", () => {
  assert.deepEqual(pinch(new Pinch(), 100, 110), []);
  assert.deepEqual(pinch(new Pinch(), 20, 40), [], "twice as far, and yet a few pixels");
  assert.deepEqual(pinch(new Pinch(), 300, 330), []);
});

test("one gesture is one step, however far it goes on, until all fingers are lifted", () => {
  const gesture = new Pinch();
  assert.equal(pinch(gesture, 80, 200).length, 1);
  assert.equal(gesture.move(2, { x: 400, y: 50 }), null);
  assert.equal(gesture.move(2, { x: 60, y: 50 }), null);
  gesture.up(2);
  gesture.down(3, { x: 150, y: 50 });
  assert.equal(gesture.move(3, { x: 500, y: 50 }), null, "a finger stayed down");
  gesture.up(1);
  gesture.up(3);
  assert.equal(pinch(gesture, 80, 200).length, 1);
});

test("one finger is no pinch, and a third ends one", () => {
  const gesture = new Pinch();
  gesture.down(1, { x: 0, y: 0 });
  assert.equal(gesture.move(1, { x: 300, y: 0 }), null);
  assert.equal(gesture.several, false);
  gesture.down(2, { x: 100, y: 0 });
  gesture.down(3, { x: 200, y: 0 });
  assert.equal(gesture.move(3, { x: 900, y: 0 }), null);
  for (const id of [1, 2, 3]) gesture.up(id);
  assert.equal(gesture.several, true, "what the last finger ends is no tap");
  gesture.down(4, { x: 0, y: 0 });
  assert.equal(gesture.several, false);
});

test("a pointer that never came down is not followed", () => {
  assert.equal(new Pinch().move(9, { x: 1, y: 1 }), null);
});
