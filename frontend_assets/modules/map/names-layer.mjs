/** Names of clusters on the map: buttons that lie where their images are densest. */

import { formatCount } from "../text.mjs";
import { toScreen } from "./camera.mjs";

/** @import { Size } from "../types.d.ts" */
/** @import { Camera } from "./camera.mjs" */

/** @typedef {{node: number, title: string, count: number, x: number, y: number}} Name  Of /api/map/names. */

/** Signs of a name that are drawn (explorer/view/map/names.py, whose boxes leave room for no more). */
const LONGEST = 26;
/** CSS pixels around the view, within which a name is there. */
const NEAR = 80;

export class NamesLayer {
  element;
  #enter;
  /** @type {{name: Name, button: HTMLButtonElement}[]} */
  #shown = [];

  /** @param {Document} document @param {(node: number) => void} enter */
  constructor(document, enter) {
    this.element = Object.assign(document.createElement("div"), { className: "map-names" });
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", "Clusters on the map");
    this.#enter = enter;
  }

  /** @param {Name[]} names the most important first @param {number} node in view, which is no way to go */
  show(names, node) {
    const before = new Map(this.#shown.map((one) => [one.name.node, one.button]));
    this.#shown = names.filter((name) => name.node !== node).map((name) => ({ name, button: before.get(name.node) ?? this.#make(name) }));
    this.element.replaceChildren(...this.#shown.map(({ button }) => button));
  }

  /** Lay them where they belong in a view. @param {Camera} camera @param {Size} size */
  place(camera, size) {
    for (const { name, button } of this.#shown) {
      const { x, y } = toScreen(camera, size, name);
      const near = x > -NEAR && y > -NEAR && x < size.width + NEAR && y < size.height + NEAR;
      if (button.hidden === near) button.hidden = !near;
      if (near) button.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px) translate(-50%, -50%)`;
    }
  }

  /** Names that are in view, most important first. @returns {string[]} */
  get titles() {
    return this.#shown.filter(({ button }) => !button.hidden).map(({ name }) => name.title);
  }

  /** @param {Name} name */
  #make({ node, title, count }) {
    const short = [...title].length > LONGEST ? `${[...title].slice(0, LONGEST - 1).join("").trimEnd()}…` : title;
    const words = `${title}, ${formatCount(count)} images`;
    const button = Object.assign(this.element.ownerDocument.createElement("button"), { className: "map-name", type: "button", textContent: short, title: words });
    button.setAttribute("aria-label", `Go into ${words}`);
    button.addEventListener("click", () => this.#enter(node));
    return button;
  }
}
