/** Rows that stand out: how many of them does a slice hold. No DOM. */

export class Lit {
  #sorted;

  /** @param {Iterable<number>} rows */
  constructor(rows) {
    this.rows = new Set(rows);
    this.#sorted = Int32Array.from(this.rows).sort();
  }

  /** How many lie in [lo, hi). */
  within({ lo, hi }) {
    if (lo === undefined || hi === undefined) return 0;
    return this.#before(hi) - this.#before(lo);
  }

  #before(row) {
    let [a, b] = [0, this.#sorted.length];
    while (a < b) {
      const middle = (a + b) >> 1;
      if (this.#sorted[middle] < row) a = middle + 1;
      else b = middle;
    }
    return a;
  }
}

/** Images of one view that the server marked; it counted those that are not drawn as well. */
export class Spot {
  #counts;

  /** @param {import("./picture.mjs").Picture} picture @param {{signs: string, cells: number[]}} answer of /api/view/marks */
  constructor(picture, { signs, cells }) {
    this.rows = new Set([...picture.rows].filter((_, i) => signs[i] === "1"));
    this.#counts = new Map(picture.cells.map((cell, i) => [cell.node, cells[i]]));
  }

  /** How many a cell holds. */
  within({ node }) {
    return this.#counts.get(node) ?? 0;
  }
}
