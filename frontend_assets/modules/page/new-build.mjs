/** Going over to the newest build, and links and steps of earlier ones: all that they name is looked for in this build. */

import { rowsIn, rowsText } from "../named-sets.mjs";
import { filterBefore, goneWords, hasNumbers, inBuild, partInBuild, placeNumbers, searchOf, withFilter } from "../other-build.mjs";
import { treeOf, withoutPlace } from "../state.mjs";

/** @import { PageConfig, PlacesAnswer, ViewState } from "../types.d.ts" */

const CARRIED = "dendro.carried";

/**
 * Have the server take the newest build, and show the same view of it.
 *
 * @param {Pick<PageConfig, "api"|"build"|"tree"|"limits">} config
 * @param {Readonly<ViewState>} state
 * @param {{steps: string, panel: string}} open steps that can be undone, as text, and the panel that is open
 */
export async function showNewBuild({ api, build, tree, limits }, { selection }, { steps, panel }) {
  await fetch(`${api}/reload`, { method: "POST" }).catch(() => null);
  const { search, pathname } = location;
  // A server that was started again knows the trees before that of its build, and no builds.
  const found = await lookFor({ api, limits }, tree || build, search, selection);
  const said = found ? goneWords(search, found, selection) : "";
  const chosen = found?.rows.splice(found.rows.length - selection.length).filter((row) => row !== null) ?? [];
  carry({ build: found?.build ?? "", selection: rowsText(chosen), steps, panel, said });
  if (!found) return location.replace(`${pathname}${withoutPlace(search)}`);
  return location.replace(`${pathname}${inBuild(search, found)}`);
}

/**
 * An address of an earlier build as it is in this one, with a sentence on what is gone.
 *
 * @param {string} search
 * @param {Pick<PageConfig, "api"|"tree"|"earlier"|"limits">} config
 * @returns {Promise<{search: string, said: string}|null>} null where it is no such address, or nobody knows that build any more
 */
export async function inThisBuild(search, { api, tree, earlier = [], limits }) {
  const of = treeOf(search);
  if (!earlier.includes(of)) return filterInThisBuild(search, { api, tree, earlier });
  const found = await lookFor({ api, limits }, of, search, []);
  if (found?.tree !== tree) return null;
  return { search: inBuild(search, found), said: goneWords(search, found) };
}

/** The same of an address whose filter alone is of an earlier build. @param {string} search @param {Pick<PageConfig, "api"|"tree"> & {earlier: string[]}} config @returns {Promise<{search: string, said: string}|null>} */
async function filterInThisBuild(search, { api, tree, earlier }) {
  const before = filterBefore(search, earlier);
  const found = before && (await post(api, { of: before.of, where: [before.where] }));
  if (found?.tree !== tree) return null;
  return { search: withFilter(search, found.where[0]), said: goneWords(withFilter("", before?.where ?? ""), found) };
}

/**
 * A part of the state of an earlier build as it is in this one.
 *
 * @param {Partial<ViewState>} part
 * @param {string|undefined} of the tree that its numbers are of; this build's where none is said
 * @param {Pick<PageConfig, "api"|"tree"|"earlier"|"root"|"limits">} config
 * @returns {Promise<{part: Partial<ViewState>, gone: number}|"unknown"|null>} unknown where nobody knows that build any more; null where the server does not tell
 */
export async function partInThisBuild(part, of, { api, tree, earlier = [], root, limits }) {
  if (!of || of === tree || !hasNumbers(part)) return { part, gone: 0 };
  if (!earlier.includes(of)) return "unknown";
  const found = await lookFor({ api, limits }, of, searchOf(part), part.selection ?? []);
  return found?.tree === tree ? partInBuild(part, found, root) : null;
}

/** Bring the link that the page was opened by into this build. @param {Pick<PageConfig, "api"|"tree"|"earlier"|"limits">} config @returns {Promise<string>} what there is to say */
export async function followLink(config) {
  const here = await inThisBuild(location.search, config);
  // What the page kept with this entry of the history is of the other build.
  if (here) history.replaceState(null, "", `${location.pathname}${here.search}${location.hash}`);
  return here?.said ?? "";
}

/** @param {Pick<PageConfig, "api"|"limits">} config @param {string} of build or tree @param {string} search @param {number[]} more rows @returns {Promise<PlacesAnswer|null>} */
async function lookFor({ api, limits }, of, search, more) {
  const atOnce = limits.moved;
  const { nodes, rows, where, at } = placeNumbers(search);
  const all = [...rows, ...more];
  /** @type {PlacesAnswer|null} */
  const found = await post(api, { of, nodes, rows: all.slice(0, atOnce), where, at });
  for (let i = atOnce; found && i < all.length; i += atOnce) {
    const next = await post(api, { of, rows: all.slice(i, i + atOnce) });
    if (next?.tree !== found.tree) return null;
    for (const row of next.rows) found.rows.push(row);
  }
  return found;
}

/** @param {string} api @param {object} asked @returns {Promise<PlacesAnswer|null>} */
async function post(api, asked) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(`${api}/build/places`, { method: "POST", headers, body: JSON.stringify(asked) }).catch(() => null);
  return answer?.ok ? answer.json() : null;
}

/** @typedef {{build: string, selection: string, steps: string, panel: string, said: string, lost?: boolean}} Carried  `selection` as `rowsText` writes it. */

/** @param {Carried} carried */
function carry(carried) {
  // Storage has room for some millions of characters: what people did is worth more than what they had selected.
  for (const part of [carried, { ...carried, selection: "", lost: true }]) {
    try {
      return sessionStorage.setItem(CARRIED, JSON.stringify(part));
    } catch {
      // Full, or forbidden: then both are let go of.
    }
  }
}

/** What came over from the build before, once: the selection, whether that was too large to come, the steps that can be undone, the panel that was open, and what is said of what is gone. @param {string} build @returns {{selection: number[], steps: string, panel: string, said: string, lost: boolean}} */
export function carriedOver(build) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(CARRIED) ?? "null");
    sessionStorage.removeItem(CARRIED);
    return { selection: kept?.build === build ? rowsIn(kept.selection) : [], steps: kept?.steps ?? "", panel: kept?.panel ?? "", said: kept?.said ?? "", lost: Boolean(kept?.lost) };
  } catch {
    return { selection: [], steps: "", panel: "", said: "", lost: false };
  }
}
