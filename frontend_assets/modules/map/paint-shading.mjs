/** The shading behind the pictures, on a canvas's 2D context, in device pixels. */

import { contextOf } from "../context.mjs";
import { toScreen } from "./camera.mjs";
import { SHADES } from "./shades.mjs";

/** @param {CanvasRenderingContext2D} context @param {Pick<import("./still.mjs").Plan, "camera"|"size"|"style"|"shading"|"z">} plan */
export function paintShading(context, { camera, size, style, shading, z }) {
  const { canvas } = context;
  context.fillStyle = style.theme.ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  if (!shading) return;
  const { left, top, across, down, pixels } = shading;
  const small = new OffscreenCanvas(across * SHADES, down * SHADES);
  contextOf(small).putImageData(new ImageData(pixels, small.width, small.height), 0, 0);
  const side = (camera.scale / 2 ** z) * style.ratio;
  const corner = toScreen(camera, size, { x: left / 2 ** z, y: top / 2 ** z });
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  context.drawImage(small, corner.x * style.ratio, corner.y * style.ratio, across * side, down * side);
}
