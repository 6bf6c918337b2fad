/**
 * Decoded thumbnails by row, in pages, the least recently used page leaving first. No DOM: a page's
 * bitmap only needs `width`, `height` and `close()`.
 *
 * @typedef {object} Tile
 * @property {ImageBitmap} bitmap
 * @property {number} sx   Left edge in the bitmap.
 * @property {number} sy
 * @property {number} edge
 * @property {number} w    Of the picture in it: the edge, unless it is whole.
 * @property {number} h
 * @property {number} page
 *
 * @typedef {object} Held  A page that is kept.
 * @property {Pick<ImageBitmap, "width"|"height"|"close">} bitmap
 * @property {number[]} rows
 * @property {number} bytes
 * @property {number} used  By the clock of views.
 */

/** @import { Page } from "./thumbs-loader.mjs" */

/** About four full-screen views at two device pixels a CSS pixel. */
export const BUDGET = 256 * 1024 * 1024;

export class ThumbsCache {
  #budget;
  /** @type {Map<number, Held>} */
  #pages = new Map();
  /** @type {Map<number, Tile[]>} */
  #squares = new Map();
  /** Of pictures in their own proportions. @type {Map<number, Tile[]>} */
  #whole = new Map();
  #clock = 0;
  #next = 1;
  bytes = 0;

  /** @param {number} [budget] bytes of decoded pixels */
  constructor(budget = BUDGET) {
    this.#budget = budget;
  }

  /** @param {import("./thumbs-loader.mjs").Page} page */
  add({ bitmap, rows, tile, columns, drawn, sizes }) {
    const id = this.#next++;
    const bytes = 4 * bitmap.width * bitmap.height;
    /** @type {number[]} */
    const held = [];
    for (let i = 0; i < rows.length; i++) {
      if (!drawn[i]) continue;
      held.push(rows[i]);
      const [w, h] = sizes ? sizes.subarray(2 * i, 2 * i + 2) : [tile, tile];
      keep(sizes ? this.#whole : this.#squares, rows[i], { page: id, bitmap, sx: (i % columns) * tile, sy: Math.floor(i / columns) * tile, edge: tile, w, h });
    }
    this.#pages.set(id, { bitmap, rows: held, bytes, used: ++this.#clock });
    this.bytes += bytes;
  }

  /**
   * The tile to draw a row with at `edge` device pixels: that very size, else the next larger, else the largest; of the
   * other kind where there is none of the kind that is wanted.
   *
   * @param {number} row
   * @param {number} edge
   * @param {boolean} [whole] whether it is drawn in its own proportions
   * @returns {Tile|null}
   */
  get(row, edge, whole = false) {
    const tiles = whole ? this.#whole.get(row) ?? this.#squares.get(row) : this.#squares.get(row) ?? this.#whole.get(row);
    if (!tiles) return null;
    const tile = tiles.find((t) => t.edge >= edge) ?? tiles[tiles.length - 1];
    const page = this.#pages.get(tile.page);
    if (page) page.used = this.#clock;
    return tile;
  }

  /** The square tile to draw a row with, where there is one. @param {number} row @param {number} edge device pixels @returns {Tile|null} */
  square(row, edge) {
    return this.#squares.has(row) ? this.get(row, edge) : null;
  }

  /** Whether a row is there at `edge` device pixels or larger. @param {number} row @param {number} edge @param {boolean} [whole] */
  has(row, edge, whole = false) {
    return ((whole ? this.#whole : this.#squares).get(row)?.at(-1)?.edge ?? 0) >= edge;
  }

  /** A new view begins: what it draws from now on counts as used later than all before. */
  tick() {
    this.#clock += 1;
  }

  /** Let go of what was not used since the last tick, the oldest first, until the rest fits. */
  trim() {
    const old = [...this.#pages].filter(([, page]) => page.used < this.#clock).sort((a, b) => a[1].used - b[1].used);
    for (const [id] of old) {
      if (this.bytes <= this.#budget) return;
      this.#drop(id);
    }
  }

  clear() {
    for (const id of [...this.#pages.keys()]) this.#drop(id);
  }

  /** @param {number} id */
  #drop(id) {
    const page = this.#pages.get(id);
    if (!page) return;
    for (const row of page.rows) for (const kind of [this.#squares, this.#whole]) {
      const left = (kind.get(row) ?? []).filter((tile) => tile.page !== id);
      if (left.length) kind.set(row, left);
      else kind.delete(row);
    }
    page.bitmap.close();
    this.bytes -= page.bytes;
    this.#pages.delete(id);
  }
}

/** @param {Map<number, Tile[]>} kind @param {number} row @param {Tile} tile */
function keep(kind, row, tile) {
  const others = (kind.get(row) ?? []).filter((t) => t.edge !== tile.edge);
  kind.set(row, [...others, tile].sort((a, b) => a.edge - b.edge));
}
