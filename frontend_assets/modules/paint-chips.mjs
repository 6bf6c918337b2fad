/** Titles on the picture, in device pixels. */

import { cellColor, snap } from "./paint-cells.mjs";
import { inkOn } from "./theme.mjs";

/** @import { Chip } from "./chips.mjs" */
/** @import { Painter, Style } from "./paint-cells.mjs" */

/** How much of the ground of a chip covers the pictures. */
const GROUND = 0.8;
const TINTED = 0.92;

/** What is left of a chip while the pointer looks at the pictures of its cell, and of its bar, in CSS pixels. */
const TICK = { w: 16, h: 3 };
const BAR = 2;

/**
 * @param {Painter} context
 * @param {Chip[]} chips
 * @param {(cell: number) => number} looked  How much the pointer is on the pictures of a cell, up to 1: so far its title makes room for them.
 * @param {Style} style
 * @param {number} [there] how much of them is there, up to 1
 */
export function paintChips(context, chips, looked, style, there = 1) {
  context.textBaseline = "middle";
  context.textAlign = "left";
  for (const chip of chips) {
    const gone = chip.cell >= 0 ? looked(chip.cell) : 0;
    context.globalAlpha = there * gone;
    if (gone > 0) paintTick(context, chip, style);
    if (gone < 1) paintChip(context, chip, style, there * (1 - gone));
  }
  context.globalAlpha = 1;
}

/** @param {Painter} context @param {Chip} chip @param {Style} style @param {number} there */
function paintChip(context, chip, style, there) {
  const { ratio, theme } = style;
  const box = snap(chip.rect, ratio);
  const tinted = style.legend && chip.box.tint;
  context.globalAlpha = there * (tinted ? TINTED : GROUND);
  context.fillStyle = tinted ? cellColor(chip.box, style) : theme.surface;
  context.fillRect(box.x, box.y, box.w, box.h);
  context.globalAlpha = there;
  const ink = tinted ? inkOn(cellColor(chip.box, style)) : null;
  const middle = box.y + Math.round(box.h / 2 + 0.5 * ratio);
  for (const { text, x, font, tone } of chip.texts) {
    context.font = font;
    context.fillStyle = ink ?? theme[tone];
    context.fillText(text, Math.round(x * ratio), middle);
  }
  paintShare(context, chip, style);
}

/** @param {Painter} context @param {Chip} chip @param {Style} style */
function paintTick(context, { rect, box }, style) {
  const { x, y, w, h } = snap({ ...rect, w: Math.min(TICK.w, rect.w), h: TICK.h }, style.ratio);
  context.fillStyle = style.legend && box.tint ? cellColor(box, style) : style.theme.text;
  context.fillRect(x, y, w, h);
}

/** Of a cell's images, how many are marked: a line under its title as long as their share. @param {Painter} context @param {Chip} chip @param {Style} style */
function paintShare(context, { box, rect }, { ratio, theme, kind, marked: count }) {
  const marked = count(box);
  if (!marked) return;
  const { x, y, w } = snap({ ...rect, y: rect.y + rect.h - BAR, h: BAR }, ratio);
  const high = Math.max(2, Math.round(BAR * ratio));
  const share = marked / Math.max(1, box.matching ?? box.count);
  context.fillStyle = theme.ground;
  context.fillRect(x, y, w, high);
  context.fillStyle = kind === "mistakes" ? theme.wrong : theme.accent;
  context.fillRect(x, y, Math.max(high, Math.round(w * share)), high);
}
