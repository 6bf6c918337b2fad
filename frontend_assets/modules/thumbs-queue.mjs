/** Getting the thumbnails that a scene lacks, and those that the next one will. */

import { tileFor } from "./thumbs-format.mjs";

/** @import { View } from "./types.d.ts" */
/** @import { Picture } from "./picture.mjs" */

/**
 * Rows of a picture whose thumbnail is not in the cache (sharply enough), by the tile they need.
 *
 * @param {Picture} picture
 * @param {Pick<import("./thumbs-cache.mjs").ThumbsCache, "has">} cache
 * @param {number} ratio
 * @returns {Map<number, number[]>}
 */
export function missingRows(picture, cache, ratio) {
  const wanted = new Map();
  for (let i = 0; i < picture.count; i++) {
    const tile = tileFor(Math.ceil(Math.max(picture.w[i], picture.h[i]) * ratio), picture.wall);
    if (cache.has(picture.rows[i], tile, picture.wall)) continue;
    const rows = wanted.get(tile) ?? [];
    rows.push(picture.rows[i]);
    wanted.set(tile, rows);
  }
  return wanted;
}

/**
 * @typedef {object} Batch what one picture lacks
 * @property {View} answer the view it is for: views are kept, so the same view is the same object
 * @property {number} ratio
 * @property {Set<() => void>} open a call to give up for each request under way
 */
export class ThumbsQueue {
  #loader;
  #cache;
  #received;
  #failed;
  /** @type {Batch|null} */
  #now = null;
  /** @type {Batch|null} */
  #next = null;

  /**
   * @param {import("./thumbs-loader.mjs").ThumbsLoader} loader
   * @param {import("./thumbs-cache.mjs").ThumbsCache} cache
   * @param {(rows: ArrayLike<number> & Iterable<number>) => void} received after each page, and with no rows when all are there
   * @param {(message: string) => void} failed
   */
  constructor(loader, cache, received, failed) {
    this.#loader = loader;
    this.#cache = cache;
    this.#received = received;
    this.#failed = failed;
  }

  /** Whether thumbnails of the present picture are still on their way. */
  get busy() {
    return (this.#now?.open.size ?? 0) > 0;
  }

  /** Another picture is shown: give up what the last one waited for, fetch what this one lacks. @param {Picture} picture @param {number} ratio */
  start(picture, ratio) {
    giveUp(this.#now);
    this.#cache.tick();
    // What was being fetched ahead for this very picture goes on: it is only more urgent now.
    if (isFor(this.#next, picture, ratio) && this.#next?.open.size) this.#now = this.#next;
    else {
      giveUp(this.#next);
      this.#now = this.#load(picture, ratio);
    }
    this.#next = null;
  }

  /** Fetch what a picture would lack, when nothing more urgent is under way. @param {Picture} picture @param {number} ratio */
  prepare(picture, ratio) {
    if (isFor(this.#next, picture, ratio)) return;
    giveUp(this.#next);
    this.#next = this.busy ? null : this.#load(picture, ratio);
  }

  stop() {
    giveUp(this.#now);
    giveUp(this.#next);
  }

  /** @param {Picture} picture @param {number} ratio */
  #load(picture, ratio) {
    /** @type {Batch} */
    const batch = { answer: picture.answer, ratio, open: new Set() };
    for (const [tile, rows] of missingRows(picture, this.#cache, ratio)) {
      const end = () => {
        batch.open.delete(stop);
        if (batch !== this.#now) return;
        if (!this.busy) this.#cache.trim();
        this.#received([]);
      };
      const page = (/** @type {import("./thumbs-loader.mjs").Page} */ received) => {
        this.#cache.add(received);
        this.#received(received.rows);
      };
      const error = (/** @type {string} */ message) => {
        batch.open.delete(stop);
        if (batch === this.#now) this.#failed(message);
        else if (batch === this.#next) this.#next = null;
      };
      const stop = this.#loader.load(rows, { tile, whole: picture.wall }, { page, done: end, error });
      batch.open.add(stop);
    }
    return batch;
  }
}

/** @param {Batch|null} batch @param {Picture} picture @param {number} ratio */
function isFor(batch, picture, ratio) {
  return batch?.answer === picture.answer && batch.ratio === ratio;
}

/** @param {Batch|null} batch */
function giveUp(batch) {
  for (const stop of batch?.open ?? []) stop();
  batch?.open.clear();
}
