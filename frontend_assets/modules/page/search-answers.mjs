/** Answers of /api/search. What the address searches for is asked for before there is a strip to list it in, and once. */

import { fetchJson } from "../api.mjs";

/** @import { MarkParams, SearchAnswer, ViewState } from "../types.d.ts" */

/** Results that are listed. */
const LIMIT = 60;

/** Into so many clusters everything is divided, to tell which hold most of the result. */
const CLUSTERS = 48;

export class SearchAnswers {
  /** @type {{url: string, answer: Promise<SearchAnswer>}|null} */
  #ahead = null;
  #api;

  /** @param {{api: string}} config */
  constructor({ api }) {
    this.#api = api;
  }

  /**
   * What a state searches for, to be marked in its first view.
   *
   * @param {Pick<ViewState, "query"|"where">} state
   * @returns {Promise<MarkParams|null>} null also where there is no answer, which is told to who asks for it next
   */
  async lookUp({ query, where }) {
    const url = this.#url({ text: [query] }, where);
    /** @type {Promise<SearchAnswer>} */
    const answer = fetchJson(url);
    this.#ahead = { url, answer };
    return answer.then((found) => litBy(found, query), () => null);
  }

  /** @param {Record<string, string[]>} query @param {string} where @param {AbortSignal} signal @returns {Promise<SearchAnswer>} */
  get(query, where, signal) {
    const url = this.#url(query, where);
    const ahead = this.#ahead;
    this.#ahead = null;
    return ahead?.url === url ? ahead.answer : fetchJson(url, signal);
  }

  /** @param {Record<string, string[]>} query @param {string} where */
  #url(query, where) {
    const given = Object.entries(query).flatMap(([name, values]) => values.map((value) => [name, value]));
    const params = new URLSearchParams([...given, ["limit", String(LIMIT)], ["clusters", String(CLUSTERS)], ...(where ? [["where", where]] : [])]);
    return `${this.#api}/search?${params}`;
  }
}

/**
 * What stands out on the map: all images that words found, be they none, or those that an encoder ranked first.
 *
 * @param {SearchAnswer} answer
 * @param {string} text
 * @returns {MarkParams|null}
 */
export function litBy({ results, total }, text) {
  if (total !== null) return { text };
  return results.length ? { rows: results.map(({ row }) => row).join(",") } : null;
}
