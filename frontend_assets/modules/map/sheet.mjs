/**
 * The map at one scale, in one look: blocks that are painted once and then only moved, in slices of a few milliseconds so
 * that hands are followed meanwhile.
 *
 * @typedef {object} Painted
 * @property {Block} block
 * @property {HTMLCanvasElement} canvas
 * @property {MapPicture} picture
 * @property {Legend|null} colors
 * @property {number} next     Picture that is painted next.
 * @property {number[]} stale  Pictures whose thumbnails have come since.
 */

import { contextOf } from "../context.mjs";
import { blocksIn, onScreen, tileOf } from "./blocks.mjs";
import { layOut } from "./layout.mjs";
import { paintPicture } from "./paint-picture.mjs";
import { paintShading } from "./paint-shading.mjs";

/** @import { Legend, Size } from "../types.d.ts" */
/** @import { ThumbsCache } from "../thumbs-cache.mjs" */
/** @import { Block, Grain } from "./blocks.mjs" */
/** @import { Camera } from "./camera.mjs" */
/** @import { MapPicture } from "./layout.mjs" */
/** @import { Look } from "./look.mjs" */
/** @import { Lookup } from "./places.mjs" */

/** Painted between two looks at the clock. */
const CHUNK = 16;
/** Blocks that are kept, of those out of view. */
const KEPT = 12;

export class Sheet {
  grain;
  #look;
  #colors;
  #cache;
  #document;
  /** @type {Map<string, Painted>} those used longest ago first */
  #blocks = new Map();

  /**
   * @param {Grain} grain
   * @param {Look} look
   * @param {() => Legend|null} colors  what tints its pictures, once tiles are there
   * @param {ThumbsCache} cache
   * @param {Document} document
   */
  constructor(grain, look, colors, cache, document) {
    this.grain = grain;
    this.#look = look;
    this.#colors = colors;
    this.#cache = cache;
    this.#document = document;
  }

  /**
   * Paint on what is in view and not painted yet.
   *
   * @param {Camera} camera
   * @param {Size} size
   * @param {Lookup} lookup tiles that are there
   * @param {number} until by `performance.now()`
   * @returns {boolean} whether all of it is painted that can be
   */
  step(camera, size, lookup, until) {
    const wanted = blocksIn(this.grain, camera, size);
    for (const block of wanted) {
      const painted = this.#painted(block, lookup);
      if (painted && !this.#paint(painted, until)) return false;
    }
    this.#trim(wanted.length + KEPT);
    return true;
  }

  /** Whether every block in view of which there is a tile stands. @param {Camera} camera @param {Size} size @param {Lookup} lookup */
  isWhole(camera, size, lookup) {
    return blocksIn(this.grain, camera, size).every((block) => {
      const painted = this.#blocks.get(keyOf(block));
      return painted ? painted.next >= painted.picture.count : lookup(tileOf(this.grain, block)) === null;
    });
  }

  /** Whether every block in view stands, so that nothing shows through. @param {Camera} camera @param {Size} size */
  covers(camera, size) {
    return blocksIn(this.grain, camera, size).every((block) => {
      const painted = this.#blocks.get(keyOf(block));
      return painted !== undefined && painted.next >= painted.picture.count;
    });
  }

  /** @param {CanvasRenderingContext2D} context @param {Camera} camera @param {Size} size */
  draw(context, camera, size) {
    const still = Math.abs(camera.scale / this.grain.scale - 1) < 1e-6;
    // On dense screens nobody sees the difference while a picture moves, and without a GPU it is most of a frame.
    context.imageSmoothingEnabled = !still && this.grain.ratio <= 1;
    for (const block of blocksIn(this.grain, camera, size)) {
      const painted = this.#blocks.get(keyOf(block));
      if (!painted) continue;
      const { x, y, w, h } = onScreen(this.grain, block.box, camera, size);
      if (still) context.drawImage(painted.canvas, x, y);
      else context.drawImage(painted.canvas, x, y, w, h);
    }
  }

  /** Thumbnails have come. @param {Iterable<number>} rows */
  sharpen(rows) {
    for (const row of rows) for (const painted of this.#blocks.values()) {
      const i = painted.picture.place.get(row);
      if (i !== undefined && i < painted.next) painted.stale.push(i);
    }
  }

  /** @param {Block} block @param {Lookup} lookup @returns {Painted|null} */
  #painted(block, lookup) {
    const key = keyOf(block);
    let painted = this.#blocks.get(key) ?? null;
    if (painted) this.#blocks.delete(key);
    else {
      const tile = lookup(tileOf(this.grain, block));
      if (!tile) return null;
      const canvas = Object.assign(this.#document.createElement("canvas"), { width: block.box.w, height: block.box.h });
      paintShading(contextOf(canvas, { alpha: false }), this.grain, block, lookup, this.#look);
      painted = { block, canvas, picture: layOut(tile, this.grain, block, this.#look.mark), colors: this.#colors(), next: 0, stale: [] };
    }
    this.#blocks.set(key, painted);
    return painted;
  }

  /** @param {Painted} painted @param {number} until @returns {boolean} whether it is done */
  #paint(painted, until) {
    const { picture, canvas, stale, colors } = painted;
    if (painted.next >= picture.count && !stale.length) return true;
    const context = contextOf(canvas);
    while (painted.next < picture.count || stale.length) {
      for (let n = 0; n < CHUNK; n++) {
        const i = painted.next < picture.count ? painted.next++ : stale.pop();
        if (i === undefined) break;
        paintPicture(context, picture, i, this.#cache, { ...this.#look, colors });
      }
      if (performance.now() > until) break;
    }
    return painted.next >= picture.count && !stale.length;
  }

  /** @param {number} most */
  #trim(most) {
    for (const key of [...this.#blocks.keys()].slice(0, Math.max(0, this.#blocks.size - most))) this.#blocks.delete(key);
  }
}

/** @param {Block} block */
function keyOf({ x, y }) {
  return `${x}/${y}`;
}
