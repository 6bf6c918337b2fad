/** What a line of the filter's syntax wants where the caret is, and the line with it. No DOM. */

import { literal } from "../clauses.mjs";
import { SETS } from "../named-sets.mjs";

/** @import { FilterColumn } from "../types.d.ts" */

/**
 * @typedef {object} Token
 * @property {"name"|"quoted"|"text"|"number"|"sign"} type
 * @property {string} text as it stands
 * @property {number} start
 * @property {number} end
 *
 * @typedef {"column"|"operator"|"list"|"value"|"more"|"between"|"is"|"call"|"join"} Want
 *
 * @typedef {object} Slot  What may stand where the caret is.
 * @property {Want} want
 * @property {FilterColumn|null} column  What a value or an operator is of.
 * @property {string} typed  What is there of it, without quotes.
 * @property {number} start  Of what is replaced.
 * @property {number} end
 *
 * @typedef {object} Offer  One thing that may stand there.
 * @property {string} insert
 * @property {string} words
 * @property {string} [detail]
 */

const TOKEN = /"(?:[^"]|"")*"?|'(?:[^']|'')*'?|[\p{L}_][\p{L}\p{M}\p{N}_]*|\d[\d.]*(?:e[+-]?\d+)?|<=|>=|<>|!=|==|\S/giu;
const OFFERED = 12;

/** @param {string} text @returns {Token[]} */
export function tokensOf(text) {
  return [...text.matchAll(TOKEN)].map(({ 0: found, index }) => ({ type: typeOf(found), text: found, start: index, end: index + found.length }));
}

/** @param {string} found @returns {Token["type"]} */
function typeOf(found) {
  if (found[0] === '"') return "quoted";
  if (found[0] === "'") return "text";
  if (/\d/.test(found[0])) return "number";
  return /[\p{L}_]/u.test(found[0]) ? "name" : "sign";
}

/** What stands in quotes, or begins to. @param {string} text */
function bare(text) {
  const [quote] = text;
  if (quote !== "'" && quote !== '"') return text;
  return text.slice(1, isClosed(text) ? -1 : undefined).replaceAll(quote + quote, quote);
}

/** Whether a text in quotes ends: one in it is doubled. @param {string} text */
function isClosed(text) {
  return (text.slice(1).split(text[0]).length - 1) % 2 === 1;
}

/**
 * The column of a name, as written or else without regard to case.
 *
 * @param {FilterColumn[]} columns
 * @param {string} name
 */
function columnOf(columns, name) {
  const folded = columns.filter((column) => column.name.toLowerCase() === name.toLowerCase());
  return columns.find((column) => column.name === name) ?? (folded.length === 1 ? folded[0] : null);
}

/**
 * What may stand where the caret is.
 *
 * @param {string} text
 * @param {number} caret
 * @param {FilterColumn[]} columns
 * @returns {Slot}
 */
export function slotAt(text, caret, columns) {
  const tokens = tokensOf(text);
  const typing = tokens.find((token) => token.start < caret && caret <= token.end && isTyping(token, caret));
  const before = tokens.filter((token) => token.end <= caret && token !== typing);
  const { want, column } = before.reduce((state, token) => after(state, token, columns), /** @type {State} */ ({ want: "column", column: null }));
  const start = typing?.start ?? caret;
  return { want, column, typed: typing ? bare(text.slice(start, caret)) : "", start, end: typing?.end ?? caret };
}

/** Whether more of a token may come: of a word, or of what stands in quotes that are not closed. @param {Token} token @param {number} caret */
function isTyping({ type, text, end }, caret) {
  if (type === "sign") return /[<>=!]/.test(text);
  return caret < end || !["text", "quoted"].includes(type) || !isClosed(text);
}

/** @typedef {{want: Want, column: FilterColumn|null, list?: boolean, between?: boolean}} State */

/** @param {State} state @param {Token} token @param {FilterColumn[]} columns @returns {State} */
function after(state, token, columns) {
  const word = token.type === "name" ? token.text.toLowerCase() : token.text;
  if (word === "(" && state.want !== "list" && state.want !== "call") return { want: "column", column: null };
  if (state.want === "column") return afterOperand(state, token, word, columns);
  if (state.want === "operator") return afterOperator(state, word);
  if (state.want === "list") return word === "(" ? { ...state, want: "value", list: true } : state;
  if (state.want === "value") return afterValue(state, word);
  if (state.want === "more") return word === "," ? { ...state, want: "value" } : { want: "join", column: null };
  if (state.want === "between") return word === "and" ? { want: "value", column: state.column } : state;
  if (state.want === "call") return word === ")" ? { want: "join", column: null } : state;
  if (state.want === "is") return word === "not" ? state : { want: "join", column: null };
  return word === "and" || word === "or" ? { want: "column", column: null } : word === "escape" ? { want: "value", column: null } : state;
}

/** @param {State} state @param {Token} token @param {string} word @param {FilterColumn[]} columns @returns {State} */
function afterOperand(state, token, word, columns) {
  if (word === "not" || token.type === "sign") return state;
  if (token.type === "name" && word in SETS && !columnOf(columns, word)) return { want: "call", column: null };
  const named = token.type === "name" || token.type === "quoted" ? columnOf(columns, bare(token.text)) : null;
  return { want: "operator", column: named };
}

/** @param {State} state @param {string} word @returns {State} */
function afterOperator(state, word) {
  if (word === "in") return { ...state, want: "list" };
  if (word === "is") return { ...state, want: "is" };
  if (word === "between") return { ...state, want: "value", between: true };
  if (/^(?:[<>=!]+|like|ilike)$/.test(word)) return { ...state, want: "value" };
  if (word === "and" || word === "or") return { want: "column", column: null };
  return state;
}

/** @param {State} state @param {string} word @returns {State} */
function afterValue(state, word) {
  if (word === "-") return state;
  if (state.list) return { ...state, want: word === ")" ? "join" : "more" };
  return state.between ? { want: "between", column: state.column } : { want: "join", column: null };
}

/** @type {Record<FilterColumn["kind"], string[]>} */
const OPERATORS = {
  text: ["=", "<>", "in", "like", "is null", "is not null", "not in", "not like"],
  number: ["=", "<>", "<", "<=", ">", ">=", "between", "is null", "is not null"],
  time: ["<", "<=", ">", ">=", "between", "is null", "is not null"],
  boolean: ["= true", "= false", "is null", "is not null"],
};

/** @type {Record<string, string>} */
const SAID = {
  "=": "is", "<>": "is not", in: "is one of", like: "matches, % for anything", between: "from … to",
  "is null": "has no value", "is not null": "has a value", "not in": "is none of", "not like": "does not match",
  "<": "is less than", "<=": "is at most", ">": "is more than", ">=": "is at least", "= true": "is true", "= false": "is false",
};

/**
 * What is offered there, without the values of texts, which the server knows.
 *
 * @param {Slot} slot
 * @param {FilterColumn[]} columns
 * @returns {Offer[]}
 */
export function offersAt({ want, column, typed }, columns) {
  if (want === "column") return [...columnOffers(columns, typed), ...words(["not", "("], typed, true), ...setOffers(typed)];
  if (want === "call") return [];
  if (want === "operator") return words(OPERATORS[column?.kind ?? "text"], typed);
  if (want === "list") return words(["("], typed);
  if (want === "more") return words([",", ")"], typed);
  if (want === "between") return words(["and"], typed);
  if (want === "is") return words(["null", "not null"], typed);
  if (want === "join") return words(["and", "or"], typed);
  return column?.kind === "boolean" ? words(["true", "false"], typed) : [];
}

/** @param {string[]} all @param {string} typed @param {boolean} [begun] only once something is typed @returns {Offer[]} */
function words(all, typed, begun = false) {
  const asked = typed.toLowerCase();
  const fitting = begun && !asked ? [] : all.filter((word) => word.startsWith(asked));
  // What stands there whole already is not offered again, unless there is more that begins so.
  if (fitting.length === 1 && fitting[0] === asked) return [];
  return fitting.map((word) => ({ insert: word, words: word, detail: SAID[word] }));
}

/** Names that begin so, then those that hold it, of columns that hold anything first. @param {FilterColumn[]} columns @param {string} typed @returns {Offer[]} */
function columnOffers(columns, typed) {
  const asked = typed.toLowerCase();
  const useful = [...columns].sort((one, other) => Number(other.counted) - Number(one.counted));
  const begins = useful.filter(({ name }) => name.toLowerCase().startsWith(asked));
  const holds = useful.filter((column) => !begins.includes(column) && column.name.toLowerCase().includes(asked));
  const found = [...begins, ...holds].slice(0, OFFERED);
  return found.map(({ name, written, kind }) => ({ insert: written, words: name, detail: kind }));
}

/** Sets of images that begin so. @param {string} typed @returns {Offer[]} */
function setOffers(typed) {
  const asked = typed.toLowerCase();
  const fitting = asked ? Object.keys(SETS).filter((name) => name.startsWith(asked)) : [];
  return fitting.map((name) => ({ insert: `${name}(`, words: name, detail: SETS[name] }));
}

/** Values as they are offered. @param {{value: string, whole: boolean, count: number}[]} values @param {(count: number) => string} said @returns {Offer[]} */
export function valueOffers(values, said) {
  return values.filter(({ whole }) => whole).map(({ value, count }) => ({ insert: literal(value), words: value || "(empty)", detail: said(count) }));
}

/**
 * The line with what was chosen, and where the caret is then: after it, where the next begins.
 *
 * @param {string} text
 * @param {Slot} slot
 * @param {string} insert
 * @returns {{text: string, caret: number}}
 */
export function complete(text, { start, end, want }, insert) {
  const before = want === "more" ? text.slice(0, start).trimEnd() : text.slice(0, start);
  const rest = text.slice(end);
  const opens = insert.endsWith("(") || insert === "in" || insert === "not in";
  const gap = /[\p{L}\p{N}'")]$/u.test(before) && insert !== "," && insert !== ")" ? " " : "";
  const written = `${gap}${insert}${opens && !insert.endsWith("(") ? " (" : ""}`;
  const space = opens || /^[\s)]/.test(rest) ? "" : " ";
  const caret = before.length + written.length + (!opens && rest.startsWith(" ") ? 1 : space.length);
  return { text: `${before}${written}${space}${rest}`, caret };
}

/**
 * Where something is wrong, in the units that the page counts texts in: the server counts characters.
 *
 * @param {string} text as it stands in the field
 * @param {[number, number]|null|undefined} position of the text without spaces around it
 * @returns {[number, number]|null}
 */
export function spanIn(text, position) {
  if (!position) return null;
  const offset = text.length - text.trimStart().length;
  const signs = [...text.trim()];
  const [start, end] = position.map((place) => offset + signs.slice(0, place).join("").length);
  return end > start ? [start, end] : null;
}
