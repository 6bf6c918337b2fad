/** What pointer and keys do on the grid: hits are places of the list. */

import { meaningsIn } from "../key-list.mjs";
import { freeKeyOf } from "../keys.mjs";

/** @import { Step } from "./grid-lines.mjs" */

/**
 * @typedef {{x: number, y: number}} Point  From the top of the list.
 *
 * @typedef {object} Hands
 * @property {(event: MouseEvent) => Point} pointOf
 * @property {(event: MouseEvent) => number} hitOf  -1 beside the images.
 * @property {(i: number, event: MouseEvent) => void} click
 * @property {(i: number, event: PointerEvent|null) => void} hover
 * @property {(from: Point, to: Point, done: boolean, add: boolean) => void} drag
 * @property {() => void} letGo    The drag came to nothing.
 * @property {(key: Key, extend: boolean) => void} key
 *
 * @typedef {Step|"inspect"|"take"|"out"} Key
 */

/** A hand trembles this far, in CSS pixels. */
const SLOP = 5;

const KEYS = /** @type {Map<string, Key>} */ (meaningsIn(["grid"]));

/**
 * @param {HTMLElement} scroller
 * @param {Hands} hands
 * @param {() => boolean} shown whether the grid is on the stage
 * @returns {() => void} stop listening
 */
export function listenToHands(scroller, hands, shown) {
  const stop = new AbortController();
  const { signal } = stop;
  listenToPointer(scroller, hands, signal);
  scroller.addEventListener("keydown", (event) => {
    if (!shown() || event.defaultPrevented || event.altKey) return;
    const held = event.ctrlKey || event.metaKey;
    const key = KEYS.get(event.key);
    if (!key || (held && key !== "first" && key !== "last")) return;
    hands.key(key, event.shiftKey);
    event.preventDefault();
  }, { signal });
  // Who has just come here by the switch need not find the grid first.
  scroller.ownerDocument.addEventListener("keydown", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const idle = target === scroller.ownerDocument.body || target?.closest("#view-choice");
    const key = shown() && idle ? KEYS.get(freeKeyOf(event) ?? "") : undefined;
    if (!key || ["inspect", "take", "out"].includes(key)) return;
    scroller.focus();
    hands.key(key, event.shiftKey);
    event.preventDefault();
  }, { signal });
  return () => stop.abort();
}

/** @param {HTMLElement} scroller @param {Hands} hands @param {AbortSignal} signal */
function listenToPointer(scroller, hands, signal) {
  /** @type {{x: number, y: number, from: Point, moved: boolean, id: number}|null} */
  let down = null;
  scroller.addEventListener("pointerdown", (event) => {
    // The bar of the scroller is not its own; fingers scroll.
    if (event.button !== 0 || event.pointerType === "touch" || event.offsetX >= scroller.clientWidth) return;
    down = { x: event.clientX, y: event.clientY, from: hands.pointOf(event), moved: false, id: event.pointerId };
  }, { signal });
  scroller.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    if (down && !down.moved && Math.hypot(event.clientX - down.x, event.clientY - down.y) > SLOP) {
      down.moved = true;
      scroller.setPointerCapture(down.id);
      hands.hover(-1, null);
    }
    if (down?.moved) hands.drag(down.from, hands.pointOf(event), false, isAdding(event));
    else hands.hover(hands.hitOf(event), event);
  }, { signal });
  scroller.addEventListener("pointerup", (event) => {
    if (down?.moved) hands.drag(down.from, hands.pointOf(event), true, isAdding(event));
  }, { signal });
  scroller.addEventListener("pointercancel", () => {
    if (down?.moved) hands.letGo();
    down = null;
  }, { signal });
  scroller.addEventListener("pointerleave", () => hands.hover(-1, null), { signal });
  scroller.addEventListener("click", (event) => {
    const dragged = down?.moved;
    down = null;
    if (!dragged && event.detail > 0) hands.click(hands.hitOf(event), event);
  }, { signal });
}

/** @param {MouseEvent} event */
function isAdding(event) {
  return event.shiftKey || event.ctrlKey || event.metaKey;
}
