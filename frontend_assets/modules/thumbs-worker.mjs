/**
 * The worker that fetches and decodes thumbnails.
 *
 * In:  {kind: "load", id, api, build, tile, chunks: Int32Array[]} · {kind: "abort", id} · {kind: "wake"}
 * Out: {kind: "page", id, tile, rows, bitmap, columns, drawn} for every chunk, then {kind: "done", id}
 *      or {kind: "error", id, message}; {kind: "trouble", trouble} while the server is waited for, and at the end of it
 */

import { fetchThumbs, patience } from "./api.mjs";
import { decodePage } from "./thumbs-decode.mjs";
import { decodePack } from "./thumbs-format.mjs";

/** One is fetched while the other is decoded. */
const IN_FLIGHT = 2;

const running = new Map();

onmessage = ({ data }) => {
  if (data.kind === "abort") running.get(data.id)?.abort();
  else if (data.kind === "wake") patience.wake();
  else load(data);
};

patience.addEventListener("change", () => postMessage({ kind: "trouble", trouble: patience.trouble }));

async function load({ id, api, build, tile, chunks }) {
  const abort = new AbortController();
  running.set(id, abort);
  const queue = chunks.values();
  const lane = async () => {
    for (const rows of queue) {
      const pack = decodePack(await fetchThumbs(api, build, rows, tile, abort.signal));
      const page = await decodePage(pack.images, tile);
      if (abort.signal.aborted) {
        page.bitmap.close();
        return;
      }
      postMessage({ kind: "page", id, tile, rows: pack.rows, ...page }, [page.bitmap]);
    }
  };
  try {
    await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
    postMessage({ kind: "done", id });
  } catch (error) {
    if (!abort.signal.aborted) postMessage({ kind: "error", id, message: error.message });
    abort.abort();
  } finally {
    running.delete(id);
  }
}
