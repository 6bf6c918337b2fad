/** The row that says how far a build is that goes on meanwhile, and takes newer ones over when a person is at rest. */

import { WISHES, buildWords } from "../build-words.mjs";
import { all, byId, write } from "./elements.mjs";

/** @import { BuildAnswer, PageConfig } from "../types.d.ts" */

const EVERY = 2000;
/** While nothing changes by itself. */
const SELDOM = 15_000;
/** Milliseconds without a hand on the page, after which a newer build is taken over. */
const REST = 20_000;
const TOUCHES = ["pointerdown", "pointermove", "wheel", "keydown", "touchstart"];

export class Growing {
  #config;
  #take;
  #touched = performance.now();
  #timer = 0;
  /** @type {"pause"|"go on"} */
  #wish = "pause";

  /**
   * @param {PageConfig} config
   * @param {() => void} take  Goes over to the newest build.
   */
  constructor(config, take) {
    this.#config = config;
    this.#take = take;
    if (!config.growing) return;
    for (const name of TOUCHES) addEventListener(name, () => (this.#touched = performance.now()), { capture: true, passive: true });
    document.addEventListener("visibilitychange", () => document.hidden || this.#ask());
    this.#ask();
  }

  /** Whether this tells of newer builds, so that nothing else need. */
  get tells() {
    return Boolean(this.#config.growing);
  }

  /** Pause it, or have it go on. */
  async wish() {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(`${this.#config.api}/build`, { method: "POST", headers, body: JSON.stringify({ do: this.#wish }) }).catch(() => null);
    if (answer?.ok) this.#show(await answer.json());
  }

  async #ask() {
    clearTimeout(this.#timer);
    /** @type {BuildAnswer|null} */
    let build = null;
    if (!document.hidden) {
      const answer = await fetch(`${this.#config.api}/build`).catch(() => null);
      build = answer?.ok ? await answer.json() : null;
    }
    if (build) this.#show(build);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), build && build.state !== "running" && !build.stale ? SELDOM : EVERY);
    if (build && this.#isNewer(build) && this.#atRest()) this.#take();
  }

  /** Whether there is another build than this page shows. @param {BuildAnswer} build */
  #isNewer(build) {
    return build.stale || build.build !== this.#config.build;
  }

  /** Whether a newer build disturbs nobody. */
  #atRest() {
    const busy = all("dialog, [role=dialog], [popover], #review > *").some((part) => part.checkVisibility());
    const field = document.activeElement;
    const typing = (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && field.value !== "";
    return !busy && !typing && performance.now() - this.#touched >= REST;
  }

  /** @param {BuildAnswer} build */
  #show(build) {
    const words = buildWords(build);
    document.documentElement.dataset.growing = words.shown ? "open" : "none";
    write("growing-words", words.said);
    byId("growing").title = words.more;
    byId("growing-bar").style.setProperty("--share", String(words.share));
    byId("growing-bar").setAttribute("aria-valuenow", String(Math.floor(100 * words.share)));
    byId("growing-bar").dataset.state = build.state;
    this.#wish = words.wish === "pause" ? "pause" : "go on";
    for (const [id, text] of [["growing-wish", WISHES[words.wish]], ["growing-offer", words.offer]]) {
      byId(id).hidden = !text;
      if (text) write(id, text);
    }
  }
}
