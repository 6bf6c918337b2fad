/** Going over to the newest build, and links of earlier ones: all that they name is looked for in this build. */

import { inBuild, placeNumbers } from "../other-build.mjs";
import { treeOf, withoutPlace } from "../state.mjs";
import { counted } from "../text.mjs";

/** @import { PageConfig, PlacesAnswer, ViewState } from "../types.d.ts" */

const CARRIED = "dendro.carried";

/**
 * Have the server take the newest build, and show the same view of it.
 *
 * @param {Pick<PageConfig, "api"|"build">} config
 * @param {Readonly<ViewState>} state
 */
export async function showNewBuild({ api, build }, { selection }) {
  await fetch(`${api}/reload`, { method: "POST" }).catch(() => null);
  const { search, pathname } = location;
  const found = await lookFor(api, build, search, selection);
  if (!found) return location.replace(`${pathname}${withoutPlace(search)}`);
  const chosen = found.rows.splice(found.rows.length - selection.length).filter((row) => row !== null);
  carry({ build: found.build, selection: chosen });
  return location.replace(`${pathname}${inBuild(search, found)}`);
}

/**
 * An address of an earlier build as it is in this one, with a sentence on what is gone.
 *
 * @param {string} search
 * @param {Pick<PageConfig, "api"|"tree">} config
 * @returns {Promise<{search: string, said: string}|null>} null where it is no such address, or nobody knows that build any more
 */
export async function inThisBuild(search, { api, tree }) {
  const of = treeOf(search);
  if (!of || !tree || of === tree) return null;
  const found = await lookFor(api, of, search, []);
  if (!found) return null;
  const gone = found.rows.filter((row) => row === null).length;
  const said = gone ? `This is of an earlier build: ${counted(gone, "image")} of it ${gone === 1 ? "is" : "are"} gone.` : "";
  return { search: inBuild(search, found), said };
}

/** Bring the link that the page was opened by into this build. @param {Pick<PageConfig, "api"|"tree">} config @returns {Promise<string>} what there is to say */
export async function followLink(config) {
  const here = await inThisBuild(location.search, config);
  // What the page kept with this entry of the history is of the other build.
  if (here) history.replaceState(null, "", `${location.pathname}${here.search}${location.hash}`);
  return here?.said ?? "";
}

/** @param {string} api @param {string} of build or tree @param {string} search @param {number[]} more rows @returns {Promise<PlacesAnswer|null>} */
async function lookFor(api, of, search, more) {
  const { nodes, rows, where, at } = placeNumbers(search);
  const body = JSON.stringify({ of, nodes, rows: [...rows, ...more], where, at });
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(`${api}/build/places`, { method: "POST", headers, body }).catch(() => null);
  return answer?.ok ? answer.json() : null;
}

/** @param {{build: string, selection: number[]}} carried */
function carry(carried) {
  try {
    sessionStorage.setItem(CARRIED, JSON.stringify(carried));
  } catch {
    // Storage is forbidden or full: the selection is let go of.
  }
}

/** The selection that came over from the build before, once. @param {string} build @returns {number[]} */
export function carriedSelection(build) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(CARRIED) ?? "null");
    sessionStorage.removeItem(CARRIED);
    return kept?.build === build && Array.isArray(kept.selection) ? kept.selection : [];
  } catch {
    return [];
  }
}
