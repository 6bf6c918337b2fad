/** Two levels of division, as explorer/layout/frames.py has them: groups on the canvas, cells inside each group. No DOM. */

import { leastExtents, needOf, place, planDivision } from "./division.mjs";
import { BAND, FRAME_SIDE, INNER_GAP, LEAST_SIDE, OUTER_GAP } from "./metrics.mjs";
import { sumsOfRuns } from "./numbers.mjs";

/** @import { Box, Cut, Needs } from "./division.mjs" */

/**
 * @typedef {object} Shape  A planned treemap, to be placed under any weights.
 * @property {number[]} starts  Group g holds the cells [starts[g], starts[g + 1]).
 * @property {Cut[]} outer
 * @property {Cut[][]} inner
 * @property {Needs} needs
 * @property {Needs[]} innerNeeds
 * @property {number} width
 * @property {number} height
 * @property {number} gap
 */

/**
 * @param {number[]} weights
 * @param {number[]} joints
 * @param {number[]} groups of every cell, ascending
 * @param {{width: number, height: number}} size
 * @param {number} [gap]
 * @returns {Shape}
 */
export function planShape(weights, joints, groups, { width, height }, gap = OUTER_GAP) {
  const heads = groups.flatMap((group, i) => (i && groups[i - 1] === group ? [] : [i]));
  const starts = [...heads, weights.length];
  const parts = heads.map((head, g) => starts[g + 1] - head);
  const sums = sumsOfRuns(weights, heads);
  const outer = planDivision({ weights: sums, joints: heads.slice(1).map((head) => joints[head - 1]), parts }, width, height, gap, LEAST_SIDE);
  const single = leastExtents(outer, parts.map(() => [LEAST_SIDE, LEAST_SIDE]), gap);
  const boxes = place(outer, sums, single, [0, 0, width, height], gap);
  /** @type {Cut[][]} */
  const inner = [];
  /** @type {Needs[]} */
  const innerNeeds = [];
  boxes.forEach(([, , w, h], g) => {
    const [first, last] = [starts[g], starts[g + 1]];
    const row = { weights: weights.slice(first, last), joints: joints.slice(first, last - 1), parts: new Array(last - first).fill(1) };
    inner.push(planDivision(row, w, h, INNER_GAP, LEAST_SIDE));
    innerNeeds.push(leastExtents(inner[g], row.parts.map(() => [LEAST_SIDE, LEAST_SIDE]), INNER_GAP));
  });
  const least = innerNeeds.map((needs, g) => needOf(needs, 0, parts[g]));
  return { starts, outer, inner, needs: leastExtents(outer, least, gap), innerNeeds, width, height, gap };
}

/**
 * @param {Shape} shape
 * @param {number[]} weights
 * @returns {{groups: Box[], cells: Box[], bands: number[]}} rectangles of groups and cells, and the title bands of groups
 */
export function placeShape({ starts, outer, inner, needs, innerNeeds, width, height, gap }, weights) {
  const groups = place(outer, sumsOfRuns(weights, starts.slice(0, -1)), needs, [0, 0, width, height], gap);
  /** @type {Box[]} */
  const cells = [];
  const bands = groups.map((box, g) => {
    const [first, last] = [starts[g], starts[g + 1]];
    if (last - first === 1) {
      cells.push(box);
      return 0;
    }
    cells.push(...place(inner[g], weights.slice(first, last), innerNeeds[g], box, INNER_GAP));
    return Math.min(box[2], box[3]) >= FRAME_SIDE ? BAND : 0;
  });
  return { groups, cells, bands };
}
