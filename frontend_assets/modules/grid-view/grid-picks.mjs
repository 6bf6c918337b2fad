/** What is selected in the grid: ranges, boxes and all, by the exact rows of the list. */

import { sentenceOf } from "../api.mjs";
import { toggle } from "../select.mjs";
import { isInside } from "./grid-lines.mjs";

/** @import { Explorer } from "../explorer.mjs" */
/** @import { Lines } from "./grid-lines.mjs" */
/** @import { GridList } from "./grid-list.mjs" */

export class GridPicks {
  #explorer;
  #most;
  /** Place of the list that a range begins at, -1 for none yet. */
  #anchor = -1;

  /** @param {Explorer} explorer @param {number} most rows of a selection */
  constructor(explorer, most) {
    this.#explorer = explorer;
    this.#most = most;
  }

  /** A range begins here. @param {number} i */
  anchor(i) {
    this.#anchor = i;
  }

  /** The same, where none has begun. @param {number} i */
  begin(i) {
    if (this.#anchor < 0) this.#anchor = i;
  }

  /** Another list is shown. */
  forget() {
    this.#anchor = -1;
  }

  /** @param {number} i @param {number} row */
  toggle(i, row) {
    this.#anchor = i;
    this.#select(toggle(this.#explorer.state.selection, row));
  }

  /** From where the range began to here. @param {GridList} list @param {number} i */
  to(list, i) {
    const from = this.#anchor < 0 ? i : this.#anchor;
    this.#anchor = from;
    return this.#take(list.rows(Math.min(from, i), Math.abs(from - i) + 1), true);
  }

  /**
   * What was dragged around.
   *
   * @param {GridList} list
   * @param {Lines} lines
   * @param {{first: number, last: number, left: number, right: number}} box
   * @param {boolean} add to what is selected
   */
  box(list, lines, box, add) {
    const rows = list.rows(box.first, box.last - box.first);
    return this.#take(rows.then((found) => found.filter((_, at) => isInside(lines, box, box.first + at))), add);
  }

  /** @param {GridList} list */
  all(list) {
    return this.#take(list.rows(), false);
  }

  /** All rows of the list; null where they cannot be had, which is said. @param {GridList|null} list */
  async rows(list) {
    try {
      return list ? await list.rows() : null;
    } catch (error) {
      this.#explorer.complain(sentenceOf(error));
      return null;
    }
  }

  /** @param {Promise<number[]>} wanted @param {boolean} add */
  async #take(wanted, add) {
    try {
      const rows = await wanted;
      this.#select(add ? [...new Set([...this.#explorer.state.selection, ...rows])] : rows);
    } catch (error) {
      this.#explorer.complain(sentenceOf(error));
    }
  }

  /** @param {number[]} rows */
  #select(rows) {
    this.#explorer.update({ selection: rows.slice(0, this.#most) });
  }
}
