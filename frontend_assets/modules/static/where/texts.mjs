/** Texts in filters: patterns of `like`, and which text comes before which (explorer/filters/text_order.py). No DOM. */

import { Unanswerable } from "../files.mjs";

/** @import { Operand } from "./parse.mjs" */

const SPECIAL = /[\\^$.*+?()[\]{}|/-]/g;
const NUMBER = /^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$/;
const DATE = /^\s*[0-9]{1,4}([-/.])[0-9]{1,2}(\1[0-9]{1,4}([ T].*)?)?\s*$/;
const YEAR_FIRST = /^[0-9]{4}([-/.])[0-9]{2}(\1[0-9]{2}([ T].*)?)?$/;

/** A pattern of `like`: `%` for any text, `_` for one character. @param {string} like @param {string} escape @param {boolean} loose */
export function patternOf(like, escape, loose) {
  let source = "";
  const signs = [...like];
  for (let i = 0; i < signs.length; i++) {
    const escaped = escape !== "" && signs[i] === escape;
    const sign = escaped ? signs[++i] ?? escape : signs[i];
    if (!escaped && sign === "%") source += ".*";
    else source += !escaped && sign === "_" ? "." : sign.replace(SPECIAL, "\\$&");
  }
  return new RegExp(`^${source}$`, loose ? "sui" : "su");
}

/**
 * How texts stand to a literal: below 0 for those before it. Letter by letter is the order of dates and numbers only where
 * all are written alike.
 *
 * @param {string[]} values @param {string} literal @param {Operand} said
 */
export function ordered(values, literal, said) {
  const alike = formLike(literal);
  const other = alike && values.find((value) => value !== "" && !alike.test(value));
  if (typeof other === "string") throw new Unanswerable(`${said.text} is text, such as '${other.slice(0, 40)}', and text is ordered letter by letter; compare with =, in or like.`, said.at);
  return (/** @type {string} */ value) => byCharacter(value, literal);
}

const NONE = /^(?!)/;

/** How others are written where a literal means a number or a date; null where it means neither. @param {string} literal */
function formLike(literal) {
  if (NUMBER.test(literal)) return /^[0-9]+$/.test(literal) ? new RegExp(`^[0-9]{${literal.length}}$`) : NONE;
  if (!DATE.test(literal)) return null;
  const sign = YEAR_FIRST.exec(literal)?.[1].replace(SPECIAL, "\\$&");
  return sign ? new RegExp(`^[0-9]{4}${sign}[0-9]{2}${sign}[0-9]{2}([ T]|$)`) : NONE;
}

/** By characters, as their bytes in UTF-8 are ordered. @param {string} one @param {string} other */
export function byCharacter(one, other) {
  const [a, b] = [one[Symbol.iterator](), other[Symbol.iterator]()];
  for (;;) {
    const [left, right] = [a.next(), b.next()];
    if (left.done || right.done) return Number(Boolean(right.done)) - Number(Boolean(left.done));
    const difference = Number(left.value.codePointAt(0)) - Number(right.value.codePointAt(0));
    if (difference) return difference;
  }
}
