/**
 * Images that a person wants more like, and others that are not what is sought: what a search is refined by. No DOM.
 *
 * @typedef {{like: number[], unlike: number[]}} Examples  Rows, in the order in which they were chosen.
 * @typedef {"like"|"unlike"} Side
 */

/**
 * With an image as an example of a side; one that is there already is taken out again, one of the other side changes it.
 *
 * @param {Examples} examples
 * @param {number} row
 * @param {Side} side
 * @returns {Examples}
 */
export function toggled(examples, row, side) {
  const without = { like: examples.like.filter((r) => r !== row), unlike: examples.unlike.filter((r) => r !== row) };
  return examples[side].includes(row) ? without : { ...without, [side]: [...without[side], row] };
}

