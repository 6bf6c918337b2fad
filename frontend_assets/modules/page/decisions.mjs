/** What is decided on the server, and every change of it: tags, labels, notes, undo. */

import { patience, sentence } from "../api.mjs";
import { recent } from "../deciding.mjs";
import { recall, remember } from "./storage.mjs";

/** @import { DecisionsAnswer, Server } from "../types.d.ts" */

const NAME = "name";
const GIVEN = "tags";
/** Its answer may have been lost after it was stored. */
const NO_ANSWER = "The server does not answer. Once it does, the page shows whether this was kept; else do it again.";
/** Milliseconds after which one looks whether others have decided something, while the page is seen. */
const EVERY = 10_000;

/** Tells `change` after every answer, and `made` with what a change did. */
export class Decisions extends EventTarget {
  #config;
  /** @type {DecisionsAnswer|null} */
  answer = null;
  /** @type {string[]} the newest first */
  #given = (recall(GIVEN) ?? "").split("\n").filter(Boolean);

  /** @param {Server} config */
  constructor(config) {
    super();
    this.#config = config;
  }

  /** Whether this server takes changes. */
  get changes() {
    return Boolean(this.answer?.changes && !this.answer.problem);
  }

  /** Names of their columns, by what is decided: others where the table of the index has such names itself. */
  get columns() {
    return this.answer?.columns ?? {};
  }

  get tags() {
    return this.answer?.tags ?? [];
  }

  /** What is decided about a cluster as such. @param {number|undefined} node */
  ofCluster(node) {
    return this.answer?.clusters.find((one) => one.node === node) ?? null;
  }

  /** What the digits give, 1 first. */
  get recent() {
    return recent(this.#given, this.tags);
  }

  /** Who decides, where the server does not know it by itself. */
  get author() {
    return recall(NAME) ?? "";
  }

  set author(name) {
    remember(NAME, name.trim());
  }

  /** Read what is decided, and follow what others decide. */
  follow() {
    const ask = () => document.hidden || patience.trouble || this.#load();
    document.addEventListener("visibilitychange", ask);
    setInterval(ask, EVERY);
    return this.#load();
  }

  async #load() {
    const { answer } = this;
    const known = answer && !answer.problem ? `?revision=${answer.revision}` : "";
    const response = await fetch(`${this.#config.api}/tags${known}`).catch(() => null);
    const read = response?.status === 200 ? /** @type {DecisionsAnswer} */ (await response.json()) : null;
    if (read && (read.revision !== this.answer?.revision || read.problem !== this.answer.problem)) this.#take(read);
  }

  /**
   * Change something.
   *
   * @param {"tags"|"corrections"|"notes"|"verdicts"|"saved-views"|"review"|"undo"|"redo"} route
   * @param {Record<string, unknown>} [body]
   * @returns {Promise<DecisionsAnswer>}
   * @throws {Error} a sentence, where the server refuses
   */
  async change(route, body = {}) {
    const asked = JSON.stringify({ ...body, author: this.author });
    const headers = { "content-type": "application/json", "dendro-build": this.#config.build, "dendro-labels": patience.labels };
    const response = await fetch(`${this.#config.api}/${route}`, { method: "POST", body: asked, headers }).catch(() => {
      throw new Error(NO_ANSWER);
    });
    if (!response.ok) throw new Error(await sentence(response));
    /** @type {DecisionsAnswer} */
    const answer = await response.json();
    if (route === "tags" && !body.remove) this.#remember(String(body.tag).trim());
    this.#take(answer);
    this.dispatchEvent(new CustomEvent("made", { detail: { route, body, change: answer.change } }));
    return answer;
  }

  /** @param {DecisionsAnswer} answer */
  #take(answer) {
    this.answer = answer;
    this.dispatchEvent(new Event("change"));
  }

  /** @param {string} tag */
  #remember(tag) {
    this.#given = [tag, ...this.#given.filter((other) => other !== tag)].slice(0, 20);
    remember(GIVEN, this.#given.join("\n"));
  }
}
