/**
 * The zoom between two pictures as pure geometry: everything is a function of t in [0, 1], where 0 is the
 * outer picture and 1 the inner one, so zooming out is zooming in with t running backwards. No DOM.
 *
 * @typedef {{x: number, y: number, w: number, h: number}} Rect
 *
 * @typedef {object} Plan
 * @property {import("./picture.mjs").Picture} outer
 * @property {import("./picture.mjs").Picture} inner
 * @property {Rect} from      Where the inner picture lies in the outer one.
 * @property {Rect} to        The whole canvas.
 * @property {Int32Array} match   For each image of `inner`, its index in `outer`, or -1.
 */

export const DURATION = 270;

/** Slow, fast, slow; ease(1 - t) = 1 - ease(t), so that the way back is the way there. */
export function ease(t) {
  const u = Math.min(1, Math.max(0, t));
  return u < 0.5 ? 4 * u ** 3 : 1 - (2 - 2 * u) ** 3 / 2;
}

/** Which of two pictures encloses the other: 1 when `b` lies in `a`, -1 when `a` lies in `b`, 0 neither. */
export function direction(a, b) {
  const [p, q] = [a.answer, b.answer];
  if (p.node === q.node) return 0;
  if (p.lo <= q.lo && p.hi >= q.hi) return 1;
  return q.lo <= p.lo && q.hi >= p.hi ? -1 : 0;
}

/** @returns {Plan} from the outer picture to the inner one */
export function makePlan(outer, inner) {
  const to = { x: 0, y: 0, w: inner.width, h: inner.height };
  const from = regionOf(outer, inner.answer) ?? to;
  const match = new Int32Array(inner.count).fill(-1);
  for (let i = 0; i < inner.count; i++) match[i] = outer.place.get(inner.rows[i]) ?? -1;
  return { outer, inner, from, to, match };
}

/** Where [lo, hi) lies in a picture: its frame or cell, the cell that holds it, or the cells it holds together. */
export function regionOf(picture, { node, lo, hi }) {
  const own = picture.frames.find((box) => box.node === node) ?? picture.cells.find((box) => box.node === node);
  if (own) return rect(own);
  const around = picture.cells.find((cell) => cell.lo <= lo && cell.hi >= hi);
  if (around) return rect(around);
  const inside = picture.cells.filter((cell) => cell.lo >= lo && cell.hi <= hi);
  return inside.length && inside.length < picture.cells.length ? union(inside) : null;
}

/** Where the inner picture as a whole stands at eased time e. */
export function stageAt({ from, to }, e) {
  return { x: mix(from.x, to.x, e), y: mix(from.y, to.y, e), w: mix(from.w, to.w, e), h: mix(from.h, to.h, e) };
}

/** The affine map that takes rectangle `a` to rectangle `b`: (x, y) → (x·sx + dx, y·sy + dy). */
export function mapping(a, b) {
  const sx = a.w ? b.w / a.w : 1;
  const sy = a.h ? b.h / a.h : 1;
  return { sx, sy, dx: b.x - a.x * sx, dy: b.y - a.y * sy };
}

/** A rectangle under a mapping. */
export function mapRect(box, { sx, sy, dx, dy }) {
  return { x: box.x * sx + dx, y: box.y * sy + dy, w: box.w * sx, h: box.h * sy };
}

/**
 * Place of image i of the inner picture at eased time e, into `out` (x, y, size): from its old place
 * where it had one, else from where the growing cell would have drawn it.
 */
export function imageAt(plan, i, e, out) {
  const { outer, inner, match } = plan;
  const j = match[i];
  let x, y, size;
  if (j >= 0) {
    [x, y, size] = [outer.x[j], outer.y[j], outer.size[j]];
  } else {
    const map = mapping(plan.to, plan.from);
    size = inner.size[i] * Math.min(map.sx, map.sy);
    x = (inner.x[i] + inner.size[i] / 2) * map.sx + map.dx - size / 2;
    y = (inner.y[i] + inner.size[i] / 2) * map.sy + map.dy - size / 2;
  }
  out.x = mix(x, inner.x[i], e);
  out.y = mix(y, inner.y[i], e);
  out.size = mix(size, inner.size[i], e);
  return out;
}

function mix(a, b, e) {
  return a + (b - a) * e;
}

function rect({ x, y, w, h }) {
  return { x, y, w, h };
}

function union(boxes) {
  const x = Math.min(...boxes.map((b) => b.x));
  const y = Math.min(...boxes.map((b) => b.y));
  return { x, y, w: Math.max(...boxes.map((b) => b.x + b.w)) - x, h: Math.max(...boxes.map((b) => b.y + b.h)) - y };
}
