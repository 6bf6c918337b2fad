/** Getting the thumbnails that a scene lacks, and those that the next one will. */

import { edgeOf } from "./paint-thumbs.mjs";
import { tileFor } from "./thumbs-format.mjs";

/** Rows of a picture whose thumbnail is not in the cache (sharply enough), by the tile they need. @returns {Map<number, number[]>} */
export function missingRows(picture, cache, ratio) {
  const wanted = new Map();
  for (let i = 0; i < picture.count; i++) {
    const tile = tileFor(edgeOf(picture.size[i], ratio));
    if (cache.has(picture.rows[i], tile)) continue;
    if (!wanted.has(tile)) wanted.set(tile, []);
    wanted.get(tile).push(picture.rows[i]);
  }
  return wanted;
}

export class Sharpener {
  #loader;
  #cache;
  #received;
  #failed;
  #running = new Set();
  #ahead = new Set();

  /**
   * @param {import("./thumbs-loader.mjs").ThumbsLoader} loader
   * @param {import("./thumbs-cache.mjs").ThumbsCache} cache
   * @param {(rows: Uint32Array) => void} received after each page, and with no rows when all are there
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
    return this.#running.size > 0;
  }

  /** Another picture is shown: give up what the last one waited for, fetch what this one lacks. */
  start(picture, ratio) {
    cancel(this.#running);
    cancel(this.#ahead);
    this.#cache.tick();
    for (const [tile, rows] of missingRows(picture, this.#cache, ratio)) {
      this.#load(this.#running, tile, rows, () => {
        if (!this.busy) this.#cache.trim();
        this.#received([]);
      });
    }
  }

  /** Fetch what a picture would lack, when nothing more urgent is under way. */
  prepare(picture, ratio) {
    cancel(this.#ahead);
    if (this.busy) return;
    for (const [tile, rows] of missingRows(picture, this.#cache, ratio)) this.#load(this.#ahead, tile, rows, () => {});
  }

  stop() {
    cancel(this.#running);
    cancel(this.#ahead);
  }

  #load(set, tile, rows, done) {
    const end = () => {
      set.delete(giveUp);
      done();
    };
    const page = (received) => {
      this.#cache.add(received);
      this.#received(received.rows);
    };
    const error = (message) => {
      set.delete(giveUp);
      if (set === this.#running) this.#failed(message);
    };
    const giveUp = this.#loader.load(rows, tile, { page, done: end, error });
    set.add(giveUp);
  }
}

function cancel(set) {
  for (const giveUp of set) giveUp();
  set.clear();
}
