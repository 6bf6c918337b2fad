/**
 * The canvas of the grid: what is settled is kept and moved when the list is scrolled, so that only lines that come into view
 * are painted; what changes under the hand lies over it. Draws only when something changed.
 */

import { contextOf } from "../context.mjs";
import { outline } from "../paint-thumbs.mjs";
import { ringAround } from "../paint-overlay.mjs";
import { makeMeasure } from "../text.mjs";
import { between, isInside } from "./grid-lines.mjs";
import { boxOf, paintGrid } from "./paint-grid.mjs";

/** @import { Lines } from "./grid-lines.mjs" */
/** @import { GridList, Shown } from "./grid-list.mjs" */
/** @import { GridStyle, Part } from "./paint-grid.mjs" */

/**
 * @typedef {object} Over  What lies over the images.
 * @property {number} hover  Place that the pointer rests on, here or elsewhere on the page; -1 for none.
 * @property {number} focus  Place with the keyboard.
 * @property {number|null} row  Inspected image.
 * @property {{first: number, last: number, left: number, right: number}|null} box  What is being dragged around.
 */

export class GridSurface {
  /** @type {Over} */
  over = { hover: -1, focus: -1, row: null, box: null };
  /** @type {Shown|null} */
  shown = null;
  #canvas;
  #context;
  #cache;
  #base = new OffscreenCanvas(1, 1);
  #stale = true;
  #baseTop = 0;
  #frame = 0;
  #drawn;
  /** @type {GridStyle} */
  #style;
  /** @type {{list: GridList, lines: Lines, top: number}|null} */
  #what = null;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {import("../thumbs-cache.mjs").ThumbsCache} cache
   * @param {Omit<GridStyle, "measure">} style
   * @param {() => void} drawn after each frame
   */
  constructor(canvas, cache, style, drawn) {
    this.#canvas = canvas;
    this.#cache = cache;
    this.#context = contextOf(canvas, { alpha: false });
    this.#style = { ...style, measure: makeMeasure(contextOf(new OffscreenCanvas(1, 1))) };
    this.#drawn = drawn;
  }

  get ratio() {
    return this.#style.ratio;
  }

  /** Change how things look. @param {Partial<GridStyle>} patch */
  restyle(patch) {
    Object.assign(this.#style, patch);
    this.repaint();
  }

  /** Change what lies over the images. @param {Partial<Over>} patch */
  lay(patch) {
    Object.assign(this.over, patch);
    this.draw();
  }

  /**
   * What is seen.
   *
   * @param {GridList} list
   * @param {Lines} lines
   * @param {number} top CSS pixels from the top of the list
   * @param {{width: number, height: number}} size of the canvas in CSS pixels
   */
  show(list, lines, top, { width, height }) {
    const other = this.#what?.list !== list || this.#what.lines !== lines;
    this.#what = { list, lines, top };
    const [w, h] = [Math.round(width * this.ratio), Math.round(height * this.ratio)];
    if (this.#canvas.width !== w || this.#canvas.height !== h) {
      Object.assign(this.#canvas, { width: w, height: h });
      Object.assign(this.#canvas.style, { width: `${width}px`, height: `${height}px` });
      this.#stale = true;
    }
    const { first, last } = between(lines, top, top + height);
    if (other) this.#stale = true;
    if (other || first !== this.shown?.first || last - first !== this.shown.count) this.shown = list.shown(first, last);
    this.draw();
  }

  /** Where an image is in the list; -1 where it is not on screen. @param {number|null} row */
  placeOf(row) {
    const at = row === null || !this.shown ? -1 : this.shown.rows.indexOf(row);
    return at < 0 || !this.shown ? -1 : this.shown.first + at;
  }

  /** Paint all of it anew: more is known of it, or it looks otherwise. */
  repaint() {
    this.#stale = true;
    if (this.#what && this.shown) this.shown = this.#what.list.shown(this.shown.first, this.shown.first + this.shown.count);
    this.draw();
  }

  /** Thumbnails came. @param {Iterable<number>} rows */
  receive(rows) {
    const came = new Set(rows);
    const { shown } = this;
    if (shown && came.size) this.#paint(span(shown.first, shown.first + shown.count), (i) => came.has(shown.rows[i - shown.first]));
    this.draw();
  }

  /** More is known of images `[first, last)`. @param {number} first @param {number} last */
  learn(first, last) {
    if (!this.#what || !this.shown) return;
    const end = this.shown.first + this.shown.count;
    this.shown = this.#what.list.shown(this.shown.first, end);
    this.#paint(span(Math.max(first, this.shown.first), Math.min(last, end)));
    this.draw();
  }

  /** Paint some images where they were painted last. @param {Iterable<number>} places @param {(i: number) => boolean} [which] */
  #paint(places, which = () => true) {
    const part = this.#part;
    if (!part || this.#stale) return;
    /** @type {number[]} */
    const chosen = [];
    for (const i of places) if (which(i)) chosen.push(i);
    paintGrid(contextOf(this.#base), { ...part, top: this.#baseTop }, chosen, this.#cache, this.#style);
  }

  /** Ask for a frame. */
  draw() {
    this.#frame ||= requestAnimationFrame(() => this.#tick());
  }

  destroy() {
    cancelAnimationFrame(this.#frame);
  }

  /** @returns {Part|null} */
  get #part() {
    if (!this.#what || !this.shown) return null;
    const { list, lines, top } = this.#what;
    return { list, lines, shown: this.shown, top: Math.round(top * this.ratio) };
  }

  #tick() {
    this.#frame = 0;
    const part = this.#part;
    if (!part) return;
    this.#settle(part);
    this.#context.drawImage(this.#base, 0, 0);
    this.#paintOver(part);
    this.#drawn();
  }

  /** Bring the kept picture to where the list is now. @param {Part} part */
  #settle(part) {
    const { width, height } = this.#canvas;
    if (this.#base.width !== width || this.#base.height !== height) {
      Object.assign(this.#base, { width, height });
      this.#stale = true;
    }
    const context = contextOf(this.#base, { alpha: false });
    const by = part.top - this.#baseTop;
    const moved = !this.#stale && Math.abs(by) < height;
    this.#baseTop = part.top;
    this.#stale = false;
    if (moved && !by) return;
    if (moved) context.drawImage(this.#base, 0, -by);
    this.#paintBetween(context, part, moved && by > 0 ? height - by : 0, moved && by < 0 ? -by : height);
  }

  /** Paint what lies between two heights of the canvas. @param {OffscreenCanvasRenderingContext2D} context @param {Part} part @param {number} from @param {number} to */
  #paintBetween(context, part, from, to) {
    const { lines, shown, top } = part;
    context.save();
    context.beginPath();
    context.rect(0, from, this.#base.width, to - from);
    context.clip();
    context.fillStyle = this.#style.theme.ground;
    context.fillRect(0, from, this.#base.width, to - from);
    const { first, last } = between(lines, (top + from) / this.ratio - lines.gap, (top + to) / this.ratio + lines.gap);
    const end = Math.min(last, shown.first + shown.count);
    paintGrid(context, part, span(Math.max(first, shown.first), end), this.#cache, this.#style);
    context.restore();
  }

  /** @param {Part} part */
  #paintOver(part) {
    const { hover, focus, row, box } = this.over;
    const { theme } = this.#style;
    /** @type {[number, string][]} */
    const rings = [[hover, theme.text], [this.placeOf(row), theme.accent], [focus, theme.accent]];
    if (box) for (const i of span(part.shown.first, part.shown.first + part.shown.count)) if (isInside(part.lines, box, i)) outline(this.#context, boxOf(part, i, this.ratio), Math.max(1, Math.round(2 * this.ratio)), theme.accent);
    for (const [i, color] of rings) if (i >= part.shown.first && i < part.shown.first + part.shown.count) ringAround(this.#context, boxOf(part, i, this.ratio), color, this.#style);
  }
}

/** @param {number} from @param {number} to */
function* span(from, to) {
  for (let i = from; i < to; i++) yield i;
}
