/** The columns of a static copy, each loaded once a filter, a facet or a colour asks for it. No DOM. */

import { Unanswerable } from "./files.mjs";

/** @import { Files } from "./files.mjs" */
/** @import { ColumnAbout, PackedColumn } from "./packed-column.mjs" */
/** @import { Operand } from "./where/parse.mjs" */

export class PackedColumns {
  #files;
  #there;
  /** @type {Map<string, Promise<PackedColumn>>} */
  #loaded = new Map();

  /** @param {Files} files @param {boolean} there whether the copy has any */
  constructor(files, there) {
    this.#files = files;
    this.#there = there;
  }

  /** What is told of each, in the order in which they are offered. @returns {Promise<ColumnAbout[]>} */
  async about() {
    return this.#there ? this.#files.json("columns/about.bin") : [];
  }

  /** @param {string} name @returns {Promise<boolean>} */
  async has(name) {
    return (await this.about()).some((column) => column.name === name);
  }

  /** A column that is there. @param {string} name @returns {Promise<PackedColumn>} */
  get(name) {
    const known = this.#loaded.get(name) ?? this.#load(name);
    this.#loaded.set(name, known);
    known.catch(() => this.#loaded.delete(name));
    return known;
  }

  /** The column that a filter names: as written, or else without regard to case. @param {Operand} operand @returns {Promise<PackedColumn>} */
  async named({ value, at }) {
    const all = await this.about();
    const folded = all.filter(({ name }) => name.toLowerCase() === value.toLowerCase());
    const found = all.find(({ name }) => name === value) ?? (folded.length === 1 ? folded[0] : null);
    if (found) return this.get(found.name);
    const there = all.length ? `It filters by ${all.map(({ written }) => written).join(", ")}.` : "It has none to filter by.";
    throw new Unanswerable(`This copy has no column ${value.slice(0, 80)}. ${there} Text is written in single quotes.`, at);
  }

  /** @param {string} name */
  async #load(name) {
    const all = await this.about();
    const place = all.findIndex((column) => column.name === name);
    const about = all[place];
    const file = `columns/${place}`;
    const [{ PackedColumn, unshuffled }, codes, values, counts] = await Promise.all([
      import("./packed-column.mjs"),
      this.#files.bytes(`${file}-codes.bin`),
      about.kind === "text" ? this.#files.json(`${file}-values.bin`) : null,
      about.several ? this.#files.bytes(`${file}-counts.bin`) : null,
    ]);
    return new PackedColumn(about, unshuffled(codes, about.type), values, counts && /** @type {Uint32Array} */ (unshuffled(counts, "u4")));
  }
}
