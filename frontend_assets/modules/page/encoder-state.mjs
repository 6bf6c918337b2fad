/** Whether what searches for words or images is loaded yet: begun after the first picture, and told while it is waited for. */

/** @import { PageConfig } from "../types.d.ts" */

/** Milliseconds until a wait is worth words, and between looks at what is under way. */
const SOON = 300;
const LOOK = 1000;
/** Milliseconds after the first picture: views come first. */
const REST = 1500;
const LOADING = "The encoder is being loaded; that takes some seconds, once.";

export class EncoderState {
  #api;
  #ready;
  #needed;
  #words;
  #pause;

  /**
   * @param {Pick<PageConfig, "api"|"encoder_ready"|"text_search"|"class_search"|"image_search">} config
   * @param {(milliseconds: number) => Promise<void>} [pause]
   */
  constructor({ api, encoder_ready: ready, text_search: byText, class_search: byClasses, image_search: byImages }, pause = wait) {
    this.#api = api;
    this.#ready = ready;
    this.#words = byText || byClasses;
    this.#needed = this.#words || byImages;
    this.#pause = pause;
  }

  /** Begin to load it, so that it is there by the time that it is wanted. */
  warm() {
    if (!this.#ready && this.#needed) this.#ask();
  }

  /**
   * Load what words are searched by before anybody asks, and say when that begins and ends.
   * @param {(loading: boolean) => void} say
   */
  async ahead(say) {
    if (this.#ready || !this.#words) return;
    await this.#pause(REST);
    let states = await this.#ask(true);
    const loads = states.includes("loading");
    if (loads) say(true);
    while (states.includes("loading")) {
      await this.#pause(LOOK);
      states = await this.#ask(true);
    }
    if (loads) say(false);
  }

  /** Say it, should it be loading. @param {(words: string) => void} say @param {boolean} [words] only words are searched for */
  async tell(say, words = false) {
    if (this.#ready || !this.#needed) return;
    await this.#pause(SOON);
    const states = await this.#ask(words);
    if (states.includes("loading")) say(LOADING);
  }

  /** @param {boolean} [ahead] only what words need @returns {Promise<string[]>} states of the encoder and of its classes */
  async #ask(ahead = false) {
    const url = `${this.#api}/encoder${ahead ? "?ahead=true" : ""}`;
    const told = await fetch(url, { method: "POST" }).then((answer) => answer.json(), () => ({}));
    const states = [told.state, told.classes].filter((state) => typeof state === "string");
    this.#ready = states.length > 0 && states.every((state) => state === "ready" || state === "none");
    return states;
  }
}

/** @param {number} milliseconds @returns {Promise<void>} */
function wait(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}
