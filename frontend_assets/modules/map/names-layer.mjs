/** Names of clusters on the map: buttons that lie where their images are densest. */

import { elide } from "../elide.mjs";
import { FADE } from "../fades.mjs";
import { isStill } from "../motion.mjs";
import { formatCount } from "../text.mjs";
import { toScreen } from "./camera.mjs";

/** @import { Size } from "../types.d.ts" */
/** @import { Camera } from "./camera.mjs" */

/** @typedef {{node: number, title: string, count: number, x: number, y: number, names?: string[], room?: number}} Name  Of /api/map/names. */

/** Signs of a name that are drawn (explorer/view/map/map_names.py, whose boxes leave room for no more). */
const LONGEST = 26;
/** The same of a name that is called otherwise than its place was found for, at least. */
const SHORT = 16;
/** CSS pixels around the view, within which a name is there; and between one and the view's edge. */
const NEAR = 80;
const EDGE = 4;

/** @typedef {{button: HTMLButtonElement, width: number}} Chip  In CSS pixels, 0 until it is measured. */
/** @typedef {{name: Name, chip: Chip}} Going  A name that fades, where it is on the map. */

export class NamesLayer {
  element;
  #enter;
  /** @type {Name[]} */
  #names = [];
  /** Of those in view, by node. @type {Map<number, Chip>} */
  #chips = new Map();
  /** @type {Set<Going>} */
  #going = new Set();

  /** @param {Document} document @param {(node: number) => void} enter */
  constructor(document, enter) {
    this.element = Object.assign(document.createElement("div"), { className: "map-names" });
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", "Clusters on the map");
    this.#enter = enter;
  }

  /** @param {Name[]} names the most important first @param {number} node in view, which is no way to go */
  show(names, node) {
    const before = this.#names;
    this.#names = names.filter((name) => name.node !== node);
    const titles = new Map(this.#names.map((name) => [name.node, name.title]));
    for (const name of before) if (this.#chips.has(name.node) && titles.get(name.node) !== name.title) this.#fade(name);
  }

  /** Lay them where they belong in a view. @param {Camera} camera @param {Size} size */
  place(camera, size) {
    const near = this.#names.map((name) => ({ name, at: toScreen(camera, size, name) })).filter(({ name, at }) => {
      const isNear = at.x > -NEAR && at.y > -NEAR && at.x < size.width + NEAR && at.y < size.height + NEAR;
      if (isNear && !this.#chips.has(name.node)) this.#chips.set(name.node, { button: this.#make(name), width: 0 });
      if (!isNear) this.#drop(name.node);
      return isNear;
    });
    for (const chip of this.#chips.values()) chip.width ||= chip.button.offsetWidth; // all of them before any is moved
    for (const { name, at } of near) lay(/** @type {Chip} */ (this.#chips.get(name.node)), at, size);
    for (const { name, chip } of this.#going) lay(chip, toScreen(camera, size, name), size);
  }

  /** Names that are in view, most important first. @returns {string[]} */
  get titles() {
    return this.#names.filter(({ node }) => this.#chips.has(node)).map(({ title }) => title);
  }

  /** Of another level, or called otherwise: it goes over a moment, as the others come, and is nothing to click meanwhile. @param {Name} name */
  #fade(name) {
    const chip = /** @type {Chip} */ (this.#chips.get(name.node));
    this.#chips.delete(name.node);
    const { button } = chip;
    if (isStill() || button.ownerDocument.activeElement === button) return button.remove();
    const going = { name, chip };
    this.#going.add(going);
    button.inert = true;
    button.classList.add("going");
    setTimeout(() => {
      button.remove();
      this.#going.delete(going);
    }, FADE);
  }

  /** @param {number} node */
  #drop(node) {
    this.#chips.get(node)?.button.remove();
    this.#chips.delete(node);
  }

  /** @param {Name} name */
  #make({ node, title, count, names, room = LONGEST }) {
    const short = elide(title, Math.min(LONGEST, Math.max(SHORT, room)), (text) => [...text].length, this.#names.map((name) => name.title), names);
    const words = `${title}, ${formatCount(count)} images`;
    const button = Object.assign(this.element.ownerDocument.createElement("button"), { className: "map-name", type: "button", textContent: short, title: words });
    button.setAttribute("aria-label", `Go into ${words}`);
    Object.assign(button.dataset, { title, node: String(node) });
    button.addEventListener("click", () => this.#enter(node));
    this.element.append(button);
    return button;
  }
}

/** @param {Chip} chip @param {{x: number, y: number}} at where the middle of its cluster is on the screen @param {Size} size */
function lay({ button, width }, at, size) {
  // One whose place is in view is to be read to its end.
  const half = width / 2 + EDGE;
  const x = at.x < 0 || at.x > size.width ? at.x : Math.min(Math.max(at.x, half), Math.max(half, size.width - half));
  button.style.transform = `translate(${Math.round(x)}px, ${Math.round(at.y)}px) translate(-50%, -50%)`;
}
