/** What changes under the hand, drawn over the still map: the extent of clusters, rings around images, and what a hand draws. */

import { toScreen } from "./camera.mjs";

/** @import { Rect, Size } from "../types.d.ts" */
/** @import { Theme } from "../theme.mjs" */
/** @import { Camera, Point } from "./camera.mjs" */

/**
 * @typedef {object} Ring
 * @property {Rect|null} box  Of the picture on the screen, where it is drawn.
 * @property {Point|null} at   Where it is on the plane, where it is not and that is known.
 * @property {keyof Pick<Theme, "text"|"accent">} tone
 *
 * @typedef {object} Overlay
 * @property {Ring[]} rings
 * @property {Point[]} polygon  On the screen, empty for none.
 * @property {import("./outlined.mjs").Shape[]} shapes
 */

/** Of a ring around a place where no picture is. */
const RADIUS = 7;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Overlay} overlay
 * @param {{camera: Camera, size: Size, ratio: number, theme: Theme}} where
 */
export function paintOverlay(context, { rings, polygon, shapes }, { camera, size, ratio, theme }) {
  context.save();
  context.scale(ratio, ratio);
  for (const shape of shapes) paintShape(context, shape, { camera, size, theme });
  for (const { box, at, tone } of rings) {
    if (box) square(context, box, theme[tone], theme);
    else if (at) circle(context, toScreen(camera, size, at), theme[tone], theme);
  }
  if (polygon.length > 1) paintPolygon(context, polygon, theme);
  context.restore();
}

/** The extent of a cluster. @param {CanvasRenderingContext2D} context @param {import("./outlined.mjs").Shape} shape @param {{camera: Camera, size: Size, theme: Theme}} where */
function paintShape(context, { lines, tone }, { camera, size, theme }) {
  context.beginPath();
  for (const line of lines) {
    const corners = Array.from({ length: line.length / 2 }, (_, i) => toScreen(camera, size, { x: line[2 * i], y: line[2 * i + 1] }));
    // From middle to middle of its sides, the corners being what draws it outwards.
    const middle = (/** @type {Point} */ a, /** @type {Point} */ b) => /** @type {const} */ ([(a.x + b.x) / 2, (a.y + b.y) / 2]);
    context.moveTo(...middle(/** @type {Point} */ (corners.at(-1)), corners[0]));
    corners.forEach((at, i) => context.quadraticCurveTo(at.x, at.y, ...middle(at, corners[(i + 1) % corners.length])));
    context.closePath();
  }
  context.lineJoin = "round";
  context.lineWidth = 5;
  context.globalAlpha = 0.7;
  context.strokeStyle = theme.ground;
  context.stroke();
  context.globalAlpha = 1;
  context.lineWidth = 2;
  context.strokeStyle = theme[tone];
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {Rect} box @param {string} color @param {Theme} theme */
function square(context, { x, y, w, h }, color, theme) {
  context.lineWidth = 4;
  context.strokeStyle = theme.ground;
  context.strokeRect(x - 1, y - 1, w + 2, h + 2);
  context.lineWidth = 2;
  context.strokeStyle = color;
  context.strokeRect(x - 1, y - 1, w + 2, h + 2);
}

/** @param {CanvasRenderingContext2D} context @param {Point} at @param {string} color @param {Theme} theme */
function circle(context, { x, y }, color, theme) {
  for (const [width, stroke] of /** @type {[number, string][]} */ ([[5, theme.ground], [2.5, color]])) {
    context.beginPath();
    context.arc(x, y, RADIUS, 0, 2 * Math.PI);
    context.lineWidth = width;
    context.strokeStyle = stroke;
    context.stroke();
  }
}

/** @param {CanvasRenderingContext2D} context @param {Point[]} polygon @param {Theme} theme */
function paintPolygon(context, polygon, theme) {
  context.beginPath();
  for (const { x, y } of polygon) context.lineTo(x, y);
  context.closePath();
  context.globalAlpha = 0.16;
  context.fillStyle = theme.accent;
  context.fill("evenodd");
  context.globalAlpha = 1;
  context.lineWidth = 3.5;
  context.strokeStyle = theme.ground;
  context.stroke();
  context.lineWidth = 1.5;
  context.strokeStyle = theme.accent;
  context.stroke();
}
