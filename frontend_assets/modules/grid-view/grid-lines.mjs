/**
 * Where the images of a grid lie: equal squares in lines that fill the width, from the top of the whole list. No DOM.
 *
 * @typedef {object} Lines
 * @property {number} count    Images of the list.
 * @property {number} columns  Images of a full line.
 * @property {number} lines
 * @property {number} width    Of a line, in CSS pixels.
 * @property {number} gap      Between images.
 * @property {number} edge     Around all of them.
 * @property {number} tile     Height of an image, and its width but for what whole pixels leave over.
 * @property {number} caption  Height of the words below an image, 0 for none.
 * @property {number} pitch    From the top of a line to the top of the next.
 * @property {number} height   Of all lines, the edges included.
 */

/** @import { Rect } from "../types.d.ts" */

/** From this side on, images have a wider gap, in CSS pixels. */
const WIDE = 48;

/** Between images where copies stand together: room to say which. */
const APART = 8;

/** From this side on there is room for words below an image. */
export const CAPTIONED = 88;

/** Two lines of words. */
const CAPTION = 36;

/** No image grows beyond, in CSS pixels: its thumbnail is no larger. */
const LARGEST = 160;

/** Around images that have a wide gap. */
const EDGE = 8;

/**
 * @param {number} count
 * @param {number} width CSS pixels
 * @param {number} side wanted of an image
 * @param {{captions?: boolean, copies?: boolean}} [how] whether images are to have words below them, where there is room;
 *   whether copies stand together
 * @returns {Lines}
 */
export function layLines(count, width, side, { captions = false, copies = false } = {}) {
  const gap = copies ? APART : side >= WIDE ? 4 : 1;
  const edge = gap > 1 ? EDGE : 0;
  const across = Math.max(1, width - 2 * edge);
  const columns = Math.max(1, Math.round((across + gap) / (side + gap)));
  const tile = Math.max(1, Math.floor((across + gap) / columns) - gap);
  const caption = captions && tile >= CAPTIONED ? CAPTION : 0;
  const lines = Math.ceil(count / columns);
  const pitch = tile + caption + gap;
  return { count, columns, lines, width, gap, edge, tile, caption, pitch, height: lines ? lines * pitch - gap + 2 * edge : 0 };
}

/**
 * The same for a screen: where all images are seen at once, they are as large as that allows.
 *
 * @param {number} count
 * @param {import("../types.d.ts").Size} room CSS pixels
 * @param {number} side wanted of an image, which is no smaller
 * @param {{captions?: boolean, copies?: boolean}} [how] as above
 * @returns {Lines}
 */
export function fillRoom(count, { width, height }, side, how = {}) {
  let lines = layLines(count, width, side, how);
  while (count && lines.columns > 1) {
    const larger = layLines(count, width, Math.floor(width / (lines.columns - 1)), how);
    if (larger.height > height || larger.tile > LARGEST || larger.columns >= lines.columns) break;
    lines = larger;
  }
  return lines;
}

/** Left edge of a column. @param {Lines} lines @param {number} column */
function leftOf({ columns, width, gap, edge }, column) {
  return edge + Math.floor((column * (width - 2 * edge + gap)) / columns);
}

/**
 * The place of an image, without its words: from the top of the list.
 *
 * @param {Lines} lines
 * @param {number} i
 * @returns {Rect}
 */
export function placeOf(lines, i) {
  const column = i % lines.columns;
  const x = leftOf(lines, column);
  return { x, y: lines.edge + Math.floor(i / lines.columns) * lines.pitch, w: leftOf(lines, column + 1) - lines.gap - x, h: lines.tile };
}

/**
 * The images of which anything lies between two heights: `[first, last)`.
 *
 * @param {Lines} lines
 * @param {number} top
 * @param {number} bottom
 * @returns {{first: number, last: number}}
 */
export function between({ count, columns, lines, pitch, edge }, top, bottom) {
  const from = Math.max(0, Math.min(lines, Math.floor((top - edge) / pitch)));
  const to = Math.max(from, Math.min(lines, Math.ceil((bottom - edge) / pitch)));
  return { first: Math.min(count, from * columns), last: Math.min(count, to * columns) };
}

/**
 * The image at a point, -1 beside all of them. Gaps and words belong to the image before them.
 *
 * @param {Lines} lines
 * @param {number} x
 * @param {number} y from the top of the list
 */
export function imageAt(lines, x, y) {
  if (x < lines.edge || x >= lines.width - lines.edge || y < lines.edge) return -1;
  const i = Math.floor((y - lines.edge) / lines.pitch) * lines.columns + columnAt(lines, x);
  return i < lines.count ? i : -1;
}

/** @param {Lines} lines @param {number} x */
function columnAt(lines, x) {
  const { columns, width, gap, edge } = lines;
  const guess = Math.max(0, Math.min(columns - 1, Math.floor(((x - edge) * columns) / (width - 2 * edge + gap))));
  return guess < columns - 1 && leftOf(lines, guess + 1) <= x ? guess + 1 : guess;
}

/**
 * The lines and columns that a box touches; null where it touches no image.
 *
 * @param {Lines} lines
 * @param {{x: number, y: number}} a a corner, from the top of the list
 * @param {{x: number, y: number}} b the other one
 * @returns {{first: number, last: number, left: number, right: number}|null} images `[first, last)` of whole lines, columns `[left, right)`
 */
export function touchedBy(lines, a, b) {
  const { first, last } = between(lines, Math.min(a.y, b.y), Math.max(a.y, b.y) + 1);
  const [x0, x1] = [Math.min(a.x, b.x), Math.max(a.x, b.x)];
  if (first === last || x1 < 0 || x0 >= lines.width) return null;
  return { first, last, left: columnAt(lines, Math.max(0, x0)), right: columnAt(lines, Math.min(lines.width - 1, x1)) + 1 };
}

/** Whether an image is of a box, as `touchedBy` has it. @param {Lines} lines @param {{first: number, last: number, left: number, right: number}} box @param {number} i */
export function isInside({ columns }, { first, last, left, right }, i) {
  const column = i % columns;
  return first <= i && i < last && left <= column && column < right;
}

/** @typedef {"left"|"right"|"up"|"down"|"first"|"last"|"page-up"|"page-down"} Step */

/**
 * The image that a key leads to.
 *
 * @param {Lines} lines
 * @param {number} i -1 for none yet
 * @param {Step} step
 * @param {number} page lines on screen
 */
export function stepFrom({ count, columns }, i, step, page) {
  if (!count) return -1;
  if (step === "first") return 0;
  if (step === "last") return count - 1;
  if (i < 0) return 0;
  const ways = { left: -1, right: 1, up: -columns, down: columns, "page-up": -columns * Math.max(1, page - 1), "page-down": columns * Math.max(1, page - 1) };
  const to = i + ways[step];
  if (0 <= to && to < count) return to;
  // In the first or last line, and on to it from where it has nothing above or below.
  const column = i % columns;
  if (step === "up" || step === "left") return step === "up" ? i : 0;
  if (step === "page-up") return column;
  const end = Math.floor((count - 1) / columns) * columns;
  if (step === "right") return count - 1;
  if (step === "down") return i >= end ? i : count - 1;
  return i >= end ? i : Math.min(count - 1, end + column);
}
