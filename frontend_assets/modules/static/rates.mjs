/** Shares of predictions that are right, with their intervals: explorer/analysis/classes/intervals.py. No DOM. */

import { roundEven } from "./layout/numbers.mjs";

/** @import { Selection } from "./selection.mjs" */

const LEAST = 10;
/** Of the normal distribution, at 97.5%. */
const Z = 1.959963984540054;

/** @typedef {{accuracy: number|null, interval: [number, number]|null}} Rate */

/** Counts of right and judged images before each row, under a filter. */
export class Rates {
  #right;
  #known;

  /** @param {Int8Array} right 1 right, 0 wrong, -1 not known, of every row @param {Selection} selection */
  constructor(right, selection) {
    const n = right.length;
    this.#right = new Uint32Array(n + 1);
    this.#known = new Uint32Array(n + 1);
    const counts = new Uint8Array(n).fill(selection.rows ? 0 : 1);
    for (const row of selection.rows ?? []) counts[row] = 1;
    for (let row = 0; row < n; row++) {
      this.#right[row + 1] = this.#right[row] + (counts[row] && right[row] === 1 ? 1 : 0);
      this.#known[row + 1] = this.#known[row] + (counts[row] && right[row] >= 0 ? 1 : 0);
    }
  }

  /** @param {number} lo @param {number} hi */
  counts(lo, hi) {
    return { right: this.#right[hi] - this.#right[lo], known: this.#known[hi] - this.#known[lo] };
  }

  /** @param {number} lo @param {number} hi @returns {Rate} */
  of(lo, hi) {
    const { right, known } = this.counts(lo, hi);
    return { accuracy: known ? rounded(right / known) : null, interval: known >= LEAST ? wilson(right, known) : null };
  }
}

/** @param {number} k @param {number} n @returns {[number, number]} */
export function wilson(k, n) {
  const rate = k / n;
  const centre = (rate + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n);
  const half = (Z / (1 + (Z * Z) / n)) * Math.sqrt((rate * (1 - rate)) / n + (Z * Z) / (4 * n * n));
  return [k === 0 ? 0 : rounded(Math.max(0, centre - half)), k === n ? 1 : rounded(Math.min(1, centre + half))];
}

/** To four decimals. @param {number} share */
function rounded(share) {
  return roundEven(share * 10_000) / 10_000;
}
