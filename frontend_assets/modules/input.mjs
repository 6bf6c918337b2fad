/**
 * The hand on the canvas: pointer, wheel and keyboard become calls with a hit in the picture.
 *
 * @typedef {object} Hands
 * @property {(event: MouseEvent) => import("./geometry.mjs").Hit|null} hitOf
 * @property {(hit: import("./geometry.mjs").Hit|null, event: MouseEvent) => void} click
 * @property {(hit: import("./geometry.mjs").Hit|null) => void} doubleClick  What the first of the two clicks took.
 * @property {(hit: import("./geometry.mjs").Hit|null, event: PointerEvent) => void} hover
 * @property {() => void} leave
 * @property {(step: 1|-1, hit: import("./geometry.mjs").Hit|null) => void} wheel
 * @property {(action: import("./keys.mjs").Action, event: KeyboardEvent) => void} key
 * @property {() => void} focus  The keyboard came to the canvas, not by a click.
 */

import { actionOf } from "./keys.mjs";
import { WheelSteps, wheelPixels } from "./wheel.mjs";

/** A press that travels further is a drag, and means nothing here. */
const SLOP = 6;

/**
 * @param {HTMLElement} canvas
 * @param {Hands} hands
 * @returns {() => void} stop listening
 */
export function listen(canvas, hands) {
  const stop = new AbortController();
  const { signal } = stop;
  listenToClicks(canvas, hands, signal);
  canvas.addEventListener("pointermove", (event) => hands.hover(event.buttons ? null : hands.hitOf(event), event), { signal });
  canvas.addEventListener("pointerleave", () => hands.leave(), { signal });
  canvas.addEventListener("focus", () => canvas.matches(":focus-visible") && hands.focus(), { signal });
  const steps = new WheelSteps();
  const wheel = (/** @type {WheelEvent} */ event) => {
    event.preventDefault();
    const step = steps.push(wheelPixels(event), event.timeStamp);
    if (step) hands.wheel(step, hands.hitOf(event));
  };
  canvas.addEventListener("wheel", wheel, { passive: false, signal });
  canvas.ownerDocument.addEventListener("keydown", (event) => {
    const action = actionOf(event);
    if (action) hands.key(action, event);
  }, { signal });
  return () => stop.abort();
}

/** @param {HTMLElement} canvas @param {Hands} hands @param {AbortSignal} signal */
function listenToClicks(canvas, hands, signal) {
  /** @type {{x: number, y: number}|null} */
  let down = null;
  /** @type {import("./geometry.mjs").Hit|null} */
  let first = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && event.isPrimary) down = { x: event.clientX, y: event.clientY };
  }, { signal });
  canvas.addEventListener("click", (event) => {
    if (down && Math.hypot(event.clientX - down.x, event.clientY - down.y) > SLOP) return;
    const hit = hands.hitOf(event);
    // The first click may move things (the inspector opens), so the pair counts for what the first one took.
    const modified = event.shiftKey || event.ctrlKey || event.metaKey;
    if (event.detail >= 2 && !modified) {
      if (event.detail === 2 && first) hands.doubleClick(first);
      return;
    }
    first = hit;
    hands.click(hit, event);
  }, { signal });
}
