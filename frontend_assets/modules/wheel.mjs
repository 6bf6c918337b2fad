/** Turning a stream of wheel events into steps: one flick is one step, however long it rolls on. No DOM. */

const THRESHOLD = 60;
const COOL_DOWN = 320;
const QUIET = 110;
const PIXELS = [1, 16, 400];

/** Pixels of a wheel event, whatever unit it came in. @param {{deltaY: number, deltaMode: number}} event */
export function wheelPixels({ deltaY, deltaMode }) {
  return deltaY * (PIXELS[deltaMode] ?? 1);
}

export class WheelSteps {
  #sum = 0;
  #last = -Infinity;
  #stepped = -Infinity;
  #rolling = false;

  /**
   * @param {number} pixels positive is towards the person
   * @param {number} time in milliseconds
   * @returns {-1|0|1} 1 zooms in, -1 zooms out
   */
  push(pixels, time) {
    const quiet = time - this.#last > QUIET;
    this.#last = time;
    if (quiet || pixels * this.#sum < 0) this.#sum = 0;
    if (quiet) this.#rolling = false;
    // After a step, what a touchpad still sends is the tail of the same flick until it falls silent.
    if (this.#rolling || time - this.#stepped < COOL_DOWN) return 0;
    this.#sum += pixels;
    if (Math.abs(this.#sum) < THRESHOLD) return 0;
    const step = this.#sum < 0 ? 1 : -1;
    this.#sum = 0;
    this.#stepped = time;
    this.#rolling = true;
    return step;
  }
}
