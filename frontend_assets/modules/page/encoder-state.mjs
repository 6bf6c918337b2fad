/** Whether what searches for words or images is loaded yet: asked for when it is first wanted, and told while it is waited for. */

/** @import { PageConfig } from "../types.d.ts" */

/** Milliseconds until a wait is worth words. */
const SOON = 300;
const LOADING = "The encoder is being loaded; that takes some seconds, once.";

export class EncoderState {
  #api;
  #ready;
  #needed;

  /** @param {Pick<PageConfig, "api"|"encoder_ready"|"text_search"|"class_search"|"image_search">} config */
  constructor({ api, encoder_ready: ready, text_search: byText, class_search: byClasses, image_search: byImages }) {
    this.#api = api;
    this.#ready = ready;
    this.#needed = byText || byClasses || byImages;
  }

  /** Begin to load it, so that it is there by the time that it is wanted. */
  warm() {
    if (!this.#ready && this.#needed) this.#ask();
  }

  /** Say it, should it be loading. @param {(words: string) => void} say */
  async tell(say) {
    if (this.#ready || !this.#needed) return;
    await new Promise((done) => setTimeout(done, SOON));
    const states = await this.#ask();
    if (states.includes("loading")) say(LOADING);
  }

  /** @returns {Promise<string[]>} states of the encoder and of its classes */
  async #ask() {
    const told = await fetch(`${this.#api}/encoder`, { method: "POST" }).then((answer) => answer.json(), () => ({}));
    const states = [told.state, told.classes].filter((state) => typeof state === "string");
    this.#ready = states.length > 0 && states.every((state) => state === "ready" || state === "none");
    return states;
  }
}
