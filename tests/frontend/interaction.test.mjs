import assert from "node:assert/strict";
import { test } from "node:test";
import { actionOf } from "../../frontend_assets/modules/keys.mjs";
import { extend, rowsOfWhole, toggle, toggleAll } from "../../frontend_assets/modules/select.mjs";
import { WheelSteps, wheelPixels } from "../../frontend_assets/modules/wheel.mjs";
import { picture } from "./fixtures.mjs";

/** An element as far as keys look at it. */
function element(tagName, { role = null, type = "", within = "", isContentEditable = false } = {}) {
  return { tagName, type, isContentEditable, getAttribute: (name) => (name === "role" ? role : null), closest: (selector) => (within && selector.includes(within) ? {} : null) };
}
const press = (key, target = element("BODY"), extra = {}) => actionOf({ key, target, ...extra });

test("keys do what the help says", () => {
  const keys = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Enter", "Escape", "Backspace", "/", "[", "]", "?", "+", "=", "-", "a", "constructor"];
  assert.deepEqual(keys.map((key) => press(key)), ["left", "right", "up", "down", "in", "out", "out", "search", "fold-left", "fold-right", "help", "more", "more", "fewer", null, null]);
});

test("keys in fields, editors and dialogs are theirs", () => {
  for (const target of [element("INPUT", { type: "text" }), element("TEXTAREA"), element("SELECT"), element("DIV", { isContentEditable: true }), element("BUTTON", { within: "dialog" })]) {
    for (const key of ["ArrowLeft", "Backspace", "/", "+", "?", "Enter"]) assert.equal(press(key, target), null, `${key} in ${target.tagName}`);
  }
});

test("a widget keeps its arrows, a button its Enter; the rest works on", () => {
  assert.deepEqual(["ArrowLeft", "-", "/"].map((key) => press(key, element("DIV", { role: "slider" }))), [null, null, "search"]);
  assert.deepEqual(["ArrowDown", "Enter"].map((key) => press(key, element("DIV", { within: "grid" }))), [null, null]);
  assert.deepEqual(["Enter", "Escape", "ArrowDown"].map((key) => press(key, element("BUTTON"))), [null, "out", "down"]);
});

test("shortcuts of the browser, and keys someone else took, are left alone", () => {
  for (const extra of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { defaultPrevented: true }, { isComposing: true }]) assert.equal(press("ArrowLeft", element("BODY"), extra), null);
});

const roll = (events) => {
  const steps = new WheelSteps();
  return events.map(([pixels, time]) => steps.push(pixels, time));
};

test("a notch of a mouse wheel is a step; away zooms in, towards zooms out", () => {
  assert.deepEqual(roll([[-100, 0], [-100, 500], [120, 1000]]), [1, 1, -1]);
});

test("notches in quick succession are one step", () => {
  assert.deepEqual(roll([[-100, 0], [-100, 60], [-100, 200], [-100, 260]]).filter(Boolean), [1]);
});

test("one flick of a touchpad is one step, however long it rolls on", () => {
  const flick = Array.from({ length: 90 }, (_, i) => [-40 * 0.95 ** i, 16 * i]);
  assert.deepEqual(roll(flick).filter(Boolean), [1]);
});

test("after it fell silent, the next flick is a step", () => {
  const flick = (start) => Array.from({ length: 10 }, (_, i) => [20, start + 16 * i]);
  assert.deepEqual(roll([...flick(0), ...flick(700)]).filter(Boolean), [-1, -1]);
});

test("a tremor is nothing: little, or to and fro", () => {
  assert.deepEqual(roll([[10, 0], [-10, 16], [50, 32], [-50, 48], [50, 64]]).filter(Boolean), []);
  assert.deepEqual(roll([[30, 0], [30, 1000], [30, 2000]]).filter(Boolean), []);
});

test("lines and pages are taken in pixels", () => {
  assert.deepEqual([{ deltaY: 3, deltaMode: 1 }, { deltaY: -1, deltaMode: 2 }, { deltaY: 5, deltaMode: 0 }].map(wheelPixels), [48, -400, 5]);
});

test("Ctrl takes an image in and out, Shift all between, drawn or not", () => {
  const rows = [2, 3, 4, 5, 8, 9];
  assert.deepEqual(toggle([1, 2], 3), [1, 2, 3]);
  assert.deepEqual(toggle([1, 2], 1), [2]);
  assert.deepEqual(extend([7], rows, { from: 3, to: 8 }, 100), [7, 3, 4, 5, 8]);
  assert.deepEqual(extend([4], rows, { from: 8, to: 3 }, 100), [4, 3, 5, 8]);
  assert.deepEqual(extend([], rows, { from: 999, to: 3 }, 100), [3], "an anchor that is not there any more");
  assert.deepEqual(extend([7], rows, { from: 2, to: 9 }, 3), [7, 2, 3]);
});

test("a cluster is taken whole, also what is not drawn, and given back whole", () => {
  assert.deepEqual(toggleAll([6, 0], [4, 5], 100), [6, 0, 4, 5]);
  assert.deepEqual(toggleAll([4, 6, 5], [4, 5], 100), [6]);
  assert.deepEqual(toggleAll([], [0, 1, 2, 3], 3), [0, 1, 2]);
});

test("without a filter the rows of a cluster are known; with one the server says which match", () => {
  assert.deepEqual(rowsOfWhole({ lo: 4, hi: 7, count: 3, matching: 3 }), [4, 5, 6]);
  assert.deepEqual(rowsOfWhole({ lo: 4, hi: 6, count: 2 }), [4, 5]);
  assert.equal(rowsOfWhole({ lo: 0, hi: 1000, count: 1000, matching: 4 }), null);
});
