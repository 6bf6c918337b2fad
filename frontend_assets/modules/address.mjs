/** The address bar and the browser's history. The window is injected. */

import { fromQuery, leftOut, toQuery } from "./state.mjs";

export class Address {
  #window;
  #config;

  /** @param {Window} window @param {import("./state.mjs").StateConfig} config */
  constructor(window, config) {
    this.#window = window;
    this.#config = config;
  }

  /** What the address says now. */
  read() {
    return fromQuery(this.#window.location.search, this.#config);
  }

  /** What it asks for that is not here. @returns {string[]} */
  leftOut() {
    return leftOut(this.#window.location.search, this.#config);
  }

  /** The trail kept with this entry of the history, or null. @returns {import("./trail.mjs").Stop[]|null} */
  trail() {
    const kept = this.#window.history.state?.dendro?.trail;
    return Array.isArray(kept) ? kept : null;
  }

  /** @param {boolean} push a new entry, or the present one changed */
  write(state, trail, push) {
    const { history, location } = this.#window;
    const url = `${location.pathname}${toQuery(state, this.#config, location.search)}${location.hash}`;
    const entry = { ...(push ? null : history.state), dendro: { trail } };
    if (push) history.pushState(entry, "", url);
    else history.replaceState(entry, "", url);
  }

  /** @param {(state: import("./state.mjs").ViewState) => void} handler @returns {() => void} stop listening */
  onBack(handler) {
    const listener = () => handler(this.read());
    this.#window.addEventListener("popstate", listener);
    return () => this.#window.removeEventListener("popstate", listener);
  }
}
