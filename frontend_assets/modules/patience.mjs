/**
 * The one way to the server, for the page, its workers and Dash: a server that is away or busy is waited for, longer each
 * time, until it answers or nobody wants the answer any more. No DOM.
 *
 * @typedef {""|"outdated"|"away"|"busy"} Trouble what there is to say, worst first; `outdated`: the server has another build
 *   of the index than the one that is asked about, for good
 *
 * @typedef {{trouble: Trouble, wake: () => void}} Wait
 * @typedef {{response: Response, trouble: ""}|{trouble: "away"|"busy", after?: number}} Try
 */

/** @type {Trouble[]} */
const TROUBLES = ["outdated", "away", "busy"];
const OUTDATED = 409;

const DELAYS = [400, 800, 1600, 3200, 6400];
/** A server that asks for more patience than this is asked before. */
const LONGEST = 30_000;

/** What a proxy says while the service behind it is away. */
const GATEWAY = new Set([502, 504]);
const BUSY = new Set([429, 503]);

export class Patience extends EventTarget {
  /** The build of the index that is asked about, "" for whatever is served. */
  build = "";
  /** By which labels is judged. @type {"given"|"corrected"} */
  labels = "given";
  #outdated = false;
  #fetch;
  #delays;
  /** @type {Map<object, Wait>} */
  #waits = new Map();
  /** @type {Trouble} */
  #said = "";

  /** @param {typeof fetch} ask @param {number[]} [delays] milliseconds; the last one repeats */
  constructor(ask, delays = DELAYS) {
    super();
    this.#fetch = ask;
    this.#delays = delays;
  }

  /** @returns {Trouble} */
  get trouble() {
    const troubles = [...this.#waits.values()].map(({ trouble }) => trouble);
    if (this.#outdated) troubles.push("outdated");
    return TROUBLES.find((trouble) => troubles.includes(trouble)) ?? "";
  }

  /**
   * Like `fetch`, but it comes to nothing only when it is aborted.
   *
   * @param {RequestInfo|URL} url
   * @param {RequestInit} [init] for something that may be asked twice
   * @returns {Promise<Response>}
   */
  async ask(url, init = {}) {
    /** @type {Wait} */
    const wait = { trouble: "", wake: () => {} };
    try {
      for (let tries = 0; ; tries++) {
        const once = await this.#once(url, init);
        if (once.trouble === "") {
          if (this.trouble === "away") this.wake();
          return once.response;
        }
        wait.trouble = once.trouble;
        this.#waits.set(wait, wait);
        this.#say();
        await this.#pause(wait, once.after ?? this.#delays[Math.min(tries, this.#delays.length - 1)], init.signal);
      }
    } finally {
      this.#waits.delete(wait);
      this.#say();
    }
  }

  /** Somebody has reason to believe that the server is back: no more waiting. */
  wake() {
    for (const wait of this.#waits.values()) wait.wake();
  }

  /** The server has another build by now. */
  outdate() {
    this.#outdated = true;
    this.#say();
  }

  /**
   * Another place that waits for the same server, such as a worker.
   *
   * @param {() => void} wake
   * @returns {(trouble: Trouble) => void} what it calls with what it waits for
   */
  join(wake) {
    /** @type {Wait} */
    const wait = { trouble: "", wake };
    return (trouble) => {
      wait.trouble = trouble;
      if (trouble) this.#waits.set(wait, wait);
      else if (this.#waits.delete(wait)) this.wake();
      this.#say();
    };
  }

  /** @param {RequestInfo|URL} url @param {RequestInit} init @returns {Promise<Try>} */
  async #once(url, init) {
    let response;
    try {
      response = await this.#fetch(url, this.#of(init));
    } catch (error) {
      if (init.signal?.aborted) throw error;
      return { trouble: "away" };
    }
    if (GATEWAY.has(response.status)) return { trouble: "away" };
    if (response.status === OUTDATED) this.outdate();
    const after = Number(response.headers.get("retry-after") ?? NaN);
    if (!BUSY.has(response.status) || Number.isNaN(after)) return { response, trouble: "" };
    return { trouble: "busy", after: Math.min(LONGEST, Math.max(1000 * after, this.#delays[0])) };
  }

  /** A request that says which build it is about, and which labels count. @param {RequestInit} init */
  #of(init) {
    if (!this.build) return init;
    const headers = new Headers(init.headers);
    headers.set("Dendro-Build", this.build);
    if (this.labels !== "given") headers.set("Dendro-Labels", this.labels);
    return { ...init, headers };
  }

  /** @param {Wait} wait @param {number} delay @param {AbortSignal|null} [signal] @returns {Promise<void>} */
  #pause(wait, delay, signal) {
    return new Promise((go, stop) => {
      const end = (/** @type {() => void} */ settle) => () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", aborted);
        settle();
      };
      const aborted = end(() => stop(signal?.reason));
      const timer = setTimeout(end(go), delay);
      wait.wake = end(go);
      signal?.addEventListener("abort", aborted);
      if (signal?.aborted) aborted();
    });
  }

  /** Let those know who show it; `change` tells of the first and of the last that waits. */
  #say() {
    const { trouble } = this;
    if (trouble === this.#said) return;
    this.#said = trouble;
    this.dispatchEvent(new Event("change"));
  }
}
