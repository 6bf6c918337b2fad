/** The treemap of cells in tree order, as explorer/layout/treemap.py lays it out. No DOM. */

import { planShape, placeShape } from "./frames.mjs";
import { capacity, makeGrid } from "./grids.mjs";
import { BAND, BAND_HEIGHT, BAND_WIDTH, INNER_GAP, LEAST_SIDE, MANY, OUTER_GAP, SPREAD } from "./metrics.mjs";

/** @import { Box } from "./division.mjs" */
/** @import { Shape } from "./frames.mjs" */
/** @import { Grid } from "./grids.mjs" */

/**
 * @typedef {{counts: number[], joints: number[], groups: number[]}} Cells
 * @typedef {{width: number, height: number, thumb: number}} Canvas
 *
 * @typedef {object} Treemap
 * @property {Box[]} cells
 * @property {number[]} bands
 * @property {Grid[]} grids
 * @property {Box[]} frames
 * @property {number[]} frameBands
 * @property {number[]} frameGroups
 * @property {Box[]|null} tiles  Of a wall.
 */

const ROUNDS = 12;
const CLOSE = 1.05;
const FEW = 16;
const DAMPING = 0.8;
const LEAST_AREA = 1.5 * (LEAST_SIDE + INNER_GAP) ** 2;

/** How many cells of the least size a canvas holds. @param {Canvas} canvas */
export function roomFor({ width, height }) {
  const pitch = LEAST_SIDE + INNER_GAP;
  return Math.max(1, Math.floor((width + INNER_GAP) / pitch) * Math.floor((height + INNER_GAP) / pitch));
}

/** @param {Cells} cells @param {Canvas} canvas @returns {Treemap} */
export function treemap(cells, canvas) {
  const { counts } = cells;
  const first = firstWeights(counts, canvas);
  const shape = plan(cells, first, canvas);
  const { weights, rate } = balance(counts, shape, first, canvas);
  const { groups, cells: rects, bands } = placeShape(shape, weights);
  const grids = rects.map(([, , w, h], i) => makeGrid(counts[i], w, h, canvas.thumb, Math.max(Math.ceil(counts[i] * rate * SPREAD) - 1, MANY - 1)));
  const framed = groups.flatMap((_, g) => (shape.starts[g + 1] - shape.starts[g] > 1 ? [g] : []));
  return {
    cells: rects, bands: rects.map(bandOf), grids, tiles: null,
    frames: framed.map((g) => groups[g]), frameBands: framed.map((g) => bands[g]), frameGroups: framed,
  };
}

/** @param {Cells} cells @param {number[]} weights @param {Canvas} canvas */
function plan({ joints, groups }, weights, canvas) {
  const alone = weights.map((_, i) => i);
  const ways = /** @type {[number[], number][]} */ ([[groups, OUTER_GAP], [alone, OUTER_GAP], [alone, INNER_GAP]]);
  let shape = planShape(weights, joints, groups, canvas, OUTER_GAP);
  for (const [tried, gap] of ways) {
    shape = planShape(weights, joints, tried, canvas, gap);
    if (placeShape(shape, weights).cells.every(([, , w, h]) => Math.min(w, h) >= LEAST_SIDE)) break;
  }
  return shape;
}

/** @param {number[]} counts @param {Canvas} canvas */
function firstWeights(counts, { width, height }) {
  const area = Math.max(1, width * height);
  const least = Math.min(LEAST_AREA, area / counts.length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => Math.max(count * (area / total), least));
}

/**
 * Adjust weights until thumbnails an image agree.
 *
 * @param {number[]} counts
 * @param {Shape} shape
 * @param {number[]} first
 * @param {Canvas} canvas
 */
function balance(counts, shape, first, canvas) {
  let weights = first;
  const least = Math.min(...weights);
  let best = { spread: Infinity, weights, rate: 1 };
  for (let round = 0; round < ROUNDS; round++) {
    const { cells } = placeShape(shape, weights);
    const held = cells.map(([, , w, h]) => capacity(w, h, canvas.thumb));
    const rates = cells.map(([, , w, h], i) => makeGrid(counts[i], w, h, canvas.thumb, counts[i]).drawn / counts[i]);
    const enough = Math.min(FEW, Math.max(...held));
    const limit = held.some((number) => number >= MANY) ? MANY : enough;
    const judged = rates.filter((_, i) => held[i] >= limit);
    const lowest = Math.min(...judged);
    const spread = Math.max(...judged) / lowest;
    if (spread < best.spread) best = { spread, weights, rate: lowest };
    if (spread < CLOSE) break;
    const common = totalOf(held, held, enough) / totalOf(counts, held, enough);
    weights = weights.map((weight, i) => {
      const factor = held[i] >= enough ? ((common * counts[i]) / Math.max(held[i], 1)) ** DAMPING : 1;
      return Math.max(weight * factor, least);
    });
  }
  return best;
}

/** @param {number[]} list @param {number[]} held @param {number} enough */
function totalOf(list, held, enough) {
  return list.reduce((sum, number, i) => (held[i] >= enough ? sum + number : sum), 0);
}

/** @param {Box} box */
function bandOf([, , w, h]) {
  return w >= BAND_WIDTH && h >= BAND_HEIGHT ? BAND : 0;
}
