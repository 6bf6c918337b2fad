/** What tints the clusters of a copy: explorer/view/colored_by.py and colored_by_value.py over its packed columns. No DOM. */

import { literal } from "../clauses.mjs";
import { counted, formatCount, number, percent } from "../text.mjs";
import { Unanswerable } from "./files.mjs";
import { below, roundEven } from "./layout/numbers.mjs";
import { Rates } from "./rates.mjs";

/** @import { Legend, LegendStep, Tint } from "../types.d.ts" */
/** @import { Copy } from "./copy.mjs" */
/** @import { PackedColumn } from "./packed-column.mjs" */
/** @import { Selection } from "./selection.mjs" */

/**
 * @typedef {{value: string, label: string}} Colored  As the page offers it.
 * @typedef {{lo: number, hi: number}} Range
 *
 * @typedef {object} Coloring
 * @property {Legend} legend
 * @property {(lo: number, hi: number) => Tint} tint
 * @property {(cells: Range[]) => Coloring} inView  For a view of some cells, where not all values can have a colour.
 *
 * @typedef {{way: "accuracy", edges: number[], models: Record<string, {overall: number, whole: string, legend: Legend}>}} ByAccuracy
 * @typedef {{way: "mean", column: string, edges: number[], boolean: boolean, unit: string, legend: Legend}} ByMean
 * @typedef {{way: "value", column: string, title: string, legend: Legend, names: string[], order: string[], ruling: string|null, ruled: string[], classes: boolean}} ByValue
 * @typedef {{ways: [string, number, string][], near: number, other: string, colorings: Record<string, ByAccuracy|ByMean|ByValue>}} Told  explorer/publishing/packaged_colorings.py
 */

/** @param {Copy} copy @param {string} color @param {string|null} model @param {Selection} selection @returns {Promise<Coloring|null>} null where nothing is asked for */
export async function tinting(copy, color, model, selection) {
  if (!color) return null;
  const { colors } = copy.config.packaged;
  if (!colors.some(({ value }) => value === color)) throw new Unanswerable(`This copy cannot colour by ${color.slice(0, 80)}.`);
  /** @type {Told} */
  const told = await copy.files.json("colorings.bin");
  const found = told.colorings[color];
  if (found.way === "accuracy") return byAccuracy(found, model ?? "", await copy.right(model), selection);
  const column = await copy.columns.get(found.column);
  if (found.way === "mean") return byMean(found, column, selection);
  const ruling = found.ruling === null ? null : await copy.columns.get(found.ruling);
  return byValue(told, found, column, ruling, selection);
}

/** @param {ByAccuracy} about @param {string} model @param {Int8Array|null} right @param {Selection} selection @returns {Coloring} */
function byAccuracy({ edges, models }, model, right, selection) {
  const { overall, whole, legend } = models[model];
  const rates = new Rates(right ?? new Int8Array(0), selection);
  return fixed(legend, (lo, hi) => {
    const counts = rates.counts(lo, hi);
    if (!counts.known) return { step: null, words: "nothing predicted" };
    const gap = counts.right / counts.known - overall;
    // A step holds its end that is nearer to the data set's figure, on both sides alike.
    const near = roundEven(gap * 1e9) / 1e9;
    return { step: gap < 0 ? below(edges, near) : notAbove(edges, near), words: against(gap, whole) };
  });
}

/** @param {number} gap @param {string} whole */
function against(gap, whole) {
  const points = roundEven(100 * Math.abs(gap));
  if (!points) return `as accurate as the data set (${whole})`;
  return `${counted(points, "point")} ${gap < 0 ? "below" : "above"} the data set's ${whole}`;
}

/** @param {ByMean} about @param {PackedColumn} column @param {Selection} selection @returns {Coloring} */
function byMean({ edges, boolean, unit, legend }, column, selection) {
  const { n } = column;
  const value = valuesOf(column);
  const sums = new Float64Array(n + 1);
  const known = new Uint32Array(n + 1);
  const counts = new Uint8Array(n).fill(selection.rows ? 0 : 1);
  for (const row of selection.rows ?? []) counts[row] = 1;
  for (let row = 0; row < n; row++) {
    const one = counts[row] ? value(row) : NaN;
    const there = Number.isFinite(one);
    sums[row + 1] = sums[row] + (there ? one : 0);
    known[row + 1] = known[row] + Number(there);
  }
  const write = boolean ? percent : (/** @type {number} */ mean) => `${number(mean)}${unit && ` ${unit}`}`;
  return fixed(legend, (lo, hi) => {
    const some = known[hi] - known[lo];
    if (!some) return { step: null, words: `no ${column.name} known` };
    const mean = (sums[hi] - sums[lo]) / some;
    return { step: notAbove(edges, mean), words: `${legend.title} ${write(mean)}` };
  });
}

/** @param {PackedColumn} column @returns {(row: number) => number} */
function valuesOf({ values, codes, bins, number: read }) {
  return values ? (row) => (codes[row] < bins ? codes[row] : NaN) : read;
}

/** @param {Legend} legend @param {Coloring["tint"]} tint @returns {Coloring} */
function fixed(legend, tint) {
  /** @type {Coloring} */
  const coloring = { legend, tint, inView: () => coloring };
  return coloring;
}

/** @param {Told} told @param {ByValue} about @param {PackedColumn} column @param {PackedColumn|null} ruling @param {Selection} selection @returns {Coloring} */
function byValue(told, about, column, ruling, selection) {
  const counts = new ValueCounts(column, about.names, selection);
  const rulers = ruling ? new ValueCounts(ruling, about.ruled, selection) : counts;
  const whole = valueColoring(told, about, column, counts, about.order);
  if (about.order.length <= told.ways.length) return whole;
  const inView = (/** @type {Ruler[]} */ found) => {
    const order = rulingFirst(about.order, found);
    return valueColoring({ ...told, ways: waysApart(order, found, told) }, about, column, counts, order);
  };
  return { ...whole, inView: (cells) => inView(rulers.ofEach(cells)) };
}

/** @param {Told} told @param {ByValue} about @param {PackedColumn} column @param {ValueCounts} counts @param {string[]} order @returns {Coloring} */
function valueColoring({ ways, other }, { title, legend, classes }, column, counts, order) {
  const place = new Map(order.map((name, i) => [name, Math.min(i, ways.length)]));
  const there = new Set(counts.names);
  const steps = order.slice(0, ways.length).map((name, i) => {
    const [color, strength, pattern] = ways[i];
    return /** @type {LegendStep} */ ({ color, strength, pattern, words: name, where: there.has(name) ? `${column.written} = ${literal(name)}` : "" });
  });
  const more = order.length - ways.length;
  if (more > 0) steps.push({ color: other, strength: 1, pattern: "plain", words: classes ? counted(more, "other class", "other classes") : counted(more, "other value"), where: "" });
  return fixed({ ...legend, steps }, (lo, hi) => {
    const { most, count, known } = counts.most(lo, hi);
    if (!known) return { step: null, words: `no ${title} known` };
    return { step: place.get(most) ?? null, words: count < known ? `mostly ${most}, ${percent(count / known)} of ${formatCount(known)}` : `all ${most}` };
  });
}

/** @typedef {{most: string, total: number}} Ruler  The most frequent value of a cell, and how many images have any. */

/** Values that are the most frequent one of most cells come first, then of most images in these. @param {string[]} order @param {Ruler[]} found */
function rulingFirst(order, found) {
  const ruled = new Map(order.map((name) => [name, [0, 0]]));
  for (const { most, total } of found) {
    const [some, images] = ruled.get(most) ?? [0, 0];
    ruled.set(most, [some + 1, images + total]);
  }
  const of = (/** @type {string} */ name) => ruled.get(name) ?? [0, 0];
  return [...order].sort((a, b) => of(b)[0] - of(a)[0] || of(b)[1] - of(a)[1]);
}

/** A way for each of the first names, the plainest that is left; a hue once within `near` cells, if it can be. @param {string[]} order @param {Ruler[]} found @param {Told} told @returns {Told["ways"]} */
function waysApart(order, found, { ways, near }) {
  const left = [...ways];
  /** @type {Map<string, Told["ways"][number]>} */
  const given = new Map();
  for (const name of order.slice(0, ways.length)) {
    const around = found.flatMap(({ most }, i) => (most === name ? found.slice(Math.max(0, i - near), i + near + 1) : []));
    const taken = new Set(around.map(({ most }) => given.get(most)?.[0]));
    const at = Math.max(0, left.findIndex(([hue]) => !taken.has(hue)));
    given.set(name, left[at]);
    left.splice(at, 1);
  }
  return [...given.values()];
}

/** How often the values of a column occur in ranges of rows that match. */
class ValueCounts {
  names;
  #column;
  #selection;
  /** Place of each code in the names, by which the first of equals is told. */
  #rank;

  /** @param {PackedColumn} column @param {string[]} names @param {Selection} selection */
  constructor(column, names, selection) {
    this.names = names;
    this.#column = column;
    this.#selection = selection;
    const ranks = new Map(names.map((name, rank) => [name, rank]));
    this.#rank = Int32Array.from(column.values ?? [], (value) => ranks.get(value) ?? -1);
  }

  /** The most frequent value of each cell that has any. @param {Range[]} cells @returns {Ruler[]} */
  ofEach(cells) {
    return cells.map(({ lo, hi }) => this.most(lo, hi)).filter(({ count }) => count);
  }

  /** The most frequent value, how many images have it and any, and how often values occur in all. @param {number} lo @param {number} hi */
  most(lo, hi) {
    const { codes, starts, bins } = this.#column;
    const counts = new Uint32Array(this.names.length);
    let [known, total] = [0, 0];
    const look = (/** @type {number} */ row) => {
      const [first, end] = starts ? [starts[row], starts[row + 1]] : [row, row + 1];
      let some = 0;
      for (let i = first; i < end; i++) {
        const rank = codes[i] < bins ? this.#rank[codes[i]] : -1;
        if (rank < 0) continue; // of several, an empty one is none
        counts[rank]++;
        some++;
      }
      total += some;
      if (some) known++;
    };
    if (this.#selection.rows) for (const row of this.#selection.inside(lo, hi)) look(row);
    else for (let row = lo; row < hi; row++) look(row);
    let best = 0;
    for (let rank = 1; rank < counts.length; rank++) if (counts[rank] > counts[best]) best = rank;
    return { most: this.names[best] ?? "", count: counts[best] ?? 0, known, total };
  }
}

/** How many ascending numbers are not above one. @param {number[]} edges @param {number} value */
function notAbove(edges, value) {
  let found = 0;
  while (found < edges.length && edges[found] <= value) found++;
  return found;
}
