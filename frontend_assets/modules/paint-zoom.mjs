/**
 * One frame of a zoom, from the plan in transition.mjs.
 *
 * @typedef {object} Side  One of the two pictures, as it looks by itself.
 * @property {Chip[]} chips
 * @property {(cell: number) => number} looked  How much the pointer is on the pictures of a cell (paint-chips.mjs).
 * @property {Outline[]} outlines  Findings.
 * @property {number} pointed      Place of the finding that a hand rests on, -1 for none.
 * @property {Style} style
 *
 * @typedef {object} Zoom  What does not change from frame to frame.
 * @property {Plan} plan
 * @property {OffscreenCanvas} snapshot  The outer picture as it was painted.
 * @property {Side} outer
 * @property {Side} inner
 * @property {number|null} row  Inspected image.
 */

import { moved } from "./chips.mjs";
import { contextOf } from "./context.mjs";
import { paintBorders } from "./paint-borders.mjs";
import { paintCells, snap } from "./paint-cells.mjs";
import { paintChips } from "./paint-chips.mjs";
import { paintOutlines } from "./paint-outlines.mjs";
import { ringAround } from "./paint-overlay.mjs";
import { paintThumb, tileOf } from "./paint-thumbs.mjs";
import { imageAt, mapRect, mapping, stageAt, titlesAt } from "./transition.mjs";

/** @import { Rect } from "./types.d.ts" */
/** @import { Style } from "./paint-cells.mjs" */
/** @import { Chip } from "./chips.mjs" */
/** @import { Outline } from "./findings-outline.mjs" */
/** @import { Tiles } from "./paint-thumbs.mjs" */
/** @import { Picture } from "./picture.mjs" */
/** @import { Affine, Plan } from "./transition.mjs" */

/** Above this the pictures are moved as wholes, so that a frame stays a frame on any machine. */
const SINGLY = 4000;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Zoom} zoom
 * @param {number} e eased time, 0 outer to 1 inner
 * @param {Tiles} cache
 */
export function paintZoom(context, { plan, snapshot, outer, inner, row }, e, cache) {
  const { width, height } = context.canvas;
  const { style } = inner;
  const stage = stageAt(plan, e);
  const [around, within] = [mapping(plan.from, stage), mapping(plan.to, stage)];
  context.fillStyle = style.theme.ground;
  context.fillRect(0, 0, width, height);
  paintOuter(context, around, e, snapshot, style.ratio);
  const region = snap(stage, style.ratio);
  context.save();
  context.beginPath();
  context.rect(region.x, region.y, region.w, region.h);
  context.clip();
  paintInner(context, plan, within, e, style);
  context.restore();
  if (plan.inner.count <= SINGLY) paintImages(context, plan, e, cache, style);
  const titles = titlesAt(e);
  if (row !== null) paintRing(context, plan, row, { e, around, there: titles.outer }, style);
  paintTitles(context, plan.outer, outer, around, titles.outer);
  paintTitles(context, plan.inner, inner, within, titles.inner);
}

/**
 * The outer picture without the images that travel, where all of the inner one do: else each would be seen twice, since
 * on a wall an image goes another way than its cell.
 *
 * @param {Plan} plan
 * @param {OffscreenCanvas} snapshot
 * @param {Style} style
 * @returns {OffscreenCanvas}
 */
export function withoutTravellers({ outer, inner, match }, snapshot, style) {
  if (!inner.wall || match.some((j) => j < 0)) return snapshot;
  const left = new OffscreenCanvas(snapshot.width, snapshot.height);
  const context = contextOf(left, { alpha: false });
  context.drawImage(snapshot, 0, 0);
  context.fillStyle = outer.wall ? style.theme.ground : style.theme.surface;
  for (const j of match) {
    const { x, y, w, h } = tileOf(outer, j, style.ratio);
    context.fillRect(x, y, w, h);
  }
  return left;
}

/**
 * Titles, borders and outlines travel with the corners of their cells, and are as large as ever.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Picture} picture
 * @param {Side} side
 * @param {Affine} map
 * @param {number} there
 */
function paintTitles(context, picture, { chips, looked, outlines, pointed, style }, map, there) {
  if (there <= 0) return;
  const { ratio } = style;
  const all = snap(mapRect({ x: 0, y: 0, w: picture.width, h: picture.height }, map), ratio);
  context.save();
  context.globalAlpha = there;
  context.beginPath();
  context.rect(all.x, all.y, all.w, all.h);
  context.clip();
  paintBorders(context, picture, style, map);
  paintOutlines(context, outlines.map((outline) => under(outline, map)), pointed, style, there);
  context.restore();
  const seen = chips.map((chip) => moved(chip, map)).filter(({ rect: { x, y, w, h } }) => x < picture.width && y < picture.height && x + w > 0 && y + h > 0);
  paintChips(context, seen, looked, style, there);
}

/** An outline under a mapping. @param {Outline} outline @param {Affine} map @returns {Outline} */
function under({ polygons, close, ...outline }, { sx, sy, dx, dy }) {
  const at = (/** @type {import("./wall.mjs").Polygon[]} */ all) => all.map((polygon) => polygon.map(([x, y]) => /** @type {[number, number]} */ ([x * sx + dx, y * sy + dy])));
  return { ...outline, polygons: at(polygons), close: close && at(close) };
}

/**
 * The outer picture grows with the chosen cell and fades; what lies beside that cell leaves over the edge.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Affine} map
 * @param {number} e
 * @param {OffscreenCanvas} snapshot
 * @param {number} ratio
 */
function paintOuter(context, map, e, snapshot, ratio) {
  context.globalAlpha = 1 - e;
  context.imageSmoothingQuality = "low";
  context.drawImage(snapshot, map.dx * ratio, map.dy * ratio, snapshot.width * map.sx, snapshot.height * map.sy);
  context.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} context @param {Plan} plan @param {Affine} map @param {number} e @param {Style} style */
function paintInner(context, { inner }, map, e, style) {
  if (inner.wall) return;
  context.globalAlpha = e;
  paintCells(context, inner.cells.map((cell) => ({ ...cell, ...mapRect(cell, map) })), style);
  context.globalAlpha = 1;
}

/**
 * Images that are new come first, under those that travel.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Plan} plan
 * @param {number} e
 * @param {Tiles} cache
 * @param {Style} style
 */
function paintImages(context, plan, e, cache, style) {
  const place = { x: 0, y: 0, w: 0, h: 0 };
  for (const travels of [false, true]) {
    for (let i = 0; i < plan.inner.count; i++) {
      if (plan.match[i] >= 0 !== travels) continue;
      imageAt(plan, i, e, place);
      const box = snap(place, style.ratio);
      if (box.w && box.h) paintThumb(context, plan.inner, i, cache, box, style, travels ? 1 : e);
    }
  }
}

/**
 * The inspected image keeps its ring, wherever it goes.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Plan} plan
 * @param {number} row
 * @param {{e: number, around: Affine, there: number}} how  `there`: how much of an image is, that stays behind.
 * @param {Style} style
 */
function paintRing(context, plan, row, { e, around, there }, style) {
  const { outer, inner } = plan;
  const [i, j] = [inner.place.get(row), outer.place.get(row)];
  const { ratio, theme } = style;
  if (i !== undefined) {
    context.globalAlpha = plan.match[i] >= 0 ? 1 : e;
    ringAround(context, snap(imageAt(plan, i, e, { x: 0, y: 0, w: 0, h: 0 }), ratio), theme.accent, style);
  } else if (j !== undefined) {
    context.globalAlpha = there;
    ringAround(context, snap(mapRect({ x: outer.x[j], y: outer.y[j], w: outer.w[j], h: outer.h[j] }, around), ratio), theme.accent, style);
  }
  context.globalAlpha = 1;
}
