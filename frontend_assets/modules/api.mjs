/**
 * Every request to the server. Runs in the page and in the worker, so that a static copy has one place to answer from.
 * A server that is away or busy is waited for (patience.mjs). What goes wrong else is thrown as an Error whose message is a
 * sentence for the person; an abort stays an AbortError.
 */

import { Patience } from "./patience.mjs";
import { decodeRows, encodeRows } from "./thumbs-format.mjs";

/** @import { Item, ListWindow, MarkParams, PictureBox, Size, View, ViewState } from "./types.d.ts" */

/** Who answers: a server, or the files of a static copy (static/answers.mjs). @type {(url: RequestInfo|URL, init?: RequestInit) => Promise<Response>} */
let answer = globalThis.fetch.bind(globalThis);

/** Have what is asked from now on answered without a server. @param {typeof answer} other */
export function answerBy(other) {
  answer = other;
}

/** Who waits for the server: one in the page and one in each worker, since there is one server for all. */
export const patience = new Patience((url, init) => answer(url, init));

export const UNREACHABLE = "The server does not answer. Is it still running?";

/** @type {(api: string, path: string, params?: Record<string, string>) => string} */
const JOIN = (api, path, params) => `${api.replace(/\/+$/, "")}/${path}${params ? `?${new URLSearchParams(params)}` : ""}`;

/**
 * @param {string} api
 * @param {Pick<ViewState, "node"|"clusters"|"thumb"|"where"|"labels"|"model"|"color">} state
 * @param {Size} stage in CSS pixels
 * @param {MarkParams} [marks] what is drawn before other images
 * @returns {string} address of the view
 */
export function viewUrl(api, state, { width, height }, marks = {}) {
  const numbers = { node: state.node, clusters: state.clusters, width, height, thumb: state.thumb };
  /** @type {Record<string, string>} */
  const params = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)]));
  if (state.where) params.where = state.where;
  if (state.labels === "corrected") params.labels = state.labels; // as patience says of all requests; here it tells answers apart
  if (state.model) params.model = state.model;
  if (state.color) params.color = state.color;
  return JOIN(api, "view", { ...params, ...marks });
}

/** @template T @param {string} url @param {AbortSignal} [signal] @returns {Promise<T>} JSON */
export async function fetchJson(url, signal) {
  const response = await ask(url, { signal });
  return response.json().catch((/** @type {unknown} */ error) => {
    if (signal?.aborted) throw error;
    throw new Error("The server's answer was cut short. Try again.");
  });
}

/** All that is known of an image. @param {string} api @param {number} row @param {AbortSignal} [signal] @returns {Promise<Item>} */
export function fetchItem(api, row, signal) {
  return fetchJson(JOIN(api, `items/${row}`), signal);
}

/** The boxes of the picture that an item is cut out of, its own the last. @param {string} api @param {number} row @param {AbortSignal} [signal] @returns {Promise<PictureBox[]>} */
export async function fetchBoxes(api, row, signal) {
  /** @type {{boxes: PictureBox[]}} */
  const { boxes } = await fetchJson(JOIN(api, `items/${row}/boxes`), signal);
  return boxes;
}

/**
 * All images of a cluster that match a filter.
 *
 * @param {string} api
 * @param {string} build
 * @param {number} node
 * @param {string} where
 * @returns {Promise<number[]>} their rows
 */
export async function fetchRows(api, build, node, where) {
  return fetchRowsOf(api, node, where ? { where, build } : { build });
}

/** Those images of a cluster that parameters of its list name. @param {string} api @param {number} node @param {Record<string, string>} params @returns {Promise<number[]>} their rows */
export async function fetchRowsOf(api, node, params) {
  const rows = await ask(JOIN(api, `nodes/${node}/rows`, params), {});
  return decodeRows(await rows.arrayBuffer());
}

/** @param {string} api @param {string} path under it @param {Record<string, string>} params @returns {string} address of something of the map */
export function mapUrl(api, path, params) {
  return JOIN(api, path, params);
}

/**
 * All images within a polygon on the map.
 *
 * @param {string} url
 * @param {string} build
 * @param {{polygon: number[][], where: string, node: number|null}} body
 * @returns {Promise<number[]>} their rows
 */
export async function fetchRowsWithin(url, build, body) {
  const headers = { "content-type": "application/json", "dendro-build": build };
  return decodeRows(await (await ask(url, { method: "POST", body: JSON.stringify(body), headers })).arrayBuffer());
}

/**
 * A part of a list as it is drawn.
 *
 * @param {string} api
 * @param {number} node
 * @param {Record<string, string>} params of the route: filter, order, part
 * @param {AbortSignal} [signal]
 * @returns {Promise<ListWindow>}
 */
export function fetchWindow(api, node, params, signal) {
  return fetchJson(JOIN(api, `nodes/${node}/images`, params), signal);
}

/**
 * A pack of thumbnails for any list of rows, `size` in device pixels.
 *
 * @param {string} api
 * @param {string} build
 * @param {number[]} rows
 * @param {number} size
 * @param {AbortSignal} [signal]
 * @returns {Promise<ArrayBuffer>}
 */
export async function fetchThumbs(api, build, rows, size, signal) {
  const url = JOIN(api, "thumbs", { size: String(size), build });
  const headers = { "content-type": "application/octet-stream" };
  return (await ask(url, { method: "POST", body: encodeRows(rows), headers, signal })).arrayBuffer();
}

/**
 * The same for a short list, as an address that the browser may keep for ever.
 *
 * @param {string} api
 * @param {string} build
 * @param {number[]} rows
 * @param {number} size
 * @param {AbortSignal} [signal]
 * @returns {Promise<ArrayBuffer>}
 */
export async function fetchFew(api, build, rows, size, signal) {
  return (await ask(JOIN(api, "thumbs", { rows: rows.join(","), size: String(size), build }), { signal })).arrayBuffer();
}

/** What the server said no to; its message is a sentence for the person. */
export class Refusal extends Error {
  /** @param {string} message @param {number} status @param {[number, number]|null} [position] what of a filter is wrong */
  constructor(message, status, position = null) {
    super(message);
    this.status = status;
    this.position = position;
  }

  /** Whether something that was asked for is not there, so that asking again is of no use. */
  get final() {
    return this.status === 400 || this.status === 404;
  }
}

/** @param {string} url @param {RequestInit} init */
async function ask(url, init) {
  const response = await patience.ask(url, init);
  if (!response.ok) throw await refusal(response);
  return response;
}

/** @param {Response} response */
async function refusal(response) {
  const said = await response.clone().json().catch(() => null);
  return new Refusal(await sentence(response), response.status, said?.position ?? null);
}

/** Whether what was thrown is the server's last word on something that is not there. @param {unknown} error */
export function isFinal(error) {
  return error instanceof Refusal && error.final;
}

/** The sentence for the person of what was thrown. @param {unknown} error */
export function sentenceOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** What the server said was wrong, or the plainest words for its status. @param {Response} response */
export async function sentence(response) {
  const said = await response.json().catch(() => null);
  if (typeof said?.error === "string") return said.error;
  if (response.status === 401 || response.status === 403) return "The server asks to sign in. Reload the page.";
  // Our server says a sentence to whatever it refuses: what comes without was said by one before it.
  if (response.status === 413) return "A proxy before the server takes nothing as large as this (413). Whoever runs it can raise its limit.";
  if (response.status >= 502 && response.status <= 504) return `A proxy before the server got no answer from it (${response.status}). Try again.`;
  return `The server answered with an error (${response.status}). Its log says why.`;
}
