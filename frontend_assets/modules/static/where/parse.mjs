/**
 * Filters in SQL's expression syntax as a static copy reads them: what explorer/filters/parse.py takes, but the sets of
 * images that are named by calls. No DOM.
 *
 * @typedef {object} Operand
 * @property {"column"|"text"|"number"|"boolean"|"null"} type
 * @property {string} text   As it stands in a filter.
 * @property {string} value  The name of a column, or a literal.
 * @property {[number, number]} at  Where it stands, in characters.
 *
 * @typedef {{op: "and", parts: Node[]} | {op: "or", parts: Node[]}} Chain
 * @typedef {{op: "not", part: Node} | {op: "paren", part: Node}} Wrapped
 * @typedef {{op: "compare", sign: string, left: Operand, right: Operand}} Comparison
 * @typedef {{op: "between", left: Operand, low: Operand, high: Operand}} Between
 * @typedef {{op: "in", left: Operand, among: Operand[]}} Among
 * @typedef {{op: "like", left: Operand, pattern: Operand, escape: Operand|null, loose: boolean, negated: boolean}} Like
 * @typedef {{op: "is", left: Operand, value: Operand}} Is
 * @typedef {{op: "value", value: Operand}} Alone
 * @typedef {Chain|Wrapped|Comparison|Between|Among|Like|Is|Alone} Node
 */

import { tokensOf } from "../../filters/where-line.mjs";
import { Unanswerable } from "../files.mjs";

/** @import { Token } from "../../filters/where-line.mjs" */

const MOST_DEEP = 40;
/** @type {Record<string, string>} */
const SIGNS = { "=": "=", "==": "=", "<>": "<>", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">=" };
const WORDS = new Set(["and", "or", "not", "in", "like", "ilike", "between", "is", "escape"]);

/** @param {string} text @returns {Node} @throws {Unanswerable} where it is not such a filter */
export function parse(text) {
  const reader = new Reader(tokensOf(text), text);
  const node = reader.or();
  if (reader.next) throw reader.wrong(reader.next);
  return node;
}

class Reader {
  #tokens;
  #text;
  #at = 0;
  #deep = 0;

  /** @param {Token[]} tokens @param {string} text */
  constructor(tokens, text) {
    this.#tokens = tokens;
    this.#text = text;
  }

  /** @returns {Token|undefined} */
  get next() {
    return this.#tokens[this.#at];
  }

  /** @param {Token|undefined} token */
  wrong(token) {
    const [start, end] = token ? [token.start, token.end] : [this.#text.length, this.#text.length];
    const found = token ? `\`${token.text.slice(0, 40)}\` was not expected` : "it ends too early";
    return new Unanswerable(`The filter cannot be read: ${found}. Write an expression such as label = 'cat' and width > 200.`, [start, end]);
  }

  /** Take the next token if it is one of these words or signs. @param {string[]} words @returns {string|null} */
  #take(...words) {
    const token = this.next;
    if (!token || token.type === "text" || token.type === "quoted" || token.type === "number") return null;
    const word = token.text.toLowerCase();
    if (!words.includes(word)) return null;
    this.#at++;
    return word;
  }

  /** @param {string} word */
  #need(word) {
    if (!this.#take(word)) throw this.wrong(this.next);
  }

  /** @returns {Node} */
  or() {
    return this.#chain("or", () => this.#and());
  }

  /** @returns {Node} */
  #and() {
    return this.#chain("and", () => this.#not());
  }

  /** @param {"and"|"or"} op @param {() => Node} part @returns {Node} */
  #chain(op, part) {
    const parts = [part()];
    while (this.#take(op)) parts.push(part());
    return parts.length === 1 ? parts[0] : { op, parts };
  }

  /** @returns {Node} */
  #not() {
    if (++this.#deep > MOST_DEEP) throw new Unanswerable(`The filter is nested too deeply; at most ${MOST_DEEP} levels are taken.`);
    const node = this.#take("not") ? /** @type {Node} */ ({ op: "not", part: this.#not() }) : this.#predicate();
    this.#deep--;
    return node;
  }

  /** @returns {Node} */
  #predicate() {
    if (this.next?.text === "(" && !this.#isOperand()) {
      this.#at++;
      const part = this.or();
      this.#need(")");
      return { op: "paren", part };
    }
    const left = this.#operand();
    const token = this.next;
    const sign = token?.type === "sign" ? SIGNS[token.text] : undefined;
    if (sign) {
      this.#at++;
      return { op: "compare", sign, left, right: this.#operand() };
    }
    if (this.#take("is")) return this.#is(left);
    const negated = this.#take("not");
    const found = this.#after(left);
    if (!found && negated) throw this.wrong(this.next);
    if (!found) return { op: "value", value: left };
    if (found.op === "like") return { ...found, negated: negated !== null }; // of several texts: one of them is not
    return negated ? { op: "not", part: found } : found;
  }

  /** Whether the parentheses that come next hold a literal: (-3). */
  #isOperand() {
    const [, one, two, three] = this.#tokens.slice(this.#at, this.#at + 4);
    return two?.text === ")" ? one.type === "number" : one?.text === "-" && three?.text === ")";
  }

  /** @param {Operand} left @returns {Node} */
  #is(left) {
    const negated = this.#take("not");
    const value = this.#operand();
    if (value.type !== "null" && value.type !== "boolean") throw new Unanswerable("`is` takes null, or true and false where the column is boolean.", value.at);
    /** @type {Node} */
    const node = { op: "is", left, value };
    return negated ? { op: "not", part: node } : node;
  }

  /** @param {Operand} left @returns {Node|null} */
  #after(left) {
    if (this.#take("in")) return { op: "in", left, among: this.#list() };
    if (this.#take("between")) {
      const low = this.#operand();
      this.#need("and");
      return { op: "between", left, low, high: this.#operand() };
    }
    const like = this.#take("like", "ilike");
    if (!like) return null;
    const pattern = this.#operand();
    return { op: "like", left, pattern, escape: this.#take("escape") ? this.#operand() : null, loose: like === "ilike", negated: false };
  }

  /** @returns {Operand[]} */
  #list() {
    this.#need("(");
    const values = [this.#operand()];
    while (this.#take(",")) values.push(this.#operand());
    this.#need(")");
    return values;
  }

  /** @returns {Operand} */
  #operand() {
    const first = this.next;
    if (this.#take("(")) {
      const inner = this.#operand();
      this.#need(")");
      return inner;
    }
    const minus = this.#take("-");
    const token = this.next;
    if (!first || !token) throw this.wrong(token);
    this.#at++;
    const at = /** @type {[number, number]} */ ([first.start, token.end]);
    if (token.type === "number" && Number.isFinite(Number(token.text))) return { type: "number", text: `${minus ?? ""}${token.text}`, value: `${minus ?? ""}${token.text}`, at };
    if (minus || token.type === "sign" || token.type === "number") throw this.wrong(token);
    return { ...this.#named(token), at };
  }

  /** A text in quotes, a column, or a word that is a literal. @param {Token} token @returns {Omit<Operand, "at">} */
  #named({ type, text, start, end }) {
    if (type === "text" || type === "quoted") {
      const [quote] = text;
      if (text.length < 2 || !text.endsWith(quote)) throw this.wrong({ type, text, start, end });
      return { type: type === "text" ? "text" : "column", text, value: text.slice(1, -1).replaceAll(quote + quote, quote) };
    }
    const word = text.toLowerCase();
    if (word === "null") return { type: "null", text: "NULL", value: "" };
    if (word === "true" || word === "false") return { type: "boolean", text: word.toUpperCase(), value: word };
    if (WORDS.has(word) || this.next?.text === "(") throw this.wrong({ type, text, start, end });
    return { type: "column", text, value: text };
  }
}

/** The operands of a filter, each as often as it stands there. @param {Node} node @returns {Operand[]} */
export function operandsOf(node) {
  if (node.op === "and" || node.op === "or") return node.parts.flatMap(operandsOf);
  if (node.op === "not" || node.op === "paren") return operandsOf(node.part);
  if (node.op === "compare") return [node.left, node.right];
  if (node.op === "between") return [node.left, node.low, node.high];
  if (node.op === "in") return [node.left, ...node.among];
  if (node.op === "like") return [node.left, node.pattern];
  return node.op === "is" ? [node.left] : [node.value];
}

/** As the server writes it (explorer/filters/clause_forms.py). @param {Node} node @returns {string} */
export function write(node) {
  if (node.op === "and" || node.op === "or") return node.parts.map(write).join(` ${node.op.toUpperCase()} `);
  if (node.op === "not") return `NOT ${write(node.part)}`;
  if (node.op === "paren") return `(${write(node.part)})`;
  if (node.op === "compare") return `${node.left.text} ${node.sign} ${node.right.text}`;
  if (node.op === "between") return `${node.left.text} BETWEEN ${node.low.text} AND ${node.high.text}`;
  if (node.op === "in") return `${node.left.text} IN (${node.among.map(({ text }) => text).join(", ")})`;
  if (node.op === "like") return `${node.left.text} ${node.negated ? "NOT " : ""}${node.loose ? "ILIKE" : "LIKE"} ${node.pattern.text}${node.escape ? ` ESCAPE ${node.escape.text}` : ""}`;
  return node.op === "is" ? `${node.left.text} IS ${node.value.text}` : node.value.text;
}
