/** Names of clusters on the map: buttons that lie where their images are densest. */

import { formatCount } from "../text.mjs";
import { toScreen } from "./camera.mjs";

/** @import { Size } from "../types.d.ts" */
/** @import { Camera } from "./camera.mjs" */

/** @typedef {{node: number, title: string, count: number, x: number, y: number}} Name  Of /api/map/names. */

/** Signs of a name that are drawn (explorer/view/map/names.py, whose boxes leave room for no more). */
const LONGEST = 26;
/** CSS pixels around the view, within which a name is there; and between one and the view's edge. */
const NEAR = 80;
const EDGE = 4;

export class NamesLayer {
  element;
  #enter;
  /** @type {{name: Name, button: HTMLButtonElement, width: number}[]} */
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
    this.#shown = names.filter((name) => name.node !== node).map((name) => ({ name, button: before.get(name.node) ?? this.#make(name), width: 0 }));
    for (const { button } of this.#shown) button.hidden = false;
    this.element.replaceChildren(...this.#shown.map(({ button }) => button));
    for (const one of this.#shown) one.width = one.button.offsetWidth;
  }

  /** Lay them where they belong in a view. @param {Camera} camera @param {Size} size */
  place(camera, size) {
    for (const { name, button, width } of this.#shown) {
      const at = toScreen(camera, size, name);
      const { y } = at;
      // One whose place is in view is to be read to its end.
      const half = width / 2 + EDGE;
      const x = at.x < 0 || at.x > size.width ? at.x : Math.min(Math.max(at.x, half), Math.max(half, size.width - half));
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
