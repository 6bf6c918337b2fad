/** What a hand has drawn around images becomes the selection. */

import { isMeant } from "./outline.mjs";

/** @import { Explorer } from "../explorer.mjs" */
/** @import { Point } from "./camera.mjs" */
/** @import { Source } from "./source.mjs" */

/**
 * Select all images inside a polygon, drawn themselves or not, under the filter and of the cluster in view.
 *
 * @param {Explorer} explorer
 * @param {Source} source
 * @param {Point[]} polygon on the screen
 * @param {(at: Point) => Point} toPlane
 * @param {{add: boolean, most: number}} how whether they join what is selected; rows that may be
 */
export async function selectWithin(explorer, source, polygon, toPlane, { add, most }) {
  if (!isMeant(polygon)) return;
  const rows = await source.within(polygon.map(toPlane));
  const before = add ? explorer.state.selection : [];
  explorer.update({ selection: [...new Set([...before, ...rows])].slice(0, most) });
}
