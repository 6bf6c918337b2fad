/** Which images a view marks: listed rows, and those that a condition holds for, as explorer/view/marks.py has them. No DOM. */

import { joined, wrongOf } from "../clauses.mjs";
import { below } from "./layout/numbers.mjs";

/** @import { Copy } from "./copy.mjs" */
/** @import { Selection, Wanted } from "./selection.mjs" */

export class Marks {
  #found;
  #holding;

  /** @param {Int32Array|null} found ascending; null where nothing is listed @param {Int32Array|null} [holding] likewise of a condition */
  constructor(found, holding = null) {
    this.#found = found;
    this.#holding = holding;
  }

  /** Whether anything is asked to be marked. */
  get asked() {
    return this.#counted !== null;
  }

  get #counted() {
    return this.#found ?? this.#holding;
  }

  /** Rows that are counted as marked, ascending; null where nothing is asked for. */
  get rows() {
    return this.#counted;
  }

  /** What is drawn before other images, most wanted first. @returns {Wanted[]} */
  get inOrder() {
    return [this.#found, this.#holding].flatMap((rows) => (rows ? [(/** @type {number} */ lo, /** @type {number} */ hi) => inside(rows, lo, hi)] : []));
  }

  /** Whether a row is, for each of the same. @returns {((row: number) => boolean)[]} */
  get having() {
    return [this.#found, this.#holding].flatMap((rows) => (rows ? [(/** @type {number} */ row) => rows[below(rows, row)] === row] : []));
  }

  /** Marked images of a range, null where nothing is asked for. @param {number} lo @param {number} hi */
  count(lo, hi) {
    return this.#counted && inside(this.#counted, lo, hi).length;
  }

  /** A digit for each of some rows: 1 listed, 2 the condition holds, 3 both. @param {number[]} rows */
  signs(rows) {
    if (!this.asked) return "";
    const digit = (/** @type {Int32Array|null} */ marked, /** @type {number} */ row) => (marked && marked[below(marked, row)] === row ? 1 : 0);
    return rows.map((row) => String(digit(this.#found, row) + 2 * digit(this.#holding, row))).join("");
  }
}

/** @param {Int32Array} rows @param {number} lo @param {number} hi */
function inside(rows, lo, hi) {
  return rows.subarray(below(rows, lo), below(rows, hi));
}

/** What a question asks to be marked. @param {Copy} copy @param {URLSearchParams} params @param {Selection} selection @returns {Promise<Marks>} */
export async function marksOf(copy, params, selection) {
  const [listed, condition] = [params.get("rows"), params.get("mark")];
  const found = listed ? readRows(listed, copy.config.n).filter((row) => selection.has(row)) : null;
  return new Marks(found, condition ? await holding(copy, condition, params.get("model") ?? "", selection) : null);
}

/** @param {Copy} copy @param {string} condition @param {string} asked @param {Selection} selection */
async function holding(copy, condition, asked, selection) {
  const { models, n } = copy.config;
  const model = copy.model(asked);
  const right = await copy.right(model);
  if (!right || condition !== joined(wrongOf({ truth: "", guess: "", model: model ?? "" }, models))) return (await copy.selection(condition)).inside(0, n).filter((row) => selection.has(row));
  return Int32Array.from({ length: n }, (_, row) => row).filter((row) => right[row] === 0 && selection.has(row));
}

/** Rows that a list such as "3,7:12" names, ascending, each once. @param {string} text @param {number} n @returns {Int32Array} */
export function readRows(text, n) {
  /** @type {Set<number>} */
  const rows = new Set();
  for (const part of text.split(",").filter(Boolean)) {
    const [lo, hi = lo + 1, step = 1] = part.split(":").map(Number);
    for (let row = lo; row < Math.min(hi, n); row += Math.max(step, 1)) rows.add(row);
  }
  return Int32Array.from(rows).sort();
}
