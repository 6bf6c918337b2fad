/** What is said of a facet and of its bars, and how high these are. No DOM. */

import { counted, formatCount } from "../text.mjs";
import { choiceOf, isChosen } from "./facet-clauses.mjs";

/** @import { Facet } from "../types.d.ts" */

const NUMBER = new Intl.NumberFormat("en-US");
/** Edges between bars are round; the outermost are whatever the data has. */
const FRACTION = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 6 });
/** Years have no comma: whole numbers that are all of these. */
const YEARS = [1800, 2100];
const YEAR = new Intl.NumberFormat("en-US", { useGrouping: false });

/** An edge as a person reads it: 12,000, 0.5, 1e20, 2024-05-31. @param {Facet} facet @param {number} place */
export function edgeWords({ kind, edges = [], whole }, place) {
  const edge = edges[place] ?? "";
  if (kind === "time") return edge;
  const value = Number(edge);
  const short = Math.abs(value) >= 1e12 || (value !== 0 && Math.abs(value) < 1e-6);
  return short ? value.toExponential(5).replace(/\.?0*e\+?/, "e") : (Number.isInteger(value) ? wholeOf({ edges, whole }) : FRACTION).format(value);
}

/** What writes the whole numbers of a facet. @param {Pick<Facet, "edges"|"whole">} facet */
function wholeOf({ edges = [], whole }) {
  return whole && edges.every((edge) => Number(edge) >= YEARS[0] && Number(edge) <= YEARS[1]) ? YEAR : NUMBER;
}

/**
 * "10 to 19", "0.5 to under 1", "2024-01-01 until 2024-02-01", "7": what some bars hold.
 *
 * @param {Facet} facet
 * @param {number} first
 * @param {number} end the one after the last
 */
export function barsWords(facet, first, end) {
  const last = end >= (facet.edges?.length ?? 1) - 1;
  const low = edgeWords(facet, first);
  const high = facet.whole && !last ? wholeOf(facet).format(BigInt(facet.edges?.[end] ?? 0) - 1n) : edgeWords(facet, end);
  if (low === high) return low;
  return facet.whole || last ? `${low} to ${high}` : `${low} ${facet.kind === "time" ? "until" : "to under"} ${high}`;
}

/** The edge as it stands below the bars: without the time of the day, where bars are days or more. @param {Facet} facet @param {number} place */
export function endWords(facet, place) {
  const words = edgeWords(facet, place);
  const days = facet.kind === "time" && (facet.edges ?? []).slice(1, -1).every((edge) => edge.length <= 10);
  return days ? words.slice(0, 10) : words;
}

/** "1,204 images, 30 marked" @param {number} count @param {number|null} marked */
export function countWords(count, marked) {
  const images = counted(count, "image");
  return marked === null ? images : `${images}, ${formatCount(marked)} marked`;
}

/** "30 of 1,204": how many are marked beside how many there are. @param {number} count @param {number|null} marked */
export function shortCount(count, marked) {
  return marked === null || !count ? formatCount(count) : `${formatCount(marked)} of ${formatCount(count)}`;
}

/** What is chosen, in the head of a facet; "" for nothing. @param {Facet} facet */
export function choiceWords(facet) {
  const choice = choiceOf(facet);
  if (!isChosen(choice)) return "";
  const parts = [];
  if (choice.bars) parts.push(barsWords(facet, ...choice.bars));
  else if (choice.values.length === 1) parts.push(choice.values[0] || "(empty)");
  else if (choice.values.length) parts.push(formatCount(choice.values.length));
  if (choice.missing) parts.push("no value");
  return parts.join(", ");
}

/** Whether all images have one and the same: there is nothing to choose. @param {Facet} facet */
export function isUniform(facet) {
  const one = facet.edges ? facet.edges.length === 2 && facet.edges[0] === facet.edges[1] : facet.distinct === 1;
  return one && !facet.own.length && !facet.missing.count && !facet.outside.count && !facet.missing.chosen;
}

/**
 * How high bars are, from 0 to 1: so that one image is seen beside thousands, by the square root.
 *
 * @param {number[]} counts
 * @param {number[]} [scale] of which the highest is 1
 */
export function heights(counts, scale = counts) {
  const most = Math.max(1, ...scale);
  return counts.map((count) => Math.sqrt(count / most));
}
