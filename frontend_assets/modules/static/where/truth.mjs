/**
 * Which rows a filter holds for: explorer/filters/predicates.py over the packed columns of a copy. Logic has three
 * values, as in SQL: 1 where it holds, 0 where it does not, -1 where a missing value leaves it open. No DOM.
 */

import { Unanswerable } from "../files.mjs";
import { ordered, patternOf } from "./texts.mjs";
import { microseconds } from "./times.mjs";

/** @import { PackedColumn } from "../packed-column.mjs" */
/** @import { Node, Operand } from "./parse.mjs" */

/** @typedef {(name: Operand) => PackedColumn} Columns */
/** @typedef {(row: number) => number} Value  NaN where missing. */

const ADVICE = { text: "Write text in single quotes, such as '3'.", number: "Write a number without quotes.", boolean: "Compare it with true or false.", time: "Compare it with a quoted time, such as '2024-05-31'." };

/** @param {Node} node @param {Columns} columns @param {number} n @returns {Int8Array} */
export function truthOf(node, columns, n) {
  if (node.op === "and" || node.op === "or") return chained(node.op, node.parts.map((part) => truthOf(part, columns, n)));
  if (node.op === "paren") return truthOf(node.part, columns, n);
  if (node.op === "not") return inverted(truthOf(node.part, columns, n));
  if (node.op === "between") return chained("and", [compared(">=", node.left, node.low, columns, n), compared("<=", node.left, node.high, columns, n)]);
  if (node.op === "compare") return compared(node.sign, node.left, node.right, columns, n);
  if (node.op === "value") return alone(node.value, columns, n);
  const column = columns(node.left);
  if (node.op === "is") return isTruth(column, node.value);
  if (node.op === "in") return among(column, node.among);
  if (column.kind !== "text" || node.pattern.type !== "text") throw unlike(node.left, column.kind, node.pattern);
  if (node.escape && [...node.escape.value].length !== 1) throw new Unanswerable("`escape` takes one character, after a `like`.", node.escape.at);
  const fits = patternOf(node.pattern.value, node.escape?.value ?? "", node.loose);
  return column.where((value) => fits.test(value) !== node.negated);
}

/** @param {"and"|"or"} op @param {Int8Array[]} parts @returns {Int8Array} */
function chained(op, parts) {
  const [truth, ...others] = parts;
  const decides = op === "and" ? 0 : 1;
  for (const other of others) {
    for (let row = 0; row < truth.length; row++) {
      if (truth[row] === decides || other[row] === decides) truth[row] = decides;
      else if (other[row] < 0) truth[row] = -1;
    }
  }
  return truth;
}

/** @param {Int8Array} truth */
function inverted(truth) {
  for (let row = 0; row < truth.length; row++) if (truth[row] >= 0) truth[row] = 1 - truth[row];
  return truth;
}

/** A condition by itself: a boolean column, true, false or null. @param {Operand} operand @param {Columns} columns @param {number} n */
function alone(operand, columns, n) {
  if (operand.type === "boolean" || operand.type === "null") return new Int8Array(n).fill(operand.type === "null" ? -1 : Number(operand.value === "true"));
  const kind = operand.type === "column" ? columns(operand).kind : operand.type;
  if (kind !== "boolean") throw new Unanswerable(`${operand.text} is ${kind}, not a condition; compare it with something.`, operand.at);
  return columns(operand).where((value) => value === "true");
}

/** @param {PackedColumn} column @param {Operand} value */
function isTruth(column, value) {
  if (value.type === "null") return column.missing();
  if (column.kind !== "boolean") throw new Unanswerable("`is` takes null, or true and false where the column is boolean.", value.at);
  // Unlike `=`, `is` never leaves anything open.
  return column.where((each) => each === value.value).map((truth) => Math.max(0, truth));
}

/** @param {PackedColumn} column @param {Operand[]} wanted */
function among(column, wanted) {
  const listed = wanted.filter(({ type }) => type !== "null");
  for (const each of listed) if (each.type === "column") throw new Unanswerable("`in` takes a list of values such as ('cat', 'dog').", each.at);
  const truth = column.values ? inTexts(column, listed) : inNumbers(column, listed);
  if (listed.length < wanted.length) for (let row = 0; row < truth.length; row++) if (truth[row] === 0) truth[row] = -1;
  return truth;
}

/** @param {PackedColumn} column @param {Operand[]} listed */
function inTexts(column, listed) {
  for (const each of listed) requireKind(column, each);
  const values = new Set(listed.map(({ value }) => value));
  return column.where((value) => values.has(value));
}

/** @param {PackedColumn} column @param {Operand[]} listed */
function inNumbers(column, listed) {
  const values = new Set(listed.map((each) => numberOf(column, each)));
  return column.test((value) => values.has(value));
}

/** @type {Record<string, string>} */
const TURNED = { "=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

/** @param {string} sign @param {Operand} left @param {Operand} right @param {Columns} columns @param {number} n @returns {Int8Array} */
function compared(sign, left, right, columns, n) {
  if (left.type === "null" || right.type === "null") return new Int8Array(n).fill(-1);
  if (left.type === "column" && right.type === "column") return ofTwo(sign, columns(left), columns(right), right);
  if (right.type === "column") return compared(TURNED[sign], right, left, columns, n);
  if (left.type !== "column") return ofLiterals(sign, left, right, n);
  const column = columns(left);
  if (!column.values) return column.test(holds(sign, numberOf(column, right)));
  requireKind(column, right);
  if (sign === "=" || sign === "<>") {
    const equal = column.where((value) => value === right.value);
    return sign === "=" ? equal : inverted(equal); // of several: none of them is
  }
  if (column.kind === "boolean") throw unlike(left, column.kind, right);
  const compare = ordered(column.values, right.value, left);
  return column.where((value) => holds(sign, 0)(compare(value)));
}

/** @param {string} sign @param {Operand} left @param {Operand} right @param {number} n */
function ofLiterals(sign, left, right, n) {
  if (left.type !== right.type) throw unlike(left, left.type, right);
  const [one, other] = left.type === "number" ? [Number(left.value), Number(right.value)] : [left.value, right.value];
  const difference = one === other ? 0 : one < other ? -1 : 1;
  return new Int8Array(n).fill(Number(holds(sign, 0)(difference)));
}

/** @param {string} sign @param {PackedColumn} one @param {PackedColumn} other @param {Operand} said */
function ofTwo(sign, one, other, said) {
  if (one.kind !== other.kind) throw unlike(said, other.kind, { ...said, type: "column", text: one.written });
  if (one.isSeveral || other.isSeveral) {
    if (!(one.isSeveral && other.isSeveral) || (sign !== "=" && sign !== "<>")) throw new Unanswerable(`${one.written} or ${other.written} holds several texts an image; compare it with a quoted text.`, said.at);
    return sign === "=" ? one.sameSets(other) : inverted(one.sameSets(other));
  }
  if (!one.values || !other.values) return one.differences(other, holds(sign, 0));
  return one.sameTexts(other, sign, said);
}

/** @param {string} sign @param {number} than @returns {(value: number) => boolean} */
function holds(sign, than) {
  if (sign === "=") return (value) => value === than;
  if (sign === "<>") return (value) => value !== than;
  if (sign === "<") return (value) => value < than;
  if (sign === "<=") return (value) => value <= than;
  return sign === ">" ? (value) => value > than : (value) => value >= than;
}

/** A literal as a column of numbers or times compares with it. @param {PackedColumn} column @param {Operand} operand */
function numberOf(column, operand) {
  if (column.kind === "time") {
    if (operand.type !== "text") throw unlike(operand, operand.type, { ...operand, text: column.written }, "time");
    return microseconds(operand.value, operand.at);
  }
  requireKind(column, operand);
  return column.narrow ? Math.fround(Number(operand.value)) : Number(operand.value);
}

/** @param {PackedColumn} column @param {Operand} operand */
function requireKind(column, operand) {
  if (operand.type !== column.kind) throw unlike(operand, operand.type, { ...operand, text: column.written }, column.kind);
}

/** @param {Operand} left @param {string} kind @param {Operand} right @param {string} [wanted] */
function unlike(left, kind, right, wanted = right.type) {
  const advice = /** @type {Record<string, string>} */ (ADVICE)[wanted] ?? "Compare values of one kind.";
  return new Unanswerable(`${left.text.slice(0, 40)} is ${kind} and ${right.text.slice(0, 40)} is ${wanted}. ${advice}`, left.at);
}
