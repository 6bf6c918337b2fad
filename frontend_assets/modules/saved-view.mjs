/** A saved view: what its address holds, in words and as a state; and lists of them as files. No DOM. */

import { readAsked } from "./asked-finding.mjs";
import { CANVAS, defaultState, fromQuery, PLACES, toQuery, TREE, treeOf, withoutPlace } from "./state.mjs";
import { setWords } from "./named-sets.mjs";
import { counted } from "./text.mjs";

/** @import { SavedView, StateConfig, ViewState } from "./types.d.ts" */

/** Views of one file. */
export const MOST_VIEWS = 1000;

/**
 * What an address holds, as far as this index has it.
 *
 * @param {string} address
 * @param {StateConfig} config
 * @returns {{state: Partial<ViewState>, other: boolean}} without what no address holds; whether its places are of another tree, and left out
 */
export function stateOf(address, config) {
  const tree = treeOf(address);
  const other = Boolean(tree && config.tree && tree !== config.tree);
  const { selection: _selection, theme: _theme, ...state } = fromQuery(other ? withoutPlace(address) : address, config);
  return { state, other };
}

/**
 * The address of a view as it is opened or handed on: nothing of it but what a view can hold. Places in a tree that the index
 * knows stay as they are: whoever opens it is led to where they are now.
 *
 * @param {string} address
 * @param {StateConfig & {earlier?: string[]}} config
 */
export function queryOf(address, config) {
  const params = new URLSearchParams(toQuery({ ...defaultState(config), ...stateOf(address, config).state }, config));
  for (const [name, value] of placesBefore(address, config)) params.set(name, value);
  return `?${params}`;
}

/** What a view names by numbers of a tree before this one, where the index knows where they are now. @param {string} address @param {StateConfig & {earlier?: string[]}} config @returns {[string, string][]} */
function placesBefore(address, { tree, earlier = [] }) {
  const of = treeOf(address);
  if (of === tree || !earlier.includes(of)) return [];
  const params = new URLSearchParams(address);
  const named = PLACES.filter((name) => /^[\d.,e-]+$/.test(params.get(name) ?? ""));
  return [...named, TREE].map((name) => [name, params.get(name) ?? ""]);
}

/**
 * What a view holds, in a few words.
 *
 * @param {string} address
 * @param {StateConfig & {root?: number, earlier?: string[]}} config
 */
export function holdsWords(address, config) {
  const { state, other } = stateOf(address, config);
  const usual = defaultState(config);
  const { view, node, row, where, query, color, labels, findings, show, like, images, review } = state;
  const before = new Map(placesBefore(address, config));
  const parts = [
    view && view !== usual.view && view,
    (node !== usual.node || before.has(CANVAS.node)) && "a cluster",
    ((row !== null && row !== undefined) || before.has(CANVAS.row)) && "an image",
    where && `where ${setWords(where)}`,
    query && `“${query}”`,
    (like || images || before.has("like")) && "more like examples",
    findings && `findings: ${findings.split(/[:;]/)[0]}`,
    review && `a review of ${readAsked(review).choice}`,
    show !== usual.show && `wrong: ${show}`,
    color && `colour ${color.replace(/^column:/, "")}`,
    labels === "corrected" && "labels as corrected",
    other && !before.size && "its place is of a build that is not known any more",
  ];
  return parts.filter(Boolean).join(" · ") || "all images";
}

/** Views as a file that this page and `dendro tags --import` take. @param {SavedView[]} views */
export function fileOf(views) {
  return `${JSON.stringify(views.map(({ name, address, time, author }) => ({ kind: "view", name, value: address, time, author })), null, 1)}\n`;
}

/**
 * The views of such a file, or of a list of names and addresses.
 *
 * @param {string} text
 * @returns {{name: string, address: string}[]}
 * @throws {Error} a sentence that says what it should hold
 */
export function viewsIn(text) {
  const listed = parsed(text);
  const views = (Array.isArray(listed) ? listed : []).filter((one) => one && (one.kind === undefined || one.kind === "view"));
  const read = views.map(({ name, value, address = value }) => ({ name, address }));
  if (!read.length || read.some(({ name, address }) => typeof name !== "string" || typeof address !== "string")) {
    throw new Error('The file holds no saved views; write a list such as [{"name": "dark cats", "address": "?where=…"}].');
  }
  if (read.length > MOST_VIEWS) throw new Error(`The file holds ${counted(read.length, "view")}; at most ${counted(MOST_VIEWS, "view")} are taken at once.`);
  return read;
}

/** @param {string} text @returns {unknown} */
function parsed(text) {
  try {
    const found = JSON.parse(text);
    return found?.decisions ?? found?.views ?? found;
  } catch {
    return null;
  }
}
