/** Filters of a static copy: the rows that one leaves, and what it chooses images by. No DOM. */

import { predictionOf } from "../clauses.mjs";
import { Selection } from "./selection.mjs";
import { clausesIn } from "./where/clauses.mjs";
import { operandsOf } from "./where/parse.mjs";
import { truthOf } from "./where/truth.mjs";

/** @import { PackedColumn } from "./packed-column.mjs" */
/** @import { PackedColumns } from "./packed-columns.mjs" */
/** @import { Node, Operand } from "./where/parse.mjs" */

/** What a filter chooses images by: rates of it then tell of the filter (explorer/view/conditioned.py). @param {string} where @param {string|null} model @param {string[]} models */
export function conditionedBy(where, model, models) {
  const named = clausesIn(where).flatMap(({ node }) => columnsOf(node)).map(({ value }) => value.toLowerCase());
  const prediction = model === null ? "" : predictionOf(model, models).replace(/^"|"$/g, "").replaceAll('""', '"');
  return { byLabel: named.includes("label"), byPrediction: model !== null && named.includes(prediction.toLowerCase()) };
}

/** The rows that a filter leaves. @param {PackedColumns} columns @param {number} n @param {string} where @returns {Promise<Selection>} */
export async function selectionOf(columns, n, where) {
  const nodes = clausesIn(where).map(({ node }) => node);
  const held = await maskOf(columns, n, nodes);
  let count = 0;
  for (let row = 0; row < n; row++) count += held[row];
  const rows = new Int32Array(count);
  for (let row = 0, at = 0; row < n; row++) if (held[row]) rows[at++] = row;
  return new Selection(rows);
}

/** 1 for each row for which all of some conditions hold. @param {PackedColumns} columns @param {number} n @param {Node[]} nodes @returns {Promise<Uint8Array>} */
export async function maskOf(columns, n, nodes) {
  const operands = nodes.flatMap(columnsOf);
  const found = await Promise.all(operands.map((operand) => columns.named(operand)));
  const known = new Map(operands.map(({ value }, i) => [value, found[i]]));
  const named = (/** @type {Operand} */ { value }) => /** @type {PackedColumn} */ (known.get(value));
  const mask = new Uint8Array(n).fill(1);
  for (const node of nodes) {
    const truth = truthOf(node, named, n);
    for (let row = 0; row < n; row++) if (truth[row] !== 1) mask[row] = 0;
  }
  return mask;
}

/** @param {Node} node */
function columnsOf(node) {
  return operandsOf(node).filter(({ type }) => type === "column");
}
