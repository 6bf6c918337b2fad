/**
 * The canvas: keeps the settled picture as a snapshot, draws what lies over it, runs the zoom. Draws only when
 * something changed; at rest there is no animation frame.
 *
 * @typedef {object} Zoom
 * @property {import("./transition.mjs").Plan} plan
 * @property {OffscreenCanvas} snapshot  The outer picture as it was painted.
 * @property {{outer: Side, inner: Side}} sides
 * @property {boolean} inward
 * @property {number|null} begun  When its first frame was drawn.
 */

import { contextOf } from "./context.mjs";
import { layOutChips } from "./chips.mjs";
import { paintBorders } from "./paint-borders.mjs";
import { paintCells } from "./paint-cells.mjs";
import { paintChips } from "./paint-chips.mjs";
import { paintEmpty, paintOverlay } from "./paint-overlay.mjs";
import { paintThumbs } from "./paint-thumbs.mjs";
import { paintZoom } from "./paint-zoom.mjs";
import { accuracyText, makeMeasure } from "./text.mjs";
import { DURATION, direction, ease, makePlan } from "./transition.mjs";

/** @import { Box, Cell, Frame } from "./types.d.ts" */
/** @import { Chip } from "./chips.mjs" */
/** @import { Side } from "./paint-zoom.mjs" */
/** @import { Picture } from "./picture.mjs" */
/** @import { Style } from "./paint-cells.mjs" */

export class Scene {
  /** @type {Picture|null} */
  picture = null;
  /** @type {import("./paint-overlay.mjs").Overlay} */
  overlay = { hover: null, focus: -1, row: null, outlines: null, outlined: false, pointed: -1, pointedRow: null };
  #canvas;
  #cache;
  #context;
  #base = new OffscreenCanvas(1, 1);
  #spare = new OffscreenCanvas(1, 1);
  #stale = true;
  #frame = 0;
  /** @type {Zoom|null} */
  #zoom = null;
  /** @type {Chip[]|null} */
  #chips = null;
  /** @type {Style} */
  #style;
  #drawn;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {import("./thumbs-cache.mjs").ThumbsCache} cache
   * @param {Omit<Style, "measure"|"legend">} style
   * @param {(picture: Picture) => void} drawn called after each frame
   */
  constructor(canvas, cache, style, drawn) {
    this.#canvas = canvas;
    this.#cache = cache;
    this.#context = contextOf(canvas, { alpha: false });
    this.#style = { ...style, legend: null, measure: makeMeasure(contextOf(new OffscreenCanvas(1, 1))) };
    this.#drawn = drawn;
    this.#paintGround();
  }

  get ratio() {
    return this.#style.ratio;
  }

  /** Whether a zoom is under way. */
  get moving() {
    return this.#zoom !== null;
  }

  /** Change how things look; the picture is painted anew. @param {Partial<Style>} patch */
  restyle(patch) {
    Object.assign(this.#style, patch);
    this.#chips = null;
    this.#stale = true;
    this.draw();
  }

  /** Change what lies over the picture. @param {Partial<import("./paint-overlay.mjs").Overlay>} patch */
  lay(patch) {
    Object.assign(this.overlay, patch);
    this.draw();
  }

  /**
   * Show another picture, with the zoom between them where one encloses the other.
   *
   * @param {Picture} picture
   * @param {Partial<Style>} style of the new picture (ratio and the like)
   * @param {boolean} animate
   */
  show(picture, style, animate) {
    const old = this.picture;
    const way = old && animate && sameStage(old, picture) && style.ratio === this.ratio ? direction(old, picture) : 0;
    if (old && way && this.#stale) this.#paintBase(old);
    const left = way ? this.#side() : null;
    Object.assign(this.#style, style);
    this.picture = picture;
    this.#chips = null;
    Object.assign(this.overlay, { hover: null, pointedRow: null });
    this.#stale = true;
    this.#zoom = null;
    if (old && left && way > 0) this.#startIn(old, picture, { outer: left, inner: this.#side() });
    if (old && left && way < 0) this.#startOut(old, picture, { outer: this.#side(), inner: left });
    this.draw();
  }

  /** Other images of the same view are drawn and marked: nothing else changes. @param {Picture} picture */
  swap(picture) {
    this.picture = picture;
    this.#chips = null;
    Object.assign(this.overlay, { hover: null, pointedRow: null });
    this.#stale = true;
    this.draw();
  }

  /** Thumbnails came: paint those of the picture that they belong to. @param {Iterable<number>} rows */
  receive(rows) {
    const { picture } = this;
    if (!picture) return;
    if (!this.#stale && !this.#zoom) {
      const indices = [...rows].flatMap((row) => picture.place.get(row) ?? []);
      paintThumbs(contextOf(this.#base), picture, indices, this.#cache, this.#style);
    } else this.#stale = true;
    this.draw();
  }

  /** Whether the title of a cell or group says all there is to say. An accuracy needs more words than it has room for. @param {Cell|Frame} box */
  saysAll(box) {
    return !accuracyText(box) && !box.tint && this.chips.some((chip) => chip.box === box && chip.whole);
  }

  /** The titles on the picture. @returns {Chip[]} */
  get chips() {
    if (!this.picture) return [];
    this.#chips ??= layOutChips(this.picture, this.#style);
    return this.#chips;
  }

  /** Ask for a frame. */
  draw() {
    this.#frame ||= requestAnimationFrame((now) => this.#tick(now));
  }

  destroy() {
    cancelAnimationFrame(this.#frame);
  }

  /** @param {number} now */
  #tick(now) {
    this.#frame = 0;
    const { picture } = this;
    if (!picture) {
      this.#paintGround();
      return;
    }
    this.#fit(picture);
    if (this.#zoom) this.#step(this.#zoom, now);
    if (!this.#zoom) this.#settle(picture);
    this.#drawn(picture);
  }

  /** An opaque canvas is black until it is painted. */
  #paintGround() {
    this.#context.fillStyle = this.#style.theme.ground;
    this.#context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  /** The size follows the picture, not the window: until another picture is there the old one stays as it was drawn. @param {Picture} picture */
  #fit({ width, height }) {
    const [w, h] = [Math.round(width * this.ratio), Math.round(height * this.ratio)];
    if (this.#canvas.width !== w || this.#canvas.height !== h) Object.assign(this.#canvas, { width: w, height: h });
    Object.assign(this.#canvas.style, { width: `${width}px`, height: `${height}px` });
  }

  /** @param {Picture} picture */
  #settle(picture) {
    if (this.#stale) this.#paintBase(picture);
    this.#context.drawImage(this.#base, 0, 0);
    paintBorders(this.#context, picture, this.#style);
    const { hover } = this.overlay;
    paintChips(this.#context, this.chips, hover && hover.kind !== "chip" ? hover.cell : -1, this.#style);
    paintOverlay(this.#context, picture, this.overlay, this.#cache, this.#style);
  }

  /** @param {Picture} picture */
  #paintBase(picture) {
    const [w, h] = [Math.round(picture.width * this.ratio), Math.round(picture.height * this.ratio)];
    if (this.#base.width !== w || this.#base.height !== h) Object.assign(this.#base, { width: w, height: h });
    const context = contextOf(this.#base, { alpha: false });
    context.fillStyle = this.#style.theme.ground;
    context.fillRect(0, 0, w, h);
    if (!picture.wall) paintCells(context, picture.cells, this.#style);
    paintThumbs(context, picture, picture.rows.keys(), this.#cache, this.#style);
    if (!picture.cells.length) paintEmpty(context, picture, this.#style);
    this.#stale = false;
  }

  /** How the picture looks now. @returns {Side} */
  #side() {
    return { chips: this.chips, style: { ...this.#style } };
  }

  /** @param {Picture} outer @param {Picture} inner @param {Zoom["sides"]} sides */
  #startIn(outer, inner, sides) {
    [this.#base, this.#spare] = [this.#spare, this.#base];
    this.#zoom = { plan: makePlan(outer, inner), snapshot: this.#spare, sides, inward: true, begun: null };
  }

  /** @param {Picture} inner @param {Picture} outer @param {Zoom["sides"]} sides */
  #startOut(inner, outer, sides) {
    this.#paintBase(outer);
    this.#zoom = { plan: makePlan(outer, inner), snapshot: this.#base, sides, inward: false, begun: null };
  }

  /** @param {Zoom} zoom @param {number} now */
  #step(zoom, now) {
    zoom.begun ??= now;
    const t = (now - zoom.begun) / DURATION;
    if (t >= 1) {
      this.#zoom = null;
      return;
    }
    paintZoom(this.#context, zoom.plan, ease(zoom.inward ? t : 1 - t), zoom.snapshot, this.#cache, zoom.sides);
    this.draw();
  }
}

/** @param {Picture} a @param {Picture} b */
function sameStage(a, b) {
  return a.width === b.width && a.height === b.height;
}
