/** A way from one picture to the next, in time: the zoom, or where neither encloses the other, one fading into the other. */

import { DURATION } from "./transition.mjs";

/** @typedef {import("./paint-cells.mjs").Painter} Painter */

/** Of the way, what a moment that was interrupted shines through. */
const AFTERGLOW = 0.4;

export class Zooming {
  /** How far it is, from 0 to 1. */
  t;
  #from;
  #paint;
  #veil;
  #clear;
  /** @type {number|null} when it would have begun, had it come all the way */
  #begun = null;

  /**
   * @param {number} from  Node that is left.
   * @param {(context: CanvasRenderingContext2D, t: number, now: number) => void} paint
   * @param {object} [how]
   * @param {number} [how.t]  How far it is at its first frame.
   * @param {OffscreenCanvas|null} [how.veil]  What was on screen, which fades.
   * @param {boolean} [how.slowly]  Over the whole way.
   */
  constructor(from, paint, { t = 0, veil = null, slowly = false } = {}) {
    this.#from = from;
    this.#paint = paint;
    this.#veil = veil;
    this.#clear = slowly ? 1 : AFTERGLOW;
    this.t = t;
  }

  /** How far the way back to a node is already, null where this does not come from there. @param {number} node */
  turned(node) {
    return node === this.#from ? 1 - this.t : null;
  }

  /** Paint a frame. @param {CanvasRenderingContext2D} context @param {number} now @returns {boolean} false once it is over, and nothing is painted */
  step(context, now) {
    this.#begun ??= now - this.t * DURATION;
    this.t = Math.min(1, (now - this.#begun) / DURATION);
    if (this.t >= 1) return false;
    this.#paint(context, this.t, now);
    if (this.#veil && this.t < this.#clear) {
      context.globalAlpha = 1 - this.t / this.#clear;
      context.drawImage(this.#veil, 0, 0);
      context.globalAlpha = 1;
    }
    return true;
  }
}
