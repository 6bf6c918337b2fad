/** One picture of the map, painted as those of the tree are, with the frame of its colour; on a 2D context, in device pixels. */

import { inset, outline, paintImage, paintThumbs, tileOf } from "../paint-thumbs.mjs";
import { mixColors } from "../theme.mjs";

/** @import { Legend } from "../types.d.ts" */
/** @import { Style } from "../paint-cells.mjs" */
/** @import { ThumbsCache } from "../thumbs-cache.mjs" */
/** @import { MapPicture } from "./layout.mjs" */
/** @import { Look } from "./look.mjs" */

/** How much of an image stays that is outside the cluster in view. */
const OUTSIDE = 0.25;
/** Of a tint's frame, in CSS pixels. */
const FRAME = 2;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {MapPicture} picture
 * @param {number} i
 * @param {ThumbsCache} cache
 * @param {Look & {colors: Legend|null}} look
 */
export function paintPicture(context, picture, i, cache, look) {
  // The parts that the tree's painter reads are the same in both pictures.
  const alike = /** @type {import("../picture.mjs").Picture} */ (/** @type {unknown} */ (picture));
  const { span, ratio, theme, colors } = look;
  const row = picture.rows[i];
  const box = tileOf(alike, i, ratio);
  if (span && (row < span[0] || row >= span[1])) {
    context.fillStyle = theme.ground;
    context.fillRect(box.x, box.y, box.w, box.h);
    context.globalAlpha = OUTSIDE;
    paintImage(context, alike, i, cache, box);
    context.globalAlpha = 1;
    return;
  }
  paintThumbs(context, alike, [i], cache, styleOf(look));
  const step = picture.tint[i] < 0 ? undefined : colors?.steps[picture.tint[i]];
  const line = Math.max(1, Math.round(FRAME * ratio));
  if (step?.color) {
    if (step.pattern !== "plain") context.setLineDash([3 * line, 2 * line]);
    outline(context, box, line, mixColors(theme.surface, step.color, step.strength));
    context.setLineDash([]);
  }
  if (!picture.found?.[i]) return;
  outline(context, box, line, theme.finding);
  outline(context, inset(box, line), Math.max(1, Math.round(ratio)), theme.findingEdge);
}

/** What the tree's painter wants to know. @param {Look} look @returns {Style} */
function styleOf({ ratio, theme, show, selection, mark }) {
  return { ratio, theme, show, selection, legend: null, kind: mark.kind, marked: () => null, measure: () => 0 };
}
