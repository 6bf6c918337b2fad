/**
 * The map at rest, painted beside the screen and a little larger: what moves is only this picture. It is painted in slices of
 * a few milliseconds, so that hands are followed meanwhile, and takes the place of the one before once it is whole.
 *
 * @typedef {object} Plan  What is to be painted.
 * @property {MapPicture} picture
 * @property {Camera} camera
 * @property {Size} size     Of the canvas, CSS pixels.
 * @property {Style} style
 * @property {Legend|null} legend
 * @property {[number, number]|null} span  Rows of the cluster in view; others step back. null for all.
 * @property {Shading|null} shading
 * @property {number} z      Level of the shading.
 */

import { contextOf } from "../context.mjs";
import { outline, paintImage, paintThumbs, tileOf } from "../paint-thumbs.mjs";
import { mixColors } from "../theme.mjs";
import { paintShading } from "./paint-shading.mjs";
import { toScreen } from "./camera.mjs";

/** @import { Legend, Rect, Size } from "../types.d.ts" */
/** @import { Style } from "../paint-cells.mjs" */
/** @import { ThumbsCache } from "../thumbs-cache.mjs" */
/** @import { Camera } from "./camera.mjs" */
/** @import { MapPicture } from "./layout.mjs" */
/** @import { Shading } from "./shades.mjs" */

/** Painted between two looks at the clock. */
const CHUNK = 24;
/** How much of an image stays that is outside the cluster in view. */
const OUTSIDE = 0.22;
/** Of a tint's frame, in CSS pixels. */
const FRAME = 2;

/** @typedef {{canvas: HTMLCanvasElement, plan: Plan, next: number}} Sheet */

export class Still {
  #document;
  #cache;
  /** @type {Sheet|null} on screen */
  #shown = null;
  /** @type {Sheet|null} not whole yet */
  #making = null;

  /** @param {Document} document @param {ThumbsCache} cache */
  constructor(document, cache) {
    this.#document = document;
    this.#cache = cache;
  }

  /** What is on screen. @returns {Plan|null} */
  get plan() {
    return this.#shown?.plan ?? null;
  }

  /** Whether another is being painted. */
  get busy() {
    return this.#making !== null;
  }

  /** @param {Plan} plan @param {boolean} atOnce whether it is seen while it is painted */
  begin(plan, atOnce) {
    const { ratio } = plan.style;
    const canvas = this.#making?.canvas !== this.#shown?.canvas && this.#making ? this.#making.canvas : this.#document.createElement("canvas");
    canvas.width = Math.round(plan.size.width * ratio);
    canvas.height = Math.round(plan.size.height * ratio);
    this.#making = { canvas, plan, next: 0 };
    paintShading(contextOf(canvas), plan);
    if (atOnce) this.#shown = this.#making;
  }

  /** Paint on. @param {number} until by `performance.now()` @returns {boolean} whether there is something new to see */
  step(until) {
    const making = this.#making;
    if (!making) return false;
    const { picture } = making.plan;
    const context = contextOf(making.canvas);
    while (making.next < picture.count) {
      const end = Math.min(picture.count, making.next + CHUNK);
      for (let i = making.next; i < end; i++) paintPicture(context, making.plan, i, this.#cache);
      making.next = end;
      if (performance.now() > until && end < picture.count) return making === this.#shown;
    }
    this.#shown = making;
    this.#making = null;
    return true;
  }

  /** Thumbnails have come. @param {Iterable<number>} rows */
  repaint(rows) {
    const sheets = this.#making && this.#making !== this.#shown ? [this.#shown, this.#making] : [this.#shown];
    const list = [...rows];
    for (const sheet of sheets) {
      if (!sheet) continue;
      const context = contextOf(sheet.canvas);
      const end = sheet === this.#making ? sheet.next : sheet.plan.picture.count;
      for (const row of list) {
        const i = sheet.plan.picture.place.get(row);
        if (i !== undefined && i < end) paintPicture(context, sheet.plan, i, this.#cache);
      }
    }
  }

  /** Draw it as another view sees it. @param {CanvasRenderingContext2D} context @param {Camera} camera @param {Size} size @param {number} ratio */
  draw(context, camera, size, ratio) {
    if (!this.#shown) return;
    const { canvas } = this.#shown;
    const { x, y, w, h } = placed(this.#shown.plan, camera, size);
    const [left, top] = [Math.round(x * ratio), Math.round(y * ratio)];
    const still = Math.abs(w * ratio - canvas.width) < 0.5;
    context.imageSmoothingEnabled = !still;
    if (still) context.drawImage(canvas, left, top);
    else context.drawImage(canvas, left, top, Math.round(w * ratio), Math.round(h * ratio));
    context.imageSmoothingEnabled = true;
  }
}

/** Where a painted map lies on the screen, in CSS pixels. @param {Plan} plan @param {Camera} camera @param {Size} size @returns {Rect} */
export function placed(plan, camera, size) {
  const grown = camera.scale / plan.camera.scale;
  const middle = toScreen(camera, size, plan.camera);
  const [w, h] = [plan.size.width * grown, plan.size.height * grown];
  return { x: middle.x - w / 2, y: middle.y - h / 2, w, h };
}

/** Where a picture lies on the screen, in CSS pixels. @param {Plan} plan @param {number} i @param {Camera} camera @param {Size} size @returns {Rect} */
export function placeOf(plan, i, camera, size) {
  const whole = placed(plan, camera, size);
  const grown = camera.scale / plan.camera.scale;
  const { x, y, w, h } = plan.picture;
  return { x: whole.x + x[i] * grown, y: whole.y + y[i] * grown, w: w[i] * grown, h: h[i] * grown };
}

/** @param {CanvasRenderingContext2D} context @param {Plan} plan @param {number} i @param {ThumbsCache} cache */
function paintPicture(context, { picture, style, legend, span }, i, cache) {
  // The parts that the tree's painter reads are the same in both pictures.
  const alike = /** @type {import("../picture.mjs").Picture} */ (/** @type {unknown} */ (picture));
  const row = picture.rows[i];
  const box = tileOf(alike, i, style.ratio);
  if (span && (row < span[0] || row >= span[1])) {
    context.clearRect(box.x, box.y, box.w, box.h);
    context.globalAlpha = OUTSIDE;
    paintImage(context, alike, i, cache, box);
    context.globalAlpha = 1;
    return;
  }
  paintThumbs(context, alike, [i], cache, style);
  const step = picture.tint[i] < 0 ? undefined : legend?.steps[picture.tint[i]];
  if (step?.color) {
    const line = Math.max(1, Math.round(FRAME * style.ratio));
    if (step.pattern !== "plain") context.setLineDash([3 * line, 2 * line]);
    outline(context, box, line, mixColors(style.theme.surface, step.color, step.strength));
    context.setLineDash([]);
  }
}
