/**
 * Where findings lie in a picture, at whatever level it is: around the cells that a finding consists of, around the
 * drawn images of one that is part of a cell, around the whole cell, dashed, where none of them is drawn. No DOM.
 *
 * @typedef {object} Outline
 * @property {number} place      Of the finding, from 0.
 * @property {boolean} within    Whether it is somewhere in what is outlined, without its own images being drawn.
 * @property {Polygon[]} polygons  In CSS pixels.
 * @property {Polygon[]} [close]  Around each of its images, once a hand rests on it: too many for a map at rest.
 */

import { tileAt } from "./grid.mjs";
import { contour, runOf as runOnWall } from "./wall.mjs";

/** @import { Cell, Finding, Rect } from "./types.d.ts" */
/** @import { Polygon } from "./wall.mjs" */
/** @import { Grid } from "./grid.mjs" */
/** @import { Picture } from "./picture.mjs" */

/** Runs of images that are outlined while no hand rests on a finding. */
const FEW = 4;

/** Findings as outlines of the picture on screen; worked out once for each picture. */
export class Outlines {
  /** @type {Picture|null} */
  #picture = null;
  /** @type {Outline[]} */
  #found = [];

  /** @param {Finding[]} findings most significant first */
  constructor(findings) {
    this.findings = findings;
  }

  /** @param {import("./picture.mjs").Picture} picture @returns {Outline[]} */
  of(picture) {
    if (picture !== this.#picture) {
      this.#picture = picture;
      this.#found = this.findings.flatMap((finding, place) => outlineOf(picture, finding, place) ?? []);
    }
    return this.#found;
  }
}

/**
 * @param {Picture} picture
 * @param {Finding} finding
 * @param {number} place
 * @returns {Outline|null} null where the finding lies outside of the picture, or the picture within it
 */
export function outlineOf(picture, finding, place) {
  const { answer, cells, frames } = picture;
  if (finding.rows) return outlineOfRows(picture, finding.rows, place);
  if (finding.hi <= answer.lo || answer.hi <= finding.lo || (finding.lo <= answer.lo && answer.hi <= finding.hi)) return null;
  if (picture.wall) {
    const run = runOf(picture, 0, cells.length, finding);
    return run && { place, within: false, polygons: runOnWall(picture, ...run) };
  }
  const frame = frames.find(({ node }) => node === finding.node);
  if (frame) return { place, within: false, polygons: [corners(frame)] };
  const whole = cells.filter((cell) => finding.lo <= cell.lo && cell.hi <= finding.hi);
  if (whole.length) return { place, within: false, polygons: together(whole, cells).map(corners) };
  const holder = cells.findIndex((cell) => cell.lo <= finding.lo && finding.hi <= cell.hi);
  if (holder < 0) return null;
  const run = runOf(picture, holder, holder + 1, finding);
  if (!run) return { place, within: true, polygons: [corners(cells[holder])] };
  return { place, within: false, polygons: contours(cells[holder].thumbs, cells[holder].thumbs.rows.length, ...run) };
}

/**
 * The same of images that are no whole node: around each run of those that are drawn, the longest first. Of many runs
 * around the cell that has most of the images, dashed.
 *
 * @param {Picture} picture
 * @param {number[]} rows  Ascending.
 * @param {number} place
 * @returns {Outline|null}
 */
function outlineOfRows(picture, rows, place) {
  const { answer, cells, first, wall } = picture;
  if (countOf(rows, answer.lo, answer.hi) === answer.hi - answer.lo) return null; // all that is seen
  const inside = cells.map(({ lo, hi }) => countOf(rows, lo, hi));
  if (!inside.some(Boolean)) return null;
  const holder = inside.indexOf(Math.max(...inside));
  if (wall) {
    const polygons = runsOf(picture, 0, cells.length, rows).flatMap(([from, end]) => runOnWall(picture, from, end));
    return polygons.length ? { place, within: false, polygons } : null;
  }
  const isWhole = cells.map((cell, c) => inside[c] === cell.hi - cell.lo);
  const whole = cells.filter((_, c) => isWhole[c]).map(corners);
  const runs = cells.flatMap((cell, c) =>
    inside[c] && !isWhole[c]
      ? runsOf(picture, c, c + 1, rows).map(([from, end]) => ({
          length: end - from,
          polygons: contours(cell.thumbs, first[c + 1] - first[c], from, end),
        }))
      : [],
  );
  const close = [...whole, ...runs.sort((a, b) => b.length - a.length).flatMap((run) => run.polygons)];
  if (close.length && close.length <= FEW) return { place, within: false, polygons: close };
  return { place, within: true, polygons: [corners(cells[holder])], ...(close.length ? { close } : {}) };
}

/** How many of some rows, ascending, are in `[lo, hi)`. @param {number[]} rows @param {number} lo @param {number} hi */
function countOf(rows, lo, hi) {
  return placeIn(rows, hi) - placeIn(rows, lo);
}

/** Where a row is or would be. @param {number[]} rows @param {number} row */
function placeIn(rows, row) {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle] < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Runs of drawn images that are all among some rows, of cells `c` to `end`, counted from their first.
 *
 * @param {Picture} picture
 * @param {number} c
 * @param {number} end
 * @param {number[]} rows
 * @returns {[number, number][]}
 */
function runsOf(picture, c, end, rows) {
  /** @type {[number, number][]} */
  const runs = [];
  picture.rows.subarray(picture.first[c], picture.first[end]).forEach((row, i) => {
    if (rows[placeIn(rows, row)] !== row) return;
    const last = runs.at(-1);
    if (last && last[1] === i) last[1] = i + 1;
    else runs.push([i, i + 1]);
  });
  return runs;
}

/**
 * First and one past the last drawn image that belongs to a finding, of cells `c` to `end`, counted from their first.
 *
 * @param {Picture} picture
 * @param {number} c
 * @param {number} end
 * @param {Finding} finding
 * @returns {[number, number]|null}
 */
function runOf(picture, c, end, { lo, hi }) {
  const rows = picture.rows.subarray(picture.first[c], picture.first[end]);
  const first = rows.findIndex((row) => row >= lo);
  if (first < 0 || rows[first] >= hi) return null;
  const past = rows.findIndex((row) => row >= hi);
  return [first, past < 0 ? rows.length : past];
}

/**
 * Around images `first` to `end` of the `count` that fill a cell line by line.
 *
 * @param {Grid} grid
 * @param {number} count
 * @param {number} first
 * @param {number} end
 * @returns {Polygon[]}
 */
export function contours(grid, count, first, end) {
  return contour(tileAt(grid, count, first), tileAt(grid, count, end - 1), grid);
}

/** @param {Rect} box @returns {Polygon} */
function corners({ x, y, w, h }) {
  return [[x, y], [x + w, y], [x + w, y + h], [x, y + h]];
}

/** One box around cells where nothing else lies in it, else each by itself. @param {Cell[]} inside @param {Cell[]} cells @returns {Rect[]} */
function together(inside, cells) {
  const [x, y] = [Math.min(...inside.map((c) => c.x)), Math.min(...inside.map((c) => c.y))];
  const [right, bottom] = [Math.max(...inside.map((c) => c.x + c.w)), Math.max(...inside.map((c) => c.y + c.h))];
  const hull = { x, y, w: right - x, h: bottom - y };
  const others = cells.some((cell) => !inside.includes(cell) && overlap(cell, hull));
  return others ? inside : [hull];
}

/** @param {Rect} a @param {Rect} b */
function overlap(a, b) {
  // Layouts round to whole pixels, so neighbours may overlap by one.
  return a.x + 1 < b.x + b.w && b.x + 1 < a.x + a.w && a.y + 1 < b.y + b.h && b.y + 1 < a.y + a.h;
}
