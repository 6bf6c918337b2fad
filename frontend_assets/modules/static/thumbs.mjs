/** Thumbnails of any rows, put together from the packs of a static copy (explorer/publishing/thumbnail_packs.py). No DOM. */

import { decodePack } from "../thumbs-format.mjs";

/** @import { Packaged } from "./copy.mjs" */
/** @import { Files } from "./files.mjs" */

/** @typedef {Uint8Array<ArrayBuffer>} Image */

const MAGIC = [0x44, 0x54, 0x48, 0x4d];
const VERSION = 1;
const HEAD = 12;
const ENTRY = 8;

export class Thumbs {
  #files;
  #packaged;
  #sizes;
  /** @type {WeakMap<ArrayBuffer, Map<number, Image>>} */
  #read = new WeakMap();

  /** @param {Files} files @param {Packaged} packaged */
  constructor(files, packaged) {
    this.#files = files;
    this.#packaged = packaged;
    this.#sizes = [...new Set(packaged.samples.map(([size]) => size))].sort((a, b) => a - b);
  }

  /** The smallest stride at which all rows have a thumbnail. */
  get step() {
    return Math.min(...this.#packaged.samples.map(([, stride]) => stride));
  }

  /**
   * The pack that `/api/thumbs` would send; a row without a thumbnail has an empty one.
   *
   * @param {number[]} rows
   * @param {number} size wanted, in device pixels
   * @returns {Promise<ArrayBuffer>}
   */
  async pack(rows, size) {
    /** @type {Map<number, Image>} */
    const found = new Map();
    // The size that covers what is wanted, else larger ones, else the largest of the smaller.
    const larger = this.#sizes.filter((stored) => stored >= size);
    const smaller = this.#sizes.filter((stored) => stored < size).reverse();
    for (const stored of [...larger, ...smaller]) {
      const missing = rows.filter((row) => !found.has(row));
      if (!missing.length) break;
      await this.#collect(missing, stored, found);
    }
    return joined(rows.map((row) => [row, found.get(row)]));
  }

  /** @param {number[]} rows @param {number} size stored @param {Map<number, Image>} found */
  async #collect(rows, size, found) {
    const names = new Set(rows.map((row) => this.#packOf(row, size)).filter((name) => name !== ""));
    const packs = await Promise.all([...names].map((name) => this.#files.pack(name)));
    for (const pack of packs) {
      const images = this.#imagesOf(pack);
      for (const row of rows) {
        const image = images.get(row);
        if (image?.length) found.set(row, image);
      }
    }
  }

  /** @param {number} row @param {number} size @returns {string} "" where none may hold it */
  #packOf(row, size) {
    const { samples, factor, pack } = this.#packaged;
    const own = samples.filter(([stored]) => stored === size).sort((a, b) => b[1] - a[1]);
    const top = own[0]?.[1] ?? 0;
    const sample = own.find(([, stride]) => row % stride === 0 && (stride === top || row % (stride * factor) !== 0));
    return sample ? `thumbs/${size}/${sample[1]}/${Math.floor(row / (sample[1] * pack))}.bin` : "";
  }

  /** @param {ArrayBuffer} pack */
  #imagesOf(pack) {
    const known = this.#read.get(pack);
    if (known) return known;
    const { rows, images } = decodePack(pack);
    const read = new Map(images.map((image, i) => [rows[i], image]));
    this.#read.set(pack, read);
    return read;
  }
}

/** @param {[number, Image|undefined][]} entries @returns {ArrayBuffer} */
function joined(entries) {
  const lengths = entries.map(([, image]) => image?.length ?? 0);
  const table = HEAD + ENTRY * entries.length;
  const out = new Uint8Array(lengths.reduce((sum, length) => sum + length, table));
  const view = new DataView(out.buffer);
  out.set(MAGIC);
  view.setUint32(4, VERSION, true);
  view.setUint32(8, entries.length, true);
  let at = table;
  entries.forEach(([row, image], i) => {
    view.setUint32(HEAD + ENTRY * i, row, true);
    view.setUint32(HEAD + ENTRY * i + 4, lengths[i], true);
    if (image) out.set(image, at);
    at += lengths[i];
  });
  return out.buffer;
}
