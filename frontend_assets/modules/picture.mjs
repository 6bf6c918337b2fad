/**
 * An answer of /api/view as flat arrays, one entry a drawn image, in drawing order. No DOM.
 *
 * @typedef {object} Picture
 * @property {View} answer      What the server sent.
 * @property {number} width     CSS pixels it was laid out for.
 * @property {number} height
 * @property {Cell[]} cells
 * @property {Frame[]} frames  Outermost first.
 * @property {number} count     Images drawn.
 * @property {Int32Array} rows
 * @property {Float32Array} x   Left edge, CSS pixels.
 * @property {Float32Array} y
 * @property {Float32Array} w
 * @property {Float32Array} h
 * @property {Uint16Array} cell Index into `cells`.
 * @property {Uint32Array} color 0xrrggbb mean colour.
 * @property {Int8Array} wrong  1 misclassified, 0 right, -1 unknown.
 * @property {Int8Array} marked What `show` is about: `wrong`, or those that the server marked.
 * @property {Int8Array|null} lit 1 for images that stand out while the rest steps back; null while none is meant to.
 * @property {Mark["kind"]} kind  What `marked` of the cells counts (marking.mjs).
 * @property {Uint32Array} first (cells + 1,) where the images of each cell begin.
 * @property {Map<number, number>} place Row → index.
 * @property {boolean} wall Whether images lie in rows in their own proportions (wall.mjs), and not in the boxes of cells.
 */

import { tileAt } from "./grid.mjs";

/** @import { Cell, Frame, Thumbs, View } from "./types.d.ts" */
/** @import { Mark } from "./marking.mjs" */

/** What a sign of `wrong` means; any other is "not known". @type {Record<string, number>} */
const SIGNS = { 0: 0, 1: 1 };

/** @type {Mark} */
const UNMARKED = { params: {}, kind: "", lit: 0 };

/**
 * @param {View} answer
 * @param {number} width
 * @param {number} height
 * @param {import("./marking.mjs").Mark} [mark] what the answer was asked to mark
 * @returns {Picture}
 */
export function makePicture(answer, width, height, mark = UNMARKED) {
  const { cells } = answer;
  const frames = [...(answer.frames ?? [])].sort((a, b) => (a.depth ?? 0) - (b.depth ?? 0));
  const count = cells.reduce((sum, cell) => sum + (cell.thumbs?.rows.length ?? 0), 0);
  const wrong = new Int8Array(count).fill(-1);
  /** @type {Picture} */
  const picture = {
    answer, width, height, cells, frames, count,
    rows: new Int32Array(count), x: new Float32Array(count), y: new Float32Array(count), w: new Float32Array(count), h: new Float32Array(count),
    cell: new Uint16Array(count), color: new Uint32Array(count), wrong,
    first: new Uint32Array(cells.length + 1), place: new Map(), marked: wrong, lit: null, kind: "",
    wall: cells.some((cell) => cell.thumbs?.tiles),
  };
  let at = 0;
  cells.forEach((cell, c) => {
    at = fill(picture, cell.thumbs, c, at);
    picture.first[c + 1] = at;
  });
  const signs = cells.map((cell) => cell.thumbs?.marked ?? "").join("");
  const having = (/** @type {number} */ digit) => Int8Array.from(signs, (sign) => (Number(sign) & digit ? 1 : 0));
  const asked = signs.length === count;
  picture.kind = asked ? mark.kind : "";
  // Of a search that has found nothing here, nothing steps back.
  const idle = mark.kind === "search" && answer.marked === 0;
  picture.lit = asked && mark.lit && !idle ? having(mark.lit) : null;
  picture.marked = asked && mark.params.mark && mark.lit !== 2 ? having(2) : picture.wrong;
  return picture;
}

/**
 * @param {Picture} picture
 * @param {Thumbs|undefined} thumbs
 * @param {number} c index of the cell
 * @param {number} start
 * @returns {number} where the next cell's images begin
 */
function fill(picture, thumbs, c, start) {
  if (!thumbs) return start;
  const tile = { x: 0, y: 0, w: 0, h: 0 };
  thumbs.rows.forEach((row, i) => {
    const at = start + i;
    picture.rows[at] = row;
    if (!thumbs.tiles) tileAt(thumbs, thumbs.rows.length, i, tile);
    const [x, y, w, h] = thumbs.tiles?.[i] ?? [tile.x, tile.y, tile.w, tile.h];
    picture.x[at] = x;
    picture.y[at] = y;
    picture.w[at] = w;
    picture.h[at] = h;
    picture.cell[at] = c;
    picture.color[at] = Number.parseInt(thumbs.colors.slice(6 * i, 6 * i + 6), 16);
    if (thumbs.wrong) picture.wrong[at] = SIGNS[thumbs.wrong[i]] ?? -1;
    picture.place.set(row, at);
  });
  return start + thumbs.rows.length;
}
