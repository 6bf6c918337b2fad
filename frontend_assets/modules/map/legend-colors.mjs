/** Colours of tiles are those of the tree's legend, where this names the same values. No DOM. */

/** @import { Legend } from "../types.d.ts" */

/**
 * @param {Legend|null} own   of the tiles: values are in the order of the whole index
 * @param {Legend|null|undefined} shown  that the page shows: of many values those have a colour that rule the view
 * @returns {Legend|null} with the steps of `own` in the colours of `shown`
 */
export function coloredAlike(own, shown) {
  if (!own || !shown || own.title !== shown.title || own.steps.length !== shown.steps.length) return own;
  const known = new Map(shown.steps.map((step) => [step.words, step]));
  const other = shown.steps[shown.steps.length - 1];
  return { ...own, steps: own.steps.map((step) => known.get(step.words) ?? other) };
}
