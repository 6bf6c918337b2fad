/**
 * Where things are on the canvas, in CSS pixels. No DOM.
 *
 * @typedef {object} Hit
 * @property {"thumb"|"chip"|"cell"|"frame"} kind
 * @property {Cell|Frame} target  The cell or frame.
 * @property {number} cell    Index of the cell, -1 on a frame.
 * @property {number} index   Index of the image in the picture, -1 beside images.
 * @property {number} row     Its row, -1 beside images.
 *
 * @typedef {"left"|"right"|"up"|"down"} Direction  Of an arrow key.
 */

import { imageAt } from "./grid.mjs";
import { imageOn } from "./wall.mjs";

/** @import { Box, Cell, Frame, Rect, Size } from "./types.d.ts" */
/** @import { Chip } from "./chips.mjs" */
/** @import { Picture } from "./picture.mjs" */

/** Height of the title of a cell or group, 0 where there is no room for one. @param {{band?: number}} box */
export function bandOf({ band }) {
  return band ?? 0;
}

/** @param {{x: number, y: number, w: number, h: number}} box @param {number} x @param {number} y */
export function contains(box, x, y) {
  return x >= box.x && y >= box.y && x < box.x + box.w && y < box.y + box.h;
}

/** @param {import("./picture.mjs").Picture} picture @param {number} x @param {number} y @param {Chip|null} [chip] the title there @returns {Hit|null} what lies at (x, y) */
export function hitTest(picture, x, y, chip = null) {
  if (chip) return { kind: "chip", target: chip.box, cell: chip.cell, index: -1, row: -1 };
  if (picture.wall) return hitWall(picture, imageOn(picture, x, y));
  const c = picture.cells.findIndex((cell) => contains(cell, x, y));
  if (c >= 0) return hitCell(picture, c, x, y);
  const frame = picture.frames.findLast((box) => contains(box, x, y));
  return frame ? { kind: "frame", target: frame, cell: -1, index: -1, row: -1 } : null;
}

/** @param {Picture} picture @param {number} c @param {number} x @param {number} y @returns {Hit} */
function hitCell(picture, c, x, y) {
  const cell = picture.cells[c];
  const at = cell.thumbs ? imageAt(cell.thumbs, cell.thumbs.rows.length, x, y) : -1;
  const index = at < 0 ? -1 : picture.first[c] + at;
  if (index >= 0) return { kind: "thumb", target: cell, cell: c, index, row: picture.rows[index] };
  return { kind: "cell", target: cell, cell: c, index: -1, row: -1 };
}

/** @param {Picture} picture @param {number} index @returns {Hit|null} */
function hitWall(picture, index) {
  if (index < 0) return null;
  const cell = picture.cell[index];
  return { kind: "thumb", target: picture.cells[cell], cell, index, row: picture.rows[index] };
}

/** @type {Record<Direction, (a: Rect, b: Rect) => {ahead: number, aside: number, off: number}>} */
const AXES = {
  left: (a, b) => ({ ahead: a.x - (b.x + b.w), aside: gap(a.y, a.h, b.y, b.h), off: mid(a.y, a.h, b.y, b.h) }),
  right: (a, b) => ({ ahead: b.x - (a.x + a.w), aside: gap(a.y, a.h, b.y, b.h), off: mid(a.y, a.h, b.y, b.h) }),
  up: (a, b) => ({ ahead: a.y - (b.y + b.h), aside: gap(a.x, a.w, b.x, b.w), off: mid(a.x, a.w, b.x, b.w) }),
  down: (a, b) => ({ ahead: b.y - (a.y + a.h), aside: gap(a.x, a.w, b.x, b.w), off: mid(a.x, a.w, b.x, b.w) }),
};

/**
 * The cell that an arrow key leads to: of those that lie wholly beyond the edge, the one least aside, then
 * the nearest, then the most level.
 *
 * @param {{x: number, y: number, w: number, h: number}[]} cells
 * @param {number} from index, -1 for "none yet"
 * @param {"left"|"right"|"up"|"down"} direction
 * @returns {number} index; `from` itself at the border, -1 when there are no cells
 */
export function nextCell(cells, from, direction) {
  if (!cells.length) return -1;
  if (from < 0 || from >= cells.length) return 0;
  let best = from;
  let least = [Infinity, Infinity, Infinity];
  cells.forEach((cell, i) => {
    const { ahead, aside, off } = AXES[direction](cells[from], cell);
    // Layouts round to whole pixels, so neighbours may overlap by one.
    if (i === from || ahead < -1) return;
    const cost = [aside, Math.max(0, ahead), off];
    if (less(cost, least)) [best, least] = [i, cost];
  });
  return best;
}

/** @param {number[]} a @param {number[]} b */
function less(a, b) {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] < b[i];
  return false;
}

/** @param {number} a @param {number} la @param {number} b @param {number} lb */
function gap(a, la, b, lb) {
  return Math.max(0, Math.max(a, b) - Math.min(a + la, b + lb) + 1);
}

/** @param {number} a @param {number} la @param {number} b @param {number} lb */
function mid(a, la, b, lb) {
  return Math.abs(a + la / 2 - b - lb / 2);
}

/**
 * Where a card of w × h goes beside the pointer: to its right and below where there is room, else to the other
 * side, never under the pointer and never outside the window.
 *
 * @param {{x: number, y: number}} pointer
 * @param {{w: number, h: number}} card
 * @param {{w: number, h: number}} area
 * @param {number} [gapPx]
 * @param {number} [margin]
 */
export function placeCard(pointer, card, area, gapPx = 16, margin = 8) {
  /** @type {(at: number, size: number, room: number) => number|null} */
  const along = (at, size, room) => {
    const after = at + gapPx;
    if (after + size <= room - margin) return after;
    const before = at - gapPx - size;
    return before >= margin ? before : null;
  };
  /** @type {(at: number, size: number, room: number) => number} */
  const clamp = (at, size, room) => Math.max(margin, Math.min(at, room - margin - size));
  const x = along(pointer.x, card.w, area.w);
  const y = along(pointer.y, card.h, area.h);
  // One axis beside the pointer is enough to be clear of it; the other may then slide.
  return { x: x ?? clamp(pointer.x - card.w / 2, card.w, area.w), y: y ?? clamp(pointer.y - card.h / 2, card.h, area.h), clear: x !== null || y !== null };
}
