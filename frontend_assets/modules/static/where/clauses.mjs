/** A filter as clauses that `and` joins, and what of them a facet can show: explorer/filters/clause_forms.py. No DOM. */

import { literal } from "../../clauses.mjs";
import { parse, write } from "./parse.mjs";

/** @import { Comparison, Node, Operand } from "./parse.mjs" */

/**
 * @typedef {object} Form  What a clause says of one column.
 * @property {string} column
 * @property {string[]|null} values
 * @property {[string|null, string|null]|null} bounds
 * @property {boolean} texts    Whether its bounds are texts: times.
 * @property {boolean} missing
 *
 * @typedef {{text: string, node: Node, form: Form|null}} Clause  `text` is written so that `and` may stand beside it.
 */

/** Words of SQL, which name no column without quotes. */
const WORDS = new Set(
  ("all and as asc between by case cast desc distinct else end except exists false from group having in index is join like limit not null " +
    "on or order select set table then to true union values when where with").split(" "),
);

/** @param {string} where @returns {Clause[]} @throws {import("../files.mjs").Unanswerable} */
export function clausesIn(where) {
  if (!where.trim()) return [];
  const tree = parse(where);
  return (tree.op === "and" ? tree.parts : [tree]).map((part) => {
    const node = bare(part);
    return { text: node.op === "or" ? `(${write(node)})` : textOf(node), node, form: node.op === "or" ? orMissing(node.parts) : formOf(node) };
  });
}

/** As the server writes it, which writes a choice of values anew (explorer/filters/clauses.py). @param {Node} node */
function textOf(node) {
  const values = node.op === "in" ? node.among : node.op === "compare" && node.sign === "=" ? [node.right] : [];
  if (!("left" in node) || node.left.type !== "column" || !values.length || values.some(({ type }) => type !== "text")) return write(node);
  const [name, literals] = [identifier(node.left.value), values.map(({ value }) => literal(value))];
  return literals.length === 1 ? `${name} = ${literals[0]}` : `${name} in (${literals.join(", ")})`;
}

/** A column's name, in double quotes where it needs them. @param {string} name */
function identifier(name) {
  return /^[a-z_]\w*$/i.test(name) && !WORDS.has(name.toLowerCase()) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** @param {Node} node @returns {Node} without parentheses around it */
function bare(node) {
  return node.op === "paren" ? bare(node.part) : node;
}

/** `… or column is null`, in either order, where both are about one column. @param {Node[]} parts @returns {Form|null} */
function orMissing(parts) {
  const [one, other, ...more] = parts.map((part) => formOf(bare(part)));
  if (!one || !other || more.length || one.column !== other.column || one.missing === other.missing) return null;
  const [missing, said] = one.missing ? [one, other] : [other, one];
  return missing.values === null && missing.bounds === null ? { ...said, missing: true } : null;
}

/** @param {Node} node @returns {Form|null} */
function formOf(node) {
  if (node.op === "and") return rangeOf(node.parts.map((part) => formOf(bare(part))));
  if (!("left" in node) || node.left.type !== "column") return null;
  const form = { column: node.left.value, values: null, bounds: null, texts: false, missing: false };
  if (node.op === "is") return node.value.type === "null" ? { ...form, missing: true } : null;
  if (node.op === "between") return isEnd(node.low) && isEnd(node.high) ? { ...form, bounds: [node.low.value, node.high.value], texts: node.low.type === "text" } : null;
  if (node.op === "in") return node.among.every(isChoice) ? { ...form, values: node.among.map(({ value }) => value) } : null;
  return node.op === "compare" ? compared(form, node) : null;
}

/** @param {Form} form @param {Comparison} node @returns {Form|null} */
function compared(form, { sign, right }) {
  if (sign === "=" && isChoice(right)) return { ...form, values: [right.value] };
  if (!isEnd(right) || sign === "<>") return null;
  const { value } = right;
  /** @type {[string|null, string|null]} */
  const bounds = sign === "=" ? [value, value] : sign[0] === ">" ? [value, null] : [null, value];
  return { ...form, bounds, texts: right.type === "text" };
}

/** @param {Operand} operand */
function isChoice({ type }) {
  return type === "text" || type === "boolean";
}

/** @param {Operand} operand */
function isEnd({ type }) {
  return type === "text" || type === "number";
}

/** `column >= 1 and column < 2` @param {(Form|null)[]} parts @returns {Form|null} */
function rangeOf(parts) {
  const [first] = parts;
  if (!first || parts.some((part) => !part?.bounds || part.missing || part.column !== first.column)) return null;
  const ends = [0, 1].map((end) => parts.flatMap((part) => part?.bounds?.[end] ?? []));
  if (ends.some((found) => found.length > 1)) return null;
  return { ...first, bounds: [ends[0][0] ?? null, ends[1][0] ?? null] };
}
