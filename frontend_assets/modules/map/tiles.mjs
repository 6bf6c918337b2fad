/**
 * Tiles of /api/map/tiles: those that are there, and getting those that are not. `load` is injected. No DOM.
 *
 * @typedef {object} TileData  As the server sends it (docs/manual/http-api.md).
 * @property {number} z
 * @property {number} x
 * @property {number} y
 * @property {number} count
 * @property {number[]} places
 * @property {number[]} rows
 * @property {number[]} counts
 * @property {string} colors
 * @property {string} wrong
 * @property {string} marked
 * @property {(number|null)[]|null} tints
 * @property {string} shades
 *
 * @typedef {{build: string, legend: Legend|null, tiles: TileData[]}} TilesAnswer
 * @typedef {(tiles: string, signal: AbortSignal) => Promise<TilesAnswer>} Load
 */

import { keyOf } from "./camera.mjs";

/** @import { Legend } from "../types.d.ts" */
/** @import { Tile } from "./camera.mjs" */

/** In one request: few enough that the middle of the view comes first. */
const AT_ONCE = 12;
const KEPT = 600;

export class Tiles {
  /** @type {Legend|null} of the last answer */
  legend = null;
  /** Counted up when they are another choice's. */
  version = 0;
  #load;
  #received;
  #failed;
  /** @type {Map<string, TileData>} the one used longest ago first */
  #kept = new Map();
  /** Those of the choice before: what is on screen until others have come. @type {Map<string, TileData>} */
  #before = new Map();
  /** @type {Map<string, AbortController>} those on their way, each with its request */
  #coming = new Map();

  /**
   * @param {Load} load
   * @param {() => void} received some have come
   * @param {(error: unknown) => void} failed
   */
  constructor(load, received, failed) {
    this.#load = load;
    this.#received = received;
    this.#failed = failed;
  }

  /** @param {Tile} tile @returns {TileData|null} */
  get(tile) {
    const key = keyOf(tile);
    const found = this.#kept.get(key);
    if (!found) return null;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found;
  }

  /** The tile as it is on screen: that of the choice before while this one's is on its way. @param {Tile} tile @returns {TileData|null} */
  shown(tile) {
    return this.get(tile) ?? this.#before.get(keyOf(tile)) ?? null;
  }

  /** Whether all of some images are drawn in tiles that are there. @param {number[]} rows */
  draw(rows) {
    const missing = new Set(rows);
    for (const tile of this.#kept.values()) for (const row of tile.rows) missing.delete(row);
    return missing.size === 0;
  }

  /** Whether some are on their way. */
  get busy() {
    return this.#coming.size > 0;
  }

  /** Get these where they are not there; what was wanted before and is not any more is given up. @param {Tile[]} tiles */
  want(tiles) {
    const wanted = new Set(tiles.map(keyOf));
    const stillWanted = new Set([...this.#coming].filter(([key]) => wanted.has(key)).map(([, abort]) => abort));
    for (const [key, abort] of [...this.#coming]) {
      if (stillWanted.has(abort)) continue;
      abort.abort();
      this.#coming.delete(key);
    }
    const missing = [...wanted].filter((key) => !this.#kept.has(key) && !this.#coming.has(key));
    for (let at = 0; at < missing.length; at += AT_ONCE) this.#ask(missing.slice(at, at + AT_ONCE));
  }

  /** They are another choice's from now on. */
  clear() {
    for (const abort of new Set(this.#coming.values())) abort.abort();
    this.#coming.clear();
    if (this.#kept.size) this.#before = this.#kept;
    this.#kept = new Map();
    this.version++;
  }

  /** @param {string[]} keys */
  async #ask(keys) {
    const abort = new AbortController();
    for (const key of keys) this.#coming.set(key, abort);
    try {
      const answer = await this.#load(keys.join(","), abort.signal);
      if (abort.signal.aborted) return;
      this.legend = answer.legend;
      for (const tile of answer.tiles) this.#kept.set(keyOf(tile), tile);
      for (const key of [...this.#kept.keys()].slice(0, Math.max(0, this.#kept.size - KEPT))) this.#kept.delete(key);
      this.#forget(keys, abort);
      if (!this.busy) this.#before = new Map();
      this.#received();
    } catch (error) {
      if (abort.signal.aborted) return;
      this.#forget(keys, abort);
      this.#failed(error);
    }
  }

  /** @param {string[]} keys @param {AbortController} abort */
  #forget(keys, abort) {
    for (const key of keys) if (this.#coming.get(key) === abort) this.#coming.delete(key);
  }
}
