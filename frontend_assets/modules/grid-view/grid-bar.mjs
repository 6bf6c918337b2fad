/** The bar over the grid: what it is sorted by and which way, copies together, all, the others, and how many there are. */

import { counted, formatCount } from "../text.mjs";
import { descends } from "./list-query.mjs";

/** @import { ListWindow, ViewState } from "../types.d.ts" */
/** @import { ListQuery } from "./list-query.mjs" */

/**
 * @typedef {object} Chosen
 * @property {(patch: Partial<Pick<ViewState, "sort"|"order"|"copies">>) => void} update
 * @property {() => void} all
 * @property {(on: boolean) => void} captions
 */

/** What is offered, in words. @type {Record<string, string>} */
const WORDS = { tree: "Tree order", score: "Best match", listed: "Best match", suspicion: "Suspicion of the label" };

export class GridBar {
  #document;
  #select;
  #direction;
  #copies;
  #captions;
  #count;

  /** @param {HTMLElement} bar @param {string[]} sorts as the server has them @param {Chosen} chosen @param {boolean} [copies] whether those of one picture can be asked for */
  constructor(bar, sorts, chosen, copies = true) {
    this.#document = bar.ownerDocument;
    const label = Object.assign(this.#document.createElement("label"), { textContent: "Sort by", htmlFor: "grid-sort" });
    this.#select = Object.assign(this.#document.createElement("select"), { id: "grid-sort" });
    this.#select.setAttribute("aria-label", "Sort by");
    for (const by of sorts) this.#select.append(this.#option(by));
    this.#select.addEventListener("change", () => chosen.update({ sort: this.#select.value, order: "" }));
    this.#direction = this.#button("", "", () => chosen.update({ order: this.#direction.dataset.turns === "asc" ? "asc" : "desc" }));
    this.#copies = this.#button("Copies", "Only images of which there are copies, those of one picture side by side", () => chosen.update({ copies: this.#copies.ariaPressed === "true" ? "" : "on" }));
    this.#captions = this.#button("Names", "Names below the images", () => chosen.captions(this.#captions.ariaPressed !== "true"));
    this.#count = Object.assign(this.#document.createElement("span"), { className: "grid-count" });
    this.#count.setAttribute("role", "status");
    const all = this.#button("Select all", "Select all images of the list", chosen.all);
    all.classList.add("grid-wide"); // Ctrl A and the bar of the selection do the same.
    label.hidden = this.#select.hidden = sorts.length < 2;
    this.#copies.hidden = !copies;
    bar.append(label, this.#select, this.#direction, this.#copies, this.#captions, this.#count, all);
  }

  /**
   * Say how the list is asked for.
   *
   * @param {ListQuery} query
   * @param {Pick<ViewState, "copies">} state
   */
  say({ by, descending }, { copies }) {
    const shown = by === "listed" ? "score" : by;
    for (const option of [...this.#select.options]) if (option.value === "score") option.hidden = option.disabled = shown !== "score";
    this.#select.value = shown;
    this.#direction.textContent = descending ? "↓" : "↑";
    this.#direction.dataset.turns = descending ? "asc" : "desc";
    const words = directionWords(by, descending);
    this.#direction.title = this.#direction.ariaLabel = `${words}. Turn it round`;
    this.#copies.ariaPressed = String(copies === "on");
  }

  /** @param {boolean} on @param {boolean} room whether images are large enough for names */
  captions(on, room) {
    this.#captions.ariaPressed = String(on);
    this.#captions.hidden = !room;
  }

  /** @param {ListWindow|null} about @param {boolean} only whether just what is marked is listed */
  count(about, only) {
    const words = about ? countWords(about, only) : "";
    if (this.#count.textContent !== words) this.#count.textContent = words;
  }

  /** @param {string} by */
  #option(by) {
    const words = WORDS[by] ?? by.replace(/^column:/, "");
    return Object.assign(this.#document.createElement("option"), { value: by, textContent: words });
  }

  /** @param {string} words @param {string} title @param {() => void} pressed */
  #button(words, title, pressed) {
    const button = Object.assign(this.#document.createElement("button"), { type: "button", textContent: words, title });
    button.addEventListener("click", pressed);
    return button;
  }
}

/** "1,204 images", "45 copies of 20 pictures", "27 found of 186". @param {ListWindow} about @param {boolean} only */
export function countWords({ total, matching, groups }, only) {
  if (groups !== null) return total ? `${counted(total, "copy", "copies")} of ${counted(groups, "picture")}` : "No copies";
  return only ? `${formatCount(total)} of ${counted(matching, "image")}` : counted(total, "image");
}

/** @param {string} by @param {boolean} descending */
export function directionWords(by, descending) {
  if (by === "tree") return descending ? "From right to left" : "From left to right";
  if (by === "listed") return descending ? "Worst first" : "Best first";
  if (descends(by)) return descending ? "Highest first" : "Lowest first";
  return descending ? "Descending" : "Ascending";
}
