/**
 * Grounds and frames of cells on a 2D context, in device pixels.
 *
 * @typedef {CanvasRenderingContext2D|OffscreenCanvasRenderingContext2D} Painter
 *
 * @typedef {object} Style
 * @property {number} ratio  Device pixels in a CSS pixel.
 * @property {import("./theme.mjs").Theme} theme
 * @property {(text: string, font: string) => number} measure
 * @property {Legend|null} legend  What tints the cells.
 * @property {ViewState["show"]} show
 * @property {Set<number>} selection
 * @property {(box: Cell|Frame) => number|null} marked How many images of a cell or frame are marked, drawn or not; null while none is.
 * @property {import("./marking.mjs").Mark["kind"]} kind What they are (marking.mjs).
 * @property {(box: Cell|Frame) => string[]} [tags] What people tagged a cluster as such.
 */

import { mixColors } from "./theme.mjs";

/** @import { Box, Cell, Frame, Legend, Rect, ViewState } from "./types.d.ts" */

/** Width of the frame that a tint has around a cell, in CSS pixels. */
const FRAME = 1.5;

/** Between the lines of a striped cell, in CSS pixels. */
const STRIPE = 6;

/** A box in whole device pixels: edges are rounded, so that neighbours keep their gap. @param {Rect} box @param {number} ratio @returns {Rect} */
export function snap({ x, y, w, h }, ratio) {
  const [left, top] = [Math.round(x * ratio), Math.round(y * ratio)];
  return { x: left, y: top, w: Math.round((x + w) * ratio) - left, h: Math.round((y + h) * ratio) - top };
}

/** What tints a cell or frame, where anything does. @param {Pick<Box, "tint">} cell @param {Legend|null} legend */
function stepOf({ tint }, legend) {
  return tint && tint.step !== null ? legend?.steps[tint.step] : undefined;
}

/** What a cell's frame and title are coloured. @param {Pick<Box, "tint">} cell @param {Pick<Style, "theme"|"legend">} style */
export function cellColor(cell, { theme, legend }) {
  const step = stepOf(cell, legend);
  return step?.color ? mixColors(theme.surface, step.color, step.strength) : theme.surface;
}

/** @param {Painter} context @param {Rect} box @param {Style} style */
function stripe(context, box, style) {
  const pitch = STRIPE * style.ratio;
  context.save();
  context.beginPath();
  context.rect(box.x, box.y, box.w, box.h);
  context.clip();
  context.beginPath();
  for (let x = box.x - box.h; x < box.x + box.w; x += pitch) {
    context.moveTo(x, box.y + box.h);
    context.lineTo(x + box.h, box.y);
  }
  context.strokeStyle = style.theme.surface;
  context.lineWidth = pitch / 3;
  context.stroke();
  context.restore();
}

/**
 * Grounds of cells, and what tints them as a frame, which the pictures leave free: two pixels of the gap on each side.
 *
 * @param {Painter} context
 * @param {Cell[]} cells `cells` may be moved copies of the picture's own
 * @param {Style} style
 */
export function paintCells(context, cells, style) {
  for (const cell of cells) {
    const box = snap(cell, style.ratio);
    if (box.w < 1 || box.h < 1) continue;
    const edge = Math.max(1, Math.round(FRAME * style.ratio));
    if (style.legend && cell.tint) {
      context.fillStyle = cellColor(cell, style);
      context.fillRect(box.x - edge, box.y - edge, box.w + 2 * edge, box.h + 2 * edge);
      if (stepOf(cell, style.legend)?.pattern === "stripes") stripe(context, { x: box.x - edge, y: box.y - edge, w: box.w + 2 * edge, h: box.h + 2 * edge }, style);
    }
    context.fillStyle = style.theme.surface;
    context.fillRect(box.x, box.y, box.w, box.h);
  }
}
