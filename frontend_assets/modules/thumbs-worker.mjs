/**
 * The worker that fetches and decodes thumbnails.
 *
 * In:  {kind: "load", id, api, build, tile, whole, chunks: number[][]} · {kind: "abort", id} · {kind: "wake"}
 * Out: {kind: "page", id, tile, rows, bitmap, columns, drawn, sizes} for every chunk, then {kind: "done", id}
 *      or {kind: "error", id, message}; {kind: "trouble", trouble} while the server is waited for, and at the end of it
 *
 * @typedef {{kind: "load", id: number, api: string, build: string, tile: number, whole: boolean, chunks: number[][]}} Load
 * @typedef {Load|{kind: "abort", id: number}|{kind: "wake"}} In
 * @typedef {{kind: "page", id: number} & Page|{kind: "done", id: number}|{kind: "error", id: number, message: string}|{kind: "trouble", trouble: Trouble}} Out
 */

import { fetchThumbs, patience, sentenceOf } from "./api.mjs";
import { decodePage } from "./thumbs-decode.mjs";
import { decodePack } from "./thumbs-format.mjs";

/** @import { Page } from "./thumbs-loader.mjs" */
/** @import { Trouble } from "./patience.mjs" */

/** One is fetched while the other is decoded. */
const IN_FLIGHT = 2;

/** Of the stored thumbnails only the largest are not cut to squares (explorer/images/thumbnails.py). */
const LARGEST = 4096;

/** @type {Map<number, AbortController>} */
const running = new Map();

onmessage = (/** @type {MessageEvent<In>} */ { data }) => {
  if (data.kind === "abort") running.get(data.id)?.abort();
  else if (data.kind === "wake") patience.wake();
  else if (data.kind === "load") load(data);
};

/** The worker's own `postMessage`; that of the page, which the check takes it for, needs an origin. @type {(message: Out, transfer?: Transferable[]) => void} */
const say = (message, transfer = []) => postMessage(message, { transfer });

patience.addEventListener("change", () => say({ kind: "trouble", trouble: patience.trouble }));

/** @param {Load} wish */
async function load({ id, api, build, tile, whole, chunks }) {
  const abort = new AbortController();
  running.set(id, abort);
  const queue = chunks.values();
  const lane = async () => {
    for (const rows of queue) {
      const pack = decodePack(await fetchThumbs(api, build, rows, whole ? LARGEST : tile, abort.signal));
      const page = await decodePage(pack.images, tile, whole);
      if (abort.signal.aborted) {
        page.bitmap.close();
        return;
      }
      say({ kind: "page", id, tile, rows: pack.rows, ...page }, [page.bitmap]);
    }
  };
  try {
    await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
    say({ kind: "done", id });
  } catch (error) {
    if (!abort.signal.aborted) say({ kind: "error", id, message: sentenceOf(error) });
    abort.abort();
  } finally {
    running.delete(id);
  }
}
