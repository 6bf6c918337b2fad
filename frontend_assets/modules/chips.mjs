/**
 * Titles of clusters, which lie on their pictures: chips in the corner of a cell or group, only as wide as their
 * words. Where they are and what they say. No DOM.
 *
 * @typedef {object} Chip
 * @property {Cell|Frame} box   What it is the title of.
 * @property {number} cell      Index of the cell, -1 for a group.
 * @property {Rect} rect        In CSS pixels.
 * @property {{text: string, x: number, font: string, tone: Tone}[]} texts  From left to right.
 * @property {boolean} whole    Whether title and count are all there.
 *
 * @typedef {"text"|"muted"|"accent"} Tone  Of the theme.
 */

import { elide } from "./elide.mjs";
import { bandOf, contains } from "./geometry.mjs";
import { countText, formatCount, markedText, nameOf, percent } from "./text.mjs";
import { leadOf } from "./wall.mjs";

/** @import { Cell, Frame, Rect } from "./types.d.ts" */
/** @import { Picture } from "./picture.mjs" */
/** @import { Style } from "./paint-cells.mjs" */

const PAD = 4;

/** Between the texts of a chip, in CSS pixels. */
const APART = 6;

/** A cell has its accuracy on its chip from this width on. */
const LARGE = 160;

/** @typedef {Pick<Style, "ratio"|"theme"|"measure"|"marked"|"tags">} Writing */

/** @param {Picture} picture @param {Writing} style @returns {Chip[]} those of groups last, which lie on top */
export function layOutChips(picture, style) {
  const { cells, frames, wall } = picture;
  const beside = besides(picture);
  const groups = frames.filter(bandOf).map((frame) => chipOf(frame, -1, frame, style, beside(frame)));
  const own = cells.flatMap((cell, c) => {
    if (!bandOf(cell)) return [];
    if (wall) return [chipOf(cell, c, leadOf(picture, c), style, beside(cell))];
    const place = freeOf(cell, groups, style);
    return place.y + bandOf(cell) > cell.y + cell.h ? [] : [chipOf(cell, c, place, style, beside(cell))];
  });
  return [...own, ...groups];
}

/** Where a cell's title may be: in its corner; where that of its group is there, beside it if the whole name has room, else below. @param {Cell} cell @param {Chip[]} groups @param {Writing} style @returns {Rect} */
function freeOf(cell, groups, style) {
  const group = groups.find(({ rect }) => contains(rect, cell.x, cell.y));
  if (!group) return cell;
  const { x, y, w, h } = group.rect;
  const left = x + w + 1;
  const room = cell.x + cell.w - left;
  const isFree = !groups.some(({ rect }) => contains(rect, left, cell.y));
  if (y === cell.y && isFree && widthOf(cell, style) + 2 * PAD <= room) return { x: left, y, w: room, h: cell.h };
  return { ...cell, y: y + h + 1 };
}

/** How wide a name is, in CSS pixels. @param {Cell|Frame} box @param {Writing} style */
function widthOf(box, { ratio, theme, measure }) {
  return measure(nameOf(box), strongOf(box, ratio, theme)) / ratio;
}

/** Names of groups are bold, so that they are told from those of their cells. @param {Cell|Frame} box @param {number} ratio @param {Style["theme"]} theme */
function strongOf(box, ratio, theme) {
  return `${"depth" in box ? 700 : 500} ${12 * ratio}px ${theme.family}`;
}

/** Gives the names of what is in the same group as a cell or group: groups, and cells that are in none, are so in the view. @param {Picture} picture @returns {(box: Cell|Frame) => string[]} */
function besides({ cells, frames }) {
  /** @type {Map<Cell|Frame, string[]>} */
  const beside = new Map();
  /** @type {Map<number, string[]>} */
  const names = new Map();
  for (const [i, box] of [...frames, ...cells].entries()) {
    const group = i < frames.length ? -1 : frames.findIndex((frame) => contains(frame, box.x, box.y));
    const others = names.get(group) ?? [];
    others.push(nameOf(box));
    names.set(group, others);
    beside.set(box, others);
  }
  return (box) => beside.get(box) ?? [];
}

/** A chip whose cell is under a mapping: in its corner, as large as it was. @param {Chip} chip @param {import("./transition.mjs").Affine} map @returns {Chip} */
export function moved(chip, map) {
  const { rect, texts } = chip;
  const [x, y] = [rect.x * map.sx + map.dx, rect.y * map.sy + map.dy];
  return { ...chip, rect: { ...rect, x, y }, texts: texts.map((text) => ({ ...text, x: text.x + x - rect.x })) };
}

/** The chip at a point. @param {Chip[]} chips @param {number} x @param {number} y */
export function chipAt(chips, x, y) {
  return chips.findLast(({ rect }) => contains(rect, x, y)) ?? null;
}

/** @param {Cell|Frame} box @param {number} cell @param {Rect} place whose corner it is in @param {Writing} style @param {string[]} beside @returns {Chip} */
function chipOf(box, cell, { x: left, y, w: wide }, style, beside) {
  const { words, whole } = wordsOf(box, style, wide, beside);
  let end = left + PAD;
  const texts = words.map(({ width, ...word }) => {
    const x = end;
    end += width + APART;
    return { ...word, x };
  });
  const w = Math.min(wide, Math.ceil(end - APART + PAD - left));
  return { box, cell, rect: { x: left, y, w, h: bandOf(box) }, texts, whole };
}

/**
 * Title, then how many are marked or how many there are, then the accuracy, as far as there is room. A number of
 * marked images outlives the title, unless there are none; of the rest the accuracy goes first.
 *
 * @param {Cell|Frame} box
 * @param {Writing} style
 * @param {number} [across] CSS pixels that it may have
 * @param {string[]} [beside] names of which its own is to be told
 */
export function wordsOf(box, { ratio, theme, measure, marked: count, tags = () => [] }, across = box.w, beside = []) {
  const [strong, plain] = [strongOf(box, ratio, theme), `400 ${11 * ratio}px ${theme.family}`];
  const wide = (/** @type {string} */ text, /** @type {string} */ font) => (text ? measure(text, font) / ratio : 0);
  const name = nameOf(box);
  const marked = count(box);
  let room = across - 2 * PAD;
  /** @type {{text: string, font: string, tone: Tone, width: number}[]} */
  const words = [];
  /** @type {(text: string, tone: Tone, least: number) => boolean} */
  const put = (text, tone, least) => {
    const width = wide(text, plain);
    if (!text || room - width - APART < least) return false;
    words.push({ text, font: plain, tone, width });
    room -= width + APART;
    return true;
  };
  const needed = wide(name, strong);
  const tagged = tags(box);
  if (tagged.length) put(`# ${tagged.join(", ")}`, "accent", Math.min(needed, 40)) || put("#", "accent", 0);
  if (marked !== null) {
    const tone = marked ? "accent" : "muted";
    put(markedText(box, marked), tone, marked ? Math.min(needed, 40) : needed) || put(formatCount(marked), tone, marked ? 0 : needed);
  } else {
    if (box.title) put(countText(box), "muted", needed);
    // Its interval is in the card: pictures are worth more.
    if (across >= LARGE && typeof box.accuracy === "number") put(percent(box.accuracy), "muted", needed);
  }
  const title = elide(name, room, (text) => wide(text, strong), beside, box.names);
  if (title) words.unshift({ text: title, font: strong, tone: "text", width: wide(title, strong) });
  return { words, whole: title === name && (!box.title || words.some(({ text }) => text === countText(box))) };
}
