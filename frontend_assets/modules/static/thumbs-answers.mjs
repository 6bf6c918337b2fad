/** Thumbnails alone, answered from the packs of a static copy: all that a worker asks for (thumbs-worker.mjs). */

import { decodeRows } from "../thumbs-format.mjs";
import { Files } from "./files.mjs";
import { replied } from "./replies.mjs";
import { Thumbs } from "./thumbs.mjs";

/** @import { CopyConfig } from "./copy.mjs" */
/** @import { Load } from "./files.mjs" */

/**
 * @param {Pick<CopyConfig, "api"|"packaged">} config
 * @param {Load} [load]
 * @returns {(url: RequestInfo|URL, init?: RequestInit) => Promise<Response>}
 */
export function answeringThumbs({ api, packaged }, load) {
  const thumbs = new Thumbs(new Files(api, load), packaged);
  return (url, init = {}) => replied(() => packOf(thumbs, new URLSearchParams(String(url).split("?")[1]), init), init.signal);
}

/** What `/api/thumbs` sends for a list in the address, or in the body. @param {Thumbs} thumbs @param {URLSearchParams} params @param {RequestInit} init */
export async function packOf(thumbs, params, init) {
  const list = params.get("rows");
  const rows = list === null ? decodeRows(/** @type {ArrayBuffer} */ (init.body)) : list.split(",").map(Number);
  return new Response(await thumbs.pack(rows, Number(params.get("size") ?? 48)));
}
