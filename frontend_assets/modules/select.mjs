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

/**
 * Take a whole cluster in, or out again when all of it was in. Under a filter only what is drawn is known to match.
 *
 * @param {number[]} selection
 * @param {import("./picture.mjs").Picture} picture
 * @param {number} c index of the cell
 * @param {number} limit rows that may be selected at all
 */
export function toggleCell(selection, picture, c, limit) {
  const cell = picture.cells[c];
  const whole = cell.matching === undefined || cell.matching === cell.count;
  const rows = whole
    ? Array.from({ length: Math.min(limit, cell.hi - cell.lo) }, (_, i) => cell.lo + i)
    : [...picture.rows.slice(picture.first[c], picture.first[c + 1])];
  const had = new Set(selection);
  if (rows.every((row) => had.has(row))) {
    const gone = new Set(rows);
    return selection.filter((row) => !gone.has(row));
  }
  return [...new Set([...selection, ...rows])].slice(0, limit);
}
