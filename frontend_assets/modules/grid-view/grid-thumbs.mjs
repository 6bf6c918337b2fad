/** Thumbnails of what the grid shows: asked for where they are looked at, given up where they are not any more. */

import { ThumbsCache } from "../thumbs-cache.mjs";
import { tileFor } from "../thumbs-format.mjs";
import { ThumbsLoader } from "../thumbs-loader.mjs";

/** @import { Server } from "../types.d.ts" */

/** Images of one wish: when a part of them has scrolled away, the rest of it goes on. */
const TOGETHER = 512;

/** @typedef {{rows: Set<number>, tile: number, stop: () => void}} Wish */

export class GridThumbs {
  cache = new ThumbsCache();
  #server;
  #received;
  #failed;
  /** @type {ThumbsLoader|null} */
  #loader = null;
  /** @type {Set<Wish>} */
  #open = new Set();

  /**
   * @param {Server} server
   * @param {(rows: Iterable<number>) => void} received
   * @param {(message: string) => void} failed
   */
  constructor(server, received, failed) {
    this.#server = server;
    this.#received = received;
    this.#failed = failed;
  }

  /** Whether thumbnails are on their way. */
  get busy() {
    return this.#open.size > 0;
  }

  /**
   * These images are looked at, the first of them most.
   *
   * @param {ArrayLike<number> & Iterable<number>} rows -1 where one is not known yet
   * @param {number} pixels device pixels of a side
   */
  want(rows, pixels) {
    const tile = tileFor(pixels);
    const looked = new Set(rows);
    looked.delete(-1);
    const coming = new Set();
    for (const wish of this.#open) {
      if (wish.tile === tile && [...wish.rows].some((row) => looked.has(row))) for (const row of wish.rows) coming.add(row);
      else this.#giveUp(wish);
    }
    this.cache.tick();
    const missing = [...looked].filter((row) => !coming.has(row) && !this.cache.has(row, tile));
    for (let at = 0; at < missing.length; at += TOGETHER) this.#ask(missing.slice(at, at + TOGETHER), tile);
  }

  /** Let go of all. */
  clear() {
    for (const wish of [...this.#open]) this.#giveUp(wish);
    this.#loader?.destroy();
    this.#loader = null;
    this.cache.clear();
  }

  /** @param {number[]} rows @param {number} tile */
  #ask(rows, tile) {
    this.#loader ??= new ThumbsLoader(this.#server);
    /** @type {Wish} */
    const wish = { rows: new Set(rows), tile, stop: () => {} };
    const end = () => this.#open.delete(wish);
    this.#open.add(wish);
    wish.stop = this.#loader.load(rows, { tile, whole: false }, {
      page: (page) => {
        this.cache.add(page);
        this.#received(page.rows);
      },
      done: () => {
        end();
        if (!this.busy) this.cache.trim();
        this.#received([]);
      },
      error: (message) => {
        end();
        this.#failed(message);
      },
    });
  }

  /** @param {Wish} wish */
  #giveUp(wish) {
    wish.stop();
    this.#open.delete(wish);
  }
}
