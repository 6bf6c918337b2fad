/**
 * The canvas: keeps the settled picture as a snapshot, draws what lies over it, runs the zoom. Draws only when
 * something changed; at rest there is no animation frame.
 */

import { contextOf } from "./context.mjs";
import { layOutChips } from "./chips.mjs";
import { FADE, Fades } from "./fades.mjs";
import { Fresh } from "./fresh.mjs";
import { isStill } from "./motion.mjs";
import { paintBorders } from "./paint-borders.mjs";
import { paintCells } from "./paint-cells.mjs";
import { paintChips } from "./paint-chips.mjs";
import { paintEmpty, paintFrames, paintMarked } from "./paint-overlay.mjs";
import { paintThumbs } from "./paint-thumbs.mjs";
import { paintZoom, withoutTravellers } from "./paint-zoom.mjs";
import { accuracyText, makeMeasure } from "./text.mjs";
import { direction, ease, makePlan } from "./transition.mjs";
import { Zooming } from "./zooming.mjs";

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
  #context;
  #base = new OffscreenCanvas(1, 1);
  #spare = new OffscreenCanvas(1, 1);
  #stale = true;
  #frame = 0;
  /** @type {Zooming|null} */
  #zoom = null;
  #fresh;
  /** By the index of a cell, how far its title makes room for the pictures under the pointer. @type {Fades<number>} */
  #looked = new Fades(() => (isStill() ? 0 : FADE));
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
    this.#fresh = new Fresh(cache);
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
    const old = animate && this.picture && sameStage(this.picture, picture) && style.ratio === this.ratio ? this.picture : null;
    const way = old ? direction(old, picture) : 0;
    const begun = way ? this.#zoom?.turned(picture.answer.node) ?? null : null;
    const veil = old && (!way || (this.#zoom && begun === null)) ? copyOf(this.#canvas) : null;
    if (old && way > 0 && this.#stale) this.#paintBase(old);
    const left = old && this.#side(old, true);
    Object.assign(this.#style, style);
    this.picture = picture;
    this.#chips = null;
    this.#looked.clear();
    Object.assign(this.overlay, { hover: null, pointedRow: null });
    this.#fresh.begin(picture);
    this.#stale = true;
    this.#zoom = old && left && new Zooming(old.answer.node, this.#zoomTo(old, picture, left), { t: begun ?? 0, veil, slowly: !way });
    this.draw();
  }

  /** Other images of the same view are drawn and marked: nothing else changes. @param {Picture} picture */
  swap(picture) {
    this.picture = picture;
    this.#chips = null;
    Object.assign(this.overlay, { hover: null, pointedRow: null });
    this.#fresh.begin(picture);
    this.#stale = true;
    this.draw();
  }

  /** Thumbnails came: paint those of the picture that they belong to. @param {Iterable<number>} rows */
  receive(rows) {
    const { picture } = this;
    if (!picture) return;
    const indices = [...rows].flatMap((row) => picture.place.get(row) ?? []);
    this.#fresh.receive(picture, indices);
    if (!this.#stale && !this.#zoom) this.#paintOnBase(picture, indices);
    else this.#stale = true;
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

  /** Cell whose pictures the pointer is on, -1 for none. */
  get #lookedAt() {
    const { hover } = this.overlay;
    return hover && hover.kind !== "chip" ? hover.cell : -1;
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
    if (this.#zoom && !this.#zoom.step(this.#context, now)) this.#zoom = null;
    if (!this.#zoom) this.#settle(picture, now);
    if (this.#zoom || this.#fresh.any || this.#looked.isMoving(now)) this.draw();
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

  /** @param {Picture} picture @param {number} now */
  #settle(picture, now) {
    if (this.#stale) this.#paintBase(picture);
    this.#paintOnBase(picture, this.#fresh.done(now));
    this.#context.drawImage(this.#base, 0, 0);
    this.#fresh.paint(this.#context, picture, this.#style, now);
    paintBorders(this.#context, picture, this.#style);
    paintMarked(this.#context, picture, this.overlay, this.#fresh, this.#style);
    this.#looked.aim(this.#lookedAt < 0 ? [] : [this.#lookedAt], now);
    paintChips(this.#context, this.chips, (cell) => this.#looked.of(cell, now), this.#style);
    paintFrames(this.#context, picture, this.overlay, this.#style);
  }

  /** @param {Picture} picture @param {Iterable<number>} indices */
  #paintOnBase(picture, indices) {
    paintThumbs(contextOf(this.#base), picture, indices, this.#fresh, this.#style);
  }

  /** @param {Picture} picture */
  #paintBase(picture) {
    const [w, h] = [Math.round(picture.width * this.ratio), Math.round(picture.height * this.ratio)];
    if (this.#base.width !== w || this.#base.height !== h) Object.assign(this.#base, { width: w, height: h });
    const context = contextOf(this.#base, { alpha: false });
    context.fillStyle = this.#style.theme.ground;
    context.fillRect(0, 0, w, h);
    if (!picture.wall) paintCells(context, picture.cells, this.#style);
    this.#paintOnBase(picture, picture.rows.keys());
    if (!picture.cells.length) paintEmpty(context, picture, this.#style);
    this.#stale = false;
  }

  /** How a picture looks. @param {Picture} picture @param {boolean} [here] with the pointer on it @returns {Side} */
  #side(picture, here = false) {
    const { outlines, outlined, pointed } = this.overlay;
    const looked = here ? this.#lookedAt : -1;
    const found = outlines?.of(picture).filter(({ place }) => outlined || place === pointed) ?? [];
    return { chips: this.chips, looked: (cell) => Number(cell === looked), outlines: found, pointed, style: { ...this.#style } };
  }

  /** How the way from a picture that looked so to another is painted. @param {Picture} old @param {Picture} picture @param {Side} left */
  #zoomTo(old, picture, left) {
    const way = direction(old, picture);
    if (!way) return (/** @type {unknown} */ _context, /** @type {number} */ _t, /** @type {number} */ now) => this.#settle(picture, now);
    const come = this.#side(picture);
    const [from, to] = way > 0 ? [old, picture] : [picture, old];
    const [outer, inner] = way > 0 ? [left, come] : [come, left];
    if (way > 0) [this.#base, this.#spare] = [this.#spare, this.#base];
    else this.#paintBase(picture);
    const plan = makePlan(from, to);
    const zoom = { plan, snapshot: withoutTravellers(plan, way > 0 ? this.#spare : this.#base, outer.style), outer, inner, row: this.overlay.row };
    return (/** @type {CanvasRenderingContext2D} */ context, /** @type {number} */ t) => paintZoom(context, zoom, ease(way > 0 ? t : 1 - t), this.#fresh);
  }
}

/** @param {Picture} a @param {Picture} b */
function sameStage(a, b) {
  return a.width === b.width && a.height === b.height;
}

/** @param {HTMLCanvasElement} canvas @returns {OffscreenCanvas} */
function copyOf(canvas) {
  const copy = new OffscreenCanvas(canvas.width, canvas.height);
  contextOf(copy, { alpha: false }).drawImage(canvas, 0, 0);
  return copy;
}
