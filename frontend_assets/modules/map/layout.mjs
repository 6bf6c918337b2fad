/**
 * Where the pictures of tiles lie on a canvas, as flat arrays in the shape that the tree's pictures have, so that they
 * are painted alike. No DOM.
 *
 * @typedef {object} MapPicture
 * @property {number} count
 * @property {Int32Array} rows
 * @property {Float32Array} x  Left edge, CSS pixels of the canvas.
 * @property {Float32Array} y
 * @property {Float32Array} w
 * @property {Float32Array} h
 * @property {Uint32Array} color  0xrrggbb
 * @property {Int8Array} wrong
 * @property {Int8Array} marked
 * @property {Int8Array|null} lit
 * @property {Int32Array} counts  Images that each stands for.
 * @property {Int16Array} tint    Entry of the legend, -1 for none.
 * @property {Map<number, number>} place  Row → index.
 * @property {boolean} wall
 * @property {{}[]} cells
 * @property {Uint16Array} cell
 * @property {{}} answer  Another one for each picture.
 */

import { PLACES } from "./camera.mjs";

/** @import { Size } from "../types.d.ts" */
/** @import { Camera } from "./camera.mjs" */
/** @import { TileData } from "./tiles.mjs" */
/** @import { Mark } from "../marking.mjs" */

/** Between pictures, as a share of their place. */
const GAP = 0.06;

/**
 * @param {TileData[]} tiles  of any levels, the deepest last; each once
 * @param {Camera} camera  of the canvas
 * @param {Size} size  of the canvas
 * @param {Mark} mark  what the tiles were asked to mark
 * @returns {MapPicture}
 */
export function layOut(tiles, camera, size, mark) {
  const count = tiles.reduce((sum, tile) => sum + tile.rows.length, 0);
  const wrong = new Int8Array(count).fill(-1);
  /** @type {MapPicture} */
  const picture = {
    count, wrong, marked: wrong, lit: null, wall: false, cells: [{}], answer: {}, place: new Map(),
    rows: new Int32Array(count), x: new Float32Array(count), y: new Float32Array(count), w: new Float32Array(count), h: new Float32Array(count),
    color: new Uint32Array(count), counts: new Int32Array(count), tint: new Int16Array(count).fill(-1), cell: new Uint16Array(count),
  };
  let at = 0;
  for (const tile of tiles) at = fill(picture, tile, camera, size, at);
  const signs = tiles.map(({ marked }) => marked).join("");
  const having = (/** @type {number} */ digit) => Int8Array.from(signs, (sign) => (Number(sign) & digit ? 1 : 0));
  const asked = count > 0 && signs.length === count;
  if (asked && mark.lit) picture.lit = having(mark.lit);
  if (asked && mark.params.mark && mark.lit !== 2) picture.marked = having(2);
  return picture;
}

/** @param {MapPicture} picture @param {TileData} tile @param {Camera} camera @param {Size} size @param {number} start */
function fill(picture, tile, { x, y, scale }, { width, height }, start) {
  const side = scale / (PLACES * 2 ** tile.z);
  const gap = Math.max(1, side * GAP);
  const [left, top] = [(tile.x / 2 ** tile.z - x) * scale + width / 2, (tile.y / 2 ** tile.z - y) * scale + height / 2];
  tile.rows.forEach((row, i) => {
    const at = start + i;
    const place = tile.places[i];
    picture.rows[at] = row;
    picture.x[at] = left + (place % PLACES) * side + gap / 2;
    picture.y[at] = top + Math.floor(place / PLACES) * side + gap / 2;
    picture.w[at] = picture.h[at] = side - gap;
    picture.color[at] = Number.parseInt(tile.colors.slice(6 * i, 6 * i + 6), 16);
    picture.counts[at] = tile.counts[i];
    if (tile.tints) picture.tint[at] = tile.tints[i] ?? -1;
    if (tile.wrong) picture.wrong[at] = { 0: 0, 1: 1 }[tile.wrong[i]] ?? -1;
    picture.place.set(row, at);
  });
  return start + tile.rows.length;
}

/** The picture at a point of the canvas, -1 for none. @param {MapPicture} picture @param {number} x @param {number} y */
export function pictureAt(picture, x, y) {
  for (let i = picture.count - 1; i >= 0; i--) {
    const [dx, dy] = [x - picture.x[i], y - picture.y[i]];
    if (dx >= 0 && dy >= 0 && dx < picture.w[i] && dy < picture.h[i]) return i;
  }
  return -1;
}

/** The picture whose middle is nearest to a point, -1 where there is none. @param {MapPicture} picture @param {number} x @param {number} y */
export function nearestTo(picture, x, y) {
  let [best, least] = [-1, Infinity];
  for (let i = 0; i < picture.count; i++) {
    const away = Math.hypot(picture.x[i] + picture.w[i] / 2 - x, picture.y[i] + picture.h[i] / 2 - y);
    if (away < least) [best, least] = [i, away];
  }
  return best;
}
