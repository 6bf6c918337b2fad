/** Keys of an inspected image, on the page and in a static copy. */

import { imageKeyOf } from "../keys.mjs";

/** @import { FullSize } from "./full-size.mjs" */
/** @import { Walk } from "./walk.mjs" */

/**
 * While an image is inspected, the arrows lead from image to image, and F shows it large; without one, the canvas has them.
 *
 * @param {KeyboardEvent} event
 * @param {Walk} walk
 * @param {FullSize} full
 */
export function atImage(event, walk, full) {
  const wanted = imageKeyOf(event);
  if (!wanted) return;
  event.preventDefault(); // The canvas leaves alone what someone took.
  if (wanted === "full") full.open();
  else if (event.repeat) walk.repeat(wanted);
  else walk.step(wanted);
}

/** @param {Walk} walk @returns {boolean} whether there was one */
export function closeImage(walk) {
  if (!walk.holdsImage) return false;
  walk.explorer.update({ row: null }, { push: true });
  return true;
}
