/**
 * How the map is painted now.
 *
 * @typedef {object} Look
 * @property {number} ratio
 * @property {import("../theme.mjs").Theme} theme
 * @property {number[]} ink      Of the shading: red, green and blue.
 * @property {number} opacity    Of its densest square, up to 255.
 * @property {Legend|null} legend  That the page shows.
 * @property {ViewState["show"]} show
 * @property {Set<number>} selection
 * @property {Mark} mark
 * @property {[number, number]|null} span  Rows of the cluster in view; null for all.
 */

import { readTheme } from "../theme.mjs";

/** @import { Legend, ViewState } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */
/** @import { Mark } from "../marking.mjs" */
/** @import { Style } from "../paint-cells.mjs" */

const DARK_INK = [90, 122, 160];
const LIGHT_INK = [96, 120, 150];

/** @param {HTMLElement} host @param {Explorer} explorer @param {number} n images in the index @returns {Look} */
export function lookOf(host, explorer, n) {
  const { state, view, mark } = explorer;
  const whole = !view || (view.lo === 0 && view.hi === n);
  return {
    ratio: devicePixelRatio || 1,
    theme: readTheme(host),
    ink: state.theme === "light" ? LIGHT_INK : DARK_INK,
    opacity: state.theme === "light" ? 130 : 150,
    legend: view?.legend ?? null,
    show: state.show,
    selection: new Set(state.selection),
    // Of a search that has found nothing here, nothing steps back.
    mark: mark.kind === "search" && view?.marked === 0 ? { ...mark, lit: 0 } : mark,
    span: whole ? null : [view.lo, view.hi],
  };
}

/** The same for what paints pictures of the tree. @param {Look} look @returns {Style} */
export function litLook({ ratio, theme, show, selection, mark }) {
  return { ratio, theme, show, selection, legend: null, kind: mark.kind, marked: () => null, measure: () => 0 };
}
