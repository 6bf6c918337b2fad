/** The page's side of the thumbnail workers: ask for rows, be given pages, change one's mind. */

import { patience } from "./api.mjs";
import { chunks } from "./thumbs-format.mjs";

/** @import { Server } from "./types.d.ts" */
/** @import { Out } from "./thumbs-worker.mjs" */

/** Decoding is all computing: two share it, even where the page has only two cores to itself. More would starve the drawing. */
const WORKERS = 2;

/** Whole pictures in a request: they are large and decoded one by one, so that all workers have some of a wall. */
const FEW = 32;

/** Squares in a request that are larger than the small level: one answer holds as many of the most detailed ones. */
const SOME = 192;
const SMALL = 48;

/**
 * @typedef {object} Size
 * @property {number} tile      Edge of a tile in device pixels.
 * @property {boolean} whole    Whether pictures keep their proportions: the tile is as large as the longer side.
 *
 * @typedef {object} Page
 * @property {ImageBitmap} bitmap
 * @property {Uint32Array} rows
 * @property {number} tile      Edge of a tile in device pixels.
 * @property {Uint16Array|null} sizes  Width and height of each whole picture in its tile; null where all are squares.
 * @property {number} columns
 * @property {Uint8Array} drawn 1 where a tile holds a picture.
 *
 * @typedef {object} Receiver
 * @property {(page: Page) => void} page
 * @property {() => void} done
 * @property {(message: string) => void} error
 *
 * @typedef {{receiver: Receiver, open: number}} Waiting  `open` workers have something to do for it.
 */
export class ThumbsLoader {
  #workers;
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  #next = 1;

  /** @param {Server} config */
  constructor(config) {
    const api = new URL(config.api, document.baseURI).href;
    this.config = { api, build: config.build };
    this.#workers = Array.from({ length: WORKERS }, () => this.#start(config.worker));
    // A static copy has packed its thumbnails: the worker is told how before it is asked for any.
    if (config.worker) for (const worker of this.#workers) worker.postMessage({ kind: "copy", config: { ...config, api } });
  }

  /**
   * @param {number[]} rows
   * @param {Size} size
   * @param {Receiver} receiver
   * @returns {() => void} call it to give up; nothing is received afterwards
   */
  load(rows, size, receiver) {
    const id = this.#next++;
    const parts = size.whole ? chunks(rows, FEW, FEW) : size.tile > SMALL ? chunks(rows, SOME, SOME) : chunks(rows);
    const shares = this.#workers.map((worker, w) => ({ worker, chunks: parts.filter((_, i) => i % WORKERS === w) })).filter((share) => share.chunks.length);
    this.#waiting.set(id, { receiver, open: shares.length });
    for (const { worker, chunks: own } of shares) worker.postMessage({ kind: "load", id, ...this.config, ...size, chunks: own });
    return () => this.#giveUp(id);
  }

  destroy() {
    this.#waiting.clear();
    for (const worker of this.#workers) worker.terminate();
  }

  /** @param {string} [module] another than that which asks a server */
  #start(module = "./thumbs-worker.mjs") {
    const worker = new Worker(new URL(module, import.meta.url), { type: "module" });
    const troubled = patience.join(() => worker.postMessage({ kind: "wake" }));
    worker.onmessage = (/** @type {MessageEvent<Out>} */ { data }) => (data.kind === "trouble" ? troubled(data.trouble) : this.#receive(data));
    worker.onerror = () => this.#fail("The thumbnails cannot be loaded: their worker did not start. Reload the page.");
    return worker;
  }

  /** @param {Exclude<Out, {kind: "trouble"}>} data */
  #receive(data) {
    const waiting = this.#waiting.get(data.id);
    if (!waiting) {
      if (data.kind === "page") data.bitmap.close();
      return;
    }
    const { receiver } = waiting;
    if (data.kind === "page") receiver.page(data);
    if (data.kind === "error") {
      this.#giveUp(data.id);
      receiver.error(data.message);
    }
    if (data.kind === "done" && --waiting.open === 0) {
      this.#waiting.delete(data.id);
      receiver.done();
    }
  }

  /** @param {number} id */
  #giveUp(id) {
    if (!this.#waiting.delete(id)) return;
    for (const worker of this.#workers) worker.postMessage({ kind: "abort", id });
  }

  /** @param {string} message */
  #fail(message) {
    const receivers = [...this.#waiting.values()].map(({ receiver }) => receiver);
    this.#waiting.clear();
    for (const receiver of receivers) receiver.error(message);
  }
}
