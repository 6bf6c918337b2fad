/** All images of a cluster in the order of the tree, and windows of what a grid draws of them: /api/nodes/{node}/… No DOM. */

import { signsOf } from "./copy.mjs";

/** @import { ListWindow } from "../types.d.ts" */
/** @import { Copy } from "./copy.mjs" */
/** @import { Marks } from "./marks.mjs" */

const MOST = 2 ** 31;

/** @param {Copy} copy @param {number} node @param {URLSearchParams} params @param {Marks} marks */
async function listed(copy, node, params, marks) {
  const { lo, hi } = await copy.tree.at(node);
  const matching = (await copy.selection(params.get("where") ?? "")).inside(lo, hi);
  const rows = params.get("only") === "true" && marks.asked ? matching.filter((row) => marks.count(row, row + 1)) : matching;
  return { rows: params.get("descending") === "true" ? rows.slice().reverse() : rows, matching: matching.length };
}

/** @param {Copy} copy @param {number} node @param {URLSearchParams} params @param {Marks} marks @returns {Promise<number[]>} */
export async function rowsOf(copy, node, params, marks) {
  const { rows } = await listed(copy, node, params, marks);
  const offset = Number(params.get("offset") ?? 0);
  return [...rows.subarray(offset, offset + Number(params.get("limit") ?? MOST))];
}

/** @param {Copy} copy @param {number} node @param {URLSearchParams} params @param {Marks} marks @returns {Promise<ListWindow>} */
export async function listWindow(copy, node, params, marks) {
  const { rows, matching } = await listed(copy, node, params, marks);
  const { lo, hi } = await copy.tree.at(node);
  const offset = Number(params.get("offset") ?? 0);
  const shown = [...rows.subarray(offset, offset + Number(params.get("limit") ?? 1000))];
  const find = params.get("find");
  const place = find === null ? -1 : rows.indexOf(Number(find));
  const right = await copy.right(copy.model(params.get("model") ?? ""));
  return {
    build: copy.config.build, node, total: rows.length, matching, marked: marks.count(lo, hi), groups: null, offset,
    place: place < 0 ? null : place, rows: shown, colors: await copy.colors.hex(shown), wrong: signsOf(right, shown), signs: marks.signs(shown), group: null,
    ...(params.get("named") === "true" ? await named(copy, shown) : {}),
  };
}

/** @param {Copy} copy @param {number[]} rows */
async function named({ items }, rows) {
  const held = await Promise.all(rows.map((row) => items.held(row)));
  return { names: held.map(({ chunk, at }) => chunk.path[at]), labels: held.map(({ chunk, at }) => chunk.label?.[at] ?? null), values: rows.map(() => null) };
}

