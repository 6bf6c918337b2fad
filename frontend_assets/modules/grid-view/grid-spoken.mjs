/**
 * The grid for those who cannot see it: rows and cells around the keyboard's place, or all that are on screen where those are few,
 * each with its name, label, what it is sorted by and its place. The picture itself is on a canvas.
 */

import { formatCount } from "../text.mjs";

/** @import { Lines } from "./grid-lines.mjs" */
/** @import { GridList, Words } from "./grid-list.mjs" */

/** Cells at most: more would be noise, and slow. */
const MOST = 240;

export class GridSpoken {
  #scroller;
  #spoken;
  #key = "";

  /** @param {{scroller: HTMLElement, spoken: HTMLElement}} stage */
  constructor({ scroller, spoken }) {
    this.#scroller = scroller;
    this.#spoken = spoken;
  }

  /** What the whole is called. @param {string} label @param {Lines} lines */
  about(label, { lines, columns }) {
    const attributes = { "aria-label": label, "aria-rowcount": String(lines), "aria-colcount": String(columns) };
    for (const [name, value] of Object.entries(attributes)) if (this.#scroller.getAttribute(name) !== value) this.#scroller.setAttribute(name, value);
  }

  /**
   * The images to be spoken of: `[first, last)`, whole lines.
   *
   * @param {Lines} lines
   * @param {{first: number, last: number}} seen on screen
   * @param {number} focus place of the keyboard, -1 for none
   */
  static around({ columns, count }, seen, focus) {
    if (seen.last - seen.first <= MOST) return seen;
    const at = seen.first <= focus && focus < seen.last ? focus : seen.first;
    const half = Math.max(1, Math.floor(MOST / columns / 2));
    const line = Math.floor(at / columns);
    const from = Math.max(Math.floor(seen.first / columns), line - half);
    return { first: from * columns, last: Math.min(count, (Math.max(line, from) + half) * columns) };
  }

  /**
   * @param {GridList} list
   * @param {Lines} lines
   * @param {{first: number, last: number}} span as `around` gives it
   * @param {number} focus
   * @param {Set<number>} selection
   */
  say(list, lines, { first, last }, focus, selection) {
    const { columns, count } = lines;
    const cells = [];
    for (let i = first; i < last; i++) {
      const words = list.wordsOf(i);
      cells.push({ i, label: words ? spokenImage(words, i, count) : `Image ${formatCount(i + 1)} of ${formatCount(count)}`, selected: words !== null && selection.has(words.row) });
    }
    const key = JSON.stringify([columns, first, cells.map(({ label, selected }) => [label, selected])]);
    if (key !== this.#key) {
      this.#key = key;
      const rows = [];
      for (let at = 0; at < cells.length; at += columns) rows.push(this.#row(cells.slice(at, at + columns), columns));
      this.#spoken.replaceChildren(...rows);
    }
    const active = first <= focus && focus < last ? `grid-cell-${focus}` : "";
    if (active) this.#scroller.setAttribute("aria-activedescendant", active);
    else this.#scroller.removeAttribute("aria-activedescendant");
  }

  /** @param {{i: number, label: string, selected: boolean}[]} cells @param {number} columns */
  #row(cells, columns) {
    const document = this.#spoken.ownerDocument;
    const row = document.createElement("div");
    row.setAttribute("role", "row");
    row.setAttribute("aria-rowindex", String(Math.floor(cells[0].i / columns) + 1));
    for (const { i, label, selected } of cells) {
      const cell = Object.assign(document.createElement("div"), { id: `grid-cell-${i}`, textContent: label });
      cell.setAttribute("role", "gridcell");
      cell.setAttribute("aria-colindex", String((i % columns) + 1));
      cell.setAttribute("aria-selected", String(selected));
      row.append(cell);
    }
    return row;
  }
}

/** "frog, images/00034.png, 0.93, predicted wrongly, image 34 of 10,000". @param {Words} words @param {number} i @param {number} count */
export function spokenImage({ label, name, value, wrong }, i, count) {
  const parts = [label, name, value === label || value === name ? null : value, wrong ? "predicted wrongly" : null];
  return [...parts.filter(Boolean), `image ${formatCount(i + 1)} of ${formatCount(count)}`].join(", ");
}
