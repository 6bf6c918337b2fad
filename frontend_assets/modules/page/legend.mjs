/** What the colours of the cells stand for, in a row under the map while there is a colouring. */

import { showBubble } from "./bubble.mjs";
import { all, byId } from "./elements.mjs";
import { count } from "./words.mjs";

/** @import { Cell, Legend as Steps, LegendStep, View } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */

const root = document.documentElement;

/** The row takes its room before the answer comes, so that the map is laid out once. @param {boolean} open */
export function makeRoom(open) {
  root.dataset.legend = open ? "open" : "gone";
}

export class Legend {
  #shown = "";

  /** @param {Explorer} explorer */
  constructor(explorer) {
    explorer.addEventListener("state", ({ detail }) => makeRoom(detail.color !== ""));
    explorer.addEventListener("view", ({ detail }) => this.show(detail));
    /** @type {View|null} */
    this.latest = null;
    this.watch();
  }

  /** Dash draws the row's element some time after the first view is there. */
  watch() {
    const observer = new MutationObserver(() => {
      const row = document.getElementById("legend");
      if (!row) return;
      observer.disconnect();
      new ResizeObserver(() => fit(row)).observe(row);
      if (this.latest) this.show(this.latest);
    });
    observer.observe(byId("app"), { childList: true, subtree: true });
  }

  /** @param {View} view */
  show(view) {
    this.latest = view;
    const row = document.getElementById("legend");
    const key = JSON.stringify([view.legend, view.cells.map((cell) => cell.tint?.step)]);
    if (!row || key === this.#shown) return;
    this.#shown = key;
    row.replaceChildren(...(view.legend ? entries(view.legend, view.cells) : []));
    fit(row);
  }
}

/** What the row has no room for stands behind a button that says how much it is. @param {HTMLElement} row */
function fit(row) {
  row.querySelector(".legend-more")?.remove();
  const steps = all(".legend-step", row);
  for (const step of steps) step.hidden = false;
  if (row.scrollWidth <= row.clientWidth) return;
  const more = make("button", "link legend-more");
  more.type = "button";
  more.title = "Show the whole legend";
  more.addEventListener("click", () => showBubble(more, steps.map(whole)));
  row.append(more);
  let hidden = 0;
  while (row.scrollWidth > row.clientWidth && hidden < steps.length) {
    hidden += 1;
    steps[steps.length - hidden].hidden = true;
    more.textContent = hidden < steps.length ? `+${count(hidden)}` : `${count(hidden)} entries`;
  }
}

/** @param {HTMLElement} step */
function whole(step) {
  const copy = /** @type {HTMLElement} */ (step.cloneNode(true));
  copy.hidden = false;
  return copy;
}

/** @param {Steps} legend @param {Cell[]} cells */
function entries(legend, cells) {
  const title = make("span", "legend-title", legend.title);
  const found = cells.map((cell) => cell.tint?.step);
  const steps = legend.steps.map((step, i) => entry(step, found.filter((at) => at === i).length));
  const without = found.filter((at) => at === null || at === undefined).length;
  const ground = without ? [entry({ color: "", strength: 0, pattern: "plain", words: "no value" }, without)] : [];
  return [title, ...steps, ...ground];
}

/** @param {LegendStep} step @param {number} cells */
function entry({ color, strength, pattern, words }, cells) {
  const swatch = make("span", `swatch ${pattern}`);
  swatch.style.setProperty("--hue", color || "var(--surface)");
  swatch.style.setProperty("--much", `${100 * strength}%`);
  const item = make("span", cells ? "legend-step" : "legend-step absent");
  item.title = cells === 1 ? "1 cluster in view" : `${count(cells)} clusters in view`;
  item.append(swatch, make("span", "", words));
  return item;
}

/** @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {string} className @param {string} [text] @returns {HTMLElementTagNameMap[T]} */
function make(tag, className, text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}
