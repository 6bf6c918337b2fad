/** What an address or a step names by numbers, and the same in another build. No DOM. */

import { readPlace } from "./map/place.mjs";
import { treesIn } from "./named-sets.mjs";
import { CANVAS, PLACES, TREE, withoutPlace } from "./state.mjs";
import { counted, percent } from "./text.mjs";

/** @import { PlacesAnswer, ViewState } from "./types.d.ts" */

/** Lists of rows in an address. */
const ROW_LISTS = ["like", "unlike"];
const WHERE = "where";
/** Share from which a cluster is called the same (`LEAST_SHARED` in explorer/filters/earlier_calls.py). */
const SAME = 0.5;
/** Calls in a filter that name images or a cluster by numbers. */
const CALLS = /\b(images|alike|cluster)\s*\(/i;

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
 * @param {Pick<PlacesAnswer, "tree"|"nodes"|"shares"|"rows"|"where"|"at">} found  Where what `placeNumbers` gave is there, in its order.
 */
export function inBuild(search, { tree, nodes, shares, rows, where, at }) {
  const params = new URLSearchParams(withoutPlace(search));
  const moved = new Map(placeNumbers(search).rows.map((row, i) => [row, rows[i]]));
  const [node = null] = nodes;
  if (node !== null && !hides({ shares, where })) params.set(CANVAS.node, String(node));
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

/** Whether a cluster fell apart: the nearest has less than half of it. @param {Pick<PlacesAnswer, "shares">} found */
function fellApart({ shares: [share = 1] }) {
  return share !== null && share < SAME;
}

/** Whether the nearest cluster may not have what a filter leaves, which was in the one that fell apart. @param {Pick<PlacesAnswer, "shares"|"where">} found */
function hides({ shares, where }) {
  return fellApart({ shares }) && where.length > 0;
}

/** The filter of an address where calls in it are of one of some trees; with it the first of these. @param {string} search @param {string[]} earlier @returns {{of: string, where: string}|null} */
export function filterBefore(search, earlier) {
  const where = new URLSearchParams(search).get(WHERE) ?? "";
  const found = treesIn(where).find(({ tree }) => earlier.includes(tree));
  return found ? { of: found.tree, where } : null;
}

/** The same address with another filter. @param {string} search @param {string} where */
export function withFilter(search, where) {
  const params = new URLSearchParams(search);
  params.set(WHERE, where);
  return `?${params}`;
}

/** How many images of a filter went between two writings of it. @param {string} before @param {string} after */
function goneBetween(before, after) {
  const [then, now] = [before, after].map((where) => treesIn(where).reduce((sum, { gone }) => sum + gone, 0));
  return Math.max(0, now - then);
}

/**
 * What of an address another build has not, or not as it was, in a sentence.
 *
 * @param {string} search
 * @param {Pick<PlacesAnswer, "nodes"|"shares"|"rows"|"where"|"at">} found  Where what `placeNumbers` gave is there, and then the selection.
 * @param {number[]} [selection]
 * @returns {string} "" where all of it is there
 */
export function goneWords(search, { nodes, shares, rows, where, at }, selection = []) {
  const asked = [...placeNumbers(search).rows, ...selection];
  const gone = new Set(asked.filter((_, i) => rows[i] === null)).size;
  const apart = fellApart({ shares });
  const filtered = goneBetween(placeNumbers(search).where[0] ?? "", where[0] ?? "");
  const parts = [
    nodes[0] === null && "the cluster is gone, and all images are shown",
    apart && (hides({ shares, where }) ? "the cluster fell apart, and all images are shown" : `the cluster fell apart: the one that is shown has ${percent(shares[0])} in common with it`),
    gone && `${counted(gone, "image")} of it ${gone === 1 ? "is" : "are"} gone`,
    filtered && `${counted(filtered, "image")} of its filter ${filtered === 1 ? "is" : "are"} gone`,
    placeNumbers(search).at && !at && "its place on the map is not known any more",
  ].filter(Boolean);
  return parts.length ? `This is of an earlier build: ${parts.join("; ")}.` : "";
}

/** Whether a part of a state names anything by numbers of a tree. @param {Partial<ViewState>} part */
export function hasNumbers(part) {
  const { where, ...places } = Object.fromEntries(new URLSearchParams(searchOf(part)));
  return Object.keys(places).length > 0 || Boolean(part.selection?.length) || CALLS.test(where ?? "");
}

/** What names something by numbers in a part of a state, as it stands in an address. @param {Partial<ViewState>} part */
export function searchOf(part) {
  const params = new URLSearchParams();
  for (const name of [...PLACES, WHERE]) {
    const value = part[/** @type {keyof ViewState} */ (name)] ?? "";
    if (value !== "") params.set(name, String(value));
  }
  return params.toString();
}

/**
 * A part of a state as it is in another build.
 *
 * @param {Partial<ViewState>} part
 * @param {Pick<PlacesAnswer, "tree"|"nodes"|"shares"|"rows"|"where"|"at">} found  Where what `placeNumbers` gave of `searchOf` is there, and then the selection.
 * @param {number} root of that build, in the place of a cluster that is gone
 * @returns {{part: Record<string, unknown>, gone: number}} how many images are gone
 */
export function partInBuild(part, found, root) {
  const there = new URLSearchParams(inBuild(searchOf(part), found));
  /** @type {Record<string, unknown>} */
  const moved = { ...part };
  for (const name of [...PLACES, WHERE]) if (name in part) moved[name] = there.get(name) ?? (name === CANVAS.node ? root : name === CANVAS.row ? null : "");
  const { selection } = part;
  if (selection) moved.selection = found.rows.slice(found.rows.length - selection.length).filter((row) => row !== null);
  return { part: moved, gone: found.rows.filter((row) => row === null).length };
}
