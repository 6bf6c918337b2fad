/** The page's side of the thumbnail worker: ask for rows, be given pages, change one's mind. */

import { chunks } from "./thumbs-format.mjs";

/**
 * @typedef {object} Page
 * @property {ImageBitmap} bitmap
 * @property {Uint32Array} rows
 * @property {number} tile      Edge of a tile in device pixels.
 * @property {number} columns
 * @property {Uint8Array} drawn 1 where a tile holds a picture.
 *
 * @typedef {object} Receiver
 * @property {(page: Page) => void} page
 * @property {() => void} done
 * @property {(message: string) => void} error
 */
export class ThumbsLoader {
  #worker;
  #waiting = new Map();
  #next = 1;

  /** @param {{api: string, build: string}} config */
  constructor({ api, build }) {
    this.config = { api: new URL(api, document.baseURI).href, build };
    this.#worker = new Worker(new URL("./thumbs-worker.mjs", import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data }) => this.#receive(data);
    this.#worker.onerror = () => this.#fail("The thumbnails cannot be loaded: their worker did not start. Reload the page.");
  }

  /**
   * @param {number[]} rows
   * @param {number} tile edge in device pixels
   * @param {Receiver} receiver
   * @returns {() => void} call it to give up; nothing is received afterwards
   */
  load(rows, tile, receiver) {
    const id = this.#next++;
    this.#waiting.set(id, receiver);
    this.#worker.postMessage({ kind: "load", id, ...this.config, tile, chunks: chunks(rows) });
    return () => {
      if (this.#waiting.delete(id)) this.#worker.postMessage({ kind: "abort", id });
    };
  }

  destroy() {
    this.#waiting.clear();
    this.#worker.terminate();
  }

  #receive(data) {
    const receiver = this.#waiting.get(data.id);
    if (!receiver) {
      data.bitmap?.close();
      return;
    }
    if (data.kind === "page") receiver.page(data);
    else this.#waiting.delete(data.id);
    if (data.kind === "done") receiver.done();
    if (data.kind === "error") receiver.error(data.message);
  }

  #fail(message) {
    const receivers = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const receiver of receivers) receiver.error(message);
  }
}
