/** Gets the names of the level and the cluster in view, and shows them. */

import { Latest } from "../latest.mjs";
import { NamesLayer } from "./names-layer.mjs";

/** @import { Source } from "./source.mjs" */

export class Named {
  layer;
  #source;
  #changed;
  #failed;
  #wanted = "";
  #asking = new Latest();

  /**
   * @param {Document} document
   * @param {Source} source
   * @param {{enter: (node: number) => void, changed: () => void, failed: (error: unknown) => void}} hands
   */
  constructor(document, source, { enter, changed, failed }) {
    this.layer = new NamesLayer(document, enter);
    this.#source = source;
    this.#changed = changed;
    this.#failed = failed;
  }

  /** @param {number} level @param {number} node in view */
  async want(level, node) {
    const wanted = `${level} ${this.#source.namesKey}`;
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    try {
      const answer = await this.#asking.ask((signal) => this.#source.names(level, signal));
      if (!answer) return;
      this.layer.show(answer.names, node);
      this.#changed();
    } catch (error) {
      this.#wanted = "";
      this.#failed(error);
    }
  }

  /** What was answered may be other by now. */
  forget() {
    this.#wanted = "";
  }

  destroy() {
    this.#asking.end();
  }
}
