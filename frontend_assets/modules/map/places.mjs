/** Which image stands at which place of the tiles that are there. No DOM. */

import { PLACES, toPlane, toScreen } from "./camera.mjs";

/** @import { Rect, Size } from "../types.d.ts" */
/** @import { Camera, Point, Tile } from "./camera.mjs" */
/** @import { TileData } from "./tiles.mjs" */

/** @typedef {(tile: Tile) => TileData|null} Lookup */

/** The image whose place a point on the plane is in, -1 for none. @param {Lookup} lookup @param {number} z @param {Point} at */
export function rowAt(lookup, z, { x, y }) {
  const [column, line] = [Math.floor(x * PLACES * 2 ** z), Math.floor(y * PLACES * 2 ** z)];
  const most = PLACES * 2 ** z;
  if (column < 0 || line < 0 || column >= most || line >= most) return -1;
  const tile = lookup({ z, x: Math.floor(column / PLACES), y: Math.floor(line / PLACES) });
  const i = tile ? tile.places.indexOf((line % PLACES) * PLACES + (column % PLACES)) : -1;
  return tile && i >= 0 ? tile.rows[i] : -1;
}

/** The image nearest to a point on the screen, of those in some tiles; -1 where there is none within reach. @param {(TileData|null)[]} tiles @param {Camera} camera @param {Size} size @param {Point} at @param {number} [reach] CSS pixels from its picture */
export function nearestRow(tiles, camera, size, at, reach = Infinity) {
  const { x, y } = toPlane(camera, size, at);
  let [row, least] = [-1, Infinity];
  for (const tile of tiles) {
    tile?.places.forEach((place, i) => {
      const middle = middleOf(tile, place);
      const away = Math.hypot(middle.x - x, middle.y - y) * camera.scale - camera.scale / (2 * PLACES * 2 ** tile.z);
      if (away < least && away <= reach) [row, least] = [tile.rows[i], away];
    });
  }
  return row;
}

/** Where an image is drawn on the screen, null where it is in none of the tiles. @param {(TileData|null)[]} tiles @param {number} row @param {Camera} camera @param {Size} size @returns {Rect|null} */
export function boxOfRow(tiles, row, camera, size) {
  for (const tile of tiles) {
    const i = tile ? tile.rows.indexOf(row) : -1;
    if (!tile || i < 0) continue;
    const side = camera.scale / (PLACES * 2 ** tile.z);
    const { x, y } = toScreen(camera, size, middleOf(tile, tile.places[i]));
    return { x: x - side / 2, y: y - side / 2, w: side, h: side };
  }
  return null;
}

/** Whether a picture of some tiles is on the screen. @param {(TileData|null)[]} tiles @param {Camera} camera @param {Size} size */
export function isAnyOn(tiles, camera, { width, height }) {
  return tiles.some((tile) => tile?.places.some((place) => {
    const { x, y } = toScreen(camera, { width, height }, middleOf(tile, place));
    const half = camera.scale / (2 * PLACES * 2 ** tile.z);
    return x + half > 0 && y + half > 0 && x - half < width && y - half < height;
  }));
}

/** @param {Tile} tile @param {number} place @returns {Point} its middle on the plane */
function middleOf({ z, x, y }, place) {
  const many = PLACES * 2 ** z;
  return { x: (x * PLACES + (place % PLACES) + 0.5) / many, y: (y * PLACES + Math.floor(place / PLACES) + 0.5) / many };
}
