/** The address bar and the browser's history. The window is injected. */

import { fromQuery, toQuery, treeOf, withoutPlace } from "./state.mjs";
import { placesOf, unreadWords } from "./unread.mjs";

/** @import { Stop, StateConfig, ViewState } from "./types.d.ts" */

export class Address {
  #window;
  #config;

  /** @param {Window} window @param {StateConfig & {build?: string}} config */
  constructor(window, config) {
    this.#window = window;
    this.#config = config;
  }

  /** What the address says now; nodes and rows of another tree say nothing. */
  read() {
    const { search } = this.#window.location;
    return fromQuery(this.#isOfOther ? withoutPlace(search) : search, this.#config);
  }

  /** What it asks for that is not here. @returns {string[]} a sentence each */
  complaints() {
    const { search } = this.#window.location;
    const other = this.#isOfOther;
    const places = other ? placesOf(search).join(", ") : "";
    const unread = unreadWords("This link", other ? withoutPlace(search) : search, this.#config);
    return [
      ...(places ? [`This link is of an earlier build, where ${places} meant other images: all are shown.`] : []),
      ...(unread ? [unread] : []),
    ];
  }

  /** The trail kept with this entry of the history, or null. @returns {Stop[]|null} */
  trail() {
    const kept = this.#isOfOther ? null : this.#kept?.trail;
    return Array.isArray(kept) ? kept : null;
  }

  get #kept() {
    return this.#window.history.state?.dendro;
  }

  /**
   * Whether it was written for another tree: as it says itself, or, as older ones say nothing, where the page wrote this
   * entry of the history when there was another build. A link that tells neither is taken as it is.
   */
  get #isOfOther() {
    const tree = treeOf(this.#window.location.search);
    if (tree && this.#config.tree) return tree !== this.#config.tree;
    return this.#kept !== undefined && this.#kept.build !== this.#config.build;
  }

  /** @param {boolean} push a new entry, or the present one changed @param {ViewState} state @param {Stop[]} trail @returns {void} */
  write(state, trail, push) {
    const { history, location } = this.#window;
    const url = `${location.pathname}${toQuery(state, this.#config, location.search)}${location.hash}`;
    const entry = { ...(push ? null : history.state), dendro: { build: this.#config.build, trail } };
    if (push) history.pushState(entry, "", url);
    else history.replaceState(entry, "", url);
  }

  /** @param {(state: ViewState) => void} handler @returns {() => void} stop listening */
  onBack(handler) {
    const listener = () => handler(this.read());
    this.#window.addEventListener("popstate", listener);
    return () => this.#window.removeEventListener("popstate", listener);
  }
}
