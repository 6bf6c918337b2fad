/**
 * The card beside the resting pointer: the whole image at 192 px with its name and label, or, over a cell, its title in full.
 *
 * @typedef {{x: number, y: number}} Pointer  In the window.
 * @typedef {["title"|"text"|"wrong"|"muted", string]} Line  How a line of the card looks, and its words, "" for none.
 * @typedef {{item: Item, bitmap: ImageBitmap}} Known
 */

import { fetchFew, fetchItem } from "./api.mjs";
import { contextOf } from "./context.mjs";
import { placeCard } from "./geometry.mjs";
import { Latest } from "./latest.mjs";
import { accuracyWords, imagesText, markedText, nameOf, tintWords } from "./text.mjs";
import { decodePack } from "./thumbs-format.mjs";
import { typeOf } from "./thumbs-decode.mjs";

/** @import { Cell, Frame, Item, Server } from "./types.d.ts" */
/** @import { Hit } from "./geometry.mjs" */

const REST = 120;
const EDGE = 192;
const KEEP = 64;

export class Preview {
  #card;
  #config;
  #timer = 0;
  #key = "";
  #dismissed = "";
  #loading = new Latest();
  /** @type {Map<number, Known>} */
  #known = new Map();

  /** @param {HTMLElement} host @param {Server} config */
  constructor(host, config) {
    this.#config = config;
    this.#card = host.ownerDocument.createElement("div");
    this.#card.className = "dendro-preview";
    this.#card.hidden = true;
    this.#card.setAttribute("aria-hidden", "true");
    host.append(this.#card);
  }

  /**
   * The pointer is here; the card follows once it rests.
   *
   * @param {import("./geometry.mjs").Hit|null} hit
   * @param {Pointer} pointer
   * @param {{said: boolean, model: string}} context whether the cell's own band says all there is to say; whose predictions count
   */
  move(hit, pointer, context) {
    const key = keyOf(hit);
    if (key === this.#key && !this.#card.hidden) return this.#place(pointer);
    this.hide();
    if (key !== this.#dismissed) this.#dismissed = "";
    if (!hit || this.#dismissed || (hit.row < 0 && context.said)) return undefined;
    this.#key = key;
    this.#timer = setTimeout(() => this.#open(hit, pointer, context), REST);
    return undefined;
  }

  hide() {
    clearTimeout(this.#timer);
    this.#loading.end();
    this.#key = "";
    this.#card.hidden = true;
  }

  /** The hand has acted on what lies here: it needs no card until the pointer has been elsewhere. @param {Hit|null} hit */
  dismiss(hit) {
    this.hide();
    this.#dismissed = keyOf(hit);
  }

  destroy() {
    this.hide();
    this.#card.remove();
    for (const known of this.#known.values()) known.bitmap.close();
    this.#known.clear();
  }

  /** @param {Hit} hit @param {Pointer} pointer @param {{said: boolean, model: string}} context */
  async #open(hit, pointer, context) {
    if (hit.row < 0) {
      this.#fill(aboutCell(hit.target));
      return this.#show(pointer);
    }
    try {
      const known = await this.#loading.ask((signal) => this.#about(hit.row, signal));
      if (!known) return undefined;
      this.#fill(aboutImage(known.item, hit.target, context.model), known.bitmap);
      return this.#show(pointer);
    } catch {
      // A preview that does not come is no reason to disturb anyone; the next request tells.
      return undefined;
    }
  }

  /** @param {number} row @param {AbortSignal} signal */
  async #about(row, signal) {
    const here = this.#known.get(row);
    if (here) return here;
    const { api, build } = this.#config;
    const size = Math.round(EDGE * devicePixelRatio);
    const [item, pack] = await Promise.all([fetchItem(api, row, signal), fetchFew(api, build, [row], size, signal)]);
    const [image] = decodePack(pack).images;
    const bitmap = await createImageBitmap(new Blob([image], { type: typeOf(image) }));
    const known = { item, bitmap };
    this.#known.set(row, known);
    if (this.#known.size > KEEP) this.#forget([...this.#known.keys()][0]);
    return known;
  }

  /** @param {number} row */
  #forget(row) {
    this.#known.get(row)?.bitmap.close();
    this.#known.delete(row);
  }

  /** @param {Line[]} lines @param {ImageBitmap} [bitmap] */
  #fill(lines, bitmap) {
    const { ownerDocument } = this.#card;
    const look = (/** @type {string} */ name) => ({ className: `dendro-preview-${name}` });
    const words = lines.filter(([, text]) => text).map(([name, text]) => Object.assign(ownerDocument.createElement("div"), look(name), { textContent: text }));
    const pictures = bitmap ? [picture(Object.assign(ownerDocument.createElement("canvas"), look("picture")), bitmap)] : [];
    this.#card.replaceChildren(...pictures, ...words);
  }

  /** @param {Pointer} pointer */
  #show(pointer) {
    this.#card.hidden = false;
    this.#place(pointer);
  }

  /** @param {Pointer} pointer */
  #place(pointer) {
    const { documentElement } = this.#card.ownerDocument;
    const card = { w: this.#card.offsetWidth, h: this.#card.offsetHeight };
    const { x, y, clear } = placeCard(pointer, card, { w: documentElement.clientWidth, h: documentElement.clientHeight });
    this.#card.hidden = !clear;
    this.#card.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }
}

/** The whole image, uncropped, as large as fits in the square. @param {HTMLCanvasElement} canvas @param {ImageBitmap} bitmap */
function picture(canvas, bitmap) {
  const scale = EDGE / Math.max(bitmap.width, bitmap.height);
  const [w, h] = [bitmap.width * scale, bitmap.height * scale].map((v) => Math.max(1, Math.round(v)));
  Object.assign(canvas, { width: Math.round(w * devicePixelRatio), height: Math.round(h * devicePixelRatio) });
  Object.assign(canvas.style, { width: `${w}px`, height: `${h}px` });
  const context = contextOf(canvas);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** @param {Item} item @param {Cell|Frame} cell @param {string} model @returns {Line[]} */
function aboutImage(item, cell, model) {
  const name = String(item.path ?? "").split("/").at(-1) ?? "";
  const verdict = item.models?.find(({ name: own }) => own === model) ?? item.models?.[0];
  const guess = verdict?.right === false ? `predicted ${verdict.prediction}` : "";
  return [["title", name], ["text", item.label ?? ""], ["wrong", guess], ...(cell.leaf ? [] : aroundImage(cell))];
}

/** A cell too small for its band has nothing but its images to rest on. @param {Cell|Frame} cell @returns {Line[]} */
function aroundImage(cell) {
  const where = cell.title ? `in ${cell.title}, ${imagesText(cell)}` : `in a cluster of ${imagesText(cell)}`;
  return [["muted", where], ["muted", markedWords(cell)], ["muted", accuracyWords(cell)], ["muted", tintWords(cell)]];
}

/** @param {Cell|Frame} cell */
function markedWords(cell) {
  return typeof cell.marked === "number" ? `${markedText(cell, cell.marked)} marked` : "";
}

/** @param {Cell|Frame} cell @returns {Line[]} */
function aboutCell(cell) {
  return [["title", nameOf(cell)], ["muted", cell.title && imagesText(cell)], ["muted", markedWords(cell)], ["muted", accuracyWords(cell)], ["muted", tintWords(cell)]];
}

/** What a card is about: an image, or a cell or frame. @param {Hit|null} hit */
function keyOf(hit) {
  if (!hit) return "";
  return hit.row >= 0 ? `row ${hit.row}` : `node ${hit.target.node}`;
}
