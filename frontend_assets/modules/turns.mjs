/**
 * Work that a hand wants anew at every step, such as a slider's: one piece of it at a time, then a moment for what else
 * there is to do, then what is wanted by then. What was wanted in between is never begun. No DOM.
 */

/** Milliseconds between two: a person sees the map follow, and the frames have room. */
const PAUSE = 80;

export class Turns {
  #pause;
  /** Pieces of work under way. */
  #running = 0;
  #timer = /** @type {ReturnType<typeof setTimeout>|undefined} */ (undefined);
  /** @type {(() => Promise<void>)|null} */
  #next = null;

  /** @param {number} [pause] milliseconds */
  constructor(pause = PAUSE) {
    this.#pause = pause;
  }

  /** Whether something is wanted that is not begun. */
  get waiting() {
    return this.#next !== null;
  }

  /** In its turn; it takes the place of what waits. @param {() => Promise<void>} work */
  async take(work) {
    if (this.#running === 0 && this.#timer === undefined) await this.now(work);
    else this.#next = work;
  }

  /** At once, whatever is under way; nothing else is wanted any more. @param {() => Promise<void>} work */
  async now(work) {
    this.end();
    this.#running += 1;
    try {
      await work();
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#timer = setTimeout(() => this.#go(), this.#pause);
    }
  }

  /** Nothing is wanted any more. */
  end() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#next = null;
  }

  #go() {
    this.#timer = undefined;
    const next = this.#next;
    if (next) this.now(next);
  }
}
