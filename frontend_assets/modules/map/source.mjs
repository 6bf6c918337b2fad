/** What the map asks the server for. */

import { fetchJson, fetchRowsWithin, mapUrl, viewUrl } from "../api.mjs";
import { bounded } from "./outline.mjs";

/** @import { PageConfig, ViewState } from "../types.d.ts" */
/** @import { Mark } from "../marking.mjs" */
/** @import { Point } from "./camera.mjs" */
/** @import { Name } from "./names-layer.mjs" */
/** @import { TilesAnswer } from "./tiles.mjs" */

/**
 * @typedef {object} Described  /api/map
 * @property {number} depth          Level from which on hardly two images share a place.
 * @property {number} deepest_names  Level from which on names stay.
 * @property {number} names_width    CSS pixels that the plane is wide at level 0 of names.
 * @property {number[]} frame        Of the cluster: left, top, right, bottom.
 */

/** Of a view's parameters, those that a map has no use for. */
const OF_THE_TREE = ["clusters", "width", "height", "thumb"];
/** Those that decide which images there are. */
const OF_IMAGES = ["where", "labels"];

export class Source {
  #config;
  #choice = new URLSearchParams();

  /** @param {PageConfig} config */
  constructor(config) {
    this.#config = config;
  }

  /**
   * What is asked for from now on: as a view of the tree is, without its layout.
   *
   * @param {Readonly<ViewState>} state
   * @param {Mark} mark
   * @returns {boolean} whether that is another choice
   */
  choose(state, mark) {
    const params = new URLSearchParams(viewUrl("", state, { width: 1, height: 1 }, mark.params).split("?")[1]);
    // Of mistakes it is told how many there are: were they drawn first, one would stand at nearly every place.
    if (mark.kind === "mistakes" && state.show === "outline") params.set("even", "true");
    for (const name of OF_THE_TREE) params.delete(name);
    if (state.node === this.#config.root) params.delete("node");
    const changed = String(params) !== String(this.#choice);
    this.#choice = params;
    return changed;
  }

  /** @param {boolean} whole of all images, or of the cluster in view @param {AbortSignal} signal @returns {Promise<Described>} */
  describe(whole, signal) {
    return fetchJson(this.#url("map", this.#images(!whole)), signal);
  }

  /** @param {string} tiles as "3/1/2,3/1/3" @param {AbortSignal} signal @returns {Promise<TilesAnswer>} */
  tiles(tiles, signal) {
    return fetchJson(this.#url("map/tiles", { tiles, ...Object.fromEntries(this.#choice) }), signal);
  }

  /** @param {number} level @param {AbortSignal} signal @returns {Promise<{names: Name[]}>} */
  names(level, signal) {
    return fetchJson(this.#url("map/names", { level: String(level), ...this.#images(true) }), signal);
  }

  /** Where most images of a cluster are. @param {number} node @param {AbortSignal} signal @returns {Promise<{lines: number[][]}>} */
  outline(node, signal) {
    return fetchJson(this.#url("map/outline", { ...this.#images(false), node: String(node) }), signal);
  }

  /** What decides it, as one text. @param {number} node */
  outlineKey(node) {
    return JSON.stringify([node, this.#images(false)]);
  }

  /** Whether some rows are marked now. */
  get marks() {
    return this.#choice.has("rows");
  }

  /** Whether the same question may be answered otherwise once something was decided: columns of decisions may be asked about. */
  get mayChange() {
    return [...this.#choice.keys()].some((name) => ["where", "mark", "color", "labels"].includes(name));
  }

  /** What decides the names, as one text. */
  get namesKey() {
    return JSON.stringify(this.#images(true));
  }

  /** @param {number} row @param {AbortSignal} signal @returns {Promise<Point>} */
  async point(row, signal) {
    const { points } = await fetchJson(this.#url("map/points", { rows: String(row) }), signal);
    return { x: points[0][0], y: points[0][1] };
  }

  /** All images within a polygon on the plane, under the filter and of the cluster in view. @param {Point[]} polygon @returns {Promise<number[]>} */
  within(polygon) {
    const node = this.#choice.get("node");
    const body = { polygon: bounded(polygon).map(({ x, y }) => [x, y]), where: this.#choice.get("where") ?? "", node: node === null ? null : Number(node) };
    return fetchRowsWithin(mapUrl(this.#config.api, "map/rows", this.#labels()), this.#config.build, body);
  }

  /** @param {boolean} node */
  #images(node) {
    return Object.fromEntries([...this.#choice].filter(([name]) => OF_IMAGES.includes(name) || (node && name === "node")));
  }

  /** @returns {Record<string, string>} */
  #labels() {
    const labels = this.#choice.get("labels");
    return labels ? { labels } : {};
  }

  /** @param {string} path @param {Record<string, string>} params */
  #url(path, params) {
    return mapUrl(this.#config.api, path, { ...params, build: this.#config.build });
  }
}
