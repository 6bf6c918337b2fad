/**
 * One frame of a zoom, from the plan in transition.mjs.
 *
 * @typedef {object} Side  One of the two pictures, as it looks by itself.
 * @property {Chip[]} chips
 * @property {Style} style
 */

import { moved } from "./chips.mjs";
import { paintBorders } from "./paint-borders.mjs";
import { paintCells, snap } from "./paint-cells.mjs";
import { paintChips } from "./paint-chips.mjs";
import { paintImage } from "./paint-thumbs.mjs";
import { imageAt, mapRect, mapping, stageAt, titlesAt } from "./transition.mjs";

/** @import { Rect } from "./types.d.ts" */
/** @import { Painter, Style } from "./paint-cells.mjs" */
/** @import { Chip } from "./chips.mjs" */
/** @import { Picture } from "./picture.mjs" */
/** @import { Affine, Plan } from "./transition.mjs" */

/** Above this the pictures are moved as wholes, so that a frame stays a frame on any machine. */
const SINGLY = 4000;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("./transition.mjs").Plan} plan
 * @param {number} e eased time, 0 outer to 1 inner
 * @param {OffscreenCanvas} snapshot the outer picture as it was painted
 * @param {import("./thumbs-cache.mjs").ThumbsCache} cache
 * @param {{outer: Side, inner: Side}} sides
 */
export function paintZoom(context, plan, e, snapshot, cache, { outer, inner }) {
  const { width, height } = context.canvas;
  const { style } = inner;
  const stage = stageAt(plan, e);
  const around = mapping(plan.from, stage);
  context.fillStyle = style.theme.ground;
  context.fillRect(0, 0, width, height);
  paintOuter(context, around, e, snapshot, style.ratio);
  const region = snap(stage, style.ratio);
  context.save();
  context.beginPath();
  context.rect(region.x, region.y, region.w, region.h);
  context.clip();
  paintInner(context, plan, stage, e, style);
  context.restore();
  if (plan.inner.count <= SINGLY) paintImages(context, plan, e, cache, style.ratio);
  context.globalAlpha = 1;
  const titles = titlesAt(e);
  paintTitles(context, plan.outer, outer, around, titles.outer);
  paintTitles(context, plan.inner, inner, mapping(plan.to, stage), titles.inner);
}

/**
 * Titles and borders travel with the corners of their cells, and are as large as ever.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Picture} picture
 * @param {Side} side
 * @param {Affine} map
 * @param {number} there
 */
function paintTitles(context, picture, { chips, style }, map, there) {
  if (there <= 0) return;
  const { ratio } = style;
  context.save();
  context.globalAlpha = there;
  context.setTransform(map.sx, 0, 0, map.sy, map.dx * ratio, map.dy * ratio);
  context.beginPath();
  context.rect(0, 0, picture.width * ratio, picture.height * ratio);
  context.clip();
  paintBorders(context, picture, style);
  context.restore();
  const seen = chips.map((chip) => moved(chip, map)).filter(({ rect: { x, y, w, h } }) => x < picture.width && y < picture.height && x + w > 0 && y + h > 0);
  paintChips(context, seen, -1, style, there);
}

/**
 * The outer picture grows with the chosen cell and fades; what lies beside that cell leaves over the edge.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {import("./transition.mjs").Affine} map
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

/** @param {CanvasRenderingContext2D} context @param {Plan} plan @param {Rect} stage @param {number} e @param {Style} style */
function paintInner(context, { inner, to }, stage, e, style) {
  if (inner.wall) return;
  const map = mapping(to, stage);
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
 * @param {import("./thumbs-cache.mjs").ThumbsCache} cache
 * @param {number} ratio
 */
function paintImages(context, plan, e, cache, ratio) {
  const place = { x: 0, y: 0, w: 0, h: 0 };
  for (const travels of [false, true]) {
    context.globalAlpha = travels ? 1 : e;
    for (let i = 0; i < plan.inner.count; i++) {
      if (plan.match[i] >= 0 !== travels) continue;
      imageAt(plan, i, e, place);
      const box = snap(place, ratio);
      if (box.w && box.h) paintImage(context, plan.inner, i, cache, box);
    }
  }
}
