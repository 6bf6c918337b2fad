/**
 * A list of images as far as it is known: read in blocks where it is looked at, the blocks longest not looked at forgotten.
 * No DOM.
 *
 * @template T
 * @typedef {object} Source
 * @property {number} size   Images of a block.
 * @property {(offset: number, limit: number, signal: AbortSignal) => Promise<T>} fetch
 * @property {(block: T) => void} received
 * @property {(error: unknown) => void} failed
 */

/** Blocks that are asked for at once: more would keep those waiting that are looked at by then. */
const AT_ONCE = 3;

/** Blocks that are remembered. */
const KEPT = 64;

/** @template T */
export class Blocks {
  #source;
  /** @type {Map<number, T>} least recently used first */
  #known = new Map();
  /** @type {Map<number, AbortController>} */
  #asked = new Map();
  /** @type {number[]} */
  #wanted = [];

  /** @param {Source<T>} source */
  constructor(source) {
    this.#source = source;
  }

  get size() {
    return this.#source.size;
  }

  /** Whether any block is on its way. */
  get busy() {
    return this.#asked.size > 0;
  }

  /** The block that holds an image. @param {number} i @returns {T|undefined} */
  holding(i) {
    return this.#known.get(Math.floor(i / this.size));
  }

  /**
   * Images `[first, last)` are looked at: read what is not known of them; what is on its way and not among them is given up.
   *
   * @param {number} first
   * @param {number} last
   */
  look(first, last) {
    /** @type {number[]} */
    const wanted = [];
    for (let block = Math.floor(first / this.size); block * this.size < last; block++) {
      const known = this.#known.get(block);
      if (!known) wanted.push(block);
      else {
        this.#known.delete(block);
        this.#known.set(block, known);
      }
    }
    for (const block of [...this.#asked.keys()]) if (!wanted.includes(block)) this.#giveUp(block);
    this.#wanted = wanted.filter((block) => !this.#asked.has(block));
    this.#next();
  }

  /** Give up what is on its way. */
  stop() {
    this.#wanted = [];
    for (const block of [...this.#asked.keys()]) this.#giveUp(block);
  }

  /** @param {number} block */
  #giveUp(block) {
    this.#asked.get(block)?.abort();
    this.#asked.delete(block);
  }

  #next() {
    while (this.#wanted.length && this.#asked.size < AT_ONCE) this.#ask(/** @type {number} */ (this.#wanted.shift()));
  }

  /** @param {number} block */
  async #ask(block) {
    const abort = new AbortController();
    this.#asked.set(block, abort);
    try {
      const found = await this.#source.fetch(block * this.size, this.size, abort.signal);
      if (abort.signal.aborted) return;
      this.#known.set(block, found);
      for (const old of [...this.#known.keys()].slice(0, Math.max(0, this.#known.size - KEPT))) this.#known.delete(old);
      this.#source.received(found);
    } catch (error) {
      if (!abort.signal.aborted) {
        this.#wanted = [];
        this.#source.failed(error);
      }
    } finally {
      // It may be asked for anew by now.
      if (this.#asked.get(block) === abort) this.#asked.delete(block);
      this.#next();
    }
  }
}
