/** Sets of images as clauses of a filter: what a search found, and chosen images. The server reads them; see docs/manual/search.md. No DOM. */

import { literal } from "./clauses.mjs";

/** @import { SearchAnswer } from "./types.d.ts" */
/** @import { Sought } from "./searching.mjs" */

/** Functions of filters, and what they name. @type {Readonly<Record<string, string>>} */
export const SETS = Object.freeze({
  found: "what a search by words finds",
  alike: "more like some images",
  images: "images by their rows",
  cluster: "images of a cluster",
});

/** Calls of them in a filter; texts that are no part of one are passed over. */
const CALL = /'(?:[^']|'')*'|\b(found|alike|images|cluster)\s*\((?:'(?:[^']|'')*'|[^()'])*\)/gi;

/** The end of a call that says of which tree its numbers are, and how many of its images went since. */
const OF_TREE = /,\s*'([0-9a-f]{8})'\s*(?:,\s*(\d+)\s*)?\)$/;

/** Of which trees the calls of a filter are that say so, and how many of their images went since. @param {string} where @returns {{tree: string, gone: number}[]} */
export function treesIn(where) {
  const calls = [...where.matchAll(CALL)].flatMap(([call, name]) => (name ? [OF_TREE.exec(call)] : []));
  return calls.flatMap((end) => (end ? [{ tree: end[1], gone: Number(end[2] ?? 0) }] : []));
}

/** A filter with what its calls name in the place of their numbers. @param {string} where */
export function setWords(where) {
  return where.replace(CALL, (call, name) => (name ? SETS[name.toLowerCase()] : call));
}

/**
 * What a search found, as far as the cut: the set that is marked while it is open.
 *
 * @param {Sought} sought
 * @param {Pick<SearchAnswer, "results"|"total">} answer
 * @param {string} cut that was chosen, "" for none
 * @param {string} tree that rows are of
 * @returns {string} "" where nothing was found
 */
export function foundClause({ text, like, unlike, images }, { results, total }, cut, tree) {
  if (!(total ?? results.length)) return "";
  // Where no line parts what answers from the rest, it is what is listed.
  const least = cut || (total === null ? leastOf(results) : "");
  if (text) return `found(${[literal(text), least].filter(Boolean).join(", ")})`;
  const wanted = [...like, ...images.map((name) => `image:${name}`)].join(",");
  const examples = unlike.length ? `${wanted} -${unlike.join(",")}` : wanted;
  return `alike(${literal(examples)}, ${least || "0"}${ofTree(tree)})`;
}

/** A score that the last of what is listed reaches: those that are told are rounded. @param {{score: number}[]} results */
function leastOf(results) {
  return String(Number((results[results.length - 1].score - 1e-6).toFixed(6)));
}

/**
 * Images by their rows.
 *
 * @param {number[]} rows in any order
 * @param {string} tree
 */
export function imagesClause(rows, tree) {
  return `images(${literal(rowsText(rows))}${ofTree(tree)})`;
}

/** The images of a cluster. @param {number} node @param {string} tree */
export function clusterClause(node, tree) {
  return `cluster(${node}${ofTree(tree)})`;
}

/** Rows and ranges, as short as they can be: `3,10:20`. @param {number[]} rows */
export function rowsText(rows) {
  const sorted = [...new Set(rows)].sort((a, b) => a - b);
  const parts = [];
  for (let i = 0; i < sorted.length; ) {
    let end = i + 1;
    while (sorted[end] === sorted[end - 1] + 1) end++;
    parts.push(end - i > 2 ? `${sorted[i]}:${sorted[end - 1] + 1}` : sorted.slice(i, end).join(","));
    i = end;
  }
  return parts.join(",");
}

/** The rows that `rowsText` wrote, ascending. @param {string} text @returns {number[]} */
export function rowsIn(text) {
  return text.split(",").filter(Boolean).flatMap((part) => {
    const [lo, hi = lo + 1] = part.split(":").map(Number);
    return Array.from({ length: hi - lo }, (_, i) => lo + i);
  });
}

/** @param {string} tree */
function ofTree(tree) {
  return tree && `, ${literal(tree)}`;
}
