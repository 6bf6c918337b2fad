/** Gets the names of the level and the cluster in view, and shows them; and the extent of the cluster that is pointed at. */

import { Latest } from "../latest.mjs";
import { NamesLayer } from "./names-layer.mjs";
import { Outlined } from "./outlined.mjs";

/** @import { Source } from "./source.mjs" */

export class Named {
  layer;
  #source;
  #root;
  #changed;
  #failed;
  #wanted = "";
  /** @type {import("./names-layer.mjs").Name[]} */
  #names = [];
  #calling;
  #learned = 0;
  #asking = new Latest();
  #stop = new AbortController();

  /**
   * @param {Document} document
   * @param {Source} source
   * @param {number} root  In view, it has no outline: it is all there is.
   * @param {Pick<import("../called.mjs").Calling, "apart"|"learned">} calling  What clusters are called in the tree.
   * @param {{enter: (node: number) => void, changed: () => void, failed: (error: unknown) => void}} hands
   */
  constructor(document, source, root, calling, { enter, changed, failed }) {
    this.layer = new NamesLayer(document, enter);
    this.outlined = new Outlined(source, changed);
    this.#root = root;
    this.#calling = calling;
    // Wherever on the page: names here, the path, clusters that hold what was found.
    for (const name of ["pointerover", "focusin"]) document.addEventListener(name, ({ target }) => this.outlined.over(nodeOf(target)), { signal: this.#stop.signal });
    this.#source = source;
    this.#changed = changed;
    this.#failed = failed;
  }

  /** @param {number} level @param {number} node in view */
  async want(level, node) {
    this.outlined.inView(node === this.#root ? null : node);
    const wanted = `${level} ${this.#source.namesKey}`;
    if (wanted === this.#wanted) {
      if (this.#learned !== this.#calling.learned) this.#show(node);
      return;
    }
    this.#wanted = wanted;
    try {
      const answer = await this.#asking.ask((signal) => this.#source.names(level, signal));
      if (!answer) return;
      this.#names = answer.names;
      this.#show(node);
    } catch (error) {
      this.#wanted = "";
      this.#failed(error);
    }
  }

  /** @param {number} node in view */
  #show(node) {
    this.#learned = this.#calling.learned;
    this.layer.show(this.#calling.apart(this.#names), node);
    this.#changed();
  }

  /** What was answered may be other by now. */
  forget() {
    this.#wanted = "";
    this.outlined.forget();
  }

  destroy() {
    this.#stop.abort();
    this.outlined.destroy();
    this.#asking.end();
  }
}

/** The cluster that something on the page leads to. @param {EventTarget|null} target */
function nodeOf(target) {
  const leads = target instanceof Element ? target.closest(".map-name[data-node], [data-action=go][data-node]") : null;
  return leads instanceof HTMLElement ? Number(leads.dataset.node) : null;
}
