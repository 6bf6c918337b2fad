/**
 * Where a picture lies in its room while one zooms and pans. Points are from the middle of the room, in CSS pixels. No DOM.
 *
 * @typedef {object} Placement
 * @property {number} scale  1 where the whole picture fits.
 * @property {number} x      Middle of the picture.
 * @property {number} y
 *
 * @typedef {object} Bounds
 * @property {Size} fitted  The picture where the whole of it fits.
 * @property {Size} room
 * @property {number} most  Largest scale.
 */

/** @import { Size } from "./types.d.ts" */

/** CSS pixels of a picture's pixel, at most: where the whole of a small picture is shown, and when one zooms in. */
const ENLARGED = 16;
const CLOSEST = 32;
/** However large a picture is shown as a whole, one can go so many times closer. */
const CLOSER = 4;

/** @type {Readonly<Placement>} */
export const WHOLE = Object.freeze({ scale: 1, x: 0, y: 0 });

/** CSS pixels of a picture's pixel where the whole picture fits. @param {Size} picture @param {Size} room */
export function fitOf(picture, room) {
  return Math.min(room.width / Math.max(1, picture.width), room.height / Math.max(1, picture.height), ENLARGED);
}

/** @param {Size} picture in its own pixels @param {Size} room @returns {Bounds} */
export function boundsOf(picture, room) {
  const fit = fitOf(picture, room);
  const fitted = { width: picture.width * fit, height: picture.height * fit };
  return { fitted, room, most: Math.max(CLOSER, CLOSEST / fit) };
}

/**
 * Zoom so that what lies under a point stays there, as far as the room lets it.
 *
 * @param {Placement} from
 * @param {number} factor
 * @param {{x: number, y: number}} at
 * @param {Bounds} bounds
 * @returns {Placement}
 */
export function zoomed(from, factor, at, bounds) {
  const scale = Math.min(bounds.most, Math.max(1, from.scale * factor));
  const grown = scale / from.scale;
  return held({ scale, x: at.x - (at.x - from.x) * grown, y: at.y - (at.y - from.y) * grown }, bounds);
}

/** @param {Placement} from @param {number} dx @param {number} dy @param {Bounds} bounds */
export function panned({ scale, x, y }, dx, dy, bounds) {
  return held({ scale, x: x + dx, y: y + dy }, bounds);
}

/**
 * No edge of the picture leaves the room's edge while there is more beyond the other; what fits lies in the middle.
 *
 * @param {Placement} placement
 * @param {Bounds} bounds
 * @returns {Placement}
 */
export function held({ scale, x, y }, { fitted, room }) {
  /** @type {(at: number, size: number, space: number) => number} */
  const along = (at, size, space) => {
    const most = Math.max(0, (size * scale - space) / 2);
    return Math.min(most, Math.max(-most, at)) + 0; // never -0
  };
  return { scale, x: along(x, fitted.width, room.width), y: along(y, fitted.height, room.height) };
}
