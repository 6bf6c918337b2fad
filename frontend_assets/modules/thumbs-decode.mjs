/**
 * Encoded thumbnails → one bitmap ("page") of square tiles, by the fastest way there is for each. Runs in a worker: needs
 * OffscreenCanvas and createImageBitmap, and no document.
 *
 * Measured for 2,000 images of 32 px on two cores: createImageBitmap one by one 1,450 ms, ImageDecoder one by one 270 ms,
 * JPEGs in strips 70 ms. One page instead of 2,000 bitmaps gives each later frame one source to draw from.
 *
 * @typedef {{i: number, head: import("./jpeg-strip.mjs").Head}} Member  Of a strip: which image it is.
 */

import { contextOf } from "./context.mjs";
import { drawPart } from "./draw-part.mjs";
import { joinStrip, readHead, stripLength } from "./jpeg-strip.mjs";

/** Below this a strip's own Blob costs more than it saves. */
const WORTH_JOINING = 4;

/**
 * @param {Uint8Array<ArrayBuffer>[]} images encoded; an empty or broken one leaves its tile out
 * @param {number} tile edge in device pixels
 * @param {boolean} [whole] whether pictures keep their proportions, in the corner of their tile
 * @returns {Promise<Pick<import("./thumbs-loader.mjs").Page, "bitmap"|"columns"|"drawn"|"sizes">>} `drawn[i]` is 1 where image i is there
 */
export async function decodePage(images, tile, whole = false) {
  const page = new Page(images.length, tile, whole);
  const { strips, single } = sortOut(images);
  await Promise.all([
    ...strips.map((strip) => drawStrip(page, images, strip)),
    ...single.map((i) => drawOne(page, images[i], i)),
  ]);
  return page.finish();
}

class Page {
  #context;
  #tile;

  /** @param {number} count @param {number} tile @param {boolean} whole */
  constructor(count, tile, whole) {
    this.columns = Math.ceil(Math.sqrt(count));
    this.drawn = new Uint8Array(count);
    this.sizes = whole ? new Uint16Array(2 * count) : null;
    this.#tile = tile;
    const canvas = new OffscreenCanvas(this.columns * tile, Math.ceil(count / this.columns) * tile);
    this.#context = contextOf(canvas, { alpha: false });
    this.#context.imageSmoothingQuality = "medium";
  }

  /**
   * Put a part of `source` (rows `top` to `top + height`) in place i: all of it, no larger than it is, or its central square.
   *
   * @param {number} i
   * @param {CanvasImageSource} source
   * @param {number} top
   * @param {number} width
   * @param {number} height
   */
  draw(i, source, top, width, height) {
    const edge = Math.min(width, height);
    const [x, y] = [(i % this.columns) * this.#tile, Math.floor(i / this.columns) * this.#tile];
    if (this.sizes) {
      const scale = Math.min(1, this.#tile / Math.max(width, height));
      const size = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
      this.sizes.set(size, 2 * i);
      this.#context.drawImage(source, 0, top, width, height, x, y, size[0], size[1]);
    } else {
      const part = { x: (width - edge) >> 1, y: top + ((height - edge) >> 1), w: edge, h: edge };
      drawPart(this.#context, source, part, { x, y, w: this.#tile, h: this.#tile });
    }
    this.drawn[i] = 1;
  }

  finish() {
    const { columns, drawn, sizes } = this;
    return { bitmap: this.#context.canvas.transferToImageBitmap(), columns, drawn, sizes };
  }
}

/** Which images go together: JPEGs alike into strips; the others are decoded alone. @param {Uint8Array<ArrayBuffer>[]} images */
function sortOut(images) {
  /** @type {Map<string, Member[]>} */
  const jpegs = new Map();
  const single = [];
  images.forEach((image, i) => {
    if (!image.length) return;
    const head = readHead(image);
    if (head) group(jpegs, head.key).push({ i, head });
    else single.push(i);
  });
  const strips = [];
  for (const members of jpegs.values()) {
    const length = stripLength(members[0].head);
    if (members.length < WORTH_JOINING) single.push(...members.map(({ i }) => i));
    else for (let at = 0; at < members.length; at += length) strips.push(members.slice(at, at + length));
  }
  return { strips, single };
}

/** @template T @param {Map<string, T[]>} groups @param {string} key @returns {T[]} */
function group(groups, key) {
  const members = groups.get(key) ?? [];
  groups.set(key, members);
  return members;
}

/** A strip that cannot be decoded is tried image by image. @param {Page} page @param {Uint8Array<ArrayBuffer>[]} images @param {Member[]} members */
async function drawStrip(page, images, members) {
  const { head } = members[0];
  const bytes = joinStrip(members.map(({ i }) => images[i]), head);
  try {
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
    members.forEach(({ i }, k) => page.draw(i, bitmap, k * head.padded + head.bleed, head.width, head.height - 2 * head.bleed));
    bitmap.close();
  } catch {
    await Promise.all(members.map(({ i }) => drawOne(page, images[i], i)));
  }
}

/** @param {Page} page @param {Uint8Array<ArrayBuffer>} bytes @param {number} i */
async function drawOne(page, bytes, i) {
  try {
    const bitmap = await decodeOne(bytes);
    const [width, height] = "displayWidth" in bitmap ? [bitmap.displayWidth, bitmap.displayHeight] : [bitmap.width, bitmap.height];
    page.draw(i, bitmap, 0, width, height);
    bitmap.close();
  } catch {
    // Its mean colour stays; one broken image must not cost the others.
  }
}

/** ImageDecoder spares the way through a Blob, but is there only on https and on this machine. @param {Uint8Array<ArrayBuffer>} bytes */
async function decodeOne(bytes) {
  const type = typeOf(bytes);
  if (typeof ImageDecoder === "undefined") return createImageBitmap(new Blob([bytes], { type }));
  const decoder = new ImageDecoder({ data: bytes, type });
  try {
    return (await decoder.decode()).image;
  } finally {
    decoder.close();
  }
}

/** @param {Uint8Array} bytes @returns {string} MIME type by the first bytes */
export function typeOf(bytes) {
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return "image/png";
  if (bytes[0] === 0x52 && bytes[1] === 0x49) return "image/webp";
  if (bytes[0] === 0x47 && bytes[1] === 0x49) return "image/gif";
  return "image/jpeg";
}
