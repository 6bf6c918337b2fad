/** Images of the grid on a 2D context, in device pixels. */

import { elide } from "../elide.mjs";
import { snap } from "../paint-cells.mjs";
import { paintImage, paintMarks } from "../paint-thumbs.mjs";
import { mixColors } from "../theme.mjs";
import { placeOf } from "./grid-lines.mjs";

/** @import { Rect } from "../types.d.ts" */
/** @import { Painter, Style } from "../paint-cells.mjs" */
/** @import { ThumbsCache } from "../thumbs-cache.mjs" */
/** @import { Lines } from "./grid-lines.mjs" */
/** @import { GridList, Shown } from "./grid-list.mjs" */

/**
 * @typedef {Pick<Style, "ratio"|"theme"|"show"|"selection"|"measure">} GridStyle
 *
 * @typedef {object} Part  What is painted.
 * @property {Lines} lines
 * @property {Shown} shown
 * @property {number} top  Of what is seen, in device pixels from the top of the list.
 * @property {GridList} list
 */

/** Of the strips on which copies lie, by turns: how much of the text's colour they have. */
const SHADES = [0.14, 0.36];

/** Type of the words below an image, in CSS pixels. */
const SIZE = 11;
const LINE = 14;

/** Where an image is on the canvas. @param {Part} part @param {number} i place in the list @param {number} ratio @returns {Rect} */
export function boxOf({ lines, top }, i, ratio) {
  const box = snap(placeOf(lines, i), ratio);
  return { ...box, y: box.y - top };
}

/**
 * Paint some of the images that are shown; what was there is painted over.
 *
 * @param {Painter} context
 * @param {Part} part
 * @param {Iterable<number>} places of the list
 * @param {ThumbsCache} cache
 * @param {GridStyle} style
 */
export function paintGrid(context, part, places, cache, style) {
  const { shown, lines } = part;
  for (const i of places) {
    const at = i - shown.first;
    const box = boxOf(part, i, style.ratio);
    if (shown.group) paintTogether(context, part, at, box, style);
    if (shown.rows[at] < 0) {
      context.fillStyle = style.theme.surface;
      context.fillRect(box.x, box.y, box.w, box.h);
    } else {
      paintImage(context, shown, at, cache, box);
      paintMarks(context, shown, at, box, style);
    }
    if (lines.caption) paintWords(context, part, i, box, style);
  }
}

/**
 * Copies of one picture lie on one strip, those of the next on one of another shade.
 *
 * @param {Painter} context
 * @param {Part} part
 * @param {number} at
 * @param {Rect} box
 * @param {GridStyle} style
 */
function paintTogether(context, { shown, lines }, at, box, { ratio, theme }) {
  const { group } = shown;
  if (!group || group[at] < 0) return;
  const edge = Math.max(1, Math.floor((lines.gap / 2 - 1) * ratio));
  const i = shown.first + at;
  const goesOn = group[at + 1] === group[at] && (i + 1) % lines.columns !== 0;
  const right = goesOn ? Math.ceil(lines.gap * ratio) : edge;
  context.fillStyle = mixColors(theme.ground, theme.text, SHADES[group[at] % 2]);
  context.fillRect(box.x - edge, box.y - edge, box.w + edge + right, box.h + 2 * edge);
}

/** @param {Painter} context @param {Part} part @param {number} i @param {Rect} box @param {GridStyle} style */
function paintWords(context, { list, lines }, i, box, { ratio, theme, measure }) {
  context.fillStyle = theme.ground;
  context.fillRect(box.x, box.y + box.h + Math.ceil((lines.gap / 2) * ratio), box.w, Math.floor(lines.caption * ratio));
  const words = list.wordsOf(i);
  if (!words) return;
  context.font = `400 ${SIZE * ratio}px ${theme.family}`;
  context.textBaseline = "top";
  context.textAlign = "left";
  const room = (/** @type {string} */ text) => measure(text, context.font);
  const name = words.name.split("/").at(-1) ?? "";
  const below = [words.value, words.label].filter(Boolean).join(" · ");
  [[name, theme.text], [below, theme.muted]].forEach(([text, color], line) => {
    context.fillStyle = color;
    context.fillText(elide(text, box.w, room, [], [text]), box.x, box.y + box.h + (4 + line * LINE) * ratio);
  });
}
