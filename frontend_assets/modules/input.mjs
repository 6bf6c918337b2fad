/**
 * The hand on the canvas: pointer, wheel and keyboard become calls with a hit in the picture.
 *
 * @typedef {object} Hands
 * @property {(at: {clientX: number, clientY: number}) => import("./geometry.mjs").Hit|null} hitOf
 * @property {(hit: import("./geometry.mjs").Hit|null, event: MouseEvent) => void} click
 * @property {(hit: import("./geometry.mjs").Hit|null) => void} press  The pointer went down: a click may follow.
 * @property {(hit: import("./geometry.mjs").Hit|null) => void} doubleClick  What the first of the two clicks took.
 * @property {(hit: import("./geometry.mjs").Hit|null, event: PointerEvent) => void} hover
 * @property {() => void} leave
 * @property {(step: 1|-1, hit: import("./geometry.mjs").Hit|null) => void} zoom  By the wheel, or by two fingers.
 * @property {(action: import("./keys.mjs").Action, event: KeyboardEvent) => void} key
 * @property {() => void} focus  The keyboard came to the canvas, not by a click.
 */

import { actionOf } from "./keys.mjs";
import { Pinch } from "./pinch.mjs";
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
  const pinch = listenToFingers(canvas, hands, signal);
  listenToClicks(canvas, hands, pinch, signal);
  canvas.addEventListener("pointermove", (event) => hands.hover(event.buttons ? null : hands.hitOf(event), event), { signal });
  canvas.addEventListener("pointerleave", () => hands.leave(), { signal });
  canvas.addEventListener("focus", () => canvas.matches(":focus-visible") && hands.focus(), { signal });
  const steps = new WheelSteps();
  const wheel = (/** @type {WheelEvent} */ event) => {
    event.preventDefault();
    const step = steps.push(wheelPixels(event), event.timeStamp);
    if (step) hands.zoom(step, hands.hitOf(event));
  };
  canvas.addEventListener("wheel", wheel, { passive: false, signal });
  canvas.ownerDocument.addEventListener("keydown", (event) => {
    const action = actionOf(event);
    if (action) hands.key(action, event);
  }, { signal });
  return () => stop.abort();
}

/** @param {HTMLElement} canvas @param {Hands} hands @param {AbortSignal} signal */
function listenToFingers(canvas, hands, signal) {
  const pinch = new Pinch();
  /** @param {PointerEvent} event */
  const place = ({ clientX, clientY }) => ({ x: clientX, y: clientY });
  /** @param {"pointerdown"|"pointermove"|"pointerup"|"pointercancel"} type @param {(event: PointerEvent) => void} follow */
  const touched = (type, follow) => canvas.addEventListener(type, (event) => event.pointerType === "touch" && follow(event), { signal });
  touched("pointerdown", (event) => pinch.down(event.pointerId, place(event)));
  touched("pointermove", (event) => {
    const meant = pinch.move(event.pointerId, place(event));
    if (meant) hands.zoom(meant.step, hands.hitOf({ clientX: meant.at.x, clientY: meant.at.y }));
  });
  touched("pointerup", (event) => pinch.up(event.pointerId));
  touched("pointercancel", (event) => pinch.up(event.pointerId));
  // Safari zooms the page by a gesture of its own, whatever `touch-action` says.
  canvas.addEventListener("gesturestart", (event) => event.preventDefault(), { signal });
  return pinch;
}

/** @param {HTMLElement} canvas @param {Hands} hands @param {Pinch} pinch @param {AbortSignal} signal */
function listenToClicks(canvas, hands, pinch, signal) {
  /** @type {{x: number, y: number, touch: boolean}|null} */
  let down = null;
  /** @type {import("./geometry.mjs").Hit|null} */
  let first = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    down = { x: event.clientX, y: event.clientY, touch: event.pointerType === "touch" };
    hands.press(hands.hitOf(event));
  }, { signal });
  canvas.addEventListener("click", (event) => {
    if (down?.touch && pinch.several) return;
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
