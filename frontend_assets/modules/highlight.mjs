/** Rows that stand out: how many of them does a slice hold. No DOM. */

export class Highlight {
  #sorted;

  /** @param {Iterable<number>} rows */
  constructor(rows) {
    this.rows = new Set(rows);
    this.#sorted = Int32Array.from(this.rows).sort();
  }

  /** How many lie in [lo, hi). @param {{lo?: number, hi?: number}} slice */
  within({ lo, hi }) {
    if (lo === undefined || hi === undefined) return 0;
    return this.#before(hi) - this.#before(lo);
  }

  /** @param {number} row */
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
