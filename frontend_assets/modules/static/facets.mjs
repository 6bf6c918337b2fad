/** What the columns of a copy hold, each under the filters of all others: explorer/view/facets/. No DOM. */

import { maskOf } from "./filter.mjs";
import { Marks, marksOf } from "./marks.mjs";
import { clausesIn } from "./where/clauses.mjs";

/** @import { Facet, FacetsAnswer } from "../types.d.ts" */
/** @import { Copy } from "./copy.mjs" */
/** @import { PackedColumn } from "./packed-column.mjs" */
/** @import { Clause } from "./where/clauses.mjs" */

/** @typedef {{lo: number, hi: number, mask: Uint8Array|null, marked: Uint8Array|null}} Counted  Images that count, and those of them that are marked. */
/** @typedef {{images: Uint32Array, marked: Uint32Array|null}} Counts  Of each code. */

/** Columns of one answer, where nobody names them, and values of one. */
const MOST = 24;
const VALUES = 10;
const LONGEST = 500;
const CUT = 120;

/** @param {Copy} copy @param {URLSearchParams} params @returns {Promise<FacetsAnswer>} */
export async function facetsOf(copy, params) {
  const { config, columns, tree } = copy;
  const node = Number(params.get("node") ?? config.root);
  const [{ lo, hi }, all, marks] = await Promise.all([tree.at(node), columns.about(), marksOf(copy, params, copy.everything)]);
  const names = params.getAll("column");
  const shown = names.length ? names : all.slice(0, MOST).map(({ name }) => name);
  const own = new Own(copy, clausesIn(params.get("where") ?? ""), all);
  const marked = markedIn(marks, config.n);
  /** @type {Counted} */
  const whole = { lo, hi, mask: await own.without(null), marked };
  const asked = { values: Number(params.get("values") ?? VALUES), search: (params.get("search") ?? "").toLowerCase() };
  const facets = [];
  for (const name of shown) {
    if (!(await columns.has(name))) continue;
    const column = await columns.get(name);
    const clauses = own.of(name);
    const among = clauses.length ? { ...whole, mask: await own.without(name) } : whole;
    facets.push(facetOf(column, clauses, countsOf(column, among), asked));
  }
  const total = totalOf(whole);
  return {
    build: config.build, node, count: hi - lo, matching: total.count, marked: marks.asked ? total.marked : null,
    columns: all.map(({ name, written, kind }) => ({ name, written, kind, counted: true })), facets,
  };
}

/** Which clauses of a filter are a facet's own, and which images all others leave. */
class Own {
  #copy;
  /** By the column whose facet shows them, "" for those that none does. @type {Map<string, Clause[]>} */
  #groups = new Map();
  /** @type {Map<string, Promise<Uint8Array>>} */
  #masks = new Map();

  /** @param {Copy} copy @param {Clause[]} clauses @param {{name: string, kind: string}[]} columns */
  constructor(copy, clauses, columns) {
    this.#copy = copy;
    const names = columns.map(({ name }) => name);
    const folded = new Map(names.map((name) => [name.toLowerCase(), name]));
    for (const clause of clauses) {
      const named = clause.form?.column ?? "";
      const column = columns.find(({ name }) => name === (names.includes(named) ? named : folded.get(named.toLowerCase())));
      const of = column && isShown(clause, column.kind) ? column.name : "";
      this.#groups.set(of, [...(this.#groups.get(of) ?? []), clause]);
    }
  }

  /** @param {string} name */
  of(name) {
    return this.#groups.get(name) ?? [];
  }

  /** 1 for images that the clauses of all others leave, of all clauses for null; null for all images. @param {string|null} name @returns {Promise<Uint8Array|null>} */
  async without(name) {
    const others = [...this.#groups.keys()].filter((of) => of === "" || of !== name);
    const masks = await Promise.all(others.map((of) => this.#mask(of)));
    if (!masks.length) return null;
    const mask = masks[0].slice();
    for (const other of masks.slice(1)) for (let row = 0; row < mask.length; row++) mask[row] &= other[row];
    return mask;
  }

  /** @param {string} of */
  #mask(of) {
    const { columns, config } = this.#copy;
    const known = this.#masks.get(of) ?? maskOf(columns, config.n, this.of(of).map(({ node }) => node));
    this.#masks.set(of, known);
    return known;
  }
}

/** Whether a facet of a kind can show a clause of its column. @param {Clause} clause @param {string} kind */
function isShown({ form }, kind) {
  if (!form) return false;
  if (form.values) return kind === "text" || kind === "boolean";
  if (form.bounds) return form.texts ? kind === "time" : kind === "number";
  return form.missing;
}

/** @param {Marks} marks @param {number} n @returns {Uint8Array|null} */
function markedIn(marks, n) {
  const { rows } = marks;
  if (!rows) return null;
  const marked = new Uint8Array(n);
  for (const row of rows) marked[row] = 1;
  return marked;
}

/** @param {Counted} counted */
function totalOf({ lo, hi, mask, marked }) {
  let [count, found] = [0, 0];
  for (let row = lo; row < hi; row++) {
    if (mask && !mask[row]) continue;
    count++;
    if (marked?.[row]) found++;
  }
  return { count, marked: found };
}

/** @param {PackedColumn} column @param {Counted} counted @returns {Counts} */
function countsOf(column, { lo, hi, mask, marked }) {
  const { codes, starts, bins } = column;
  const images = new Uint32Array(bins + 2);
  const found = marked && new Uint32Array(bins + 2);
  for (let row = lo; row < hi; row++) {
    if (mask && !mask[row]) continue;
    const [first, end] = starts ? [starts[row], starts[row + 1]] : [row, row + 1];
    for (let i = first; i < end; i++) {
      images[codes[i]]++;
      if (found && marked?.[row]) found[codes[i]]++;
    }
  }
  return { images, marked: found };
}

/** @param {PackedColumn} column @param {Clause[]} own @param {Counts} counts @param {{values: number, search: string}} asked @returns {Facet} */
function facetOf(column, own, counts, asked) {
  const at = (/** @type {number} */ code) => ({ count: counts.images[code], marked: counts.marked && counts.marked[code] });
  /** @type {Facet} */
  const said = {
    column: column.name, written: column.written, kind: column.kind, own: own.map(({ text }) => text),
    missing: { ...at(column.bins), chosen: own.some(({ form }) => form?.missing) }, outside: at(column.bins + 1),
  };
  if (column.values) return { ...said, ...valuesOf(column.values, counts.images, at, own, asked) };
  const bounds = own.flatMap(({ form }) => (form?.bounds ? [form.bounds] : []));
  return {
    ...said, edges: column.edges, whole: column.whole, bounds,
    counts: [...counts.images.subarray(0, column.bins)], marked: counts.marked && [...counts.marked.subarray(0, column.bins)],
  };
}

/** @param {string[]} values @param {Uint32Array} images @param {(code: number) => {count: number, marked: number|null}} at @param {Clause[]} own @param {{values: number, search: string}} asked */
function valuesOf(values, images, at, own, { values: most, search }) {
  const wanted = [...new Set(own.flatMap(({ form }) => form?.values ?? []))];
  const place = new Map(values.map((value, code) => [value, code]));
  const chosen = wanted.flatMap((value) => place.get(value) ?? []);
  const codes = Array.from(values, (_, code) => code);
  const found = search ? codes.filter((code) => values[code].toLowerCase().includes(search)) : codes;
  const first = found.sort((a, b) => images[b] - images[a] || a - b).slice(0, most);
  const listed = search ? first : [...chosen.filter((code) => !first.includes(code)), ...first];
  return {
    distinct: values.length, found: found.length,
    values: listed.map((code) => ({ ...shortened(values[code]), ...at(code), chosen: chosen.includes(code) })),
    absent: wanted.filter((value) => !place.has(value)),
  };
}

/** @param {string} value */
function shortened(value) {
  const signs = value.length > LONGEST ? [...value] : [];
  return signs.length > LONGEST ? { value: `${signs.slice(0, CUT).join("")}…`, whole: false } : { value, whole: true };
}
