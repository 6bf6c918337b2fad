/**
 * The zoom between two pictures as pure geometry: everything is a function of t in [0, 1], where 0 is the
 * outer picture and 1 the inner one, so zooming out is zooming in with t running backwards. No DOM.
 *
 * @typedef {object} Plan
 * @property {import("./picture.mjs").Picture} outer
 * @property {import("./picture.mjs").Picture} inner
 * @property {Rect} from      Where the inner picture lies in the outer one.
 * @property {Rect} to        The whole canvas.
 * @property {Int32Array} match   For each image of `inner`, its index in `outer`, or -1.
 *
 * @typedef {{sx: number, sy: number, dx: number, dy: number}} Affine  (x, y) → (x·sx + dx, y·sy + dy).
 */

/** @import { Frame, Rect, View } from "./types.d.ts" */
/** @import { Picture } from "./picture.mjs" */

export const DURATION = 270;

/** Slow, fast, slow; ease(1 - t) = 1 - ease(t), so that the way back is the way there. @param {number} t */
export function ease(t) {
  const u = Math.min(1, Math.max(0, t));
  return u < 0.5 ? 4 * u ** 3 : 1 - (2 - 2 * u) ** 3 / 2;
}

/** Which of two pictures encloses the other: 1 when `b` lies in `a`, -1 when `a` lies in `b`, 0 neither. @param {Picture} a @param {Picture} b */
export function direction(a, b) {
  const [p, q] = [a.answer, b.answer];
  if (p.node === q.node) return 0;
  if (p.lo <= q.lo && p.hi >= q.hi) return 1;
  return q.lo <= p.lo && q.hi >= p.hi ? -1 : 0;
}

/** @param {Picture} outer @param {Picture} inner @returns {Plan} from the outer picture to the inner one */
export function makePlan(outer, inner) {
  const to = { x: 0, y: 0, w: inner.width, h: inner.height };
  const from = regionOf(outer, inner.answer) ?? to;
  const match = new Int32Array(inner.count).fill(-1);
  for (let i = 0; i < inner.count; i++) match[i] = outer.place.get(inner.rows[i]) ?? -1;
  return { outer, inner, from, to, match };
}

/**
 * Where [lo, hi) lies in a picture: its frame or cell, the cell that holds it, or the cells it holds together.
 *
 * @param {Picture} picture
 * @param {{node: number, lo: number, hi: number}} cluster
 * @returns {Rect|null}
 */
export function regionOf(picture, { node, lo, hi }) {
  const own = picture.frames.find((box) => box.node === node) ?? picture.cells.find((box) => box.node === node);
  if (own) return rect(own);
  const around = picture.cells.find((cell) => cell.lo <= lo && cell.hi >= hi);
  if (around) return rect(around);
  const inside = picture.cells.filter((cell) => cell.lo >= lo && cell.hi <= hi);
  return inside.length && inside.length < picture.cells.length ? union(inside) : null;
}

/** Where the inner picture as a whole stands at eased time e. @param {Pick<Plan, "from"|"to">} plan @param {number} e @returns {Rect} */
export function stageAt({ from, to }, e) {
  return { x: mix(from.x, to.x, e), y: mix(from.y, to.y, e), w: mix(from.w, to.w, e), h: mix(from.h, to.h, e) };
}

/** How far on the way to be gone, and from the end to be there, titles are legible. */
const LEGIBLE = 0.4;

/** How much of the titles of either picture is there at eased time e: those that go are gone before the others come. @param {number} e */
export function titlesAt(e) {
  return { outer: Math.max(0, 1 - e / LEGIBLE), inner: Math.max(0, 1 - (1 - e) / LEGIBLE) };
}

/** The affine map that takes rectangle `a` to rectangle `b`: (x, y) → (x·sx + dx, y·sy + dy). @param {Rect} a @param {Rect} b @returns {Affine} */
export function mapping(a, b) {
  const sx = a.w ? b.w / a.w : 1;
  const sy = a.h ? b.h / a.h : 1;
  return { sx, sy, dx: b.x - a.x * sx, dy: b.y - a.y * sy };
}

/** A rectangle under a mapping. @param {Rect} box @param {Affine} map @returns {Rect} */
export function mapRect(box, { sx, sy, dx, dy }) {
  return { x: box.x * sx + dx, y: box.y * sy + dy, w: box.w * sx, h: box.h * sy };
}

/**
 * Place of image i of the inner picture at eased time e, into `out`: from its old place
 * where it had one, else from where the growing cell would have drawn it.
 *
 * @param {Plan} plan
 * @param {number} i
 * @param {number} e
 * @param {Rect} out
 */
export function imageAt(plan, i, e, out) {
  const { outer, inner, match } = plan;
  const j = match[i];
  const at = boxOf(inner, i);
  const from = j >= 0 ? boxOf(outer, j) : mapRect(at, mapping(plan.to, plan.from));
  out.x = mix(from.x, at.x, e);
  out.y = mix(from.y, at.y, e);
  out.w = mix(from.w, at.w, e);
  out.h = mix(from.h, at.h, e);
  return out;
}

/** @param {Picture} picture @param {number} i @returns {Rect} */
function boxOf({ x, y, w, h }, i) {
  return { x: x[i], y: y[i], w: w[i], h: h[i] };
}

/** @param {number} a @param {number} b @param {number} e */
function mix(a, b, e) {
  return a + (b - a) * e;
}

/** @param {Rect} box @returns {Rect} */
function rect({ x, y, w, h }) {
  return { x, y, w, h };
}

/** @param {Rect[]} boxes @returns {Rect} */
function union(boxes) {
  const x = Math.min(...boxes.map((b) => b.x));
  const y = Math.min(...boxes.map((b) => b.y));
  return { x, y, w: Math.max(...boxes.map((b) => b.x + b.w)) - x, h: Math.max(...boxes.map((b) => b.y + b.h)) - y };
}
