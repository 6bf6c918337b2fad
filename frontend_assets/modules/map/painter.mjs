/** Paints the map: the sheet of the present scale and look over the one before, until it is whole, and what lies over both. */

import { contextOf } from "../context.mjs";
import { grainOf } from "./blocks.mjs";
import { keyOf, PLACES, tilesIn } from "./camera.mjs";
import { coloredAlike } from "./legend-colors.mjs";
import { alike } from "./look.mjs";
import { paintOverlay } from "./overlay.mjs";
import { Sheet } from "./sheet.mjs";

/** @import { Size } from "../types.d.ts" */
/** @import { Camera } from "./camera.mjs" */
/** @import { Look } from "./look.mjs" */
/** @import { Overlay } from "./overlay.mjs" */
/** @import { Tiles } from "./tiles.mjs" */

/** Around the view, as a share of it: tiles are there before they come into view. */
const MARGIN = 0.25;
/** Milliseconds of a frame that painting takes: while something moves, and at rest. */
const MOVING = 5;
const RESTING = 10;

export class Painter {
  #canvas;
  #tiles;
  #cache;
  #thumbs;
  /** @type {Sheet|null} */
  #sheet = null;
  /** @type {Sheet|null} */
  #before = null;
  /** @type {Look|null} */
  #look = null;
  #version = -1;
  #sharpened = "";

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Tiles} tiles
   * @param {import("../thumbs-cache.mjs").ThumbsCache} cache
   * @param {import("../thumbs-queue.mjs").ThumbsQueue} thumbs
   */
  constructor(canvas, tiles, cache, thumbs) {
    this.#canvas = canvas;
    this.#tiles = tiles;
    this.#cache = cache;
    this.#thumbs = thumbs;
  }

  /** CSS pixels that the plane is wide on the sheet, 0 while there is none. */
  get scale() {
    return this.#sheet?.grain.scale ?? 0;
  }

  /** Level of the pictures that are painted. */
  get z() {
    return this.#sheet?.grain.z ?? 0;
  }

  /** Ask for the tiles in and around a view. @param {Camera} camera @param {Size} size @param {number} z */
  want(camera, size, z) {
    const room = { width: size.width * (1 + 2 * MARGIN), height: size.height * (1 + 2 * MARGIN) };
    this.#tiles.want(tilesIn(camera, room, z));
  }

  /**
   * Paint at another scale, or anew where the look or the tiles are others.
   *
   * @param {number} scale
   * @param {number} z
   * @param {Look} look
   * @param {{camera: Camera, size: Size}} seen
   */
  turn(scale, z, look, { camera, size }) {
    const same = this.#sheet && this.#look && this.scale === scale && this.z === z && this.#version === this.#tiles.version && (this.#look === look || alike(this.#look, look));
    if (same) return;
    // One that was hardly begun is no better than the one before it.
    if (this.#sheet && (!this.#before || this.#sheet.isWhole(camera, size, this.#lookup))) this.#before = this.#sheet;
    this.#look = look;
    this.#version = this.#tiles.version;
    const colors = () => coloredAlike(this.#tiles.legend, look.legend);
    this.#sheet = new Sheet(grainOf(scale, z, look.ratio), look, colors, this.#cache, this.#canvas.ownerDocument);
  }

  /** Fetch the thumbnails of what is in view, the middle first; once for the same view. @param {Camera} camera @param {Size} size */
  sharpenView(camera, size) {
    if (!this.#sheet) return;
    const { scale, z, ratio } = this.#sheet.grain;
    const tiles = tilesIn(camera, size, z).map(this.#lookup).filter((tile) => tile !== null);
    const wanted = `${this.#version} ${scale} ${ratio} ${tiles.map(keyOf)}`;
    if (wanted === this.#sharpened) return;
    this.#sharpened = wanted;
    const rows = tiles.flatMap((tile) => tile.rows);
    const sides = new Float32Array(rows.length).fill(scale / (PLACES * 2 ** z));
    const picture = { count: rows.length, rows, w: sides, h: sides, wall: false, answer: {} };
    this.#thumbs.start(/** @type {import("../picture.mjs").Picture} */ (/** @type {unknown} */ (picture)), ratio);
  }

  /** Thumbnails have come. @param {Iterable<number>} rows */
  sharpen(rows) {
    this.#sheet?.sharpen(rows);
  }

  /**
   * @param {Camera} camera
   * @param {Size} size
   * @param {boolean} moving
   * @param {Overlay} overlay
   * @returns {boolean} whether there is more to paint
   */
  frame(camera, size, moving, overlay) {
    const { theme, ratio } = /** @type {Look} */ (this.#look);
    const sheet = /** @type {Sheet} */ (this.#sheet);
    const done = sheet.step(camera, size, this.#lookup, performance.now() + (moving ? MOVING : RESTING));
    // What was there before is of no use where nothing of it shows through.
    if ((done && !this.#tiles.busy && !moving) || sheet.covers(camera, size)) this.#before = null;
    const context = contextOf(this.#canvas, { alpha: false });
    context.fillStyle = theme.ground;
    context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    this.#before?.draw(context, camera, size);
    sheet.draw(context, camera, size);
    paintOverlay(context, overlay, { camera, size, ratio, theme });
    return !done;
  }

  /** @param {import("./camera.mjs").Tile} tile */
  #lookup = (tile) => this.#tiles.get(tile);
}
