/** What changes under the hand, drawn over the still map: rings around images, and what a hand draws. */

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
 */

/** Of a ring around a place where no picture is. */
const RADIUS = 7;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Overlay} overlay
 * @param {{camera: Camera, size: Size, ratio: number, theme: Theme}} where
 */
export function paintOverlay(context, { rings, polygon }, { camera, size, ratio, theme }) {
  context.save();
  context.scale(ratio, ratio);
  for (const { box, at, tone } of rings) {
    if (box) square(context, box, theme[tone], theme);
    else if (at) circle(context, toScreen(camera, size, at), theme[tone], theme);
  }
  if (polygon.length > 1) paintPolygon(context, polygon, theme);
  context.restore();
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
