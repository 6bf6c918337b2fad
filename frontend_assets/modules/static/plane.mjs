/** Points on the map in the order of Morton's curve, and who stands for a place: explorer/layout/plane/, where it is explained. No DOM. */

import { below } from "./layout/numbers.mjs";

/** @typedef {{z: number, x: number, y: number}} Tile */
/** @typedef {{points: number[], places: number[], counts: number[], shades: Int32Array}} StandIns  In the order of the curve. */

const BITS = 24;
export const SIDE = 2 ** BITS;
const PLACE_BITS = 4;
export const PLACES = 1 << PLACE_BITS;
const SHADE_BITS = PLACE_BITS + 1;
export const SHADES = 1 << SHADE_BITS;
export const DEEPEST = BITS - PLACE_BITS - 1;
const ALONE = 0.95;

/** A zero between the bits of numbers of twelve bits. */
const SPREAD = Float64Array.from({ length: 4096 }, (_, number) => {
  let spread = 0;
  for (let bit = 0; bit < 12; bit++) if (number & (1 << bit)) spread += 4 ** bit;
  return spread;
});

/** Place on the curve. @param {number} x @param {number} y below 2^24 */
function interleave(x, y) {
  return (SPREAD[x >>> 12] + 2 * SPREAD[y >>> 12]) * 4 ** 12 + SPREAD[x & 4095] + 2 * SPREAD[y & 4095];
}

/** Squares that are numbered along the curve, numbered line by line. @param {number} bits */
function rowMajor(bits) {
  return Int32Array.from({ length: 4 ** bits }, (_, square) => {
    let [x, y] = [0, 0];
    for (let bit = 0; bit < bits; bit++) {
      x |= ((square >> (2 * bit)) & 1) << bit;
      y |= ((square >> (2 * bit + 1)) & 1) << bit;
    }
    return (y << bits) | x;
  });
}

const PLACE_OF = rowMajor(PLACE_BITS);
const SHADE_OF = rowMajor(SHADE_BITS);

export class Plane {
  /** Ascending. */
  codes;
  /** Row of each point. */
  order;
  #xy;

  /** @param {Uint32Array} xy of every row */
  constructor(xy) {
    this.#xy = xy;
    const n = xy.length / 2;
    const codes = Float64Array.from({ length: n }, (_, row) => interleave(xy[2 * row], xy[2 * row + 1]));
    this.order = Int32Array.from({ length: n }, (_, row) => row).sort((a, b) => codes[a] - codes[b] || a - b);
    this.codes = Float64Array.from(this.order, (row) => codes[row]);
  }

  /** From 0 to 1. @param {number} row */
  place(row) {
    return { x: (this.#xy[2 * row] + 0.5) / SIDE, y: (this.#xy[2 * row + 1] + 0.5) / SIDE };
  }

  /** The points of a tile. @param {Tile} tile @returns {[number, number]} */
  span({ z, x, y }) {
    const size = 4 ** (BITS - z);
    const code = interleave(x, y) * size;
    return [below(this.codes, code), below(this.codes, code + size)];
  }

  /** The level from which on hardly any two points that differ share a place. */
  depth() {
    const alone = new Array(DEEPEST + 1).fill(0);
    let all = 0;
    for (let i = 1; i < this.codes.length; i++) {
      if (this.codes[i] === this.codes[i - 1]) continue;
      all++;
      for (let z = DEEPEST; z >= 0 && this.#apart(i, z + PLACE_BITS); z--) alone[z]++;
    }
    const found = alone.findIndex((count, z) => z < DEEPEST && count >= ALONE * all);
    return found < 0 ? DEEPEST : found;
  }

  /** How many points the fullest square of the shading has, at each of the first levels. @param {number} levels */
  peaks(levels) {
    return Array.from({ length: levels }, (_, z) => {
      let [most, first] = [0, 0];
      for (let i = 1; i <= this.codes.length; i++) {
        if (i < this.codes.length && !this.#apart(i, z + SHADE_BITS)) continue;
        most = Math.max(most, i - first);
        first = i;
      }
      return most;
    });
  }

  /** Whether a point is in another square than the one before. @param {number} i @param {number} bits of 2^bits squares in a row */
  #apart(i, bits) {
    const size = 4 ** (BITS - bits);
    return Math.floor(this.codes[i] / size) !== Math.floor(this.codes[i - 1] / size);
  }

  /**
   * Who stands for the places of a tile.
   *
   * @param {Tile} tile
   * @param {(row: number) => boolean} counts which rows do
   * @param {(row: number) => number} rank the lowest comes first
   * @param {number[]|null} above points that stand for places of the tile above
   * @returns {StandIns}
   */
  standIn(tile, counts, rank, above) {
    const [first, last] = this.span(tile);
    const before = new Set(above ?? []);
    const square = 4 ** (BITS - tile.z - SHADE_BITS);
    const shades = new Int32Array(SHADES ** 2);
    /** @type {StandIns} */
    const found = { points: [], places: [], counts: [], shades };
    let [place, best, key] = [-1, -1, [0, 0, 0]];
    for (let point = first; point < last; point++) {
      const row = this.order[point];
      if (!counts(row)) continue;
      const at = Math.floor(this.codes[point] / square) % SHADES ** 2;
      shades[SHADE_OF[at]]++;
      const own = [before.has(point) ? -1 : rank(row), before.has(point) ? 0 : this.#away(row, tile.z), row];
      if (at >> 2 !== place) {
        place = at >> 2;
        found.places.push(PLACE_OF[place]);
        found.points.push(point);
        found.counts.push(0);
        [best, key] = [found.points.length - 1, own];
      } else if (isLess(own, key)) {
        found.points[best] = point;
        key = own;
      }
      found.counts[best]++;
    }
    return found;
  }

  /** Four times the squared distance from the middle of its place. @param {number} row @param {number} z */
  #away(row, z) {
    const side = 2 ** (BITS - PLACE_BITS - z);
    const off = (/** @type {number} */ axis) => 2 * (axis % side) + 1 - side;
    return off(this.#xy[2 * row]) ** 2 + off(this.#xy[2 * row + 1]) ** 2;
  }
}

/** @param {number[]} a @param {number[]} b */
function isLess(a, b) {
  const i = a.findIndex((number, at) => number !== b[at]);
  return i >= 0 && a[i] < b[i];
}
