/**
 * Answers of /api/view: one request at a time for what is wanted now and one for what may be wanted next,
 * and the last answers kept. `load` is injected, so this needs no network to test.
 *
 * @typedef {object} Request
 * @property {string} url
 * @property {AbortController} abort
 * @property {Promise<View>} answer
 */

/** @import { View } from "./types.d.ts" */

export class Views {
  #load;
  /** @type {Map<string, View>} */
  #kept = new Map();
  #limit;
  #cleared = 0;
  /** @type {Request|null} */
  #now = null;
  /** @type {Request|null} */
  #next = null;

  /** @param {(url: string, signal: AbortSignal) => Promise<View>} load @param {number} [limit] answers kept */
  constructor(load, limit = 24) {
    this.#load = load;
    this.#limit = limit;
  }

  /** @param {string} url @returns {View|null} the answer if it is there */
  peek(url) {
    const answer = this.#kept.get(url);
    if (answer) this.#keep(url, answer);
    return answer ?? null;
  }

  /** The view that is wanted now. An older request that is still out is aborted. @param {string} url @returns {Promise<View>} */
  get(url) {
    if (this.#now?.url === url) return this.#now.answer;
    this.#now?.abort.abort();
    this.#now = null;
    const here = this.peek(url);
    if (here) return Promise.resolve(here);
    // What was fetched ahead may be just this.
    this.#now = this.#next?.url === url ? this.#take(this.#next) : this.#start(url);
    return this.#now.answer;
  }

  /** Fetch ahead; a new wish replaces the old one. @param {string} url @returns {Promise<View|null>} null when it came to nothing */
  ahead(url) {
    const here = this.peek(url);
    if (here) return Promise.resolve(here);
    if (this.#next?.url !== url) {
      this.#next?.abort.abort();
      this.#next = this.#start(url);
    }
    return this.#next.answer.catch(() => null);
  }

  /** Forget what is fetched ahead. */
  cancelAhead() {
    this.#next?.abort.abort();
    this.#next = null;
  }

  /** Answers are old from now on. One that is on its way reaches who waits for it, and is not kept. */
  clear() {
    this.#now = null;
    this.cancelAhead();
    this.#kept.clear();
    this.#cleared++;
  }

  /** @param {Request} request */
  #take(request) {
    this.#next = null;
    return request;
  }

  /** @param {string} url @returns {Request} */
  #start(url) {
    const abort = new AbortController();
    const cleared = this.#cleared;
    const answer = this.#load(url, abort.signal)
      .then((view) => {
        if (cleared === this.#cleared) this.#keep(url, view);
        return view;
      })
      .finally(() => {
        if (this.#now === request) this.#now = null;
        if (this.#next === request) this.#next = null;
      });
    /** @type {Request} */
    const request = { url, abort, answer };
    return request;
  }

  /** @param {string} url @param {View} answer */
  #keep(url, answer) {
    this.#kept.delete(url);
    this.#kept.set(url, answer);
    if (this.#kept.size > this.#limit) this.#kept.delete([...this.#kept.keys()][0]);
  }
}
