/**
 * Where the pictures of a block lie on its canvas, as flat arrays in the shape that the tree's pictures have, so that they are
 * painted alike. No DOM.
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
 * @property {Int8Array|null} found  1 for images of findings; null where none are meant.
 * @property {Int16Array} tint    Entry of the legend, -1 for none.
 * @property {Map<number, number>} place  Row → index.
 * @property {boolean} wall
 * @property {{}[]} cells
 * @property {Uint16Array} cell
 */

import { PLACES } from "./camera.mjs";

/** @import { Block, Grain } from "./blocks.mjs" */
/** @import { TileData } from "./tiles.mjs" */
/** @import { Mark } from "../marking.mjs" */

/** Between pictures, as a share of their place, and in CSS pixels at least. */
const GAP = 0.05;
const LEAST_GAP = 1;

/** What a sign of `wrong` means; any other is "not known". @type {Record<string, number>} */
const SIGNS = { 0: 0, 1: 1 };

/**
 * @param {TileData} tile
 * @param {Grain} grain
 * @param {Block} block  a part of the tile
 * @param {Mark} mark  what the tile was asked to mark
 * @returns {MapPicture}
 */
export function layOut(tile, grain, block, mark) {
  const side = grain.scale / (PLACES * 2 ** grain.z);
  const gap = Math.max(LEAST_GAP, side * GAP);
  const across = PLACES / grain.parts;
  const [left, top] = [(block.x % grain.parts) * across, (block.y % grain.parts) * across];
  const inside = tile.places.map((place, i) => ({ i, column: place % PLACES, line: Math.floor(place / PLACES) }))
    .filter(({ column, line }) => column >= left && column < left + across && line >= top && line < top + across);
  const picture = blank(inside.length, side - gap);
  const signs = tile.marked;
  const having = (/** @type {number} */ digit) => Int8Array.from(inside, ({ i }) => (Number(signs[i]) & digit ? 1 : 0));
  if (signs && mark.kind === "findings") picture.found = having(1);
  if (signs && mark.lit) picture.lit = having(mark.lit);
  if (signs && mark.params.mark && mark.lit !== 2) picture.marked = having(2);
  inside.forEach(({ i, column, line }, at) => {
    picture.rows[at] = tile.rows[i];
    picture.x[at] = (tile.x * PLACES + column) * side + gap / 2 - block.box.x / grain.ratio;
    picture.y[at] = (tile.y * PLACES + line) * side + gap / 2 - block.box.y / grain.ratio;
    picture.color[at] = Number.parseInt(tile.colors.slice(6 * i, 6 * i + 6), 16);
    if (tile.tints) picture.tint[at] = tile.tints[i] ?? -1;
    if (tile.wrong) picture.wrong[at] = SIGNS[tile.wrong[i]] ?? -1;
    picture.place.set(tile.rows[i], at);
  });
  return picture;
}

/** @param {number} count @param {number} side @returns {MapPicture} */
function blank(count, side) {
  const wrong = new Int8Array(count).fill(-1);
  return {
    count, wrong, marked: wrong, lit: null, found: null, wall: false, cells: [{}], place: new Map(),
    rows: new Int32Array(count), x: new Float32Array(count), y: new Float32Array(count),
    w: new Float32Array(count).fill(side), h: new Float32Array(count).fill(side),
    color: new Uint32Array(count), tint: new Int16Array(count).fill(-1), cell: new Uint16Array(count),
  };
}
