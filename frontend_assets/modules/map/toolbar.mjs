/** Buttons on the map: for hands that have no wheel and no keys. */

/** @import { Tool } from "./hands.mjs" */

/** @typedef {"nearer"|"farther"|"whole"|"box"|"lasso"} Command */

/** @type {readonly [Command, string, string][]} command, icon, words */
const BUTTONS = [
  ["nearer", "plus", "Zoom in (+)"],
  ["farther", "minus", "Zoom out (-)"],
  ["whole", "whole", "Show the whole map (0)"],
  ["box", "box", "Select in a box (Shift and drag)"],
  ["lasso", "lasso", "Select by drawing around images (Alt and drag)"],
];

export class Toolbar {
  element;
  /** @type {Tool} what a drag does */
  tool = "pan";
  /** @type {Map<Command, HTMLButtonElement>} */
  #buttons = new Map();

  /** @param {Document} document @param {(command: "nearer"|"farther"|"whole") => void} run */
  constructor(document, run) {
    this.element = Object.assign(document.createElement("div"), { className: "map-tools" });
    this.element.setAttribute("role", "toolbar");
    this.element.setAttribute("aria-label", "Map");
    for (const [command, icon, words] of BUTTONS) {
      const button = Object.assign(document.createElement("button"), { className: "icon-button", type: "button", title: words });
      button.setAttribute("aria-label", words);
      button.append(Object.assign(document.createElement("span"), { className: `icon icon-${icon}` }));
      if (command === "box" || command === "lasso") button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => (command === "box" || command === "lasso" ? this.take(command) : run(command)));
      this.#buttons.set(command, button);
      this.element.append(button);
    }
  }

  /** Take a tool up, or put it down where it is in the hand. @param {Tool} tool */
  take(tool) {
    this.tool = this.tool === tool ? "pan" : tool;
    for (const name of /** @type {const} */ (["box", "lasso"])) this.#buttons.get(name)?.setAttribute("aria-pressed", String(this.tool === name));
  }
}
