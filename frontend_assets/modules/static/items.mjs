/** What is known of single images (explorer/publishing/item_chunks.py), as /api/items answers it. No DOM. */


/** @import { Item, Neighbor, Probability, Verdict } from "../types.d.ts" */
/** @import { CopyConfig } from "./copy.mjs" */
/** @import { Colors } from "./colors.mjs" */
/** @import { Files } from "./files.mjs" */
/** @import { Title } from "./titles.mjs" */
/** @import { Tree } from "./tree.mjs" */

/**
 * @typedef {object} ModelChunk
 * @property {string} name
 * @property {(string|null)[]} prediction
 * @property {(number|null)[]|null} confidence
 * @property {number[]|null} right
 *
 * @typedef {object} Chunk
 * @property {string[]} path
 * @property {(string|null)[]|null} label
 * @property {([string, string]|null)[]} called  Title and what it is taken from, null where that is the label.
 * @property {ModelChunk[]} models
 * @property {[string, (string|null)[]][]} [fields]
 * @property {[number[][], number[][]]} [neighbors]  Rows, -1 for one that is not in the copy, and distances.
 * @property {Probability[][]|null} [probabilities]
 */

const NOTHING = Object.freeze({ tags: [], verdicts: [], note: "", corrected: null, given: null, how: "", history: [] });

export class Items {
  #config;
  #files;
  #tree;
  #colors;

  /** @param {CopyConfig} config @param {Files} files @param {Tree} tree @param {Colors} colors */
  constructor(config, files, tree, colors) {
    this.#colors = colors;
    this.#config = config;
    this.#files = files;
    this.#tree = tree;
  }

  /** @param {number} row @returns {Promise<{chunk: Chunk, at: number}>} */
  async held(row) {
    const size = this.#config.packaged.chunk;
    return { chunk: await this.#files.json(`items/${Math.floor(row / size)}.bin`), at: row % size };
  }

  /** What a single image is called. @param {number} row @returns {Promise<Title>} */
  async nameOf(row) {
    const { chunk, at } = await this.held(row);
    const [text, kind] = chunk.called[at] ?? [chunk.label?.[at] ?? "", "label"];
    return { text, kind, share: null };
  }

  /** @param {number} row @returns {Promise<Item>} */
  async item(row) {
    const { chunk, at } = await this.held(row);
    const [color, around] = await Promise.all([this.#colors.hex([row]), this.#tree.around(row, this.#config.packaged.around)]);
    const fields = Object.fromEntries((chunk.fields ?? []).map(([name, texts]) => [name, texts[at]]));
    return {
      build: this.#config.build, row, path: chunk.path[at], file: null,
      problem: "A static copy holds no originals.", label: chunk.label?.[at] ?? null, task: this.#config.packaged.task,
      color, node: around.node,
      models: chunk.models.map((model) => verdictOf(model, at)),
      probabilities: chunk.probabilities?.[at] ?? [], columns: fields,
      neighbors: await this.#neighbors(chunk, at), decisions: { ...NOTHING },
    };
  }

  /** @param {Chunk} chunk @param {number} at @returns {Promise<Neighbor[]>} */
  async #neighbors({ neighbors }, at) {
    if (!neighbors) return [];
    const [rows, distances] = neighbors;
    const near = rows[at].map((row, i) => ({ row, distance: distances[at][i] })).filter(({ row }) => row >= 0);
    return Promise.all(near.map(async ({ row, distance }) => {
      const { chunk, at: place } = await this.held(row);
      const model = chunk.models[0] && verdictOf(chunk.models[0], place);
      return { row, distance, path: chunk.path[place], label: chunk.label?.[place] ?? null, prediction: model?.prediction ?? null, right: model?.right ?? null };
    }));
  }
}

/** @param {ModelChunk} model @param {number} at @returns {Verdict} */
function verdictOf({ name, prediction, confidence, right }, at) {
  const verdict = right?.[at] ?? -1;
  return { name, prediction: prediction[at], confidence: confidence?.[at] ?? null, right: verdict < 0 ? null : verdict === 1 };
}
