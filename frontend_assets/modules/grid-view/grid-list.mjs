/** A list of images on the server, as far as the grid has looked at it: what is drawn of each, and what is said. No DOM. */

import { fetchRowsOf, fetchWindow } from "../api.mjs";
import { Blocks } from "./blocks.mjs";

/** @import { ListWindow, Server } from "../types.d.ts" */
/** @import { ListQuery } from "./list-query.mjs" */

/** Images of a block that is drawn: a large screen of small ones takes seven. */
const DRAWN = 2000;

/** Images of a block that is named. */
const NAMED = 200;

/** What is told of each. @type {("rows"|"color"|"marked"|"group")[]} */
const PARTS = ["rows", "color", "marked", "group"];

/**
 * @typedef {object} Shown  Images of the list that are drawn, as `Picture` has them; row -1 where one is not known yet.
 * @property {number} first  Place of the first in the list.
 * @property {number} count
 * @property {Int32Array} rows
 * @property {Uint32Array} color
 * @property {Int8Array} marked
 * @property {Int32Array|null} group  Of copies; null where they do not stand together.
 * @property {null} lit
 * @property {false} wall
 *
 * @typedef {Pick<Shown, "rows"|"color"|"marked"|"group"> & {offset: number}} Drawn  A block of them.
 *
 * @typedef {{name: string, label: string|null, value: string|null, row: number, wrong: boolean}} Words
 *
 * @typedef {object} Owner
 * @property {(first: number, last: number) => void} drawn   More is known of what is drawn: of images `[first, last)`.
 * @property {() => void} named   More is known of what is said.
 * @property {(error: unknown) => void} failed
 */

export class GridList {
  query;
  /** Counts of the first answer; null before it. @type {ListWindow|null} */
  about = null;
  #server;
  #drawn;
  #named;

  /** @param {ListQuery} query @param {Server} server @param {Owner} owner */
  constructor(query, server, owner) {
    this.query = query;
    this.#server = server;
    const { failed } = owner;
    this.#drawn = new Blocks({
      size: DRAWN,
      fetch: async (offset, limit, signal) => this.#decoded(await this.#window({ offset: String(offset), limit: String(limit) }, signal)),
      received: ({ offset, rows }) => owner.drawn(offset, offset + rows.length),
      failed,
    });
    this.#named = new Blocks({
      size: NAMED,
      fetch: (offset, limit, signal) => this.#window({ offset: String(offset), limit: String(limit), named: "true" }, signal),
      received: owner.named,
      failed,
    });
  }

  /** Images of the list, as far as that is known. */
  get total() {
    return this.about?.total ?? 0;
  }

  /** Ask for the beginning, which tells how many there are. */
  begin() {
    this.#drawn.look(0, 1);
  }

  /** Images `[first, last)` are drawn. @param {number} first @param {number} last */
  look(first, last) {
    this.#drawn.look(first, last);
  }

  /** Images `[first, last)` are to be named. @param {number} first @param {number} last */
  name(first, last) {
    this.#named.look(first, last);
  }

  /** Row of an image, -1 where it is not known. @param {number} i */
  rowAt(i) {
    const block = i >= 0 ? this.#drawn.holding(i) : undefined;
    return block?.rows[i - block.offset] ?? -1;
  }

  /** What is said of an image, where that is known. @param {number} i @returns {Words|null} */
  wordsOf(i) {
    const block = this.#named.holding(i);
    const at = block ? i - block.offset : -1;
    if (!block?.names || at >= block.rows.length) return null;
    return { row: block.rows[at], name: block.names[at], label: block.labels?.[at] ?? null, value: block.values?.[at] ?? null, wrong: block.wrong[at] === "1" };
  }

  /** Images `[first, last)` as they are drawn. @param {number} first @param {number} last @returns {Shown} */
  shown(first, last) {
    const count = last - first;
    /** @type {Shown} */
    const shown = {
      first, count, lit: null, wall: false,
      rows: new Int32Array(count).fill(-1), color: new Uint32Array(count), marked: new Int8Array(count).fill(-1),
      group: this.query.params.copies ? new Int32Array(count).fill(-1) : null,
    };
    for (let i = first; i < last; i = (Math.floor(i / DRAWN) + 1) * DRAWN) {
      const block = this.#drawn.holding(i);
      if (!block) continue;
      const [from, to] = [i - block.offset, Math.min(last - block.offset, block.rows.length)];
      for (const part of PARTS) if (from < to) shown[part]?.set(block[part]?.subarray(from, to) ?? [], i - first);
    }
    return shown;
  }

  /** Rows of a part of the list, or of all of it. @param {number} [offset] @param {number} [limit] @returns {Promise<number[]>} */
  rows(offset = 0, limit) {
    const { node, params } = this.query;
    const all = { ...params, build: this.#server.build, offset: String(offset) };
    return fetchRowsOf(this.#server.api, node, limit === undefined ? all : { ...all, limit: String(limit) });
  }

  /** Where a row is in the list. @param {number} row @param {AbortSignal} signal @returns {Promise<number|null>} null where it is not in it */
  async placeOf(row, signal) {
    return (await this.#window({ limit: "0", find: String(row) }, signal)).place;
  }

  stop() {
    this.#drawn.stop();
    this.#named.stop();
  }

  /** @param {ListWindow} answer @returns {Drawn} */
  #decoded(answer) {
    this.about ??= answer;
    const { offset, rows, colors, wrong, signs, group } = answer;
    const having = this.query.params.mark ? 2 : 0;
    const marked = having ? Int8Array.from(rows, (_, i) => (Number(signs[i]) & having ? 1 : 0)) : Int8Array.from(rows, (_, i) => (wrong ? Number(wrong[i] === "1") : -1));
    const color = Uint32Array.from(rows, (_, i) => Number.parseInt(colors.slice(6 * i, 6 * i + 6), 16));
    return { offset, rows: Int32Array.from(rows), color, marked, group: group && Int32Array.from(group) };
  }

  /** @param {Record<string, string>} part @param {AbortSignal} signal */
  #window(part, signal) {
    const { node, params, model } = this.query;
    return fetchWindow(this.#server.api, node, { ...params, ...(model ? { model } : {}), ...part }, signal);
  }
}
