/** What /api/map answers, worked out in the browser as explorer/view/map/ does. No DOM. */

import { tinting } from "./colorings.mjs";
import { signsOf } from "./copy.mjs";
import { roundEven } from "./layout/numbers.mjs";
import { namesOf } from "./map-names.mjs";
import { DEEPEST, PLACES, Plane, SHADES } from "./plane.mjs";

/** @import { Copy } from "./copy.mjs" */
/** @import { Marks } from "./marks.mjs" */
/** @import { StandIns, Tile } from "./plane.mjs" */
/** @import { Selection } from "./selection.mjs" */

const FULL = 255;
/** As many images of a square are dense, where none has more. */
const LEAST_PEAK = 8;
/** Added to the rank of what is not in the cluster in view; marks have less. */
const OUTSIDE = 8;
const MIDDLE = [0.03, 0.97];
const CHOICES_KEPT = 4;
export const DEEPEST_NAMES = 7;
const NAMES_WIDTH = 384;

export class MapAnswers {
  #copy;
  /** @type {Promise<{plane: Plane, depth: number, peaks: number[]}>|null} */
  #laid = null;
  /** Tiles by what decides who is drawn. @type {Map<string, Map<string, StandIns>>} */
  #chosen = new Map();

  /** @param {Copy} copy */
  constructor(copy) {
    this.#copy = copy;
  }

  /** @param {URLSearchParams} params @param {Selection} selection */
  async describe(params, selection) {
    const { build, n, root } = this.#copy.config;
    const { plane, depth } = await this.#plane();
    const node = params.get("node");
    const { lo, hi } = await this.#copy.tree.at(node === null ? root : Number(node));
    const whole = node === null || Number(node) === root;
    const inside = whole ? [] : selection.inside(lo, hi);
    const rows = inside.length ? inside : Array.from({ length: hi - lo }, (_, i) => lo + i);
    return {
      build, n, places: PLACES, shades: SHADES, depth, deepest_names: DEEPEST_NAMES, names_width: NAMES_WIDTH,
      node: node === null ? root : Number(node), frame: frameOf(plane, rows, whole ? [0, 1] : MIDDLE),
    };
  }

  /** @param {URLSearchParams} params @param {Selection} selection @param {Marks} marks */
  async tiles(params, selection, marks) {
    const { build } = this.#copy.config;
    const { plane, depth, peaks } = await this.#plane();
    const right = await this.#copy.right(this.#copy.model(params.get("model") ?? ""));
    const node = params.get("node");
    const { lo, hi } = await this.#copy.tree.at(node === null ? this.#copy.config.root : Number(node));
    const first = params.get("even") === "true" ? [] : marks.having;
    const rank = (/** @type {number} */ row) => {
      const place = first.findIndex((has) => has(row));
      return (place < 0 ? first.length : place) + (row < lo || row >= hi ? OUTSIDE : 0);
    };
    const kept = this.#tilesOf(JSON.stringify(["where", "mark", "rows", "even", "node", "model"].map((name) => params.get(name))));
    const coloring = await tinting(this.#copy, params.get("color") ?? "", this.#copy.model(params.get("model") ?? ""), selection);
    const standIns = (/** @type {Tile} */ tile) => standInsOf(plane, tile, kept, (row) => selection.has(row), rank);
    return {
      build, legend: coloring && coloring.legend,
      tiles: await Promise.all((params.get("tiles") ?? "").split(",").map(async (text) => {
        const [z, x, y] = text.split("/").map(Number);
        const found = standIns({ z, x, y });
        const rows = found.points.map((point) => plane.order[point]);
        const peak = peaks[Math.min(z, peaks.length - 1, Math.min(DEEPEST, depth + 2))];
        return {
          z, x, y, count: found.counts.reduce((sum, count) => sum + count, 0), places: found.places, rows, counts: found.counts,
          colors: await this.#copy.colors.hex(rows), wrong: signsOf(right, rows), marked: marks.signs(rows), tints: coloring && Array.from(rows, (row) => coloring.tint(row, row + 1).step), shades: rows.length ? shadesOf(found.shades, peak) : "",
        };
      })),
    };
  }

  /** @param {URLSearchParams} params @param {Selection} selection */
  async names(params, selection) {
    const { plane } = await this.#plane();
    const level = Number(params.get("level"));
    const node = params.get("node");
    const ref = node === null ? null : await this.#copy.tree.at(Number(node));
    return { build: this.#copy.config.build, level, names: await namesOf(this.#copy, plane, selection, level, ref) };
  }

  /** @param {URLSearchParams} params */
  async points(params) {
    const { plane } = await this.#plane();
    const rows = (params.get("rows") ?? "").split(",").map(Number);
    return { build: this.#copy.config.build, points: rows.map((row) => plane.place(row)).map(({ x, y }) => [rounded(x), rounded(y)]) };
  }

  /** Rows within a polygon. @param {{polygon: number[][], where: string, node: number|null}} asked @param {Selection} selection @returns {Promise<number[]>} */
  async within({ polygon, node }, selection) {
    const { plane } = await this.#plane();
    const { lo, hi } = await this.#copy.tree.at(node ?? this.#copy.config.root);
    return [...selection.inside(lo, hi)].filter((row) => isInside(plane.place(row), polygon));
  }

  #plane() {
    this.#laid ??= this.#copy.files.bytes("plane.bin").then((content) => {
      const plane = new Plane(new Uint32Array(content));
      const depth = plane.depth();
      return { plane, depth, peaks: plane.peaks(Math.min(DEEPEST, depth + 2) + 1) };
    });
    return this.#laid;
  }

  /** @param {string} choice */
  #tilesOf(choice) {
    const kept = this.#chosen.get(choice) ?? new Map();
    this.#chosen.set(choice, kept);
    if (this.#chosen.size > CHOICES_KEPT) this.#chosen.delete([...this.#chosen.keys()][0]);
    return kept;
  }
}

/** Whoever stands for a place goes on standing for it at deeper levels. @param {Plane} plane @param {Tile} tile @param {Map<string, StandIns>} kept @param {(row: number) => boolean} counts @param {(row: number) => number} rank @returns {StandIns} */
function standInsOf(plane, tile, kept, counts, rank) {
  const key = `${tile.z}/${tile.x}/${tile.y}`;
  const known = kept.get(key);
  if (known) return known;
  const above = tile.z ? standInsOf(plane, { z: tile.z - 1, x: tile.x >> 1, y: tile.y >> 1 }, kept, counts, rank).points : null;
  const found = plane.standIn(tile, counts, rank, above);
  kept.set(key, found);
  return found;
}

/** @param {Int32Array} shades @param {number} peak */
function shadesOf(shades, peak) {
  return Array.from(shades, (count) => roundEven(FULL * Math.min(1, Math.log(Math.max(count, 1)) / Math.log(Math.max(peak, LEAST_PEAK)))).toString(16).padStart(2, "0")).join("");
}

/** Left, top, right and bottom of where most of some rows are. @param {Plane} plane @param {ArrayLike<number>} rows @param {number[]} shares */
function frameOf(plane, rows, shares) {
  const places = Array.from(rows, (row) => plane.place(row));
  const ends = (/** @type {number[]} */ axis) => {
    const sorted = axis.sort((a, b) => a - b);
    return shares.map((share) => {
      const at = share * (sorted.length - 1);
      const low = Math.floor(at);
      return rounded(sorted[low] + (at - low) * (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]));
    });
  };
  const [left, right] = ends(places.map(({ x }) => x));
  const [top, bottom] = ends(places.map(({ y }) => y));
  return [left, top, right, bottom];
}

/** @param {{x: number, y: number}} point @param {number[][]} polygon corners */
function isInside({ x, y }, polygon) {
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [[ax, ay], [bx, by]] = [polygon[i], polygon[j]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** To seven decimals. @param {number} share */
export function rounded(share) {
  return roundEven(share * 1e7) / 1e7;
}
