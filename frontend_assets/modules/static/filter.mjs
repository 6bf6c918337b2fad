/** Filters by labels and predictions, as the page writes them itself (clauses.mjs). No DOM. */

import { predictionOf } from "../clauses.mjs";
import { Unanswerable } from "./files.mjs";
import { Selection } from "./selection.mjs";

/** @import { Copy } from "./copy.mjs" */

/**
 * @typedef {{text: string, left: string, sign: string, right: string}} Clause
 * @typedef {{codes: Int16Array, isLabel: boolean}} Column
 */

const NAME = `label|prediction|"prediction:(?:[^"]|"")*"`;
const CLAUSE = new RegExp(`^\\s*(${NAME})\\s*(=|<>)\\s*(${NAME}|'(?:[^']|'')*')\\s*(?:$|and\\b)`, "i");

/**
 * @param {string} where
 * @returns {Clause[]}
 * @throws {Unanswerable} where it is not such a filter
 */
export function readFilter(where) {
  /** @type {Clause[]} */
  const clauses = [];
  for (let rest = where; rest.trim(); ) {
    const match = CLAUSE.exec(rest);
    if (!match) throw new Unanswerable("This copy filters by labels and predictions alone; other filters take the server.");
    const [all, left, sign, right] = match;
    clauses.push({ text: all.replace(/\s*and$/i, "").trim(), left, sign, right });
    rest = rest.slice(all.length);
  }
  return clauses;
}

/** What a filter chooses images by: rates of it then tell of the filter (explorer/view/conditioned.py). @param {string} where @param {string|null} model @param {string[]} models */
export function conditionedBy(where, model, models) {
  const named = readFilter(where).flatMap(({ left, right }) => [left, right]);
  return { byLabel: named.includes("label"), byPrediction: model !== null && named.includes(predictionOf(model, models)) };
}

/** The rows that a filter leaves. @param {Copy} copy @param {string} where @returns {Promise<Selection>} */
export async function selectionOf(copy, where) {
  const clauses = readFilter(where);
  const tests = await Promise.all(clauses.map((clause) => testOf(copy, clause)));
  const rows = Int32Array.from({ length: copy.config.n }, (_, row) => row);
  return new Selection(rows.filter((row) => tests.every((holds) => holds(row))));
}

/** What is missing fits no condition. @param {Copy} copy @param {Clause} clause @returns {Promise<(row: number) => boolean>} */
async function testOf(copy, { left, sign, right }) {
  const [one, other] = await Promise.all([codesOf(copy, left), right.startsWith("'") ? null : codesOf(copy, right)]);
  const wanted = other ? -1 : (copy.config.classes ?? []).indexOf(right.slice(1, -1).replaceAll("''", "'"));
  const equal = sign === "=";
  if (other) return (row) => one[row] >= 0 && other[row] >= 0 && (one[row] === other[row]) === equal;
  return (row) => one[row] >= 0 && (one[row] === wanted) === equal;
}

/** Places in the classes, -1 where missing. @param {Copy} copy @param {string} name as a filter writes it @returns {Promise<Int16Array>} */
async function codesOf(copy, name) {
  const { models } = copy.config;
  const place = models.findIndex((model) => predictionOf(model, models) === name);
  const file = name === "label" ? "label" : `predicted-${place}`;
  if (!copy.config.packaged.columns.includes(file)) throw new Unanswerable(`This copy has no column ${name}.`);
  return copy.codes(file);
}
