/** Names of all classes, for boxes that offer them: the page knows few of them from the start, and asks for many when they are first wanted. */

import { fetchJson } from "../api.mjs";

export class ClassNames {
  #api;
  /** @type {string[]|null} null while only the server knows them */
  #known;
  /** @type {Promise<string[]>|null} */
  #asked = null;

  /** @param {{api: string, classes?: string[]|null}} config  `classes` is null where there are too many to send with the page */
  constructor({ api, classes }) {
    this.#api = api;
    this.#known = classes === null ? null : classes ?? [];
  }

  /** Whether there are any. */
  get any() {
    return this.#known === null || this.#known.length > 0;
  }

  /** Those that are known by now. */
  get now() {
    return this.#known ?? [];
  }

  /** All of them; null where they are known already, or cannot be had. @returns {Promise<string[]|null>} */
  async later() {
    if (this.#known) return null;
    try {
      this.#asked ??= fetchJson(`${this.#api}/index`).then(({ classes }) => classes);
      return (this.#known = await this.#asked);
    } catch {
      this.#asked = null; // A label can be typed without.
      return null;
    }
  }
}
