/** The list of a review as the server tells it: more of it as one goes on, and only the latest answer counts. */

import { fetchJson } from "../api.mjs";
import { Latest } from "../latest.mjs";
import { placeOf } from "../reviewing.mjs";
import { download } from "./exporting.mjs";

/** @import { PageConfig, ReviewDocument } from "../types.d.ts" */

/** Images, or groups of copies, that are asked for at once. */
export const AT_ONCE = 200;
/** That the server tells. */
const MOST = 10_000;
/** Milliseconds after which one is told what is waited for. */
const SOON = 700;
const WAITING = "Looking for what to review…";

export class ReviewList {
  #api;
  #reading = new Latest();
  #limit = AT_ONCE;
  /** @type {Record<string, string>} */
  #of = {};

  /** @param {Pick<PageConfig, "api">} config */
  constructor({ api }) {
    this.#api = api;
  }

  /** @param {string} kind of findings @param {boolean} transformed whether copies that are rotated, flipped or grayscale are in it */
  begin(kind, transformed) {
    this.#limit = AT_ONCE;
    this.#of = { kind, ...(transformed ? { transformed: "true" } : {}) };
  }

  /**
   * The list as far as an image, else as far as the first open one after a place; all of it where there is none.
   *
   * @param {number} place
   * @param {number|null} row
   * @param {number} more  Images beyond those that were asked for.
   * @returns {Promise<ReviewDocument|null>}
   */
  async reach(place, row, more) {
    for (let growing = more; ; growing = row === null ? AT_ONCE : this.#limit) {
      this.#limit = Math.min(MOST, this.#limit + growing);
      const read = await this.read();
      if (!read?.more || this.#limit === MOST) return read;
      const next = placeOf(read.images, place, row);
      if (next >= 0 && (row === null || read.images[next].row === row)) return read;
    }
  }

  /** How all stands now. @returns {Promise<ReviewDocument|null>} null where it is asked again meanwhile, or not any more */
  read() {
    const url = `${this.#api}/review?${new URLSearchParams({ ...this.#of, limit: String(this.#limit) })}`;
    return this.#reading.ask((signal) => /** @type {Promise<ReviewDocument>} */ (fetchJson(url, signal)));
  }

  end() {
    this.#reading.end();
  }
}

/** The whole table, with labels as they are corrected, or without what is to be removed. @param {PageConfig} config @param {ReviewDocument} review @param {HTMLElement} button */
export function exportRest(config, { left: where, kind }, button) {
  download(config, { where, format: "csv", ...(kind === "labels" ? { labels: "corrected" } : {}) }, (message) => (button.textContent = message));
}

/** Tell what is waited for, where it is not there soon. @param {Promise<void>} coming @param {import("./decided.mjs").Deciding} deciding */
export async function telling(coming, deciding) {
  const waiting = setTimeout(() => deciding.say(WAITING), SOON);
  await coming;
  clearTimeout(waiting);
  deciding.unsay(WAITING);
}
