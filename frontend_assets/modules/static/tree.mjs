/**
 * The tree of a static copy (explorer/publishing/tree_pieces.py), loaded in pieces as one walks down it, and cut as
 * explorer/clustering/tree/cut.py cuts it. No DOM.
 *
 * @typedef {object} Ref  A node; there is one for each, known once its parent is.
 * @property {number} node
 * @property {number} lo
 * @property {number} hi
 * @property {Ref|null} parent
 * @property {[Ref, Ref]|null} kids  null for a leaf, and for a node that nobody went below yet.
 *
 * @typedef {{mid: number, left: number, right: number}} Inner
 */

import { below } from "./layout/numbers.mjs";

/** @import { Files } from "./files.mjs" */

const MAGIC = "DTRE";
const VERSION = 1;
const HEAD = 12;
const ARRAYS = 6;

export class Tree {
  root;
  n;
  #files;
  #block;
  /** @type {Map<number, Inner>} */
  #inner = new Map();
  /** @type {Set<number>} */
  #top = new Set();
  /** @type {Map<number, Ref>} */
  #refs = new Map();
  /** @type {Map<string, Promise<void>>} */
  #pieces = new Map();

  /** @param {Files} files @param {{n: number, block: number}} about */
  constructor(files, { n, block }) {
    this.n = n;
    this.#files = files;
    this.#block = block;
    this.root = this.#ref(2 * n - 2, 0, n, null);
  }

  /** @param {Ref} ref */
  isLeaf(ref) {
    return ref.node < this.n;
  }

  /** Where what is told of an inner node is. @param {Ref} ref @returns {Promise<string>} name of the piece */
  async pieceOf({ node, lo, hi }) {
    await this.#load("top");
    const block = Math.floor(lo / this.#block);
    return this.#inner.has(node) && this.#top.has(node) ? "top" : String(block === Math.floor((hi - 1) / this.#block) ? block : "top");
  }

  /** The nodes of a piece, in its order. @param {string} name @returns {Promise<number[]>} */
  async nodesOf(name) {
    return decodePiece(await this.#files.bytes(`tree/${name}.bin`)).map(([node]) => node);
  }

  /** The children of a node that is no leaf. @param {Ref} ref @returns {Promise<[Ref, Ref]>} */
  async kids(ref) {
    if (ref.kids) return ref.kids;
    if (!this.#inner.has(ref.node)) await this.#load(await this.pieceOf(ref));
    const inner = this.#inner.get(ref.node);
    if (!inner) throw new Error(`The tree lacks the node ${ref.node}: the copy is not whole. Publish it again.`);
    ref.kids = [this.#ref(inner.left, ref.lo, inner.mid, ref), this.#ref(inner.right, inner.mid, ref.hi, ref)];
    return ref.kids;
  }

  /** A node by its number. @param {number} node @returns {Promise<Ref>} */
  async at(node) {
    const known = this.#refs.get(node);
    if (known) return known;
    return node < this.n ? this.leaf(node) : this.#down(await this.#firstRow(node), (ref) => ref.node === node);
  }

  /** @param {number} row @returns {Promise<Ref>} */
  leaf(row) {
    return this.#down(row, (ref) => ref.node === row);
  }

  /** The smallest node that holds both. @param {Ref} a @param {Ref} b @returns {Ref} */
  joint(a, b) {
    let [one, other] = [a, b];
    while (one !== other) {
      if (one.node < other.node) one = one.parent ?? this.root;
      else other = other.parent ?? this.root;
    }
    return one;
  }

  /** The smallest node around an image that has so many. @param {number} row @param {number} size */
  async around(row, size) {
    /** @type {Ref|null} */
    let ref = await this.leaf(row);
    while (ref.parent && ref.hi - ref.lo < size) ref = ref.parent;
    return ref;
  }

  /**
   * The best `k` clusters of a node, left to right.
   *
   * @param {number} k
   * @param {Ref} ref
   * @param {ArrayLike<number>|null} [rows] those that count, ascending; all without it
   * @returns {Promise<Ref[]>}
   */
  async cut(k, ref, rows = null) {
    if (rows) return this.#cutMatching(k, ref, rows);
    const open = new Heap([ref]);
    /** @type {Ref[]} */
    const leaves = [];
    while (open.size && open.size + leaves.length < k) {
      const highest = open.pop();
      if (this.isLeaf(highest)) leaves.push(highest);
      else for (const kid of highest.kids ?? (await this.kids(highest))) open.push(kid);
    }
    return [...leaves, ...open.all].sort((a, b) => a.lo - b.lo);
  }

  /** @param {number} k @param {Ref} ref @param {ArrayLike<number>} rows */
  async #cutMatching(k, ref, rows) {
    const [first, last] = [below(rows, ref.lo), below(rows, ref.hi)];
    if (first === last) return [];
    /** @type {Heap<{node: number, ref: Ref, from: number, to: number}>} */
    const open = new Heap([]);
    const add = async (/** @type {Ref} */ from, /** @type {number} */ a, /** @type {number} */ b) => {
      const held = await this.#smallest(from, rows[a], rows[b - 1]);
      open.push({ node: held.node, ref: held, from: a, to: b });
    };
    await add(ref, first, last);
    while (open.size < k && !this.isLeaf(open.top.ref)) {
      const { ref: held, from, to } = open.pop();
      const [left, right] = await this.kids(held);
      const middle = below(rows, right.lo);
      await add(left, from, middle);
      await add(right, middle, to);
    }
    return open.all.sort((a, b) => a.from - b.from).map((held) => held.ref);
  }

  /** @param {Ref} from @param {number} first @param {number} last @returns {Promise<Ref>} */
  async #smallest(from, first, last) {
    let ref = from;
    while (!this.isLeaf(ref)) {
      const [left, right] = ref.kids ?? (await this.kids(ref));
      if (last < right.lo) ref = left;
      else if (first >= right.lo) ref = right;
      else break;
    }
    return ref;
  }

  /** @param {number} row @param {(ref: Ref) => boolean} found */
  async #down(row, found) {
    let ref = this.root;
    while (!found(ref)) {
      if (this.isLeaf(ref)) throw new Error("There is no such cluster.");
      const [left, right] = ref.kids ?? (await this.kids(ref));
      ref = row < right.lo ? left : right;
    }
    return ref;
  }

  /** @param {number} node */
  async #firstRow(node) {
    const rows = new DataView(await this.#files.bytes("first-rows.bin"));
    return rows.getUint32(4 * (node - this.n), true);
  }

  /** @param {number} node @param {number} lo @param {number} hi @param {Ref|null} parent */
  #ref(node, lo, hi, parent) {
    /** @type {Ref} */
    const ref = this.#refs.get(node) ?? { node, lo, hi, parent, kids: null };
    this.#refs.set(node, ref);
    return ref;
  }

  /** @param {string} name */
  #load(name) {
    const known = this.#pieces.get(name);
    if (known) return known;
    const coming = this.#files.bytes(`tree/${name}.bin`).then((content) => {
      for (const [node, inner] of decodePiece(content)) {
        this.#inner.set(node, inner);
        if (name === "top") this.#top.add(node);
      }
    });
    this.#pieces.set(name, coming);
    coming.catch(() => this.#pieces.delete(name));
    return coming;
  }
}

/**
 * @param {ArrayBuffer} content
 * @returns {[number, Inner][]}
 * @throws {Error} what was found and what was expected
 */
function decodePiece(content) {
  const view = new DataView(content);
  const magic = content.byteLength < HEAD ? "" : String.fromCharCode(...new Uint8Array(content, 0, 4));
  const [version, count] = magic === MAGIC ? [view.getUint32(4, true), view.getUint32(8, true)] : [0, 0];
  if (version !== VERSION) throw new Error(`The tree cannot be read: found ${JSON.stringify(magic)} ${version}, expected "${MAGIC}" ${VERSION}. Publish it again.`);
  if (content.byteLength !== HEAD + 4 * ARRAYS * count) throw new Error(`The tree cannot be read: found ${content.byteLength} bytes, expected ${HEAD + 4 * ARRAYS * count}. Publish it again.`);
  const at = (/** @type {number} */ array, /** @type {number} */ i) => view.getUint32(HEAD + 4 * (array * count + i), true);
  return Array.from({ length: count }, (_, i) => [at(0, i), { mid: at(2, i), left: at(4, i), right: at(5, i) }]);
}

/** The highest number first. @template {{node: number}} T */
class Heap {
  /** @type {T[]} */
  all;

  /** @param {T[]} all at most one */
  constructor(all) {
    this.all = all;
  }

  get size() {
    return this.all.length;
  }

  get top() {
    return this.all[0];
  }

  /** @param {T} one */
  push(one) {
    const { all } = this;
    let at = all.push(one) - 1;
    for (let up = (at - 1) >> 1; at > 0 && all[up].node < one.node; up = (at - 1) >> 1) {
      all[at] = all[up];
      at = up;
    }
    all[at] = one;
  }

  /** @returns {T} */
  pop() {
    const { all } = this;
    const top = all[0];
    const last = /** @type {T} */ (all.pop());
    if (!all.length) return top;
    let at = 0;
    for (;;) {
      let kid = 2 * at + 1;
      if (kid + 1 < all.length && all[kid + 1].node > all[kid].node) kid++;
      if (kid >= all.length || all[kid].node <= last.node) break;
      all[at] = all[kid];
      at = kid;
    }
    all[at] = last;
    return top;
  }
}
