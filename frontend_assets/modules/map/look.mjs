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

import { channels, readTheme } from "../theme.mjs";

/** @import { Legend, ViewState } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */
/** @import { Mark } from "../marking.mjs" */

const OPACITY = 215;

/** @param {HTMLElement} host @param {Explorer} explorer @param {number} n images in the index @returns {Look} */
export function lookOf(host, explorer, n) {
  const { state, view, mark } = explorer;
  const whole = !view || (view.lo === 0 && view.hi === n);
  const theme = readTheme(host);
  return {
    ratio: devicePixelRatio || 1,
    theme,
    ink: channels(theme.accent),
    opacity: OPACITY,
    legend: view?.legend ?? null,
    show: state.show,
    selection: new Set(state.selection),
    // Of a search that has found nothing here, nothing steps back.
    mark: mark.kind === "search" && view?.marked === 0 ? { ...mark, lit: 0 } : mark,
    span: whole ? null : [view.lo, view.hi],
  };
}

/** Whether two looks are seen alike. @param {Look} a @param {Look} b */
export function alike(a, b) {
  return JSON.stringify(written(a)) === JSON.stringify(written(b));
}

/** @param {Look} look */
function written({ selection, ...rest }) {
  return { ...rest, selection: [...selection] };
}
