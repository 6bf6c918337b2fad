/** What a view draws where, as explorer/view/arrangement.py and suiting.py decide it. No DOM. */

import { SMALLER } from "./layout/grids.mjs";
import { wall } from "./layout/hung.mjs";
import { FRAMES_FROM } from "./layout/metrics.mjs";
import { below, roundEven } from "./layout/numbers.mjs";
import { treemap } from "./layout/treemap.mjs";

/** @import { Canvas, Treemap } from "./layout/treemap.mjs" */
/** @import { Selection } from "./selection.mjs" */
/** @import { Ref, Tree } from "./tree.mjs" */

/**
 * @typedef {{cells: Ref[], counts: number[], heads: Ref[], layout: Treemap}} Arrangement
 * @typedef {(k: number) => Promise<Ref[]>} Cut
 */

const WALL_IMAGES = 150;
const WALL_SIDE = 16;
const ROUNDS = 3;
const IMAGES_A_CELL = 12;
const AREA_A_CELL = 16_000;
const MOST_CELLS = 200;
const SLIVER = 4;

/** How many cells suit so many images on a canvas. @param {number} count @param {Canvas} canvas */
export function suiting(count, { width, height }) {
  return Math.max(1, Math.min(Math.floor(count / IMAGES_A_CELL), Math.floor((width * height) / AREA_A_CELL), MOST_CELLS));
}

/** @param {number} clusters @param {number} matching @param {Canvas} canvas */
export function isWall(clusters, matching, { width, height, thumb }) {
  if (clusters !== 0 || matching < 1 || matching > WALL_IMAGES) return false;
  return Math.sqrt((width * height) / matching) >= Math.max(WALL_SIDE, SMALLER * thumb);
}

/** @param {Ref[]} cells @param {Selection} selection @param {Canvas} canvas @param {Uint16Array} sizes width and height of every row @returns {Arrangement} */
export function arrangeWall(cells, selection, canvas, sizes) {
  const rows = selection.inside(cells[0].lo, cells[cells.length - 1].hi);
  const ratios = Array.from(rows, (row) => (sizes[2 * row + 1] > 0 ? sizes[2 * row] / sizes[2 * row + 1] : 1));
  const counts = cells.map(({ lo, hi }) => selection.count(lo, hi));
  return { cells, counts, heads: cells, layout: wall(counts, ratios, canvas) };
}

/** @param {Tree} tree @param {Cut} cut @param {Selection} selection @param {Canvas} canvas @param {Ref[]} cells @returns {Promise<Arrangement>} */
export async function arrangeCells(tree, cut, selection, canvas, cells) {
  const heads = cells.length < FRAMES_FROM ? cells : await cut(roundEven(cells.length ** 0.5));
  const starts = heads.map(({ lo }) => lo);
  const groups = heads === cells ? cells.map((_, i) => i) : cells.map(({ lo }) => below(starts, lo + 1) - 1);
  const counts = cells.map(({ lo, hi }) => selection.count(lo, hi));
  return { cells, counts, heads, layout: treemap({ counts, joints: joints(tree, cells).map(({ node }) => node), groups }, canvas) };
}

/** Cells that are too long for their width are arranged together with their sister. @param {Tree} tree @param {(cells: Ref[]) => Promise<Arrangement>} arrange @param {Ref[]} cells */
export async function withoutSlivers(tree, arrange, cells) {
  let found = await arrange(cells);
  for (let round = 0; round < ROUNDS; round++) {
    const long = found.layout.cells.flatMap(([, , w, h], i) => (Math.max(w, h) > SLIVER * Math.min(w, h) ? [i] : []));
    if (found.cells.length === 1 || !long.length) break;
    found = await arrange(withSisters(tree, found.cells, long));
  }
  return found;
}

/** @param {Tree} tree @param {Ref[]} cells @param {number[]} which */
function withSisters(tree, cells, which) {
  const between = joints(tree, cells);
  const parents = which.map((i) => lower(between[i - 1], between[i]));
  let kept = cells;
  for (const parent of [...new Set(parents)].sort((a, b) => b.node - a.node)) {
    const inside = kept.flatMap(({ lo, hi }, i) => (parent.lo <= lo && hi <= parent.hi ? [i] : []));
    if (inside.length) kept = [...kept.slice(0, inside[0]), parent, ...kept.slice(inside[inside.length - 1] + 1)];
  }
  return kept;
}

/** @param {Ref|undefined} a @param {Ref|undefined} b one of them is there */
function lower(a, b) {
  if (!a || !b) return /** @type {Ref} */ (a ?? b);
  return a.node < b.node ? a : b;
}

/** The smallest node around each two neighbours. @param {Tree} tree @param {Ref[]} cells */
function joints(tree, cells) {
  return cells.slice(1).map((cell, i) => tree.joint(cells[i], cell));
}
