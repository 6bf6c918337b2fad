/** Keys that do what a button of the page does: to what is selected, else to the inspected image or the view. No DOM. */

import { meaningsIn } from "./key-list.mjs";
import { isSought, soughtOf } from "./searching.mjs";

/** @import { ViewState } from "./types.d.ts" */

const KEYS = meaningsIn(["actions"]);

/**
 * The action that a letter stands for in a state, and of what; "" for none, and where there is nothing to act on.
 *
 * @param {string} letter
 * @param {Readonly<ViewState>} state
 * @param {string[]} views  That there are, in their order.
 * @returns {[string, Record<string, string>?]}
 */
export function actionMeant(letter, state, views) {
  const key = KEYS.get(letter);
  if (!key) return [""];
  const { selection, row, view } = state;
  const sought = isSought(soughtOf(state));
  if (key === "export") return ["export", { of: selection.length ? "selection" : "view" }];
  if (key === "view") return ["view", { view: views[(views.indexOf(view) + 1) % views.length] }];
  if (key === "review" || key === "save-view") return [key];
  if (key === "only") return [selection.length ? "filter-selection" : sought ? "filter-found" : ""];
  if (key === "more-like" && selection.length) return ["more-like-selection"];
  return row === null || (key === "more-unlike" && !sought) ? [""] : [key, { row: String(row) }];
}
