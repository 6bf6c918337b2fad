/** What clusters are called (explorer/publishing/node_titles.py). No DOM. */

/** @import { Files } from "./files.mjs" */
/** @import { Ref, Tree } from "./tree.mjs" */

/**
 * @typedef {{text: string, kind: string, share: number|null, names?: string[]}} Title  With the names that it joins, where one has the signs
 *   that stand between names.
 * @typedef {[number, number, (number|null)?, number[]?]} Kept  Places of text and kind, the share, and places of the names.
 * @typedef {{texts: string[], kinds: string[], own: Kept[], within: (Kept|0)[]}} Piece
 * @typedef {{own: Title, within: Title|null, single?: boolean}} Titles  Of a single image nothing but its own.
 */

/** Stands before parts of a cluster, once, as in explorer/analysis/titles/source_titles.py. */
const MIXED = "mixed: ";

export class NodeTitles {
  #files;
  #tree;
  #nameOf;
  /** @type {Map<string, Promise<Map<number, Titles>>>} */
  #pieces = new Map();

  /** @param {Files} files @param {Tree} tree @param {(row: number) => Promise<Title>} nameOf what a single image is called */
  constructor(files, tree, nameOf) {
    this.#files = files;
    this.#tree = tree;
    this.#nameOf = nameOf;
  }

  /** @param {Ref} ref @returns {Promise<Titles>} */
  async of(ref) {
    if (this.#tree.isLeaf(ref)) return { own: await this.#nameOf(ref.lo), within: null, single: true };
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
    const told = (/** @type {Kept} */ [text, kind, share, names]) => ({
      text: kept.texts[text], kind: kept.kinds[kind], share: share ?? null, ...(names && { names: names.map((place) => kept.texts[place]) }),
    });
    return new Map(nodes.map((node, i) => [node, { own: told(kept.own[i]), within: kept.within[i] ? told(kept.within[i]) : null }]));
  }
}

/**
 * The titles of the cells of a view: each by what tells it from its group, or else by itself; what its group says already
 * is said by other words where there are any. What is called the same all the same has a letter, if it is no single image.
 *
 * @param {Titles[]} cells
 * @param {string[]} over  Title of the group of each, "" for none.
 * @returns {Title[]}
 */
export function toldApart(cells, over) {
  const first = cells.map(({ own, within }, i) => (within && over[i] === own.text ? within : own));
  const counts = tally(first);
  const told = first.map((one, i) => {
    const { own, within } = cells[i];
    if ((counts.get(one.text) ?? 0) < 2 || !within) return one;
    return one === own ? within : one;
  });
  return lettered(cells, joined(cells, told));
}

/** Titles of clusters by themselves, as on a map, with what tells them from their groups where they are called the same. @param {Titles[]} cells */
export function toldBesides(cells) {
  return joined(cells, cells.map(({ own }) => own));
}

/** Those that are called the same say both, what they are by themselves and within their groups. @param {Titles[]} cells @param {Title[]} told */
function joined(cells, told) {
  const counts = tally(told);
  return told.map((one, i) => {
    const { own, within } = cells[i];
    if ((counts.get(one.text) ?? 0) < 2 || !within || own.text.includes(within.text)) return one;
    if (within.text.includes(own.text)) return { ...one, text: within.text, names: within.names };
    const names = own.names || within.names ? [...words(own), ...words(within)] : undefined;
    return { ...one, text: `${own.text}, ${own.text.startsWith(MIXED) ? within.text.replace(MIXED, "") : within.text}`, names };
  });
}

/** What a title joins. @param {Title} told */
function words({ text, names }) {
  return names ?? text.split(", ");
}

/** @param {Titles[]} cells @param {Title[]} told */
function lettered(cells, told) {
  const equal = tally(told.filter((_, i) => !cells[i].single));
  const taken = new Set(told.map(({ text }) => text));
  return told.map((one, i) => {
    if (cells[i].single || (equal.get(one.text) ?? 0) < 2) return one;
    let place = 0;
    while (taken.has(`${one.text} ${letters(place)}`)) place += 1;
    const text = `${one.text} ${letters(place)}`;
    taken.add(text);
    return { ...one, text };
  });
}

/** A, B, …, Z, AA, AB, …, as `letters` of explorer/analysis/titles/color_words.py. @param {number} place @returns {string} */
function letters(place) {
  const before = Math.floor(place / 26);
  return (before ? letters(before - 1) : "") + String.fromCharCode(65 + (place % 26));
}

/** @param {Title[]} told */
function tally(told) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { text } of told) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
