/**
 * What Shift and Ctrl do to the selection: lists of rows in, a list of rows out. No DOM.
 *
 * @typedef {Pick<import("./types.d.ts").View, "node"|"lo"|"hi"|"count"|"matching">} Rows  A cell or a view.
 */

/** @import { Cell } from "./types.d.ts" */

/** Take a row in, or out again. @param {number[]} selection @param {number} row */
export function toggle(selection, row) {
  return selection.includes(row) ? selection.filter((other) => other !== row) : [...selection, row];
}

/**
 * Add the images from one to another, drawn or not, in the order in which they lie on the map.
 *
 * @param {number[]} selection
 * @param {number[]} rows all that the view is about
 * @param {{from: number, to: number}} ends rows, in any order; one that is not there any more is no end
 * @param {number} limit rows that may be selected at all
 */
export function extend(selection, rows, { from, to }, limit) {
  const begin = rows.includes(from) ? from : to;
  const [first, last] = [Math.min(begin, to), Math.max(begin, to)];
  return [...new Set([...selection, ...rows.filter((row) => first <= row && row <= last)])].slice(0, limit);
}

/** Those of the rows that are not selected. @param {number[]} rows @param {number[]} selection */
export function othersOf(rows, selection) {
  const gone = new Set(selection);
  return rows.filter((row) => !gone.has(row));
}

/** Those of a selection that are among some rows, in its order. @param {number[]} selection @param {number[]} rows */
export function keptOf(selection, rows) {
  const there = new Set(rows);
  return selection.filter((row) => there.has(row));
}

/**
 * The rows of a cell when the filter leaves all of them, else null: the server knows which ones match.
 *
 * @param {{lo: number, hi: number, count: number, matching?: number}} cell
 * @returns {number[]|null}
 */
export function rowsOfWhole({ lo, hi, count, matching }) {
  if (matching !== undefined && matching !== count) return null;
  return Array.from({ length: hi - lo }, (_, i) => lo + i);
}

/**
 * Take all images of a cluster in, or out again when all of them were in.
 *
 * @param {number[]} selection
 * @param {number[]} rows of the cluster, drawn or not
 * @param {number} limit rows that may be selected at all
 */
export function toggleAll(selection, rows, limit) {
  const had = new Set(selection);
  if (rows.every((row) => had.has(row))) {
    const gone = new Set(rows);
    return selection.filter((row) => !gone.has(row));
  }
  return [...new Set([...selection, ...rows])].slice(0, limit);
}
