/**
 * Pictures in the inspector, which the server draws without them.
 *
 * @typedef {{entries: {row: number, path: string, label: string|null, distance?: number}[]}} Gallery  What it lists.
 */

import { byId } from "./elements.mjs";

const GALLERY_SIZE = 54;

export class Inspector {
  /** @param {import("./gallery.mjs").Gallery} thumbnails @param {import("./walk.mjs").Walk} walk */
  constructor(thumbnails, walk) {
    this.thumbnails = thumbnails;
    this.walk = walk;
    document.addEventListener("error", (event) => this.pictureFailed(event.target), { capture: true });
  }

  /**
   * Draw its thumbnails and, without an original, its picture.
   *
   * @param {Gallery|null} data
   */
  fill(data) {
    this.walk.mark();
    const picture = document.querySelector("[data-picture]:not([src])");
    if (picture instanceof HTMLImageElement) this.fallBack(picture);
    const grid = document.getElementById("inspector-gallery");
    if (!grid || !data) return;
    const entries = data.entries.map(({ row, path, label, distance }) => {
      const far = distance === undefined ? "" : `distance ${distance.toFixed(3)}`;
      return { row, title: [path.split("/").at(-1), label, far].filter(Boolean).join(" · ") };
    });
    this.thumbnails.fill(grid, entries, { size: GALLERY_SIZE, action: "inspect" });
  }

  /** @param {EventTarget|null} picture */
  pictureFailed(picture) {
    if (!(picture instanceof HTMLImageElement) || !picture.dataset.picture || picture.src.startsWith("blob:")) return;
    byId("picture-note").textContent = "The original cannot be shown; this is its thumbnail.";
    this.fallBack(picture);
  }

  /** @param {HTMLImageElement} picture */
  async fallBack(picture) {
    const url = await this.thumbnails.one(Number(picture.dataset.picture), 160).catch(() => null);
    if (!url) return;
    picture.addEventListener("load", () => URL.revokeObjectURL(url), { once: true });
    picture.classList.add("small");
    picture.src = url;
  }
}
