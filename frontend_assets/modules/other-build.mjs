/** What an address names by numbers, and the same address in another build. No DOM. */

import { readPlace } from "./map/place.mjs";
import { CANVAS, PLACES, TREE, withoutPlace } from "./state.mjs";

/** @import { PlacesAnswer } from "./types.d.ts" */

/** Lists of rows in an address. */
const ROW_LISTS = ["like", "unlike"];
const WHERE = "where";

/**
 * The node, if any, the rows and the place on the map that a query string names, and its filter, which may name others.
 *
 * @param {string} search
 * @returns {{nodes: number[], rows: number[], where: string[], at: [number, number, number]|null}}
 */
export function placeNumbers(search) {
  const params = new URLSearchParams(search);
  const numbers = (/** @type {string} */ name) => (params.get(name) ?? "").split(",").filter((text) => /^[0-9]+$/.test(text)).map(Number);
  const place = readPlace(params.get("at") ?? "");
  const where = [params.get(WHERE) ?? ""].filter(Boolean);
  return { nodes: numbers(CANVAS.node), rows: [CANVAS.row, ...ROW_LISTS].flatMap(numbers), where, at: place && [place.x, place.y, place.span] };
}

/**
 * The query string as it is in another build.
 *
 * @param {string} search
 * @param {Pick<PlacesAnswer, "tree"|"nodes"|"rows"|"where"|"at">} found  Where what `placeNumbers` gave is there, in its order.
 */
export function inBuild(search, { tree, nodes, rows, where, at }) {
  const params = new URLSearchParams(withoutPlace(search));
  const moved = new Map(placeNumbers(search).rows.map((row, i) => [row, rows[i]]));
  const [node = null] = nodes;
  if (node !== null) params.set(CANVAS.node, String(node));
  const before = new URLSearchParams(search);
  for (const name of [CANVAS.row, ...ROW_LISTS]) {
    const there = (before.get(name) ?? "").split(",").map((row) => moved.get(Number(row)) ?? null);
    const found = there.filter((row) => row !== null);
    if (before.get(name) && found.length) params.set(name, found.join(","));
  }
  if (where.length) params.set(WHERE, where[0]);
  if (at) params.set("at", at.join(","));
  if (tree && PLACES.some((name) => params.has(name))) params.set(TREE, tree);
  const text = params.toString();
  return text && `?${text}`;
}
