/** What the grid asks for: the state of the page as parameters of `/api/nodes/{node}/images`. No DOM. */

/** @import { ViewState } from "../types.d.ts" */
/** @import { Mark } from "../marking.mjs" */

/**
 * @typedef {object} ListQuery
 * @property {number} node
 * @property {Record<string, string>} params  Of both routes of lists.
 * @property {string} model
 * @property {boolean} only    Whether only what is marked is listed.
 * @property {string} by       What it is sorted by, as `sort` has it.
 * @property {boolean} descending
 * @property {string} key      Equal where the list is.
 */

/**
 * A search and mistakes alone are lists of their own: who asked for them wants to see them, one after the other, and to take
 * all of them. Whatever else is marked (mistakes that are outlined, a selection) stands out among the others.
 *
 * @param {Pick<ViewState, "node"|"where"|"labels"|"model"|"show"|"sort"|"order"|"copies">} state
 * @param {Pick<Mark, "params"|"kind">} mark
 * @returns {ListQuery}
 */
export function listQuery(state, { params: marked, kind }) {
  const search = kind === "search";
  const only = search || (kind === "mistakes" && state.show === "isolate");
  const given = search || kind === "mistakes" ? marked : {};
  const by = sortOf(state.sort, search ? marked : {});
  const descending = state.order ? state.order === "desc" : descends(by);
  /** @type {Record<string, string>} */
  const params = { ...given };
  if (state.where) params.where = state.where;
  if (state.labels === "corrected") params.labels = state.labels;
  if (only) params.only = "true";
  if (by !== "tree") params.sort = by;
  if (descending) params.descending = "true";
  if (state.copies) params.copies = "true";
  return { node: state.node, params, model: state.model, only, by, descending, key: JSON.stringify([state.node, params, state.model]) };
}

/** Of a search that only says which rows it found, the best are listed first. @param {string} chosen "" is what suits @param {import("../types.d.ts").MarkParams} search */
function sortOf(chosen, search) {
  const suits = search.rows ? "listed" : Object.keys(search).length ? "score" : "tree";
  return chosen === "" || (chosen === "score" && suits !== "score") ? suits : chosen;
}

/** Whether the greatest come first unless somebody says otherwise: what answers best, what is most doubtful. @param {string} by */
export function descends(by) {
  return by === "score" || by === "suspicion";
}
