/**
 * Answers the questions that the page asks a server from the files of a static copy: what `fetch` is to a page that is
 * served (api.mjs). What a copy cannot answer is refused as a server refuses it, in a sentence.
 */

import { encodeRows } from "../thumbs-format.mjs";
import { Copy } from "./copy.mjs";
import { Files } from "./files.mjs";
import { listWindow, rowsOf } from "./lists.mjs";
import { marksOf } from "./marks.mjs";
import { pathDown } from "./path.mjs";
import { json, refused, replied } from "./replies.mjs";
import { packOf } from "./thumbs-answers.mjs";
import { Thumbs } from "./thumbs.mjs";
import { makeView } from "./view.mjs";

/** @import { CopyConfig } from "./copy.mjs" */
/** @import { Load } from "./files.mjs" */
/** @import { ViewRequest } from "./view.mjs" */

/**
 * @typedef {object} Question
 * @property {string[]} path     Parts of the address that a route leaves open.
 * @property {URLSearchParams} params
 * @property {RequestInit} init
 *
 * @typedef {(question: Question) => Promise<Response>} Route
 */

/** @param {CopyConfig} config `api` is the folder of the files @param {Load} [load] */
export function openCopy(config, load) {
  return new Copy(config, new Files(config.api, load));
}

/**
 * @param {Copy} copy
 * @returns {(url: RequestInfo|URL, init?: RequestInit) => Promise<Response>}
 */
export function answering(copy) {
  const { config, files } = copy;
  const routes = routesOf(copy, new Thumbs(files, config.packaged));
  return async (url, init = {}) => {
    const [address, query = ""] = String(url).split("?");
    const asked = address.slice(address.indexOf(config.api) + config.api.length).replace(/^\/+/, "");
    for (const [pattern, route] of routes) {
      const match = pattern.exec(asked);
      if (match) return replied(() => route({ path: match.slice(1), params: new URLSearchParams(query), init }), init.signal);
    }
    return refused(404, "A static copy cannot do this: it takes the server.");
  };
}

/** @param {Copy} copy @param {Thumbs} thumbs @returns {[RegExp, Route][]} */
function routesOf(copy, thumbs) {
  const { build } = copy.config;
  /** What a first view has no use for is loaded once it is asked for. @type {Promise<import("./map.mjs").MapAnswers>|null} */
  let laid = null;
  const map = () => (laid ??= import("./map.mjs").then(({ MapAnswers }) => new MapAnswers(copy)));
  const selected = (/** @type {URLSearchParams} */ params) => copy.selection(params.get("where") ?? "");
  const marked = async (/** @type {URLSearchParams} */ params) => marksOf(copy, params, await selected(params));
  return [
    [/^view$/, async ({ params }) => json(await makeView(copy, thumbs, requestOf(params, copy.config.root), await marked(params)))],
    [/^items\/(\d+)$/, async ({ path: [row] }) => json(await copy.items.item(Number(row)))],
    [/^items\/(\d+)\/clusters$/, async ({ path: [row] }) => json({ build, row: Number(row), clusters: await pathDown(copy.tree, copy.titles, Number(row)) })],
    [/^thumbs$/, ({ params, init }) => packOf(thumbs, params, init)],
    [/^nodes\/(\d+)\/rows$/, async ({ path: [node], params }) => new Response(encodeRows(await rowsOf(copy, Number(node), params, await marked(params))))],
    [/^nodes\/(\d+)\/images$/, async ({ path: [node], params }) => json(await listWindow(copy, Number(node), params, await marked(params)))],
    [/^facets$/, async ({ params }) => json(await (await import("./facets.mjs")).facetsOf(copy, params))],
    [/^filter$/, async ({ params }) => json(await filterOf(copy, params.get("where") ?? ""))],
    [/^saved-views$/, async () => json({ views: copy.config.packaged.saved ? await copy.files.json("views.bin") : [] })],
    [/^findings\/explanation$/, async ({ params }) => json(await (await import("./explained.mjs")).explanationOf(copy, Number(params.get("number") ?? 1)))],
    [/^nodes\/(\d+)\/mistake$/, async ({ path: [node], params }) => json(await (await import("./explained.mjs")).mistakeOf(copy, Number(node), params))],
    [/^map$/, async ({ params }) => json(await (await map()).describe(params, await selected(params)))],
    [/^map\/tiles$/, async ({ params }) => json(await (await map()).tiles(params, await selected(params), await marked(params)))],
    [/^map\/outline$/, async () => json({ lines: [] })], // of a cluster's extent a copy has nothing
    [/^map\/names$/, async ({ params }) => json(await (await map()).names(params, await selected(params)))],
    [/^map\/points$/, async ({ params }) => json(await (await map()).points(params))],
    [/^map\/rows$/, async ({ init }) => {
      const asked = JSON.parse(String(init.body));
      return new Response(encodeRows(await (await map()).within(asked, await copy.selection(asked.where))));
    }],
  ];
}

/** The clauses of a filter, and how many images it leaves. @param {Copy} copy @param {string} where */
async function filterOf(copy, where) {
  const { clausesIn } = await import("./where/clauses.mjs");
  const clauses = clausesIn(where).map(({ text }) => text);
  const matching = (await copy.selection(where)).count(0, copy.config.n);
  return { build: copy.config.build, where, clauses, clause_words: clauses.map(() => ""), matching };
}

/** @param {URLSearchParams} params @param {number} root @returns {ViewRequest} */
function requestOf(params, root) {
  const number = (/** @type {string} */ name, /** @type {number} */ usual) => Number(params.get(name) ?? usual);
  return {
    node: number("node", root), clusters: number("clusters", 48), width: number("width", 1600), height: number("height", 900),
    thumb: number("thumb", 24), where: params.get("where") ?? "", model: params.get("model") ?? "",
    color: params.get("color") ?? "",
  };
}
