/** What a sample is drawn towards: the selection, what has a tag, or what matches a filter. */

import { literal } from "../clauses.mjs";
import { element } from "./elements.mjs";
import { images } from "./words.mjs";

/**
 * @typedef {object} Around  What else there is while a subset is exported.
 * @property {number[]} selection  Empty where it is the subset itself.
 * @property {string} where  Of the view.
 * @property {{tag: string, count: number}[]} tags
 * @property {string} column  Of tags.
 *
 * @typedef {{target?: string, targetRows?: number[]}} Target
 */

const SELECTION = "selection", FILTER = "filter", TAG = "tag:";

/** What can be drawn towards. @param {Around} around @returns {{value: string, words: string}[]} */
export function choicesOf({ selection, tags }) {
  return [
    ...(selection.length ? [{ value: SELECTION, words: `the selection: ${images(selection.length)}` }] : []),
    ...tags.map(({ tag, count }) => ({ value: `${TAG}${tag}`, words: `tagged ${tag}: ${images(count)}` })),
    { value: FILTER, words: "what matches a filter" },
  ];
}

/** What a choice means. @param {string} value @param {string} typed  The filter that was written. @param {Around} around @returns {Target} */
export function targetOf(value, typed, { selection, column }) {
  if (value === SELECTION) return { targetRows: selection };
  if (value.startsWith(TAG)) return { target: `${column} = ${literal(value.slice(TAG.length))}` };
  return typed.trim() ? { target: typed.trim() } : {};
}

/** Its controls in the box of exports. */
export class TargetChoice {
  /** @type {Around} */
  #around = { selection: [], where: "", tags: [], column: "tag" };

  constructor() {
    this.select = element("select", { className: "export-select", ariaLabel: "Target" });
    this.filter = element("input", { className: "export-filter", ariaLabel: "Filter of the target", spellcheck: false, placeholder: "split = 'test'" });
    this.box = element("div", { className: "export-sample" }, element("span", {}, "towards"), this.select, this.filter);
  }

  /** @param {Around} around */
  open(around) {
    this.#around = around;
    this.select.replaceChildren(...choicesOf(around).map(({ value, words }) => element("option", { value }, words)));
    this.filter.value = around.where;
  }

  /** @param {boolean} needed */
  show(needed) {
    this.box.hidden = !needed;
    this.filter.hidden = this.select.value !== FILTER;
  }

  /** @returns {Target} */
  get target() {
    return targetOf(this.select.value, this.filter.value, this.#around);
  }
}
