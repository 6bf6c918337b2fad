/** How dense the map is: the shading of tiles as one small picture, which is scaled up softly. No DOM. */

/** @import { Tile } from "./camera.mjs" */
/** @import { TileData } from "./tiles.mjs" */

/** Squares along the side of a tile (explorer/layout/plane/stand_ins.py). */
export const SHADES = 32;

/**
 * @typedef {object} Shading
 * @property {number} left   Column of tiles that it begins with.
 * @property {number} top
 * @property {number} across Tiles.
 * @property {number} down
 * @property {Uint8ClampedArray<ArrayBuffer>} pixels  RGBA.
 */

/**
 * @param {(TileData|null)[]} tiles  of one level, at least one
 * @param {number[]} ink  red, green and blue
 * @param {number} most  opacity of the densest square, up to 255
 * @returns {Shading|null} null where none has any image
 */
export function shadingOf(tiles, ink, most) {
  const dense = tiles.filter((tile) => tile !== null).filter(({ shades }) => shades);
  if (!dense.length) return null;
  const least = (/** @type {"x"|"y"} */ axis) => Math.min(...dense.map((tile) => tile[axis]));
  const [left, top] = [least("x"), least("y")];
  const across = Math.max(...dense.map(({ x }) => x)) - left + 1;
  const down = Math.max(...dense.map(({ y }) => y)) - top + 1;
  const pixels = new Uint8ClampedArray(4 * across * down * SHADES * SHADES);
  for (const { x, y, shades } of dense) {
    const corner = ((y - top) * SHADES * across + (x - left)) * SHADES;
    for (let i = 0; i < SHADES * SHADES; i++) {
      const shade = Number.parseInt(shades.slice(2 * i, 2 * i + 2), 16);
      if (!shade) continue;
      const at = 4 * (corner + Math.floor(i / SHADES) * SHADES * across + (i % SHADES));
      pixels.set([ink[0], ink[1], ink[2], (shade * most) / 255], at);
    }
  }
  return { left, top, across, down, pixels };
}
