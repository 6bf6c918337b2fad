/**
 * Every request to the server. Runs in the page and in the worker, so that a static copy has one place to answer from.
 * A server that is away or busy is waited for (patience.mjs). What goes wrong else is thrown as an Error whose message is a
 * sentence for the person; an abort stays an AbortError.
 */

import { Patience } from "./patience.mjs";
import { decodeRows, encodeRows } from "./thumbs-format.mjs";

/** Who waits for the server: one in the page and one in each worker, since there is one server for all. */
export const patience = new Patience(globalThis.fetch.bind(globalThis));

export const UNREACHABLE = "The server does not answer. Is it still running?";

const JOIN = (api, path, params) => `${api.replace(/\/+$/, "")}/${path}${params ? `?${new URLSearchParams(params)}` : ""}`;

/**
 * @param {import("./state.mjs").ViewState} state
 * @param {{width: number, height: number}} stage in CSS pixels
 * @param {{text?: string, rows?: string, mark?: string}} [marks] what is drawn before other images
 * @returns {string} address of the view
 */
export function viewUrl(api, state, { width, height }, marks = {}) {
  const params = { node: state.node, clusters: state.clusters, width, height, thumb: state.thumb };
  if (state.where) params.where = state.where;
  if (state.model) params.model = state.model;
  if (state.color) params.color = state.color;
  return JOIN(api, "view", { ...params, ...marks });
}

/** @returns {Promise<object>} JSON */
export async function fetchJson(url, signal) {
  const response = await ask(url, { signal });
  return response.json().catch((error) => {
    if (signal?.aborted) throw error;
    throw new Error("The server's answer was cut short. Try again.");
  });
}

/** All that is known of an image. */
export function fetchItem(api, row, signal) {
  return fetchJson(JOIN(api, `items/${row}`), signal);
}

/** All images of a cluster that match a filter. @returns {Promise<number[]>} their rows */
export async function fetchRows(api, build, node, where) {
  const rows = await ask(JOIN(api, `nodes/${node}/rows`, where ? { where, build } : { build }), {});
  return decodeRows(await rows.arrayBuffer());
}

/** A pack of thumbnails for any list of rows, `size` in device pixels. @returns {Promise<ArrayBuffer>} */
export async function fetchThumbs(api, build, rows, size, signal) {
  const url = JOIN(api, "thumbs", { size, build });
  const headers = { "content-type": "application/octet-stream" };
  return (await ask(url, { method: "POST", body: encodeRows(rows), headers, signal })).arrayBuffer();
}

/** The same for a short list, as an address that the browser may keep for ever. @returns {Promise<ArrayBuffer>} */
export async function fetchFew(api, build, rows, size, signal) {
  return (await ask(JOIN(api, "thumbs", { rows: rows.join(","), size, build }), { signal })).arrayBuffer();
}

/** What the server said no to; its message is a sentence for the person. */
export class Refusal extends Error {
  /** @param {string} message @param {number} status */
  constructor(message, status) {
    super(message);
    this.status = status;
  }

  /** Whether something that was asked for is not there, so that asking again is of no use. */
  get final() {
    return this.status === 400 || this.status === 404;
  }
}

async function ask(url, init) {
  const response = await patience.ask(url, init);
  if (!response.ok) throw new Refusal(await sentence(response), response.status);
  return response;
}

/** What the server said was wrong, or the plainest words for its status. */
export async function sentence(response) {
  const said = await response.json().catch(() => null);
  if (typeof said?.error === "string") return said.error;
  if (response.status === 401 || response.status === 403) return "The server asks to sign in. Reload the page.";
  return `The server answered with an error (${response.status}). Its log says why.`;
}
