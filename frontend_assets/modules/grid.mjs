/**
 * How thumbnails fill a cell: as `explorer/layout/grid.py` divides it, to the last pixel. No DOM.
 *
 * Of m images in L lines, image i is in line floor(i·L/m). Of k parts of a length with a gap between, part j
 * goes from floor(j·(length + gap)/k) to floor((j + 1)·(length + gap)/k) - gap.
 */

/** @import { Rect, Thumbs } from "./types.d.ts" */

/** @typedef {Pick<Thumbs, "x"|"y"|"w"|"h"|"lines"|"gap">} Grid */

/** The first image of a line, of `count` in all. @param {Pick<Grid, "lines">} grid @param {number} count @param {number} line */
function firstOf({ lines }, count, line) {
  return Math.ceil((line * count) / lines);
}

/** The line of an image. @param {Pick<Grid, "lines">} grid @param {number} count @param {number} i */
function lineOf({ lines }, count, i) {
  return Math.floor((i * lines) / count);
}

/** Where image i of `count` lies, into `out`. @param {Grid} grid @param {number} count @param {number} i @param {Rect} [out] @returns {Rect} */
export function tileAt(grid, count, i, out = { x: 0, y: 0, w: 0, h: 0 }) {
  const { x, y, w, h, lines, gap } = grid;
  const line = lineOf(grid, count, i);
  const first = firstOf(grid, count, line);
  const across = firstOf(grid, count, line + 1) - first;
  const left = edge(i - first, across, w + gap);
  const top = edge(line, lines, h + gap);
  out.x = x + left;
  out.y = y + top;
  out.w = edge(i - first + 1, across, w + gap) - gap - left;
  out.h = edge(line + 1, lines, h + gap) - gap - top;
  return out;
}

/**
 * The image at a point, -1 beside the grid. A gap counts to the image before it, so that a click between two still takes one.
 *
 * @param {Grid} grid
 * @param {number} count
 * @param {number} px
 * @param {number} py
 */
export function imageAt(grid, count, px, py) {
  const { x, y, w, h, lines, gap } = grid;
  if (!count || px < x || py < y || px >= x + w || py >= y + h) return -1;
  const line = partAt(py - y, lines, h + gap);
  const first = firstOf(grid, count, line);
  return first + partAt(px - x, firstOf(grid, count, line + 1) - first, w + gap);
}

/** @param {number} j @param {number} k @param {number} whole */
function edge(j, k, whole) {
  return Math.floor((j * whole) / k);
}

/** Which of k parts holds a place. @param {number} at @param {number} k @param {number} whole */
function partAt(at, k, whole) {
  const guess = Math.min(k - 1, Math.floor((at * k) / whole));
  return guess < k - 1 && edge(guess + 1, k, whole) <= at ? guess + 1 : guess;
}
