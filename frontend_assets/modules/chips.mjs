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

/** How many numbers may follow a group's title, best first: count and accuracy, the count, none. Of marked images there is always one. */
const NUMBERS = [2, 1, 0];

/** Two titles above each other cover more of a picture than words that a title has less. */
const STACKED = 3;

/** @typedef {Pick<Style, "ratio"|"theme"|"measure"|"marked"|"tags">} Writing */
/** @typedef {(box: Cell|Frame) => string[]} Beside  Names of which its own is to be told. */

/** @param {Picture} picture @param {Writing} style @returns {Chip[]} those of groups last, which lie on top */
export function layOutChips(picture, style) {
  const { cells, frames, wall } = picture;
  const beside = besides(picture);
  const groups = frames.filter(bandOf).map((frame) => groupChip(frame, cells, style, beside));
  const own = cells.flatMap((cell, c) => {
    if (!bandOf(cell)) return [];
    if (wall) return [chipOf(cell, c, leadOf(picture, c), style, beside(cell))];
    const group = groups.find(({ rect }) => contains(rect, cell.x, cell.y));
    const names = group ? [...beside(cell), nameOf(group.box)] : beside(cell);
    const place = group ? placeBeside(cell, group, style, names) ?? { ...cell, y: group.rect.y + group.rect.h + 1 } : cell;
    return place.y + bandOf(cell) > cell.y + cell.h ? [] : [chipOf(cell, c, place, style, names)];
  });
  return [...own, ...groups];
}

/** Of a group's title and its numbers, as many as leave the cells below it most of their titles. @param {Frame} frame @param {Cell[]} cells @param {Writing} style @param {Beside} beside @returns {Chip} */
function groupChip(frame, cells, style, beside) {
  const tries = NUMBERS.map((most) => chipOf(frame, -1, frame, style, beside(frame), most));
  const costs = tries.map((chip) => {
    const covered = cells.filter((cell) => bandOf(cell) && contains(chip.rect, cell.x, cell.y));
    return covered.reduce((sum, cell) => sum + costOf(cell, chip, style, [...beside(cell), nameOf(frame)]), 0);
  });
  return tries[costs.indexOf(Math.min(...costs))];
}

/** What a cell's title loses beside that of its group: a share of its letters, or more where the two are stacked. @param {Cell} cell @param {Chip} group @param {Writing} style @param {string[]} names */
function costOf(cell, group, style, names) {
  const place = placeBeside(cell, group, style, names);
  return place ? 1 - titleOf(cell, place.w - 2 * PAD, style, names).length / nameOf(cell).length : STACKED;
}

/** Where a cell's title may be beside that of its group, which lies on its corner; null where there is no room for whole words. @param {Cell} cell @param {Chip} group @param {Writing} style @param {string[]} names of which its own is to be told @returns {Rect|null} */
function placeBeside(cell, { rect: { x, y, w } }, style, names) {
  const left = x + w + 1;
  const room = cell.x + cell.w - left;
  if (y !== cell.y || room <= 2 * PAD) return null;
  const title = titleOf(cell, room - 2 * PAD, style, names);
  return title && !title.includes("…") ? { x: left, y, w: room, h: cell.h } : null;
}

/** As much of a title as there is room for. @param {Cell|Frame} box @param {number} room @param {Writing} style @param {string[]} beside */
function titleOf(box, room, { ratio, theme, measure }, beside) {
  const font = strongOf(box, ratio, theme);
  return elide(nameOf(box), room, (text) => measure(text, font) / ratio, beside, box.names);
}

/** Names of groups are bold, so that they are told from those of their cells. @param {Cell|Frame} box @param {number} ratio @param {Style["theme"]} theme */
function strongOf(box, ratio, theme) {
  return `${"depth" in box ? 700 : 500} ${12 * ratio}px ${theme.family}`;
}

/** Gives the names of what is in the same group as a cell or group: groups, and cells that are in none, are so in the view. @param {Picture} picture @returns {Beside} */
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

/** @param {Cell|Frame} box @param {number} cell @param {Rect} place whose corner it is in @param {Writing} style @param {string[]} beside @param {number} [numbers] @returns {Chip} */
function chipOf(box, cell, { x: left, y, w: wide }, style, beside, numbers) {
  const { words, whole } = wordsOf(box, style, wide, beside, numbers);
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
 * marked images outlives the title; where there are none the title is muted and has none. Of the rest the accuracy goes first.
 *
 * @param {Cell|Frame} box
 * @param {Writing} style
 * @param {number} [across] CSS pixels that it may have
 * @param {string[]} [beside] names of which its own is to be told
 * @param {number} [numbers] how many may follow it
 */
export function wordsOf(box, style, across = box.w, beside = [], numbers = 2) {
  const { ratio, theme, measure, marked: count, tags = () => [] } = style;
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
    if (marked) (numbers > 0 && put(markedText(box, marked), "accent", Math.min(needed, 40))) || put(formatCount(marked), "accent", 0);
  } else {
    if (box.title && numbers > 0) put(countText(box), "muted", needed);
    // Its interval is in the card: pictures are worth more.
    if (across >= LARGE && numbers > 1 && typeof box.accuracy === "number") put(percent(box.accuracy), "muted", needed);
  }
  const title = titleOf(box, room, style, beside);
  if (title) words.unshift({ text: title, font: strong, tone: marked === 0 ? "muted" : "text", width: wide(title, strong) });
  return { words, whole: title === name && (!box.title || words.some(({ text }) => text === countText(box))) };
}
