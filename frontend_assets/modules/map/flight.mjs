/** The way of the camera from where it is to where it is to be. */

import { isStill } from "../motion.mjs";
import { between, same } from "./camera.mjs";

/** @import { Camera } from "./camera.mjs" */

/** Milliseconds: to another cluster, and of a step of the wheel or a button. */
export const FAR = 320;
export const NEAR = 140;

export class Flight {
  /** Where it goes. @type {Camera} */
  target;
  #from;
  #begun = 0;
  #lasts = 0;

  /** @param {Camera} camera */
  constructor(camera) {
    this.target = camera;
    this.#from = camera;
  }

  /** Whether it is on its way. @param {number} now */
  isMoving(now) {
    return now < this.#begun + this.#lasts;
  }

  /** Where it is. @param {number} now @returns {Camera} */
  at(now) {
    if (!this.isMoving(now)) return this.target;
    const t = Math.max(0, now - this.#begun) / this.#lasts;
    return between(this.#from, this.target, 1 - (1 - t) ** 3);
  }

  /** @param {Camera} target @param {number} lasts milliseconds, 0 for none @param {number} now */
  go(target, lasts, now) {
    const from = this.at(now);
    const still = lasts > 0 && isStill();
    Object.assign(this, { target });
    this.#from = from;
    this.#begun = now;
    this.#lasts = still || same(from, target) ? 0 : lasts;
  }
}
