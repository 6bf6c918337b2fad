/** How dense the map is, as shading behind the pictures; on a 2D context, in device pixels. */

import { contextOf } from "../context.mjs";
import { tileOf } from "./blocks.mjs";
import { SHADES, shadingOf } from "./shades.mjs";

/** @import { Block, Grain } from "./blocks.mjs" */
/** @import { Look } from "./look.mjs" */
/** @import { Lookup } from "./places.mjs" */

/**
 * @param {CanvasRenderingContext2D} context of the block's canvas
 * @param {Grain} grain
 * @param {Block} block
 * @param {Lookup} lookup tiles that are there: those around make the edges soft
 * @param {Look} look
 */
export function paintShading(context, grain, block, lookup, { theme, ink, opacity }) {
  context.fillStyle = theme.ground;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  const tile = tileOf(grain, block);
  const around = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => lookup({ z: tile.z, x: tile.x + dx, y: tile.y + dy })));
  const shading = shadingOf(around, ink, opacity);
  if (!shading) return;
  const small = new OffscreenCanvas(shading.across * SHADES, shading.down * SHADES);
  contextOf(small).putImageData(new ImageData(shading.pixels, small.width, small.height), 0, 0);
  const side = (grain.scale * grain.ratio) / 2 ** grain.z;
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  context.drawImage(small, shading.left * side - block.box.x, shading.top * side - block.box.y, shading.across * side, shading.down * side);
}
