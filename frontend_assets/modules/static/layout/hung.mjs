/** A wall of few pictures in their own proportions, as explorer/layout/wall.py hangs it. No DOM. */

import { BAND, BAND_HEIGHT, BAND_WIDTH } from "./metrics.mjs";
import { clip, roundEven, running, sum, sumsOfRuns } from "./numbers.mjs";

/** @import { Box } from "./division.mjs" */
/** @import { Canvas, Treemap } from "./treemap.mjs" */

const GAP = 1;
const WIDEST = 2;
const UNEVEN = 1.25;

/** @param {number[]} ratios @param {number} width @param {number} height @returns {Box[]} */
export function hang(ratios, width, height) {
  const shapes = ratios.map((ratio) => clip(Number.isFinite(ratio) && ratio > 0 ? ratio : 1, 1 / WIDEST, WIDEST));
  const rows = Math.sqrt(((height + GAP) * sum(shapes)) / (width + GAP));
  const tried = [Math.floor(rows), Math.ceil(rows)].map((wish) => Math.min(Math.max(wish, 1), shapes.length, height));
  const found = [...new Set(tried)].sort((a, b) => a - b).map((number) => inRows(shapes, number, width, height));
  const best = found.reduce((least, one) => (one.off < least.off ? one : least));
  return placed(shapes, best.starts, best.shares, width, height);
}

/**
 * Cells as one wall.
 *
 * @param {number[]} counts of every cell
 * @param {number[]} ratios of the pictures of all cells
 * @param {Canvas} canvas
 * @returns {Treemap}
 */
export function wall(counts, ratios, { width, height }) {
  const tiles = hang(ratios, width, height);
  const starts = running(counts);
  const parts = counts.map((_, i) => tiles.slice(starts[i], starts[i + 1]));
  const cells = parts.map((part) => {
    const [x, y] = [Math.min(...part.map((t) => t[0])), Math.min(...part.map((t) => t[1]))];
    return /** @type {Box} */ ([x, y, Math.max(...part.map((t) => t[0] + t[2])) - x, Math.max(...part.map((t) => t[1] + t[3])) - y]);
  });
  const bands = parts.map((part) => {
    const leading = part.filter((t) => t[1] === part[0][1]).reduce((total, t) => total + t[2] + GAP, 0) - GAP;
    return leading >= BAND_WIDTH && part[0][3] >= BAND_HEIGHT ? BAND : 0;
  });
  const grids = parts.map((part) => {
    const lines = new Set(part.map((t) => t[1])).size;
    return { drawn: part.length, lines, gap: GAP, columns: Math.ceil(part.length / lines), size: Math.min(...part.map((t) => Math.min(t[2], t[3]))) };
  });
  return { cells, bands, grids, tiles, frames: [], frameBands: [], frameGroups: [] };
}

/** @param {number[]} shapes @param {number} number @param {number} width @param {number} height */
function inRows(shapes, number, width, height) {
  const total = sum(shapes);
  const ends = running(shapes);
  /** @type {number[]} */
  const starts = [];
  let before = -1;
  shapes.forEach((shape, i) => {
    const row = Math.floor(((ends[i + 1] - shape / 2) * number) / total);
    if (row > before) starts.push(i);
    before = row;
  });
  const across = starts.map((first, i) => (starts[i + 1] ?? shapes.length) - first);
  const sums = sumsOfRuns(shapes, starts);
  const natural = sums.map((length, i) => (width - GAP * (across[i] - 1)) / length);
  const mean = sum(natural) / natural.length;
  const even = natural.map((high) => clip(high, mean / UNEVEN, mean * UNEVEN));
  const all = sum(even);
  const shares = even.map((high) => high / all);
  const stretched = shares.map((share, i) => Math.abs(Math.log((share * (height - GAP * (starts.length - 1))) / natural[i])));
  return { off: Math.max(...stretched) + Math.log(Math.max(...shares) / Math.min(...shares)), starts, shares };
}

/** @param {number[]} shapes @param {number[]} starts @param {number[]} shares @param {number} width @param {number} height @returns {Box[]} */
function placed(shapes, starts, shares, width, height) {
  const bottoms = running(shares).map((share) => roundEven(share * (height + GAP)));
  return starts.flatMap((first, row) => {
    const ends = running(shapes.slice(first, starts[row + 1] ?? shapes.length));
    const right = ends.map((end) => roundEven((end * (width + GAP)) / ends[ends.length - 1]));
    return right.slice(1).map((end, i) => /** @type {Box} */ ([right[i], bottoms[row], end - right[i] - GAP, bottoms[row + 1] - bottoms[row] - GAP]));
  });
}
