/**
 * Rows as thumbnails in an element, all of them from one request.
 *
 * @typedef {{row: number, title: string}} Entry
 * @typedef {{stop: AbortController, urls: string[], note: Element|null}} Shown  What was drawn in an element.
 */

import { fetchFew, sentenceOf } from "../api.mjs";
import { typeOf } from "../thumbs-decode.mjs";
import { decodePack } from "../thumbs-format.mjs";
import { element } from "./elements.mjs";

/** @import { Server } from "../types.d.ts" */

export class Gallery {
  /** @param {Server} config */
  constructor(config) {
    this.config = config;
    /** @type {WeakMap<Element, Shown>} */
    this.shown = new WeakMap();
  }

  /**
   * Draw rows; what was drawn there before goes. The places are there at once, the pictures follow.
   *
   * @template {Entry} T
   * @param {Element} host
   * @param {T[]} entries
   * @param {{size: number, action: string, extra?: (entry: T) => Node[]}} options `size` in CSS pixels
   */
  async fill(host, entries, { size, action, extra }) {
    this.clear(host);
    const stop = new AbortController();
    /** @type {Shown} */
    const state = { stop, urls: [], note: null };
    this.shown.set(host, state);
    const places = entries.map((entry) => place(entry, action, extra));
    host.replaceChildren(...places.map((p) => p.item));
    if (!entries.length) return;
    try {
      const { rows, images } = await this.load(entries.map((e) => e.row), size, stop.signal);
      rows.forEach((_, i) => {
        if (!images[i].length) return;
        const url = URL.createObjectURL(new Blob([images[i]], { type: typeOf(images[i]) }));
        state.urls.push(url);
        places[i].picture.src = url;
      });
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "AbortError")) state.note = sayBeside(host, sentenceOf(error));
    }
  }

  /** Let go of what was drawn in an element. @param {Element} host */
  clear(host) {
    const state = this.shown.get(host);
    state?.stop.abort();
    state?.urls.forEach((url) => URL.revokeObjectURL(url));
    state?.note?.remove();
    this.shown.delete(host);
    host.replaceChildren();
  }

  /** One thumbnail, large, as an address that the caller revokes. @param {number} row @param {number} size */
  async one(row, size) {
    const { images } = await this.load([row], size);
    return URL.createObjectURL(new Blob([images[0]], { type: typeOf(images[0]) }));
  }

  /** @param {number[]} rows @param {number} size @param {AbortSignal} [signal] */
  async load(rows, size, signal) {
    const { api, build } = this.config;
    const pixels = Math.ceil(size * Math.min(3, devicePixelRatio || 1));
    return decodePack(await fetchFew(api, build, rows, pixels, signal));
  }
}

/** @template {Entry} T @param {T} entry @param {string} action @param {((entry: T) => Node[])} [extra] */
function place(entry, action, extra) {
  const { button, picture } = pictureButton(action, entry.row, `Inspect ${entry.title}`);
  button.title = entry.title;
  return { item: element("div", { className: "gallery-item" }, button, ...(extra?.(entry) ?? [])), picture };
}

/** A picture, to be filled, that can be clicked. @param {string} action @param {number} row @param {string} ariaLabel */
export function pictureButton(action, row, ariaLabel) {
  const picture = element("img", { alt: "", draggable: false });
  const button = element("button", { type: "button", ariaLabel }, picture);
  Object.assign(button.dataset, { action, row: String(row) });
  return { button, picture };
}

/** What went wrong stands under the places, never among them. @param {Element} host @param {string} text */
export function sayBeside(host, text) {
  const note = element("p", { className: "field-error", role: "alert" }, text);
  host.after(note);
  return note;
}
