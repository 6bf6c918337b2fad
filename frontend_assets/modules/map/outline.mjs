/** What a hand draws around images: a box or a lasso, as a polygon on the plane. No DOM. */

/** @import { Point } from "./camera.mjs" */

/** CSS pixels between two corners that are kept of a lasso. */
const APART = 3;
/** The server takes so many (explorer/view/map/maps.py). */
const MOST = 4096;
/** CSS pixels: what is smaller was a slip of the hand. */
const LEAST = 4;

/** @param {Point} a @param {Point} b @returns {Point[]} the corners of the box between two points */
export function boxOf(a, b) {
  return [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }];
}

/** A lasso with one more point, where that is far enough from the last. @param {Point[]} lasso @param {Point} at @returns {Point[]} */
export function drawnOn(lasso, at) {
  const last = lasso.at(-1);
  if (last && Math.hypot(at.x - last.x, at.y - last.y) < APART) return lasso;
  return [...lasso, at];
}

/** At most so many corners as the server takes: every second one, until they are few enough. @param {Point[]} polygon @returns {Point[]} */
export function bounded(polygon) {
  let corners = polygon;
  while (corners.length > MOST) corners = corners.filter((_, i) => i % 2 === 0);
  return corners;
}

/** Whether it is large enough to be meant. @param {Point[]} polygon on the screen */
export function isMeant(polygon) {
  const across = (/** @type {"x"|"y"} */ axis) => Math.max(...polygon.map((at) => at[axis])) - Math.min(...polygon.map((at) => at[axis]));
  return polygon.length > 2 && Math.max(across("x"), across("y")) >= LEAST;
}
