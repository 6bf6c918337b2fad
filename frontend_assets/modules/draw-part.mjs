/** A part of a page of pictures, drawn by itself. */

/** @import { Rect } from "./types.d.ts" */

/** Of a part that is enlarged, what is left out at each edge, in its own pixels: smoothing reaches so far beyond it. */
const REACH = 0.5;

/**
 * Draw a part at any size, and nothing of what lies beside it.
 *
 * @param {Pick<CanvasDrawImage, "drawImage">} context
 * @param {CanvasImageSource} source
 * @param {Rect} part of the source
 * @param {Rect} box
 */
export function drawPart(context, source, part, box) {
  const [across, down] = [reach(part.w, box.w), reach(part.h, box.h)];
  context.drawImage(source, part.x + across, part.y + down, part.w - 2 * across, part.h - 2 * down, box.x, box.y, box.w, box.h);
}

/** @param {number} from @param {number} to pixels */
function reach(from, to) {
  return to > from && from > 2 * REACH ? REACH : 0;
}
