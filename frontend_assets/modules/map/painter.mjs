/** Paints the map: the still picture of it, anew whenever it does not do any more, and what lies over it. */

import { contextOf } from "../context.mjs";
import { litLook } from "./look.mjs";
import { tilesIn } from "./camera.mjs";
import { coloredAlike } from "./legend-colors.mjs";
import { layOut } from "./layout.mjs";
import { paintOverlay } from "./overlay.mjs";
import { shadingOf } from "./shades.mjs";
import { placed, Still } from "./still.mjs";

/** @import { Legend, Size } from "../types.d.ts" */
/** @import { Mark } from "../marking.mjs" */
/** @import { Camera } from "./camera.mjs" */
/** @import { Overlay } from "./overlay.mjs" */
/** @import { Look } from "./look.mjs" */
/** @import { Tiles, TileData } from "./tiles.mjs" */

/** Around the view, as a share of it: so far one may pan before anything has to be painted. */
const MARGIN = 0.3;
/** Of that, how much must be left before the next is begun. */
const SLACK = 0.08;
/** Milliseconds of a frame that painting takes. */
const SLICE = 9;

export class Painter {
  still;
  #canvas;
  #tiles;
  #thumbs;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Tiles} tiles
   * @param {import("../thumbs-cache.mjs").ThumbsCache} cache
   * @param {import("../thumbs-queue.mjs").ThumbsQueue} thumbs
   */
  constructor(canvas, tiles, cache, thumbs) {
    this.#canvas = canvas;
    this.#tiles = tiles;
    this.#thumbs = thumbs;
    this.still = new Still(canvas.ownerDocument, cache);
  }

  /** Ask for the tiles around a view. @param {Camera} camera @param {Size} size @param {number} z */
  want(camera, size, z) {
    this.#tiles.want(tilesIn(camera, around(size), z));
  }

  /** Whether the still picture shows a view, and in its size. @param {Camera} camera @param {Size} size */
  covers(camera, size) {
    const { plan } = this.still;
    if (!plan || Math.abs(plan.camera.scale / camera.scale - 1) > 1e-6) return false;
    const { x, y, w, h } = placed(plan, camera, size);
    const [dx, dy] = [SLACK * size.width, SLACK * size.height];
    return x <= -dx && y <= -dy && x + w >= size.width + dx && y + h >= size.height + dy;
  }

  /**
   * Paint a view anew, of the tiles that are there.
   *
   * @param {Camera} camera
   * @param {Size} size
   * @param {number} z
   * @param {Look} look
   */
  begin(camera, size, z, look) {
    const room = around(size);
    const steady = aligned(camera, look.ratio);
    const wanted = tilesIn(steady, room, z);
    const there = wanted.map((tile) => this.#tiles.get(tile));
    const drawn = new Set(wanted.map((tile) => this.#tiles.nearest(tile)).filter((tile) => tile !== null));
    const tiles = [...drawn].sort((a, b) => a.z - b.z);
    const picture = layOut(tiles, steady, room, look.mark);
    const legend = coloredAlike(this.#tiles.legend, look.legend);
    const shading = there.length ? shadingOf(there, look.ink, look.opacity) : null;
    this.still.begin({ picture, camera: steady, size: room, style: litLook(look), legend, span: look.span, shading, z }, this.still.plan === null);
    const alike = /** @type {import("../picture.mjs").Picture} */ (/** @type {unknown} */ (picture));
    this.#thumbs.start(alike, look.ratio);
  }

  /** @param {Camera} camera @param {Size} size @param {Look} look @param {Overlay} overlay */
  frame(camera, size, look, overlay) {
    this.still.step(performance.now() + SLICE);
    const context = contextOf(this.#canvas, { alpha: false });
    context.fillStyle = look.theme.ground;
    context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    this.still.draw(context, camera, size, look.ratio);
    paintOverlay(context, overlay, { plan: this.still.plan, camera, size, ratio: look.ratio, theme: look.theme });
  }
}

/** @param {Size} size @returns {Size} of the still picture: whole and even, so that its middle is a pixel's edge */
function around({ width, height }) {
  const even = (/** @type {number} */ length) => 2 * Math.round((length * (1 + 2 * MARGIN)) / 2);
  return { width: even(width), height: even(height) };
}

/** Moved by less than a device pixel, so that pictures lie on the same pixels wherever one has panned. @param {Camera} camera @param {number} ratio @returns {Camera} */
function aligned({ x, y, scale }, ratio) {
  const pixel = scale * ratio;
  return { x: Math.round(x * pixel) / pixel, y: Math.round(y * pixel) / pixel, scale };
}
