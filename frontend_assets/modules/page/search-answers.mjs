/** Answers of /api/search. What the address searches for is asked for before there is a strip to list it in, and once. */

import { fetchJson, fetchRowsOf } from "../api.mjs";
import { litBy, searchParams, soughtOf } from "../searching.mjs";

/** @import { MarkParams, SearchAnswer, ViewState } from "../types.d.ts" */

/** Results that are listed. */
const LIMIT = 60;
/** Into so many clusters everything is divided, to tell which hold most of the result, and so many are told. */
const CLUSTERS = { clusters: 48, holding: 8 };
const BINS = 200;

export class SearchAnswers {
  /** @type {{url: string, answer: Promise<SearchAnswer>}|null} */
  #ahead = null;
  #api;
  #build;
  #root;

  /** @param {{api: string, build: string, root: number}} config */
  constructor({ api, build, root }) {
    this.#api = api;
    this.#build = build;
    this.#root = root;
  }

  /**
   * What a state searches for, to be marked in its first view.
   *
   * @param {ViewState} state
   * @returns {Promise<MarkParams|null>} null also where there is no answer, which is told to who asks for it next
   */
  async lookUp(state) {
    const url = this.url(state);
    /** @type {Promise<SearchAnswer>} */
    const answer = fetchJson(url);
    this.#ahead = { url, answer };
    return answer.then((found) => litBy(found, soughtOf(state), state.cut), () => null);
  }

  /** @param {string} url @param {AbortSignal} signal @returns {Promise<SearchAnswer>} */
  get(url, signal) {
    const ahead = this.#ahead;
    this.#ahead = null;
    return ahead?.url === url ? ahead.answer : fetchJson(url, signal);
  }

  /**
   * All images of the set that a search found.
   *
   * @param {Pick<ViewState, "query"|"like"|"unlike"|"images"|"cut"|"within"|"node">} state
   * @param {string} where
   * @param {SearchAnswer} answer
   * @returns {Promise<number[]>} their rows
   */
  rows(state, where, answer) {
    const params = { ...litBy(answer, soughtOf(state), state.cut), only: "true", build: this.#build, ...(where ? { where } : {}) };
    return fetchRowsOf(this.#api, state.within ? state.node : this.#root, params);
  }

  /** Where the answer to a state is. @param {Pick<ViewState, "query"|"like"|"unlike"|"images"|"cut"|"within"|"node"|"where">} state */
  url(state) {
    const params = new URLSearchParams(searchParams(soughtOf(state)));
    for (const [name, value] of Object.entries({ limit: LIMIT, bins: BINS, ...CLUSTERS })) params.set(name, String(value));
    if (state.cut) params.set("cut", state.cut);
    if (state.within && state.node !== this.#root) params.set("node", String(state.node));
    if (state.where) params.set("where", state.where);
    return `${this.#api}/search?${params}`;
  }
}
