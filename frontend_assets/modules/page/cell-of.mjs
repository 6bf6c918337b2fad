/** @import { View } from "../types.d.ts" */

/** The cell of the view that holds a row; the view itself where the row has a cell of its own. @param {View} view @param {number} row */
export function cellOf(view, row) {
  const cell = view.cells.find(({ lo, hi }) => lo <= row && row < hi);
  return cell && !cell.leaf ? cell.node : view.node;
}
