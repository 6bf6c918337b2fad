/**
 * One column of a static copy (explorer/publishing/packaged_columns.py), and what filters and facets ask of it. No DOM.
 *
 * @typedef {object} ColumnAbout  What the page is told of a column.
 * @property {string} name
 * @property {string} written  As a filter writes it.
 * @property {"text"|"number"|"boolean"|"time"} kind
 * @property {number} bins     Values of texts and booleans, bars of numbers and times.
 * @property {string} type     Of its numbers: u1, u2, u4, f4 or f8.
 * @property {boolean} [several]  Whether an image may hold several texts.
 * @property {number} [offset]
 * @property {number} [factor]
 * @property {number} [divisor]
 * @property {boolean} [narrow]
 * @property {boolean} [whole]
 * @property {string[]} [edges]
 * @property {number[]} [inner]  The edges between bars, as numbers.
 *
 * @typedef {Uint8Array|Uint16Array|Uint32Array|Float32Array|Float64Array} Numbers
 */

import { Unanswerable } from "./files.mjs";
import { byCharacter } from "./where/texts.mjs";
import { NAMED } from "./where/times.mjs";

/** @import { Operand } from "./where/parse.mjs" */

/** @type {Record<string, {new (buffer: ArrayBuffer): Numbers, BYTES_PER_ELEMENT: number}>} */
const TYPES = { u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, f4: Float32Array, f8: Float64Array };
const BOOLEANS = ["false", "true"];

/** Numbers whose first bytes stand together, then the second ones. @param {ArrayBuffer} content @param {string} type @returns {Numbers} */
export function unshuffled(content, type) {
  const Type = TYPES[type];
  if (!Type) throw new Error(`A column cannot be read: found numbers of type ${type}, expected one of ${Object.keys(TYPES).join(", ")}. Publish it again.`);
  const width = Type.BYTES_PER_ELEMENT;
  if (width === 1) return new Type(content);
  const [from, count] = [new Uint8Array(content), content.byteLength / width];
  const to = new Uint8Array(content.byteLength);
  for (let byte = 0; byte < width; byte++) for (let i = 0, at = byte; i < count; i++, at += width) to[at] = from[byte * count + i];
  return new Type(to.buffer);
}

export class PackedColumn {
  name;
  written;
  kind;
  bins;
  /** Of texts and booleans, in natural order. @type {string[]|null} */
  values;
  #about;
  #codes;
  #starts;
  /** @type {Uint8Array|null} */
  #bars = null;

  /** @param {ColumnAbout} about @param {Numbers} codes @param {string[]|null} values @param {Uint32Array|null} counts how many codes each image has, where there may be several */
  constructor(about, codes, values, counts) {
    this.#about = about;
    this.name = about.name;
    this.written = about.written;
    this.kind = about.kind;
    this.bins = about.bins;
    this.values = about.kind === "boolean" ? BOOLEANS : values;
    this.#codes = codes;
    this.#starts = counts && startsOf(counts);
  }

  get narrow() {
    return Boolean(this.#about.narrow);
  }

  get whole() {
    return Boolean(this.#about.whole);
  }

  get edges() {
    return this.#about.edges ?? [];
  }

  get isSeveral() {
    return this.#starts !== null;
  }

  /** How many rows it has. */
  get n() {
    return this.#starts ? this.#starts.length - 1 : this.#codes.length;
  }

  /** A number, or a time in microseconds; NaN where missing. @returns {(row: number) => number} */
  get number() {
    const { offset = 0, factor = 1, divisor = 1, type } = this.#about;
    const codes = this.#codes;
    if (type[0] === "f") return (row) => codes[row];
    const none = 2 ** (8 * codes.BYTES_PER_ELEMENT) - 1;
    return (row) => (codes[row] === none ? NaN : (offset + codes[row] * factor) / divisor);
  }

  /** A value or bar an image: `bins` where missing, `bins + 1` for what no filter can name. @returns {Numbers} */
  get codes() {
    return this.values ? this.#codes : this.bars;
  }

  /** Of each row, where its codes begin; null where it has one. */
  get starts() {
    return this.#starts;
  }

  /** The bar of each row. @returns {Uint8Array} */
  get bars() {
    if (this.#bars) return this.#bars;
    const { inner = [], kind } = this.#about;
    const { number, bins, n } = this;
    const bars = new Uint8Array(n);
    const isNamed = kind === "time" ? (/** @type {number} */ value) => value >= NAMED[0] && value <= NAMED[1] : Number.isFinite;
    for (let row = 0; row < n; row++) {
      const value = number(row);
      if (value !== value) bars[row] = bins;
      else if (!isNamed(value)) bars[row] = bins + 1;
      else bars[row] = barOf(inner, value);
    }
    this.#bars = bars;
    return bars;
  }

  /** For which rows a value holds; of several, one of them. @param {(value: string) => boolean} holds @returns {Int8Array} */
  where(holds) {
    const { values, bins } = this;
    const table = Int8Array.from({ length: bins + 2 }, (_, code) => (code < bins ? Number(holds((values ?? [])[code])) : -1));
    const codes = this.#codes;
    const starts = this.#starts;
    const truth = new Int8Array(this.n);
    if (!starts) for (let row = 0; row < truth.length; row++) truth[row] = table[codes[row]];
    else for (let row = 0; row < truth.length; row++) for (let i = starts[row]; i < starts[row + 1]; i++) truth[row] = truth[row] === 1 ? 1 : table[codes[i]];
    return truth;
  }

  /** For which rows a number holds. @param {(value: number) => boolean} holds @returns {Int8Array} */
  test(holds) {
    const { number } = this;
    const truth = new Int8Array(this.n);
    for (let row = 0; row < truth.length; row++) {
      const value = number(row);
      truth[row] = value === value ? Number(holds(value)) : -1;
    }
    return truth;
  }

  /** Which rows have no value. @returns {Int8Array} */
  missing() {
    if (!this.values) {
      const { number } = this;
      return Int8Array.from({ length: this.n }, (_, row) => Number(Number.isNaN(number(row))));
    }
    return this.where(() => false).map((truth) => Number(truth < 0));
  }

  /** Two columns of numbers or times, row by row. @param {PackedColumn} other @param {(difference: number) => boolean} holds @returns {Int8Array} */
  differences(other, holds) {
    const [one, two] = [this.number, other.number];
    return Int8Array.from({ length: this.n }, (_, row) => {
      const [a, b] = [one(row), two(row)];
      if (a !== a || b !== b) return -1;
      return Number(holds(a === b ? 0 : a < b ? -1 : 1)); // not their difference: infinite ones are equal
    });
  }

  /** Two columns of texts, row by row. @param {PackedColumn} other @param {string} sign @param {Operand} said @returns {Int8Array} */
  sameTexts(other, sign, said) {
    const [values, others] = [this.values ?? [], other.values ?? []];
    const [codes, theirs] = [this.#codes, other.codes];
    if (sign !== "=" && sign !== "<>") {
      if (this.kind !== "text") throw new Unanswerable(`${this.written} is ${this.kind}, which has no order.`, said.at);
      const holds = { "<": (/** @type {number} */ by) => by < 0, "<=": (/** @type {number} */ by) => by <= 0, ">": (/** @type {number} */ by) => by > 0, ">=": (/** @type {number} */ by) => by >= 0 }[sign];
      return Int8Array.from({ length: this.n }, (_, row) => (codes[row] >= this.bins || theirs[row] >= other.bins ? -1 : Number(holds?.(byCharacter(values[codes[row]], others[theirs[row]])))));
    }
    const place = new Map(values.map((value, code) => [value, code]));
    const same = Int32Array.from(others, (value) => place.get(value) ?? -1);
    const equal = sign === "=";
    const truth = new Int8Array(this.n);
    for (let row = 0; row < truth.length; row++) truth[row] = codes[row] >= this.bins || theirs[row] >= other.bins ? -1 : Number((same[theirs[row]] === codes[row]) === equal);
    return truth;
  }

  /** Whether two columns hold the same texts, in any order. @param {PackedColumn} other @returns {Int8Array} */
  sameSets(other) {
    const [mine, theirs] = [this.#sets(), other.#sets()];
    return Int8Array.from({ length: this.n }, (_, row) => {
      const [one, two] = [mine(row), theirs(row)];
      return one === null || two === null ? -1 : Number(one === two);
    });
  }

  /** The texts of a row in one word; null where it is missing. @returns {(row: number) => string|null} */
  #sets() {
    const [codes, starts, values, bins] = [this.#codes, this.#starts ?? new Uint32Array(1), this.values ?? [], this.bins];
    return (row) => {
      const own = codes.subarray(starts[row], starts[row + 1]);
      return own[0] >= bins ? null : JSON.stringify(Array.from(own, (code) => values[code]).sort());
    };
  }
}

/** How many edges are not above a value: the bar that holds it. @param {number[]} inner ascending @param {number} value */
function barOf(inner, value) {
  let [low, high] = [0, inner.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (inner[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param {Uint32Array} counts */
function startsOf(counts) {
  const starts = new Uint32Array(counts.length + 1);
  for (let row = 0; row < counts.length; row++) starts[row + 1] = starts[row] + counts[row];
  return starts;
}
