/** What changes without a word that a screen reader would hear, such as the image that is inspected. */

import { SpokenItem } from "../spoken-item.mjs";
import { element } from "./elements.mjs";
import { placeWords } from "./walk.mjs";

/** @import { PageConfig, ViewState } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */
/** @import { Walk } from "./walk.mjs" */

export class SpokenImage {
  #walk;
  #item;
  #row;

  /** @param {Explorer} explorer @param {Walk} walk @param {PageConfig} config */
  constructor(explorer, walk, config) {
    this.#walk = walk;
    this.#item = new SpokenItem(region(), explorer, config);
    this.#row = explorer.state.row;
    explorer.addEventListener("state", ({ detail }) => this.#follow(detail));
  }

  /** @param {Readonly<ViewState>} state */
  #follow({ row, review }) {
    if (row === this.#row) return;
    this.#row = row;
    this.#item.say(review ? null : row, async () => placeWords(await this.#walk.beside())); // A review says what it asks about.
  }
}

/** A place that is spoken of when it changes; it stands from the beginning, since one that comes with its words is not. @returns {HTMLElement} */
export function region() {
  const made = element("div", { className: "unseen" });
  made.setAttribute("role", "status");
  document.body.append(made);
  return made;
}
