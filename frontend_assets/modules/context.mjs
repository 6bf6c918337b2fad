/** A canvas's 2D context, which a browser may refuse. */

/**
 * @template {HTMLCanvasElement|OffscreenCanvas} C
 * @param {C} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 * @returns {C extends HTMLCanvasElement ? CanvasRenderingContext2D : OffscreenCanvasRenderingContext2D}
 * @throws {Error} a sentence, where there is no memory for it, or no 2D canvas at all
 */
export function contextOf(canvas, settings) {
  const context = canvas.getContext("2d", settings);
  if (!context) throw new Error("This browser gives the map no canvas to draw on. Close other tabs, or update it.");
  return /** @type {C extends HTMLCanvasElement ? CanvasRenderingContext2D : OffscreenCanvasRenderingContext2D} */ (context);
}
