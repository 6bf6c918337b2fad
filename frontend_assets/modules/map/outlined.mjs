/** The extent of clusters on the map: of the one in view, and of the one that a hand or the keyboard rests on anywhere on the page. */

import { Latest } from "../latest.mjs";

/** @import { Source } from "./source.mjs" */

/** @typedef {{lines: number[][], tone: "text"|"accent"}} Shape  Lines are x, y, x, y, … on the plane. */

/** Milliseconds that a hand rests before the server is asked: one that passes over names asks for nothing. */
const REST = 80;
const KEPT = 200;

export class Outlined {
  #source;
  #changed;
  #pause;
  /** @type {Map<string, number[][]>} by what was asked for */
  #known = new Map();
  /** @type {{over: number|null, inView: number|null}} */
  #nodes = { over: null, inView: null };
  #asking = { over: new Latest(), inView: new Latest() };
  #timer = 0;

  /**
   * @param {Pick<Source, "outline"|"outlineKey">} source
   * @param {() => void} changed there is something else to paint
   * @param {number} [pause]
   */
  constructor(source, changed, pause = REST) {
    this.#source = source;
    this.#changed = changed;
    this.#pause = pause;
  }

  /** What is to be drawn, what a hand rests on last. @returns {Shape[]} */
  get shapes() {
    const { over, inView } = this.#nodes;
    /** @type {[number|null, Shape["tone"]][]} */
    const wanted = [[inView === over ? null : inView, "accent"], [over, "text"]];
    return wanted.flatMap(([node, tone]) => {
      const lines = node === null ? undefined : this.#known.get(this.#source.outlineKey(node));
      return lines ? [{ lines, tone }] : [];
    });
  }

  /** A hand rests on a cluster, or on none. @param {number|null} node */
  over(node) {
    if (node === this.#nodes.over) return;
    this.#nodes.over = node;
    clearTimeout(this.#timer);
    this.#changed();
    if (node !== null) this.#timer = Number(setTimeout(() => this.#ask("over", node), this.#pause));
  }

  /** Another cluster is in view, or another filter. @param {number|null} node null for everything */
  inView(node) {
    this.#nodes.inView = node;
    if (node !== null) this.#ask("inView", node);
  }

  destroy() {
    clearTimeout(this.#timer);
    this.#asking.over.end();
    this.#asking.inView.end();
  }

  /** What was answered may be other by now. */
  forget() {
    this.#known.clear();
  }

  /** An outline that cannot be had is not drawn; all else works without. @param {"over"|"inView"} which @param {number} node */
  async #ask(which, node) {
    const key = this.#source.outlineKey(node);
    if (this.#known.has(key)) return;
    const answer = await this.#asking[which].ask((signal) => this.#source.outline(node, signal)).catch(() => null);
    if (!answer) return;
    if (this.#known.size >= KEPT) this.#known.delete(/** @type {string} */ (this.#known.keys().next().value));
    this.#known.set(key, answer.lines);
    this.#changed();
  }
}
