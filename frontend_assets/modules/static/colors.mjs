/** Mean colours of any rows, from the samples of a static copy that hold them (explorer/publishing/color_levels.py). No DOM. */

/** @import { Files } from "./files.mjs" */

export class Colors {
  #files;
  #about;

  /** @param {Files} files @param {{coarsest: number, factor: number, chunk: number}} about the largest stride, how many times as many rows each finer sample has, rows of a file */
  constructor(files, about) {
    this.#files = files;
    this.#about = about;
  }

  /** Six hexadecimal digits for each of some rows. @param {ArrayLike<number> & Iterable<number>} rows */
  async hex(rows) {
    const names = Array.from(rows, (row) => this.#fileOf(row));
    const wanted = [...new Set(names.map(({ name }) => name))];
    const contents = await Promise.all(wanted.map((name) => this.#files.bytes(name)));
    const held = new Map(wanted.map((name, i) => [name, new Uint8Array(contents[i])]));
    let text = "";
    for (const { name, at } of names) {
      const colors = /** @type {Uint8Array} */ (held.get(name));
      text += ((1 << 24) | (colors[3 * at] << 16) | (colors[3 * at + 1] << 8) | colors[3 * at + 2]).toString(16).slice(1);
    }
    return text;
  }

  /** @param {number} row */
  #fileOf(row) {
    const { coarsest, factor, chunk } = this.#about;
    let stride = coarsest;
    while (row % stride) stride /= factor;
    const step = row / stride;
    // Of a finer sample those rows are elsewhere that are in a coarser one, the first among them.
    const place = stride === coarsest ? step : step - Math.floor(step / factor) - 1;
    return { name: `colors/${stride}/${Math.floor(place / chunk)}.bin`, at: place % chunk };
  }
}
