/**
 * Wheel, drag and pinch over an element as calls that zoom and pan. Points are from its middle, in CSS pixels.
 *
 * @typedef {{x: number, y: number}} Point
 * @typedef {object} Hands
 * @property {(factor: number, at: Point) => void} zoom
 * @property {(dx: number, dy: number) => void} pan
 * @property {(at: Point) => void} twice  A double click, or two taps.
 */

import { wheelPixels } from "../wheel.mjs";

/** How much a pixel of the wheel zooms; a touchpad that pinches sends few, with Ctrl. */
const WHEEL = 0.0018;
const PINCHED = 0.01;

/** @param {HTMLElement} room @param {Hands} hands */
export function listenToHands(room, hands) {
  /** @type {Map<number, Point>} fingers that are down, and the pointer of a mouse */
  const down = new Map();
  const pointOf = (/** @type {MouseEvent} */ event) => {
    const box = room.getBoundingClientRect();
    return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
  };
  room.addEventListener("wheel", (event) => {
    event.preventDefault();
    hands.zoom(Math.exp(-wheelPixels(event) * (event.ctrlKey ? PINCHED : WHEEL)), pointOf(event));
  }, { passive: false });
  room.addEventListener("dblclick", (event) => hands.twice(pointOf(event)));
  room.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    room.setPointerCapture(event.pointerId);
    down.set(event.pointerId, pointOf(event));
  });
  room.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) return;
    const now = pointOf(event);
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    down.set(event.pointerId, now);
    if (other) pinch(before, now, other, hands);
    else hands.pan(now.x - before.x, now.y - before.y);
  });
  const up = (/** @type {PointerEvent} */ event) => void down.delete(event.pointerId);
  room.addEventListener("pointerup", up);
  room.addEventListener("pointercancel", up);
}

/** One of two fingers moves. @param {Point} before @param {Point} now @param {Point} other @param {Hands} hands */
function pinch(before, now, other, hands) {
  const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
  hands.zoom(distance(now, other) / Math.max(1, distance(before, other)), middle);
  hands.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
}

/** @param {Point} a @param {Point} b */
function distance(a, b) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
