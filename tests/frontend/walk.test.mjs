import assert from "node:assert/strict";
import { test } from "node:test";
import { freeKeyOf, imageKeyOf } from "../../frontend_assets/modules/keys.mjs";
import { beside, placeWords } from "../../frontend_assets/modules/page/walk.mjs";

test("in a slice the rows beside an image are its neighbours, and the ends lead no further", () => {
  assert.deepEqual(beside({ lo: 10, hi: 13 }, 11), { previous: 10, next: 12, place: 2, total: 3 });
  assert.deepEqual(beside({ lo: 10, hi: 13 }, 10), { previous: null, next: 11, place: 1, total: 3 });
  assert.deepEqual(beside({ lo: 10, hi: 13 }, 12), { previous: 11, next: null, place: 3, total: 3 });
});

test("under a filter only what it leaves is walked", () => {
  assert.deepEqual(beside([3, 8, 20], 8), { previous: 3, next: 20, place: 2, total: 3 });
  assert.deepEqual(beside([3, 8, 20], 20), { previous: 8, next: null, place: 3, total: 3 });
});

test("an image that is not in view leads back into it, and has no place there", () => {
  assert.deepEqual(beside([3, 8, 20], 9), { previous: 8, next: 20, place: 0, total: 3 });
  assert.deepEqual(beside({ lo: 10, hi: 13 }, 4), { previous: null, next: 10, place: 0, total: 3 });
  assert.deepEqual(beside({ lo: 10, hi: 13 }, 99), { previous: 12, next: null, place: 0, total: 3 });
  assert.deepEqual(beside([], 9), { previous: null, next: null, place: 0, total: 0 });
  assert.equal(placeWords(beside([3, 8], 9)), "");
  assert.equal(placeWords(beside({ lo: 0, hi: 1204 }, 2)), "3 of 1,204");
});

const press = (key, extra = {}) => imageKeyOf({ key, target: { tagName: "BODY", getAttribute: () => null, closest: () => null }, ...extra });

test("letters and arrows walk images, in a field, a slider or a dialog they do not", () => {
  assert.deepEqual(["j", "K", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "x", "constructor"].map((key) => press(key)), ["next", "previous", "next", "next", "previous", "previous", null, null]);
  assert.equal(press("j", { ctrlKey: true }), null);
  const field = { tagName: "INPUT", type: "text", getAttribute: () => null, closest: () => null };
  const slider = { tagName: "DIV", getAttribute: () => "slider", closest: () => null };
  const inDialog = { tagName: "BUTTON", getAttribute: () => null, closest: (selector) => (selector.includes("dialog") ? {} : null) };
  for (const target of [field, slider, inDialog]) {
    assert.equal(press("j", { target }), null);
    assert.equal(freeKeyOf({ key: "y", target }), null);
  }
  assert.equal(freeKeyOf({ key: "y", target: { tagName: "BODY", getAttribute: () => null, closest: () => null } }), "y");
  assert.equal(freeKeyOf({ key: "y", defaultPrevented: true }), null);
});
