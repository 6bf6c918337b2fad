/** What Shift and Ctrl do to the selection: lists of rows in, a list of rows out. No DOM. */

/** Take a row in, or out again. */
export function toggle(selection, row) {
  return selection.includes(row) ? selection.filter((other) => other !== row) : [...selection, row];
}

/** Add the images from one to another in drawing order. */
export function extend(selection, picture, anchor, index) {
  const from = picture.place.get(anchor) ?? index;
  const rows = picture.rows.slice(Math.min(from, index), Math.max(from, index) + 1);
  return [...new Set([...selection, ...rows])];
}

/** The rows of a cell when the filter leaves all of them, else null: the server knows which ones match. @returns {number[]|null} */
export function rowsOfWhole({ lo, hi, count, matching }) {
  if (matching !== undefined && matching !== count) return null;
  return Array.from({ length: hi - lo }, (_, i) => lo + i);
}

/**
 * Take all images of a cluster in, or out again when all of them were in.
 *
 * @param {number[]} selection
 * @param {number[]} rows of the cluster, drawn or not
 * @param {number} limit rows that may be selected at all
 */
export function toggleAll(selection, rows, limit) {
  const had = new Set(selection);
  if (rows.every((row) => had.has(row))) {
    const gone = new Set(rows);
    return selection.filter((row) => !gone.has(row));
  }
  return [...new Set([...selection, ...rows])].slice(0, limit);
}
