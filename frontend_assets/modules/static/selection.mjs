/** The rows that match a filter, and which of them are drawn: explorer/view/match_counts.py. No DOM. */

import { stride } from "./layout/grids.mjs";
import { below } from "./layout/numbers.mjs";

/** @typedef {(lo: number, hi: number) => Int32Array|number[]} Wanted  Those rows of a range that come before others, ascending. */

export class Selection {
  rows;

  /** @param {Int32Array|null} rows ascending; null where nothing is filtered out */
  constructor(rows) {
    this.rows = rows;
  }

  /** @param {number} lo @param {number} hi */
  count(lo, hi) {
    return this.rows ? below(this.rows, hi) - below(this.rows, lo) : hi - lo;
  }

  /** @param {number} lo @param {number} hi @returns {Int32Array} */
  inside(lo, hi) {
    return this.rows ? this.rows.subarray(below(this.rows, lo), below(this.rows, hi)) : Int32Array.from({ length: hi - lo }, (_, i) => lo + i);
  }

  /** @param {number} row */
  has(row) {
    return !this.rows || this.rows[below(this.rows, row)] === row;
  }

  /**
   * `drawn` matching rows of a range, ascending: those of `first`, then others, an even spread of each.
   *
   * @param {number} lo
   * @param {number} hi
   * @param {number} drawn
   * @param {Wanted[]} first
   * @returns {number[]}
   */
  sample(lo, hi, drawn, first) {
    if (drawn === hi - lo && !this.rows) return [...this.inside(lo, hi)];
    const taken = wantedFirst(first, lo, hi, drawn);
    if (taken.length === drawn) return taken;
    const { rows } = this;
    const start = rows ? below(rows, lo) : lo;
    const count = this.count(lo, hi);
    const places = taken.map((row) => (rows ? below(rows, row) - start : row - lo));
    // The place of the k-th row that is not taken: k, and as many more as are taken before it.
    const gaps = places.map((place, i) => place - i);
    const untaken = stride(count - taken.length, drawn - taken.length).map((k) => k + below(gaps, k + 1));
    return [...places, ...untaken].sort((a, b) => a - b).map((place) => (rows ? rows[start + place] : lo + place));
  }
}

/** @param {Wanted[]} first @param {number} lo @param {number} hi @param {number} drawn */
function wantedFirst(first, lo, hi, drawn) {
  /** @type {number[]} */
  let taken = [];
  for (const wanted of first) {
    if (taken.length === drawn) break;
    const before = new Set(taken);
    const rows = [...wanted(lo, hi)].filter((row) => !before.has(row));
    const some = stride(rows.length, Math.min(rows.length, drawn - taken.length)).map((place) => rows[place]);
    taken = [...taken, ...some].sort((a, b) => a - b);
  }
  return taken;
}

/** Every S-th row that matches: of those there are thumbnails side by side. @param {Selection} selection @param {number} step @returns {Wanted} */
export function everyNth(selection, step) {
  return (lo, hi) => {
    if (selection.rows) return selection.inside(lo, hi).filter((row) => row % step === 0);
    const begin = Math.ceil(lo / step);
    return Array.from({ length: Math.max(0, Math.ceil(hi / step) - begin) }, (_, i) => step * (begin + i));
  };
}
