/** What a view marks. No DOM. */

import { joined, wrongOf } from "./clauses.mjs";

/** @import { Finding, MarkParams, ViewState } from "./types.d.ts" */

/**
 * @typedef {object} Mark  What a view marks: drawn before other images, and counted in every cell.
 * @property {MarkParams} params  Of /api/view.
 * @property {"spot"|"search"|"mistakes"|"findings"|"selection"|""} kind
 * @property {number} lit  Digit of the images that stand out while the rest steps back, 0 for none.
 */

/** The address has room for no more. */
const LONGEST = 20_000;

/**
 * What is marked now: what a hand rests on, else what was searched for, else mistakes, findings, the selection.
 *
 * @param {Pick<ViewState, "show"|"outlines"|"selection"|"truth"|"guess"|"model">} state
 * @param {{models?: string[], spot?: MarkParams|null, search?: MarkParams|null, findings?: Omit<Finding, "node">[]}} also
 *   `spot` and `search` are parameters of /api/view
 * @returns {Mark}
 */
export function markOf(state, { models = [], spot = null, search = null, findings = [] }) {
  if (spot) return { params: spot, kind: "spot", lit: spot.mark ? 2 : 0 };
  const mistakes = state.show === "all" || !models.length ? {} : { mark: joined(wrongOf(state, models)) };
  if (search) return { params: { ...search, ...mistakes }, kind: "search", lit: 1 };
  if (mistakes.mark) return { params: mistakes, kind: "mistakes", lit: 0 };
  if (state.outlines && findings.length) return listed("findings", rowsOf(findings));
  return listed("selection", rangesOf(state.selection));
}

/** Rows of the first findings, as many as an address has room for. @param {Omit<Finding, "node">[]} findings */
function rowsOf(findings) {
  let text = "";
  for (const { lo, hi, rows } of findings) {
    const more = `${text ? "," : ""}${rows ? rangesOf(rows) : `${lo}:${hi}`}`;
    if (text.length + more.length > LONGEST) break;
    text += more;
  }
  return text;
}

/** @param {Mark["kind"]} kind @param {string} rows @returns {Mark} */
function listed(kind, rows) {
  return rows && rows.length <= LONGEST ? { params: { rows }, kind, lit: 0 } : { params: {}, kind: "", lit: 0 };
}

/** Rows as the server reads them, those side by side as one range: "3,7:12". @param {number[]} rows */
export function rangesOf(rows) {
  /** @type {[number, number][]} */
  const spans = [];
  for (const row of [...rows].sort((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last && row <= last[1]) last[1] = Math.max(last[1], row + 1);
    else spans.push([row, row + 1]);
  }
  return spans.map(([lo, hi]) => (hi - lo === 1 ? String(lo) : `${lo}:${hi}`)).join(",");
}
