/**
 * Answers of /api/view: one request at a time for what is wanted now and one for what may be wanted next,
 * and the last answers kept. `load` is injected, so this needs no network to test.
 */

export class Views {
  #load;
  #kept = new Map();
  #limit;
  #now = null;
  #next = null;

  /** @param {(url: string, signal: AbortSignal) => Promise<object>} load @param {number} [limit] answers kept */
  constructor(load, limit = 24) {
    this.#load = load;
    this.#limit = limit;
  }

  /** @returns {object|null} the answer if it is there */
  peek(url) {
    const answer = this.#kept.get(url);
    if (answer) this.#keep(url, answer);
    return answer ?? null;
  }

  /** The view that is wanted now. An older request that is still out is aborted. @returns {Promise<object>} */
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

  /** Fetch ahead; a new wish replaces the old one. @returns {Promise<object|null>} null when it came to nothing */
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

  clear() {
    this.#now?.abort.abort();
    this.#now = null;
    this.cancelAhead();
    this.#kept.clear();
  }

  #take(request) {
    this.#next = null;
    return request;
  }

  #start(url) {
    const request = { url, abort: new AbortController(), answer: null };
    request.answer = this.#load(url, request.abort.signal)
      .then((answer) => {
        this.#keep(url, answer);
        return answer;
      })
      .finally(() => {
        if (this.#now === request) this.#now = null;
        if (this.#next === request) this.#next = null;
      });
    return request;
  }

  #keep(url, answer) {
    this.#kept.delete(url);
    this.#kept.set(url, answer);
    if (this.#kept.size > this.#limit) this.#kept.delete(this.#kept.keys().next().value);
  }
}
