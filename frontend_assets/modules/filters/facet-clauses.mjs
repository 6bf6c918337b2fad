/** What is chosen in a facet as clauses of the filter, and the other way round. No DOM. */

import { literal } from "../clauses.mjs";
import { tokensOf } from "./where-line.mjs";

/** @import { Facet } from "../types.d.ts" */

/**
 * @typedef {object} Choice  What a facet leaves.
 * @property {string[]} values
 * @property {[number, number]|null} bars  The first, and the one after the last; null for all.
 * @property {boolean} missing  Images without a value.
 */

/** What is chosen now. @param {Facet} facet @returns {Choice} */
export function choiceOf(facet) {
  const listed = (facet.values ?? []).filter(({ chosen }) => chosen).map(({ value }) => value);
  return { values: [...listed, ...(facet.absent ?? [])], bars: barsOf(facet), missing: facet.missing.chosen };
}

/** Whether anything is. @param {Choice} choice */
export function isChosen({ values, bars, missing }) {
  return values.length > 0 || bars !== null || missing;
}

/**
 * The clauses of a filter with another choice in a facet; those of all others stay as they stand.
 *
 * @param {string[]} clauses
 * @param {Facet} facet
 * @param {Choice} choice
 * @returns {string[]}
 */
export function withChoice(clauses, facet, choice) {
  const own = facet.own.map(plain);
  const others = clauses.filter((clause) => {
    const place = own.indexOf(plain(clause));
    if (place >= 0) own.splice(place, 1);
    return place < 0;
  });
  return [...others, ...clausesFor(facet, choice)];
}

/** A clause as it compares with another: the server writes its words in capitals. @param {string} clause */
function plain(clause) {
  const words = tokensOf(clause).map(({ type, text }) => (type === "text" || type === "quoted" ? text : text.toLowerCase()));
  return (words[0] === "(" && words.at(-1) === ")" ? words.slice(1, -1) : words).join(" ");
}

/**
 * The facet with another choice, before the server has counted under it: so that the next one is made from there.
 *
 * @param {Facet} facet
 * @param {Choice} choice
 * @returns {Facet}
 */
export function chosenAs(facet, choice) {
  const { values, edges = [], whole } = facet;
  const [first, end] = choice.bars ?? [0, edges.length - 1];
  const high = whole ? (/** @type {string} */ edge) => String(BigInt(edge) - 1n) : String;
  const bounds = [[first > 0 ? edges[first] : null, end < edges.length - 1 ? high(edges[end]) : null]];
  return {
    ...facet,
    own: clausesFor(facet, choice),
    missing: { ...facet.missing, chosen: choice.missing },
    ...(values && { values: values.map((each) => ({ ...each, chosen: choice.values.includes(each.value) })), absent: choice.values.filter((value) => !values.some((each) => each.value === value)) }),
    ...(edges.length && { bounds: choice.bars ? /** @type {Facet["bounds"]} */ (bounds) : [] }),
  };
}

/** @param {Facet} facet @param {Choice} choice @returns {string[]} */
function clausesFor(facet, { values, bars, missing }) {
  const parts = facet.edges ? rangeOf(facet, bars) : valuesOf(facet, values);
  if (!missing) return parts;
  const none = `${facet.written} is null`;
  return [parts.length ? `(${parts.join(" and ")} or ${none})` : none];
}

/** @param {Facet} facet @param {string[]} values */
function valuesOf({ written, kind }, values) {
  const literals = kind === "boolean" ? values : values.map(literal);
  if (!literals.length) return [];
  return [literals.length === 1 ? `${written} = ${literals[0]}` : `${written} in (${literals.join(", ")})`];
}

/** What is at least the edge of one bar and below that of another; the outermost reach to the ends. @param {Facet} facet @param {[number, number]|null} bars */
function rangeOf({ written, kind, whole, edges = [] }, bars) {
  const count = edges.length - 1;
  if (!bars || (bars[0] <= 0 && bars[1] >= count)) return [];
  const [low, high] = bars.map((place) => (kind === "time" ? literal(edges[place]) : edges[place]));
  const ends = [];
  if (whole && bars[0] > 0 && bars[1] < count) {
    const last = String(BigInt(high) - 1n);
    return [low === last ? `${written} = ${low}` : `${written} between ${low} and ${last}`];
  }
  if (bars[0] > 0) ends.push(`${written} >= ${low}`);
  if (bars[1] < count) ends.push(`${written} < ${high}`);
  return ends;
}

/**
 * The bars that lie within the bounds of a facet's clauses, be it in part; null where it has none.
 *
 * @param {Facet} facet
 * @returns {[number, number]|null}
 */
export function barsOf({ edges = [], bounds = [], kind, whole }) {
  const count = edges.length - 1;
  if (!bounds.length || count < 1) return null;
  /** @type {(end: string) => number|string} */
  const read = kind === "time" ? String : Number;
  const at = edges.map(read);
  let [first, last] = [0, count];
  for (const [low, high] of bounds) {
    if (low !== null) while (first < count - 1 && at[first + 1] <= read(low)) first++;
    if (high !== null) while (last > 1 && (whole ? at[last - 1] > read(high) : at[last - 1] >= read(high) && low !== high)) last--;
  }
  return [first, Math.max(first + 1, last)];
}

/** A value taken too, or no longer. @param {Choice} choice @param {string} value @returns {Choice} */
export function toggledValue(choice, value) {
  const without = choice.values.filter((other) => other !== value);
  return { ...choice, values: without.length < choice.values.length ? without : [...choice.values, value] };
}

/** The bars between two that were pressed and let go; the same again lifts them. @param {Choice} choice @param {number} one @param {number} other @returns {Choice} */
export function draggedBars(choice, one, other) {
  const bars = /** @type {[number, number]} */ ([Math.min(one, other), Math.max(one, other) + 1]);
  const same = choice.bars?.[0] === bars[0] && choice.bars[1] === bars[1];
  return { ...choice, bars: same ? null : bars };
}
