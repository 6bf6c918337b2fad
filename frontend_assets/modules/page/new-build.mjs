/** Going over to the newest build, with all that a person has chosen: images and clusters are looked for in it. */

import { inTree, placeNumbers, withoutPlace } from "../state.mjs";

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
  const { nodes, rows, at } = placeNumbers(search);
  const body = JSON.stringify({ of: build, nodes, rows: [...rows, ...selection], at });
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(`${api}/build/places`, { method: "POST", headers, body }).catch(() => null);
  /** @type {PlacesAnswer|null} */
  const found = answer?.ok ? await answer.json() : null;
  if (!found) return location.replace(`${pathname}${withoutPlace(search)}`);
  const moved = new Map(rows.map((row, i) => [row, found.rows[i]]));
  const chosen = found.rows.slice(rows.length).filter((row) => row !== null);
  carry({ build: found.build, selection: chosen });
  return location.replace(`${pathname}${inTree(search, { tree: found.tree, node: found.nodes[0] ?? null, rows: moved, at: found.at })}`);
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
