/**
 * A wall: few images in rows in their own proportions, as `explorer/layout/wall.py` hangs them. The images of a cluster
 * follow each other, so its border is that of a piece of text. No DOM.
 *
 * @typedef {[number, number]} Corner
 * @typedef {Corner[]} Polygon  Closed by its first corner.
 */

/** @import { Rect } from "./types.d.ts" */
/** @import { Direction } from "./geometry.mjs" */
/** @import { Picture } from "./picture.mjs" */

/** Between images of a wall, and between its rows, in CSS pixels. */
const GAP = 1;

/** The image at a point, -1 beside the wall. A gap counts to the image before it. @param {Picture} picture @param {number} px @param {number} py */
export function imageOn({ count, x, y, w, h }, px, py) {
  for (let i = 0; i < count; i++) if (px >= x[i] && py >= y[i] && px < x[i] + w[i] + GAP && py < y[i] + h[i] + GAP) return i;
  return -1;
}

/** Around images `first` to `end` of a wall. @param {Picture} picture @param {number} first @param {number} end @returns {Polygon[]} */
export function runOf(picture, first, end) {
  return contour(tile(picture, first), tile(picture, end - 1), { x: 0, y: 0, w: picture.width, gap: GAP });
}

/** Around the images of a cell. @param {Picture} picture @param {number} c @returns {Polygon[]} */
export function borderOf(picture, c) {
  return runOf(picture, picture.first[c], picture.first[c + 1]);
}

/** Where the title of a cell is: on its first image and those beside it. @param {Picture} picture @param {number} c @returns {Rect} */
export function leadOf(picture, c) {
  const first = picture.first[c];
  let last = first;
  while (last + 1 < picture.first[c + 1] && picture.y[last + 1] === picture.y[first]) last++;
  return { ...tile(picture, first), w: picture.x[last] + picture.w[last] - picture.x[first] };
}

/** The cell that an arrow key leads to: the next or the one before. @param {number} cells @param {number} from index, -1 for "none yet" @param {Direction} direction */
export function nextOnWall(cells, from, direction) {
  if (from < 0) return cells ? 0 : -1;
  return Math.min(cells - 1, Math.max(0, from + (direction === "right" || direction === "down" ? 1 : -1)));
}

/**
 * Around what lies from place `a` to place `z` in lines that are read from left to right.
 *
 * @param {Rect} a
 * @param {Rect} z
 * @param {{x: number, y: number, w: number, gap: number}} lines
 * @returns {Polygon[]}
 */
export function contour(a, z, lines) {
  const [left, right] = [lines.x, lines.x + lines.w];
  // A contour takes the gap before an image in, so that contours of neighbours meet.
  const from = a.x === left ? left : a.x - lines.gap;
  const to = z.x + z.w;
  const [top, below, above, bottom] = [a.y === lines.y ? a.y : a.y - lines.gap, a.y + a.h, z.y - lines.gap, z.y + z.h];
  if (a.y === z.y || (from === left && to === right)) return [box(from, top, to, bottom)];
  // Two lines that only touch at a corner, or not at all.
  if (above === below && to <= from) return [box(from, top, right, below), box(left, above, to, bottom)];
  return [[[from, top], [right, top], [right, above], [to, above], [to, bottom], [left, bottom], [left, below], [from, below]]];
}

/** @param {number} left @param {number} top @param {number} right @param {number} bottom @returns {Polygon} */
export function box(left, top, right, bottom) {
  return [[left, top], [right, top], [right, bottom], [left, bottom]];
}

/** @param {Picture} picture @param {number} i @returns {Rect} */
function tile({ x, y, w, h }, i) {
  return { x: x[i], y: y[i], w: w[i], h: h[i] };
}
