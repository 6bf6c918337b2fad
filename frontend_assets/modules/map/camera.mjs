/**
 * What of the map is in view: the plane is 1 wide and high, y downwards. No DOM.
 *
 * @typedef {object} Camera
 * @property {number} x      Middle of the view on the plane.
 * @property {number} y
 * @property {number} scale  CSS pixels that the plane is wide.
 *
 * @typedef {object} Reach  How far one can go out and in.
 * @property {number} least  Scale.
 * @property {number} most
 *
 * @typedef {{x: number, y: number}} Point
 * @typedef {{z: number, x: number, y: number}} Tile
 */

/** @import { Size } from "../types.d.ts" */

/** Places for pictures along the side of a tile (explorer/layout/plane/plane.py). */
export const PLACES = 16;
/** Around what is fitted, as a share of the view. */
const MARGIN = 0.06;
/** Of the whole map, how small it may become. */
const SMALLEST = 0.6;
/** Levels above the depth, from which on pictures grow. */
const ROOMY = 2;
/** CSS pixels of a picture where one can go no closer. */
const LARGEST_PICTURE = 192;

/** @param {Camera} camera @param {Size} size @param {Point} at on the plane @returns {Point} on the screen */
export function toScreen({ x, y, scale }, { width, height }, at) {
  return { x: (at.x - x) * scale + width / 2, y: (at.y - y) * scale + height / 2 };
}

/** @param {Camera} camera @param {Size} size @param {Point} at on the screen @returns {Point} on the plane */
export function toPlane({ x, y, scale }, { width, height }, at) {
  return { x: x + (at.x - width / 2) / scale, y: y + (at.y - height / 2) / scale };
}

/** Zoom so that what lies under a point stays there. @param {Camera} camera @param {Size} size @param {number} factor @param {Point} at on the screen @param {Reach} reach @returns {Camera} */
export function zoomed(camera, size, factor, at, reach) {
  const scale = Math.min(reach.most, Math.max(reach.least, camera.scale * factor));
  const fixed = toPlane(camera, size, at);
  return held({ x: fixed.x - (at.x - size.width / 2) / scale, y: fixed.y - (at.y - size.height / 2) / scale, scale });
}

/** @param {Camera} camera @param {number} dx CSS pixels that the hand moved @param {number} dy @returns {Camera} */
export function panned({ x, y, scale }, dx, dy) {
  return held({ x: x - dx / scale, y: y - dy / scale, scale });
}

/** As far out or in as one can go. @param {Camera} camera @param {Reach} reach @returns {Camera} */
export function within({ x, y, scale }, { least, most }) {
  return held({ x, y, scale: Math.min(most, Math.max(least, scale)) });
}

/** Some of the plane stays in view. @param {Camera} camera @returns {Camera} */
function held({ x, y, scale }) {
  return { x: Math.min(1, Math.max(0, x)), y: Math.min(1, Math.max(0, y)), scale };
}

/** The view in which a frame (left, top, right, bottom) is as large as fits. @param {number[]} frame @param {Size} size @param {Reach} reach @returns {Camera} */
export function fitted([left, top, right, bottom], { width, height }, { least, most }) {
  const room = 1 - 2 * MARGIN;
  const wide = (room * width) / Math.max(right - left, 1e-9);
  const high = (room * height) / Math.max(bottom - top, 1e-9);
  return { x: (left + right) / 2, y: (top + bottom) / 2, scale: Math.min(most, Math.max(least, Math.min(wide, high))) };
}

/** @param {number[]} frame of everything @param {Size} size @param {number} depth level at which hardly two images share a place @returns {Reach} */
export function reachOf(frame, size, depth) {
  const most = PLACES * 2 ** depth * LARGEST_PICTURE;
  const whole = fitted(frame, size, { least: 0, most });
  return { least: SMALLEST * whole.scale, most: Math.max(most, whole.scale) };
}

/**
 * The level of the pictures: its places are `side` CSS pixels wide, or up to twice as wide. Where most images have a place of
 * their own there is room for larger ones, and every other step goes into that.
 *
 * @param {number} scale
 * @param {number} side
 * @param {number} depth level at which hardly two images share a place
 */
export function levelOf(scale, side, depth) {
  const wanted = Math.max(0, Math.floor(Math.log2(scale / (PLACES * side)) + 1e-9));
  const roomy = Math.max(0, depth - ROOMY);
  return wanted <= roomy ? wanted : Math.min(depth + 1, roomy + Math.floor((wanted - roomy) / 2));
}

/** The tiles of a level that are in view, those in its middle first. @param {Camera} camera @param {Size} size @param {number} z @returns {Tile[]} */
export function tilesIn(camera, size, z) {
  const many = 2 ** z;
  const [first, last] = [toPlane(camera, size, { x: 0, y: 0 }), toPlane(camera, size, { x: size.width, y: size.height })];
  const within = (/** @type {number} */ at) => Math.min(many - 1, Math.max(0, Math.floor(at * many)));
  /** @type {Tile[]} */
  const tiles = [];
  if (last.x < 0 || last.y < 0 || first.x > 1 || first.y > 1) return tiles;
  for (let y = within(first.y); y <= within(last.y); y++) for (let x = within(first.x); x <= within(last.x); x++) tiles.push({ z, x, y });
  const away = (/** @type {Tile} */ { x, y }) => Math.hypot((x + 0.5) / many - camera.x, (y + 0.5) / many - camera.y);
  return tiles.sort((a, b) => away(a) - away(b));
}

/** @param {Tile} tile @returns {string} */
export function keyOf({ z, x, y }) {
  return `${z}/${x}/${y}`;
}

/** On the way from one view to another, so that a zoom towards a point keeps it. @param {Camera} a @param {Camera} b @param {number} t from 0 to 1 @returns {Camera} */
export function between(a, b, t) {
  if (t >= 1) return b;
  const scale = a.scale * (b.scale / a.scale) ** t;
  const grown = Math.abs(b.scale / a.scale - 1);
  const along = grown < 1e-6 ? t : (1 / a.scale - 1 / scale) / (1 / a.scale - 1 / b.scale);
  return { x: a.x + (b.x - a.x) * along, y: a.y + (b.y - a.y) * along, scale };
}

/** Whether two views show the same. @param {Camera} a @param {Camera} b */
export function same(a, b) {
  return Math.abs(a.scale / b.scale - 1) < 1e-6 && Math.hypot(a.x - b.x, a.y - b.y) * a.scale < 0.01;
}
