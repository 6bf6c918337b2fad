/**
 * The map cut into blocks of places, each painted on a canvas of its own: one tile, or a part of it where pictures are large. No DOM.
 *
 * @typedef {object} Grain  How it is cut.
 * @property {number} z
 * @property {number} scale   CSS pixels that the plane is wide.
 * @property {number} ratio   Device pixels in one of them.
 * @property {number} parts   Blocks along the side of a tile.
 *
 * @typedef {object} Block
 * @property {number} x  Which from the left, and from the top.
 * @property {number} y
 * @property {Rect} box  On the whole map, device pixels.
 */

import { PLACES, toPlane } from "./camera.mjs";

/** @import { Rect, Size } from "../types.d.ts" */
/** @import { Camera, Tile } from "./camera.mjs" */

/** No block is larger, in CSS pixels; as large as the tiles of small pictures. */
const LARGEST = 800;

/** @param {number} scale @param {number} z @param {number} ratio @returns {Grain} */
export function grainOf(scale, z, ratio) {
  let parts = 1;
  while (scale / (2 ** z * parts) > LARGEST && parts < PLACES) parts *= 2;
  return { z, scale, ratio, parts };
}

/** @param {Grain} grain @param {number} x @param {number} y @returns {Block} */
export function blockAt({ z, scale, ratio, parts }, x, y) {
  const edge = (/** @type {number} */ i) => Math.floor((i * scale * ratio) / (2 ** z * parts));
  return { x, y, box: { x: edge(x), y: edge(y), w: edge(x + 1) - edge(x), h: edge(y + 1) - edge(y) } };
}

/** The tile that a block is a part of. @param {Grain} grain @param {Block} block @returns {Tile} */
export function tileOf({ z, parts }, { x, y }) {
  return { z, x: Math.floor(x / parts), y: Math.floor(y / parts) };
}

/** Those in view, its middle first. @param {Grain} grain @param {Camera} camera @param {Size} size @returns {Block[]} */
export function blocksIn(grain, camera, size) {
  const many = 2 ** grain.z * grain.parts;
  const [first, last] = [toPlane(camera, size, { x: 0, y: 0 }), toPlane(camera, size, { x: size.width, y: size.height })];
  if (last.x < 0 || last.y < 0 || first.x > 1 || first.y > 1) return [];
  const within = (/** @type {number} */ at) => Math.min(many - 1, Math.max(0, Math.floor(at * many)));
  /** @type {Block[]} */
  const blocks = [];
  for (let y = within(first.y); y <= within(last.y); y++) for (let x = within(first.x); x <= within(last.x); x++) blocks.push(blockAt(grain, x, y));
  const away = (/** @type {Block} */ { x, y }) => Math.hypot((x + 0.5) / many - camera.x, (y + 0.5) / many - camera.y);
  return blocks.sort((a, b) => away(a) - away(b));
}

/** Where a block lies on the screen in device pixels: edges are rounded, so that neighbours touch. @param {Grain} grain @param {Rect} box @param {Camera} camera @param {Size} size @returns {Rect} */
export function onScreen({ scale, ratio }, box, camera, { width, height }) {
  const grown = camera.scale / scale;
  const shift = (/** @type {number} */ middle, /** @type {number} */ length) => Math.round((length / 2 - middle * camera.scale) * ratio);
  const [dx, dy] = [shift(camera.x, width), shift(camera.y, height)];
  const left = Math.round(box.x * grown) + dx;
  const top = Math.round(box.y * grown) + dy;
  return { x: left, y: top, w: Math.round((box.x + box.w) * grown) + dx - left, h: Math.round((box.y + box.h) * grown) + dy - top };
}
