/** Conditions on labels and predictions, in the syntax of filters. No DOM. */

/** @import { Finding, MarkParams, ViewState } from "./types.d.ts" */

/** @param {string} value @returns {string} a text in single quotes */
export function literal(value) {
  return `'${value.replaceAll("'", "''")}'`;
}

/** The prediction column of a model, quoted where it has to be. @param {string} model @param {string[]} models */
export function predictionOf(model, models) {
  const name = model || models[0] || "";
  return name ? `"prediction:${name.replaceAll('"', '""')}"` : "prediction";
}

/** Images with this label. @param {string} name */
export function ofClass(name) {
  return `label = ${literal(name)}`;
}

/**
 * The condition of the mistakes that are meant: all, of a true class, into a predicted class, or of one into the other.
 *
 * @param {{truth: string, guess: string, model: string}} state
 * @param {string[]} models
 */
export function wrongOf({ truth, guess, model }, models) {
  const column = predictionOf(model, models);
  const parts = truth && truth === guess ? [] : [`label <> ${column}`];
  if (truth) parts.push(ofClass(truth));
  if (guess) parts.push(`${column} = ${literal(guess)}`);
  return parts.join(" and ");
}

/**
 * Images of one class that are predicted as another, or as itself.
 *
 * @param {string} label
 * @param {string} prediction
 * @param {string} model
 * @param {string[]} models
 */
export function pairOf(label, prediction, model, models) {
  return `${ofClass(label)} and ${predictionOf(model, models)} = ${literal(prediction)}`;
}

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
 * @param {{models?: string[], spot?: MarkParams|null, search?: MarkParams|null, findings?: Pick<Finding, "lo"|"hi">[]}} also
 *   `spot` and `search` are parameters of /api/view
 * @returns {Mark}
 */
export function markOf(state, { models = [], spot = null, search = null, findings = [] }) {
  if (spot) return { params: spot, kind: "spot", lit: spot.mark ? 2 : 0 };
  const mistakes = state.show === "all" || !models.length ? {} : { mark: wrongOf(state, models) };
  if (search) return { params: { ...search, ...mistakes }, kind: "search", lit: 1 };
  if (mistakes.mark) return { params: mistakes, kind: "mistakes", lit: 0 };
  if (state.outlines && findings.length) return listed("findings", findings.map(({ lo, hi }) => `${lo}:${hi}`).join(","));
  return listed("selection", rangesOf(state.selection));
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

/** A filter and one more clause. @param {string} where @param {string} clause */
export function withClause(where, clause) {
  if (!where) return clause;
  return `${/\bor\b/i.test(where) ? `(${where})` : where} and ${clause}`;
}

/** Whether a filter has this clause, as `withClause` wrote it. @param {string} where @param {string} clause */
export function hasClause(where, clause) {
  return where === clause || where.endsWith(` and ${clause}`) || where.startsWith(`${clause} and `) || where.includes(` and ${clause} and `);
}

/** The filter without it. @param {string} where @param {string} clause */
export function withoutClause(where, clause) {
  if (!hasClause(where, clause)) return where;
  if (where === clause) return "";
  if (where.endsWith(` and ${clause}`)) return where.slice(0, -` and ${clause}`.length);
  if (where.startsWith(`${clause} and `)) return where.slice(`${clause} and `.length);
  return where.replace(` and ${clause} and `, " and ");
}
