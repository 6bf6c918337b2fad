/**
 * Pictures in the inspector, which the server draws without them.
 *
 * @typedef {object} Listed  An image that it lists.
 * @property {number} row
 * @property {string} path
 * @property {string|null} [label]
 * @property {string|null} [prediction]
 * @property {boolean|null} [right]
 * @property {string} [far]  Distance in words, of a neighbour.
 *
 * @typedef {{entries: Listed[]}} Gallery  What it lists.
 * @typedef {import("./gallery.mjs").Entry & {listed: Listed}} Told
 */

import { all, byId, element } from "./elements.mjs";
import { boxesOf } from "./next-pictures.mjs";

const GALLERY_SIZE = 54;
/** Where something is said under each. */
const TOLD_SIZE = 68;

export class Inspector {
  /** @param {import("./gallery.mjs").Gallery} thumbnails @param {import("./walk.mjs").Walk} walk */
  constructor(thumbnails, walk) {
    this.thumbnails = thumbnails;
    this.walk = walk;
    walk.explorer.addEventListener("view", () => this.markHere());
    document.addEventListener("error", (event) => this.pictureFailed(event.target), { capture: true });
  }

  /**
   * Draw its thumbnails and, without an original, its picture.
   *
   * @param {Gallery|null} data
   */
  fill(data) {
    this.walk.mark();
    this.markHere();
    boxesOf(this.walk.explorer.state.row ?? "");
    const picture = document.querySelector("[data-picture]:not([src])");
    if (picture instanceof HTMLImageElement) this.fallBack(picture);
    const grid = document.getElementById("inspector-gallery");
    if (!grid || !data) return;
    const told = grid.classList.contains("told");
    const entries = data.entries.map((listed) => ({ row: listed.row, title: wordsOf(listed), listed }));
    const extra = told ? (/** @type {Told} */ { listed }) => captionOf(listed) : undefined;
    this.thumbnails.fill(grid, entries, { size: told ? TOLD_SIZE : GALLERY_SIZE, action: "inspect", extra });
  }

  /** Of the clusters down to the image, one may be on the map. */
  markHere() {
    const node = String(this.walk.explorer.view?.node);
    for (const step of all("#inspector .step")) step.ariaCurrent = step.dataset.node === node ? "true" : null;
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

/** All that is said of an image, in one line. @param {Listed} listed */
export function wordsOf({ path, label, prediction, right, far }) {
  const guess = right === false ? `wrongly predicted ${prediction}` : right ? "predicted right" : prediction ? `predicted ${prediction}` : "";
  return [path.split("/").at(-1), label, guess, far && `distance ${far}`].filter(Boolean).join(" · ");
}

/** What stands under a neighbour. @param {Listed} listed @returns {Node[]} */
function captionOf({ label, prediction, right, far = "" }) {
  const name = label ?? prediction;
  const lines = [element("span", { className: "muted" }, far)];
  if (name) lines.unshift(element("span", { className: "listed-name" }, ...signOf(right), element("span", {}, name)));
  const caption = element("div", { className: "listed", ariaHidden: "true" }, ...lines);
  return [caption];
}

/** Told by shape and colour: a disc with a tick, a square with a cross. @param {boolean|null|undefined} right @returns {Node[]} */
function signOf(right) {
  if (typeof right !== "boolean") return [];
  const name = right ? "right" : "wrong";
  return [element("span", { className: `mark mark-${name}` }, element("span", { className: `icon icon-${name}` }))];
}
