/** Grids that fill rectangles with thumbnails, and the stride that chooses the images: explorer/layout/grid.py. No DOM. */

import { clip, roundEven } from "./numbers.mjs";

/** @typedef {{drawn: number, lines: number, gap: number, size: number, columns: number}} Grid */

const SPACED_FROM = 12;
export const SMALLER = 0.88;
const SQUARE_WEIGHT = 3;

/** @param {number} width @param {number} height @param {number} size */
export function capacity(width, height, size) {
  const pitch = size + (size >= SPACED_FROM ? 1 : 0);
  return Math.max(roundEven(width / pitch), 1) * Math.max(roundEven(height / pitch), 1);
}

/**
 * Fill a rectangle with thumbnails.
 *
 * @param {number} count images
 * @param {number} width
 * @param {number} height
 * @param {number} size asked for
 * @param {number} limit most to draw
 * @returns {Grid}
 */
export function makeGrid(count, width, height, size, limit) {
  const smaller = Math.min(capacity(width, height, Math.max(1, roundEven(size * SMALLER))), width * height);
  const whole = count <= smaller && count <= limit;
  const most = Math.min(Math.max(limit, 1), count);
  const wanted = whole ? count : Math.min(capacity(width, height, size), most);
  const gap = Math.sqrt((width * height) / wanted) >= SPACED_FROM + 1 ? 1 : 0;
  const { lines, drawn } = bestLines(wanted, whole ? 0 : most, width + gap, height + gap);
  const columns = Math.ceil(drawn / lines);
  const side = Math.min(Math.floor((width + gap) / columns), Math.floor((height + gap) / lines)) - gap;
  return { drawn, lines, gap, columns, size: Math.max(side, 1) };
}

/** `drawn` of the positions 0 … count - 1, evenly spread. @param {number} count @param {number} drawn @returns {number[]} */
export function stride(count, drawn) {
  return Array.from({ length: drawn }, (_, i) => Math.floor((i * count) / Math.max(drawn, 1)));
}

/**
 * @param {number} wanted
 * @param {number} most that a sample may have; 0 for what must be drawn as it is wanted
 * @param {number} width with a gap at the end
 * @param {number} height
 */
function bestLines(wanted, most, width, height) {
  const squarest = Math.sqrt((wanted * height) / width);
  let [leastOff, lines, drawn] = [Infinity, 1, 1];
  for (const rounded of [Math.floor(squarest), Math.ceil(squarest)]) {
    const tried = clip(rounded, 1, Math.min(Math.max(most, wanted), height));
    for (const columns of [Math.floor((tried * width) / height), Math.ceil((tried * width) / height)]) {
      const across = clip(columns, 1, Math.max(Math.floor(most / tried), 1));
      const kept = most > 0 ? tried * Math.min(across, width) : wanted;
      const off = SQUARE_WEIGHT * Math.abs(Math.log((width * tried) / height / (kept / tried))) + Math.abs(Math.log(wanted / kept));
      if (off < leastOff && (kept <= most || most === 0)) [leastOff, lines, drawn] = [off, tried, kept];
    }
  }
  return { lines, drawn };
}
