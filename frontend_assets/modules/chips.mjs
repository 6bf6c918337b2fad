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

import { bandOf, contains } from "./geometry.mjs";
import { accuracyText, countText, elide, formatCount, markedText, nameOf } from "./text.mjs";

/** @import { Cell, Frame, Rect } from "./types.d.ts" */
/** @import { Picture } from "./picture.mjs" */
/** @import { Style } from "./paint-cells.mjs" */

const PAD = 5;

/** Between the texts of a chip, in CSS pixels. */
const APART = 6;

/** A cell has its accuracy on its chip from this width on. */
const LARGE = 160;

/** @typedef {Pick<Style, "ratio"|"theme"|"measure"|"marked">} Writing */

/** @param {Pick<Picture, "cells"|"frames">} picture @param {Writing} style @returns {Chip[]} those of groups last, which lie on top */
export function layOutChips({ cells, frames }, style) {
  const groups = frames.filter(bandOf).map((frame) => chipOf(frame, -1, frame.y, style));
  const own = cells.flatMap((cell, c) => {
    if (!bandOf(cell)) return [];
    // Below that of the group, where both are in one corner.
    const above = groups.find(({ rect }) => contains(rect, cell.x, cell.y));
    const y = above ? above.rect.y + above.rect.h + 1 : cell.y;
    return y + bandOf(cell) > cell.y + cell.h ? [] : [chipOf(cell, c, y, style)];
  });
  return [...own, ...groups];
}

/** The chip at a point. @param {Chip[]} chips @param {number} x @param {number} y */
export function chipAt(chips, x, y) {
  return chips.findLast(({ rect }) => contains(rect, x, y)) ?? null;
}

/** @param {Cell|Frame} box @param {number} cell @param {number} y @param {Writing} style @returns {Chip} */
function chipOf(box, cell, y, style) {
  const { words, whole } = wordsOf(box, style);
  let end = box.x + PAD;
  const texts = words.map(({ width, ...word }) => {
    const x = end;
    end += width + APART;
    return { ...word, x };
  });
  const w = Math.min(box.w, Math.ceil(end - APART + PAD - box.x));
  return { box, cell, rect: { x: box.x, y, w, h: bandOf(box) }, texts, whole };
}

/**
 * Title, then how many are marked or how many there are, then the accuracy, as far as there is room. A number of
 * marked images outlives the title; of the rest the accuracy goes first.
 *
 * @param {Cell|Frame} box
 * @param {Writing} style
 */
export function wordsOf(box, { ratio, theme, measure, marked: count }) {
  const [strong, plain] = [`500 ${12 * ratio}px ${theme.family}`, `400 ${11 * ratio}px ${theme.family}`];
  const wide = (/** @type {string} */ text, /** @type {string} */ font) => (text ? measure(text, font) / ratio : 0);
  const name = nameOf(box);
  const marked = count(box);
  let room = box.w - 2 * PAD;
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
  if (marked !== null) {
    const tone = marked ? "accent" : "muted";
    put(markedText(box, marked), tone, Math.min(needed, 40)) || put(formatCount(marked), tone, 0);
  } else {
    if (box.title) put(countText(box), "muted", needed);
    if (box.w >= LARGE) put(accuracyText(box), "muted", needed);
  }
  const title = elide(name, room, (text) => wide(text, strong));
  if (title) words.unshift({ text: title, font: strong, tone: "text", width: wide(title, strong) });
  return { words, whole: title === name && (!box.title || words.some(({ text }) => text === countText(box))) };
}
