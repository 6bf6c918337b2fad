/** The selection: its bar with what can be done with it, all that match, the others instead, those that a filter leaves. */

import { fetchRows, sentenceOf } from "../api.mjs";
import { selectionKeyOf } from "../keys.mjs";
import { Latest } from "../latest.mjs";
import { keptOf, othersOf } from "../select.mjs";
import { selectionOf } from "./bars.mjs";
import { region } from "./spoken.mjs";
import { images } from "./words.mjs";

/** @import { PageConfig, ViewState } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */

export class Selecting {
  #explorer;
  #config;
  #counting = new Latest();
  /** @type {number[]} that is drawn */
  #selection = [];
  /** @type {number|null} those of it that the filter leaves; null while that is not known, and without a filter */
  #matching = null;
  /** @type {HTMLElement|null} */
  #bar = null;
  #spoken = region();
  /** What the count is of. */
  #counted = "";
  /** @type {{of: string, rows: number[]}} all that a filter leaves */
  #left = { of: "", rows: [] };

  /** @param {Explorer} explorer @param {PageConfig} config */
  constructor(explorer, config) {
    this.#explorer = explorer;
    this.#config = config;
    explorer.addEventListener("state", ({ detail }) => this.follow(detail));
    document.addEventListener("keydown", (event) => {
      const wanted = selectionKeyOf(event);
      if (!wanted || (wanted === "invert" && !this.#selection.length)) return;
      event.preventDefault();
      this[wanted]();
    });
  }

  /** Something was decided: what a filter leaves may be other images. */
  forget() {
    this.#left = { of: "", rows: [] };
    this.#counted = "";
    this.follow(this.#explorer.state);
  }

  /** @param {Readonly<ViewState>} state */
  follow({ selection, where, labels }) {
    const of = where ? `${labels} ${where}` : "";
    const same = selection.length === this.#selection.length && selection.every((row, i) => row === this.#selection[i]);
    if (same && this.#counted === of) return;
    if (!same) this.#spoken.textContent = selection.length ? `${images(selection.length)} selected` : "Nothing selected";
    this.#selection = selection;
    this.#counted = of;
    this.#matching = null;
    this.draw();
    if (selection.length && of) this.#count(of);
    else this.#counting.end();
  }

  /** The bar as it is; Dash makes the room for it. */
  draw() {
    const bar = document.getElementById("selection");
    bar?.replaceChildren(...selectionOf(this.#selection.length, this.#matching));
    if (!bar || bar === this.#bar) return;
    this.#bar = bar;
    // What else is said at the bottom stands above it, however many lines it takes.
    new ResizeObserver(() => document.documentElement.style.setProperty("--selection-room", `${bar.offsetHeight && bar.offsetHeight + 8}px`)).observe(bar);
  }

  /** Select all images of the view that match the filter, drawn or not. */
  async all() {
    const rows = await this.#inView();
    if (rows) this.#select(rows);
  }

  /** Select those of them that are not selected, instead. */
  async invert() {
    const rows = await this.#inView();
    if (rows) this.#select(othersOf(rows, this.#selection));
  }

  /** Keep those that match the filter selected. */
  async keep() {
    const { where, labels } = this.#explorer.asked;
    const left = where ? await this.#leftBy(`${labels} ${where}`).catch((error) => this.#explorer.complain(sentenceOf(error))) : null;
    if (left) this.#select(keptOf(this.#selection, left));
  }

  async #inView() {
    return this.#explorer.rowsInView();
  }

  /** @param {number[]} rows */
  #select(rows) {
    this.#explorer.update({ selection: rows.slice(0, this.#config.limits.selection) });
  }

  /** @param {string} of */
  async #count(of) {
    try {
      const left = await this.#counting.ask(() => this.#leftBy(of));
      if (!left || this.#counted !== of) return;
      const kept = keptOf(this.#selection, left);
      this.#matching = kept.length;
      this.#explorer.countSelected(kept);
      this.draw();
    } catch {
      // A filter that is refused is said to be so by the view.
    }
  }

  /** All rows that the filter leaves, of the whole index. @param {string} of */
  async #leftBy(of) {
    if (this.#left.of === of) return this.#left.rows;
    const { api, build, root } = this.#config;
    const rows = await fetchRows(api, build, root, this.#explorer.asked.where);
    this.#left = { of, rows };
    return rows;
  }
}
