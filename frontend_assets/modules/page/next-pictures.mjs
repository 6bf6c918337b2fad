/** Pictures that a person is about to see in the inspector: fetched and decoded ahead, and put there at once. */

import { all } from "./elements.mjs";

/** Pictures that are held. */
const MOST = 8;

export class NextPictures {
  #api;
  /** By row, the latest last. @type {Map<number, HTMLImageElement>} */
  #held = new Map();

  /** @param {{api: string}} config */
  constructor({ api }) {
    this.#api = api;
  }

  /** Have the pictures of rows ready; of those that are, or are on their way, nothing is asked. @param {number[]} rows */
  ahead(rows) {
    for (const row of rows) {
      const picture = this.#held.get(row) ?? this.#load(row);
      this.#held.delete(row);
      this.#held.set(row, picture);
    }
    for (const row of [...this.#held.keys()].slice(0, -MOST)) this.#held.delete(row);
  }

  /**
   * Show the picture of a row where the inspector shows one, before it says the rest.
   *
   * @param {number} row
   * @returns {boolean} whether it was there
   */
  put(row) {
    const shown = document.querySelector("#inspector [data-picture]");
    const held = this.#held.get(row);
    if (!(shown instanceof HTMLImageElement) || !held?.complete || !held.naturalWidth) return false;
    if (shown.dataset.picture === String(row)) return true;
    shown.dataset.picture = String(row);
    shown.src = held.src;
    boxesOf(row);
    return true;
  }

  clear() {
    this.#held.clear();
  }

  /** The address that the inspector has, so that it is fetched once (`picture_source` in image_panel.py). @param {number} row */
  #load(row) {
    const picture = new Image();
    picture.src = `${this.#api}/items/${row}/image?max=640`;
    picture.decode().catch(() => {}); // without an original it is not shown ahead
    return picture;
  }
}

/** Show boxes only on the picture that they are of: it may be there before them. @param {number|string} row */
export function boxesOf(row) {
  for (const room of all("#inspector [data-boxes]")) room.hidden = room.dataset.boxes !== String(row);
}

/** Have the picture of the inspector in sight, not what was read under the one before. */
export function toPicture() {
  for (let host = document.getElementById("inspector"); host; host = host.parentElement) host.scrollTop = 0;
}

/** The image that the inspector shows; -1 for none. */
export function drawnRow() {
  const shown = document.querySelector("#inspector [data-picture]");
  return shown instanceof HTMLElement ? Number(shown.dataset.picture) : -1;
}
