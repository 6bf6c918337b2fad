/** Boxes of a picture that is shown in full size, each with what it is called. They lie on it however it is zoomed, their lines as thin as ever. */

import { fetchBoxes } from "../api.mjs";
import { element } from "./elements.mjs";

/** @import { PictureBox } from "../types.d.ts" */

/** With more boxes than this only that of the image has its name. */
const NAMED = 20;

export class FullBoxes {
  constructor() {
    this.layer = element("div", { className: "full-boxes" });
    this.button = element("button", { className: "button", type: "button", title: "Show boxes, or not ( B )", hidden: true }, "Boxes");
    this.button.addEventListener("click", () => this.toggle());
    this.#shown(true);
  }

  /** Draw those of an item, which has some where it is cut out of a picture. @param {string} api @param {number} row @param {string} path @param {AbortSignal} signal */
  async load(api, row, path, signal) {
    this.clear();
    if (!path.includes("#xywh=")) return;
    // A static copy has none; the picture is seen without.
    const boxes = await fetchBoxes(api, row, signal).catch(() => []);
    if (signal.aborted) return;
    this.button.hidden = !boxes.length;
    this.layer.replaceChildren(...boxes.map((box) => drawn(box, box.own || boxes.length <= NAMED)));
  }

  clear() {
    this.button.hidden = true;
    this.layer.replaceChildren();
  }

  toggle() {
    if (!this.button.hidden) this.#shown(this.layer.hidden);
  }

  /** @param {boolean} shown */
  #shown(shown) {
    this.layer.hidden = !shown;
    this.button.ariaPressed = String(shown);
  }
}

/** @param {PictureBox} box @param {boolean} named */
function drawn(box, named) {
  const verdict = box.right === null ? "" : box.right ? " right" : " wrong";
  const node = element("div", { className: `box${verdict}${box.own ? " own" : ""}` }, ...(named ? [element("span", { className: "box-name" }, sentence(box))] : []));
  /** @type {(share: number) => string} */
  const percent = (share) => `${100 * share}%`;
  Object.assign(node.style, { left: percent(box.x), top: percent(box.y), width: percent(box.w), height: percent(box.h) });
  return node;
}

/** "dog, predicted cat", as `sentence` of explorer/web/page/inspector/item_boxes.py. @param {PictureBox} box */
export function sentence({ label, prediction }) {
  if (prediction === null || prediction === label) return label || "an object";
  return label ? `${label}, predicted ${prediction}` : `predicted ${prediction}`;
}
