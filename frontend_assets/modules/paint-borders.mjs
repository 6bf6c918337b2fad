/** Borders of clusters on a wall, in device pixels: lines between pictures, which have no boxes there. */

import { cellColor } from "./paint-cells.mjs";
import { borderOf } from "./wall.mjs";

/** @import { Size } from "./types.d.ts" */
/** @import { Painter, Style } from "./paint-cells.mjs" */
/** @import { Picture } from "./picture.mjs" */
/** @import { Affine } from "./transition.mjs" */
/** @import { Polygon } from "./wall.mjs" */

/** Width of a border and of the ground beside it, and of a tint within, in CSS pixels. */
const LINE = 1;
const GROUND = 3;
const TINT = 2;

/** @type {Affine} */
const HERE = { sx: 1, sy: 1, dx: 0, dy: 0 };

/** Beyond the edge of the canvas, in CSS pixels: where it ends there is no border. */
const BEYOND = 4;

/**
 * @param {Painter} context
 * @param {Picture} picture
 * @param {Style} style
 * @param {Affine} [map] where the picture is; lines are as wide as ever
 */
export function paintBorders(context, picture, style, map = HERE) {
  const { cells, wall } = picture;
  if (!wall) return;
  if (style.legend) cells.forEach((cell, c) => cell.tint && frameOnWall(context, picture, c, TINT, cellColor(cell, style), style.ratio, map));
  if (cells.length < 2) return;
  context.beginPath();
  for (let c = 0; c < cells.length; c++) trace(context, borderOf(picture, c), picture, { beyond: BEYOND, ratio: style.ratio, map });
  for (const [width, color] of /** @type {[number, string][]} */ ([[GROUND, style.theme.ground], [LINE, style.theme.text]])) {
    context.lineWidth = Math.max(1, Math.round(width * style.ratio));
    context.strokeStyle = color;
    context.stroke();
  }
}

/**
 * A line around a cell, within its border.
 *
 * @param {Painter} context
 * @param {Picture} picture
 * @param {number} c
 * @param {number} width in CSS pixels
 * @param {string} color
 * @param {number} ratio
 * @param {Affine} [map] where the picture is
 */
export function frameOnWall(context, picture, c, width, color, ratio, map = HERE) {
  context.save();
  context.beginPath();
  trace(context, borderOf(picture, c), picture, { beyond: 0, ratio, map });
  context.clip();
  // Half of the line is outside, and so is a part of the ground of the border.
  context.lineWidth = 2 * Math.max(1, Math.round(width * ratio)) + (picture.cells.length > 1 ? GROUND * ratio : 0);
  context.strokeStyle = color;
  context.stroke();
  context.restore();
}

/** In the middle of gaps. @param {Painter} context @param {Polygon[]} polygons @param {Size} size @param {{beyond: number, ratio: number, map: Affine}} how */
function trace(context, polygons, { width, height }, { beyond, ratio, map: { sx, sy, dx, dy } }) {
  /** @param {number} at @param {number} end */
  const middle = (at, end) => (at <= 0 ? -beyond : at >= end ? end + beyond : at + 0.5);
  for (const polygon of polygons) {
    const [start, ...rest] = polygon.map(([x, y]) => /** @type {const} */ ([(middle(x, width) * sx + dx) * ratio, (middle(y, height) * sy + dy) * ratio]));
    context.moveTo(...start);
    for (const corner of rest) context.lineTo(...corner);
    context.closePath();
  }
}
