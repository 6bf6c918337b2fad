/**
 * Thumbnails of a wall that have come since it is shown. Until then an image is drawn as the square that its cell had;
 * a whole one shows more of it, and so comes over a moment. It stands for the cache for all that paints.
 */

import { FADE, Fades } from "./fades.mjs";
import { isStill } from "./motion.mjs";
import { paintThumb, tileOf } from "./paint-thumbs.mjs";

/** @import { Painter, Style } from "./paint-cells.mjs" */
/** @import { Picture } from "./picture.mjs" */

export class Fresh {
  #cache;
  /** Rows of the wall that are drawn whole. @type {Set<number>} */
  #whole = new Set();
  /** Index in the picture → row, of those that come. @type {Map<number, number>} */
  #coming = new Map();
  #rows = new Set();
  /** @type {Fades<number>} */
  #fades = new Fades(() => FADE);

  /** @param {Pick<import("./thumbs-cache.mjs").ThumbsCache, "get"|"square"|"has">} cache */
  constructor(cache) {
    this.#cache = cache;
  }

  /** Whether any is on its way. */
  get any() {
    return this.#coming.size > 0;
  }

  /** Another picture is shown: what is there is drawn at once. @param {Picture} picture */
  begin(picture) {
    this.#coming.clear();
    this.#rows.clear();
    this.#fades.clear();
    this.#whole = new Set(picture.wall ? picture.rows.filter((row) => this.#cache.has(row, 1, true)) : []);
  }

  /** Thumbnails of these images came. @param {Picture} picture @param {number[]} indices */
  receive({ wall, rows }, indices) {
    if (!wall) return;
    for (const i of indices) {
      if (this.#whole.has(rows[i])) continue;
      this.#whole.add(rows[i]);
      if (isStill()) continue;
      this.#coming.set(i, rows[i]);
      this.#rows.add(rows[i]);
    }
  }

  /** As a cache: what is drawn of an image below what comes. @param {number} row @param {number} edge @param {boolean} [whole] */
  get(row, edge, whole) {
    return whole && this.#rows.has(row) ? this.#cache.square(row, edge) : this.#cache.get(row, edge, whole);
  }

  /** Those that have come, which are drawn like any other from now on. @param {number} now @returns {number[]} indices in the picture */
  done(now) {
    this.#fades.aim([...this.#coming.keys()], now);
    const done = [...this.#coming.keys()].filter((i) => this.#fades.of(i, now) === 1);
    for (const i of done) {
      this.#rows.delete(this.#coming.get(i));
      this.#coming.delete(i);
    }
    return done;
  }

  /** Over the picture, those that come. @param {Painter} context @param {Picture} picture @param {Style} style @param {number} now */
  paint(context, picture, style, now) {
    for (const i of this.#coming.keys()) paintThumb(context, picture, i, this.#cache, tileOf(picture, i, style.ratio), style, this.#fades.of(i, now));
  }
}
