/** What clusters are called (explorer/publishing/node_titles.py). No DOM. */

/** @import { Files } from "./files.mjs" */
/** @import { Ref, Tree } from "./tree.mjs" */

/**
 * @typedef {{text: string, kind: string, share: number|null}} Told
 * @typedef {[number, number, number?]} Kept  Places of text and kind, and the share.
 * @typedef {{texts: string[], kinds: string[], own: Kept[], within: (Kept|0)[]}} Piece
 * @typedef {{own: Told, within: Told|null}} Titles
 */

export class NodeTitles {
  #files;
  #tree;
  #nameOf;
  /** @type {Map<string, Promise<Map<number, Titles>>>} */
  #pieces = new Map();

  /** @param {Files} files @param {Tree} tree @param {(row: number) => Promise<Told>} nameOf what a single image is called */
  constructor(files, tree, nameOf) {
    this.#files = files;
    this.#tree = tree;
    this.#nameOf = nameOf;
  }

  /** @param {Ref} ref @returns {Promise<Titles>} */
  async of(ref) {
    if (this.#tree.isLeaf(ref)) return { own: await this.#nameOf(ref.lo), within: null };
    const piece = await this.#piece(await this.#tree.pieceOf(ref));
    return piece.get(ref.node) ?? { own: { text: "", kind: "file", share: null }, within: null };
  }

  /** By itself. @param {Ref} ref */
  async own(ref) {
    return (await this.of(ref)).own;
  }

  /** @param {string} name */
  #piece(name) {
    const known = this.#pieces.get(name) ?? this.#read(name);
    this.#pieces.set(name, known);
    known.catch(() => this.#pieces.delete(name));
    return known;
  }

  /** @param {string} name */
  async #read(name) {
    const [nodes, kept] = await Promise.all([this.#tree.nodesOf(name), /** @type {Promise<Piece>} */ (this.#files.json(`titles/${name}.bin`))]);
    const told = (/** @type {Kept} */ [text, kind, share]) => ({ text: kept.texts[text], kind: kept.kinds[kind], share: share ?? null });
    return new Map(nodes.map((node, i) => [node, { own: told(kept.own[i]), within: kept.within[i] ? told(kept.within[i]) : null }]));
  }
}

/**
 * The titles of the cells of a view: each by what tells it from its group, or else by itself; what its group says already
 * is said by other words where there are any.
 *
 * @param {Titles[]} cells
 * @param {string[]} over  Title of the group of each, "" for none.
 * @returns {Told[]}
 */
export function toldApart(cells, over) {
  const first = cells.map(({ own, within }, i) => (within && over[i] === own.text ? within : own));
  const counts = tally(first);
  return first.map((told, i) => {
    const { own, within } = cells[i];
    if ((counts.get(told.text) ?? 0) < 2 || !within) return told;
    return told === own ? within : told;
  });
}

/** @param {Told[]} told */
function tally(told) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { text } of told) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
