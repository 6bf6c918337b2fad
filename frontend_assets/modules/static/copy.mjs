/**
 * A static copy of an index: what its files hold, as the answers need it. No DOM.
 *
 * @typedef {object} Packaged  What the page is told of the files (explorer/publishing/page_config.py).
 * @property {number} version
 * @property {number} block    Rows of a piece of the tree.
 * @property {number} chunk    Rows of a chunk of items.
 * @property {number} pack     Places of its sample that a pack of thumbnails covers.
 * @property {number} factor   How many times as many rows each finer sample has.
 * @property {[number, number, number][]} samples  Size, stride and packs of each sample of thumbnails.
 * @property {boolean} light   Whether only names, labels and predictions are told of an image.
 * @property {number} coarsest  Largest stride of a sample of rows.
 * @property {number} painted  Rows of a file of colours.
 * @property {number} around   Images of the cluster that is shown around one.
 * @property {boolean} findings  Whether some were worked out.
 * @property {boolean} mistakes  Whether it was worked out why the most frequent ones are made.
 * @property {string[]} columns  What there is of every row, a file each.
 * @property {boolean} classes   Whether images have one class each, of few enough.
 * @property {boolean} filters   Whether there are columns to count and filter by.
 * @property {Colored[]} colors  What clusters can be coloured by.
 * @property {boolean} saved     Whether views were saved.
 * @property {boolean} labels
 * @property {"classification"|"multilabel"|"regression"} task
 * @property {("tree"|"map"|"grid")[]} views
 *
 * @typedef {Pick<PageConfig, "api"|"build"|"n"|"root"|"models"|"judged"|"classes"> & {packaged: Packaged}} CopyConfig
 */

import { countClasses } from "./class-counts.mjs";
import { Colors } from "./colors.mjs";
import { Items } from "./items.mjs";
import { PackedColumns } from "./packed-columns.mjs";
import { Rates } from "./rates.mjs";
import { Selection } from "./selection.mjs";
import { NodeTitles } from "./titles.mjs";
import { Tree } from "./tree.mjs";

/** @import { PageConfig } from "../types.d.ts" */
/** @import { Colored } from "./colorings.mjs" */
/** @import { Files } from "./files.mjs" */

/** Filters, and rates under them. */
const KEPT = 8;

export class Copy {
  /** @type {Map<string, Promise<Rates|null>>} */
  #rates = new Map();
  /** @type {Map<string, Promise<Selection>>} */
  #selections = new Map();

  /** @param {CopyConfig} config @param {Files} files */
  constructor(config, files) {
    const { n, packaged } = config;
    this.config = config;
    this.files = files;
    this.tree = new Tree(files, { n, block: packaged.block });
    this.colors = new Colors(files, { coarsest: packaged.coarsest, factor: packaged.factor, chunk: packaged.painted });
    this.items = new Items(config, files, this.tree, this.colors);
    this.titles = new NodeTitles(files, this.tree, (row) => this.items.nameOf(row));
    this.columns = new PackedColumns(files, packaged.filters);
    this.everything = new Selection(null);
  }

  /** The rows that a filter leaves. @param {string} where @returns {Promise<Selection>} */
  async selection(where) {
    if (!where) return this.everything;
    const known = this.#selections.get(where) ?? import("./filter.mjs").then(({ selectionOf }) => selectionOf(this.columns, this.config.n, where));
    this.#selections.delete(where);
    this.#selections.set(where, known);
    known.catch(() => this.#selections.delete(where));
    if (this.#selections.size > KEPT) this.#selections.delete([...this.#selections.keys()][0]);
    return known;
  }

  /** Places in the classes, -1 where missing, of every row; null where there is no such column. @param {string} name */
  async codes(name) {
    if (!(await this.columns.has(name))) return null;
    const { codes, values } = await this.columns.get(name);
    const { classes } = this.config;
    const places = Int16Array.from([...(values ?? []), "", ""], (value, code) => (code < (values ?? []).length ? (classes ?? []).indexOf(value) : -1));
    return Int16Array.from(codes, (code) => places[code]);
  }

  /** How each class fares in the images of a view. @param {{lo: number, hi: number, where: string, model: string|null}} view */
  async classes({ lo, hi, where, model }) {
    const { classes } = this.config;
    const [selection, labels, predictions] = await Promise.all([this.selection(where), this.codes("label"), model === null ? null : this.codes(model ? `prediction:${model}` : "prediction")]);
    const { lines, pairs } = countClasses(selection.inside(lo, hi), classes ?? [], labels ?? new Int16Array(this.config.n).fill(-1), predictions);
    const { byLabel, byPrediction } = await this.#conditioned(where, model);
    // Recall is of all images of a class, precision of all predicted as it: a filter by either leaves out others.
    const told = lines.map((line) => ({ ...line, recall: byPrediction ? null : line.recall, precision: byLabel ? null : line.precision, f1: byLabel || byPrediction ? null : line.f1 }));
    return { lines: told, pairs, conditioned: byLabel || byPrediction };
  }

  /** Width and height of every row. */
  async sizes() {
    return new Uint16Array(await this.files.bytes("sizes.bin"));
  }

  /** Which model is meant. @param {string} asked "" for the first @returns {string|null} */
  model(asked) {
    const { models } = this.config;
    return models.includes(asked) ? asked : models[0] ?? null;
  }

  /** 1 right, 0 wrong, -1 not known, of every row; null where nothing is judged. @param {string|null} model */
  async right(model) {
    const name = `right-${model === null ? -1 : this.config.models.indexOf(model)}`;
    return this.config.packaged.columns.includes(name) ? new Int8Array(await this.files.bytes(`${name}.bin`)) : null;
  }

  /** @param {string|null} model @param {string} where @returns {Promise<Rates|null>} */
  rates(model, where) {
    const key = `${model} ${where}`;
    const known = this.#rates.get(key) ?? this.#count(model, where);
    this.#rates.delete(key);
    this.#rates.set(key, known);
    known.catch(() => this.#rates.delete(key));
    if (this.#rates.size > KEPT) this.#rates.delete([...this.#rates.keys()][0]);
    return known;
  }

  /** What a filter chooses images by; what reads filters is loaded once there is one. @param {string} where @param {string|null} model */
  async #conditioned(where, model) {
    if (!where) return { byLabel: false, byPrediction: false };
    return (await import("./filter.mjs")).conditionedBy(where, model, this.config.models);
  }

  /** @param {string|null} model @param {string} where */
  async #count(model, where) {
    const right = await this.right(model);
    // Among images that are chosen by it, how many are right says nothing.
    const { byLabel, byPrediction } = await this.#conditioned(where, model);
    if (byLabel && byPrediction) return null;
    return right && new Rates(right, await this.selection(where));
  }
}

/** A sign a row: 1 wrong, 0 right, - not known; "" where nothing is judged. @param {Int8Array|null} right @param {Iterable<number>} rows */
export function signsOf(right, rows) {
  if (!right) return "";
  let text = "";
  for (const row of rows) text += right[row] < 0 ? "-" : right[row] ? "0" : "1";
  return text;
}
