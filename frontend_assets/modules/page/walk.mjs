/**
 * From one image to the next in the inspector: in tree order, through all that the view is about, drawn or not.
 *
 * @typedef {{lo: number, hi: number}|number[]} Ordered  Rows: a whole slice, or those that a filter leaves, ascending.
 * @typedef {object} Beside
 * @property {number|null} previous  The row before, null at the first.
 * @property {number|null} next
 * @property {number} place          From 1; 0 for a row that is not among them.
 * @property {number} total
 */

import { all } from "./elements.mjs";
import { count } from "./words.mjs";

/** @import { Explorer } from "../explorer.mjs" */

export class Walk {
  /** @param {Explorer} explorer */
  constructor(explorer) {
    this.explorer = explorer;
    /** @type {{of: string, rows: Promise<number[]|null>}|null} what a filter leaves, as it was asked for last */
    this.filtered = null;
    explorer.addEventListener("view", () => this.mark());
  }

  /** Whether an image is in the inspector, and the inspector in sight. */
  get holdsImage() {
    return this.explorer.state.row !== null && document.getElementById("right")?.checkVisibility() === true;
  }

  /**
   * Inspect the image before or after; the address follows, the history does not.
   *
   * @param {"previous"|"next"} way
   */
  async step(way) {
    const found = await this.beside();
    const row = found?.[way] ?? null;
    if (row !== null) this.explorer.update({ row }, { push: false });
  }

  /** A key that is held down walks as fast as the inspector follows. @param {"previous"|"next"} way */
  async repeat(way) {
    if (document.querySelector(`[data-picture="${this.explorer.state.row}"]`)) await this.step(way);
  }

  /** What lies beside the inspected image. @returns {Promise<Beside|null>} null where there is none, or rows cannot be had */
  async beside() {
    const rows = await this.rows();
    const { row } = this.explorer.state;
    return rows && row !== null ? beside(rows, row) : null;
  }

  /** All rows that the view is about. @returns {Promise<Ordered|null>} */
  async rows() {
    const { view, asked } = this.explorer;
    if (!view) return null;
    const { lo, hi, node, count: size, matching } = view;
    if (matching === size) return { lo, hi };
    const of = `${node} ${asked.where}`;
    if (this.filtered?.of !== of) this.filtered = { of, rows: this.explorer.rowsOf(view) };
    const rows = await this.filtered.rows;
    if (!rows) this.filtered = null; // It was said why; the next step asks again.
    return rows;
  }

  /** Say in the inspector where the image stands, and which ways lead on. */
  async mark() {
    const buttons = all("#inspector [data-action=walk]");
    if (!buttons.length) return;
    const found = await this.beside();
    for (const button of buttons) {
      if (button instanceof HTMLButtonElement) button.disabled = !found || found[wayOf(button.dataset)] === null;
    }
    for (const place of all("#inspector .walk-place")) place.textContent = placeWords(found);
  }
}

/** @param {DOMStringMap} data of a button @returns {"previous"|"next"} */
export function wayOf({ way }) {
  return way === "previous" ? "previous" : "next";
}

/** "3 of 27", or "" for what is not in view. @param {Beside|null} found */
export function placeWords(found) {
  return found?.place ? `${count(found.place)} of ${count(found.total)}` : "";
}

/**
 * The rows before and after one, which need not be among them.
 *
 * @param {Ordered} rows
 * @param {number} row
 * @returns {Beside}
 */
export function beside(rows, row) {
  const total = Array.isArray(rows) ? rows.length : rows.hi - rows.lo;
  const at = (/** @type {number} */ i) => (i < 0 || i >= total ? null : Array.isArray(rows) ? rows[i] : rows.lo + i);
  const before = Array.isArray(rows) ? below(rows, row) : Math.min(Math.max(row - rows.lo, 0), total);
  const there = at(before) === row;
  return { previous: at(before - 1), next: at(there ? before + 1 : before), place: there ? before + 1 : 0, total };
}

/** How many of ascending rows are below one. @param {number[]} rows @param {number} row */
function below(rows, row) {
  let [lo, hi] = [0, rows.length];
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if (rows[middle] < row) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}
