/**
 * Frames, cells and their bands on a 2D context, in device pixels.
 *
 * @typedef {CanvasRenderingContext2D|OffscreenCanvasRenderingContext2D} Painter
 *
 * @typedef {"text"|"muted"|"accent"} Tone  Of the theme.
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
 */

import { bandOf } from "./geometry.mjs";
import { accuracyText, countText, elide, formatCount, markedText, nameOf } from "./text.mjs";
import { inkOn, mixColors } from "./theme.mjs";

/** @import { Box, Cell, Frame, Legend, Rect, ViewState } from "./types.d.ts" */

const PAD = 6;

/** Height of the line that shows the share of marked images, in CSS pixels. */
const BAR = 2;

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

/** Ground of a cell's thumbnails. @param {Pick<Box, "tint">} cell @param {Pick<Style, "theme"|"legend">} style */
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

/** Enclosing groups, each darker than the one around it. @param {Painter} context @param {Frame[]} frames @param {Style} style */
export function paintFrames(context, frames, style) {
  for (const frame of frames) {
    const box = snap(frame, style.ratio);
    context.fillStyle = mixColors(style.theme.line, style.theme.ground, Math.min(0.8, 0.3 + 0.2 * (frame.depth ?? 0)));
    context.fillRect(box.x, box.y, box.w, box.h);
    if (bandOf(frame)) paintBand(context, frame, style);
  }
}

/**
 * Grounds, edges and bands of cells. `cells` may be moved copies of the picture's own.
 *
 * @param {Painter} context
 * @param {Cell[]} cells
 * @param {Style} style
 */
export function paintCells(context, cells, style) {
  const edge = Math.max(1, Math.round(style.ratio));
  cells.forEach((cell) => {
    const box = snap(cell, style.ratio);
    if (box.w < 1 || box.h < 1) return;
    context.fillStyle = style.theme.line;
    context.fillRect(box.x, box.y, box.w, box.h);
    context.fillStyle = cellColor(cell, style);
    context.fillRect(box.x + edge, box.y + edge, box.w - 2 * edge, box.h - 2 * edge);
    if (stepOf(cell, style.legend)?.pattern === "stripes") {
      // Not behind words.
      const top = Math.round(bandOf(cell) * style.ratio);
      stripe(context, { ...box, y: box.y + top, h: box.h - top }, style);
    }
    if (bandOf(cell)) paintBand(context, cell, style, style.legend && cell.tint ? inkOn(cellColor(cell, style)) : null);
  });
}

/**
 * Title left, count right, accuracy between them where there is room. On a tint, all of it is in `ink`.
 *
 * @param {Painter} context
 * @param {Cell|Frame} cell
 * @param {Style} style
 * @param {string|null} [ink]
 */
function paintBand(context, cell, style, ink = null) {
  const { ratio, theme } = style;
  const band = bandOf(cell);
  const texts = layOutBand(cell, style);
  const y = Math.round((cell.y + band / 2 + 0.5) * ratio);
  const at = (/** @type {number} */ x) => Math.round(x * ratio);
  context.textBaseline = "middle";
  paintShare(context, cell, style);
  for (const { text, x, font, tone } of texts) {
    context.font = font;
    context.fillStyle = ink ?? theme[tone];
    context.textAlign = "left";
    context.fillText(text, at(x), y);
  }
}

/**
 * Of a cell's images, how many are marked: a line under its title as long as their share.
 *
 * @param {Painter} context
 * @param {Cell|Frame} cell
 * @param {Style} style
 */
function paintShare(context, cell, style) {
  const marked = style.marked(cell);
  if (marked === null) return;
  const { ratio, theme } = style;
  const high = Math.max(2, Math.round(BAR * ratio));
  const { x, y, w } = snap(cell, ratio);
  const top = y + Math.round(bandOf(cell) * ratio) - high;
  const share = marked / Math.max(1, cell.matching ?? cell.count);
  context.fillStyle = theme.ground;
  context.fillRect(x, top, w, high);
  context.fillStyle = style.kind === "mistakes" ? theme.wrong : theme.accent;
  context.fillRect(x, top, marked ? Math.max(high, Math.round(w * share)) : 0, high);
}

/**
 * Which texts a band holds and where, in CSS pixels. The accuracy goes first, then the count, before the title is cut to a stump.
 *
 * @param {Cell|Frame} cell
 * @param {Style} style
 * @returns {{text: string, x: number, font: string, tone: Tone}[]}
 */
export function layOutBand(cell, { ratio, theme, measure, marked: count }) {
  const titleFont = `500 ${12 * ratio}px ${theme.family}`;
  const smallFont = `400 ${11 * ratio}px ${theme.family}`;
  const wide = (/** @type {string} */ text, /** @type {string} */ font) => (text ? measure(text, font) / ratio : 0);
  const room = cell.w - 2 * PAD;
  /** @type {ReturnType<typeof layOutBand>} */
  const out = [];
  let end = cell.x + cell.w - PAD;
  /** @type {(text: string, tone: Tone, keep: number) => boolean} */
  const put = (text, tone, keep) => {
    const width = wide(text, smallFont);
    if (!text || end - width - cell.x - PAD < keep) return false;
    out.push({ text, x: end - width, font: smallFont, tone });
    end -= width + 8;
    return true;
  };
  const putAccuracy = (/** @type {string} */ text) => {
    const had = out.length;
    if (text) put(`${text} right`, "muted", whole + 16);
    if (out.length === had) put(text, "muted", whole + 16);
  };
  const name = nameOf(cell);
  const whole = wide(name, titleFont);
  const marked = count(cell);
  if (marked === null) {
    if (cell.title) put(countText(cell), "muted", Math.min(whole + 8, 48));
    putAccuracy(accuracyText(cell));
  } else {
    const tone = marked ? "accent" : "muted";
    put(markedText(cell, marked), tone, Math.min(whole + 8, 48)) || put(formatCount(marked), tone, Math.min(whole + 8, 20));
  }
  const title = elide(name, Math.min(room, end - cell.x - PAD), (text) => wide(text, titleFont));
  if (title) out.unshift({ text: title, x: cell.x + PAD, font: titleFont, tone: "text" });
  return out;
}
