/** Scores in bins: how many lie above a cut, what of them is worth showing, and how tall each bar is. No DOM. */

/** @import { ScoreHistogram } from "./types.d.ts" */

/** Bins that are shown at least. */
const LEAST = 20;
/** Of all images, what is shown at least: whoever cuts lower wants everything. */
const SHARE = 0.5;

/** Scores that are nearer than this to each other are one. */
const APART = 1e-4;

/** Whether there is anything to cut: scores, and not all the same. @param {ScoreHistogram|null} histogram null for none */
export function isToCut(histogram) {
  return Boolean(histogram && histogram.hi - histogram.lo >= APART && histogram.counts.some(Boolean));
}

/** How many score no less than a cut; within a bin, as if they were spread evenly. @param {ScoreHistogram} histogram @param {number} cut */
export function countAbove({ lo, hi, counts }, cut) {
  const width = (hi - lo) / counts.length;
  const sum = counts.reduce((all, count, i) => {
    const start = lo + i * width;
    const part = cut <= start ? 1 : cut >= start + width ? 0 : (start + width - cut) / width;
    return all + count * part;
  }, 0);
  // The greatest score is an image, too, and ends the last bin.
  return cut <= hi ? Math.max(1, Math.round(sum)) : 0;
}

/**
 * The upper part: half of all scores or more, and down to a cut.
 *
 * @param {ScoreHistogram} histogram
 * @param {number} cut
 * @returns {ScoreHistogram}
 */
export function upperPart({ lo, hi, counts }, cut) {
  const width = (hi - lo) / counts.length;
  const all = counts.reduce((sum, count) => sum + count, 0);
  let first = counts.length;
  let held = 0;
  while (first > 0 && (counts.length - first < LEAST || held < SHARE * all || lo + first * width > cut)) held += counts[--first];
  return { lo: lo + first * width, hi, counts: counts.slice(first) };
}

/** Heights from 0 to 1, by their logarithms: what is rare counts most. @param {number[]} counts */
export function heights(counts) {
  const most = Math.log1p(Math.max(1, ...counts));
  return counts.map((count) => Math.log1p(count) / most);
}

/** The outline of bars as the path of an SVG, `width` by `height`. @param {number[]} counts @param {number} width @param {number} height */
export function outline(counts, width, height) {
  const step = width / counts.length;
  const steps = heights(counts).map((tall, i) => `V${tidy(height * (1 - tall))}H${tidy((i + 1) * step)}`);
  return `M0 ${height}${steps.join("")}V${height}Z`;
}

/** What an arrow key moves a cut by: 1, 2 or 5 of a decimal place, some hundred steps from end to end. @param {ScoreHistogram} histogram */
export function stepOf({ lo, hi }) {
  const wanted = Math.max(hi - lo, 1e-4) / 100;
  const ten = 10 ** Math.floor(Math.log10(wanted));
  return Number(([5, 2, 1].find((times) => times * ten <= wanted * 1.0001) ?? 1) * ten);
}

/** A cut as the address has it. @param {number} cut */
export function written(cut) {
  return String(Number(cut.toFixed(4)));
}

/** @param {number} number */
function tidy(number) {
  return Number(number.toFixed(2));
}
