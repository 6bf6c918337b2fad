/** What the colours of the cells stand for: as much as fits in a row under the map, and all of it in a card. */

import { clausesOf, joined } from "../clauses.mjs";
import { hideBubble, showBubble } from "./bubble.mjs";
import { all, byId, element } from "./elements.mjs";
import { barOf, entriesOf } from "./legend-entries.mjs";
import { count } from "./words.mjs";

/** @import { ShownView } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */

const root = document.documentElement;

/** The row takes its room before the answer comes, so that the map is laid out once. @param {boolean} open */
export function makeRoom(open) {
  root.dataset.legend = open ? "open" : "gone";
}

export class Legend {
  #shown = "";
  /** What colours nothing in the view, "" where all does. */
  #idle = "";

  /** @param {Explorer} explorer */
  constructor(explorer) {
    this.explorer = explorer;
    makeRoom(explorer.state.color !== ""); // not that of the address, which this index may not have
    explorer.addEventListener("state", ({ detail: { color } }) => makeRoom(color !== "" && color !== this.#idle));
    explorer.addEventListener("view", ({ detail }) => {
      this.#keepRoom(detail);
      this.show(detail);
    });
    /** @type {ShownView|null} */
    this.latest = null;
    this.watch();
    document.addEventListener("click", ({ target }) => this.clicked(target));
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

  /** Where nothing of a view has a colour, there is no row; of a view without images nothing is known. @param {ShownView} view */
  #keepRoom({ legend, matching }) {
    if (!matching) return;
    const { color } = this.explorer.state;
    this.#idle = legend ? "" : color;
    makeRoom(color !== "" && legend !== null);
  }

  /** @param {ShownView} view */
  show(view) {
    this.latest = view;
    const row = document.getElementById("legend");
    const key = JSON.stringify([view.legend, view.cells.map((cell) => cell.tint?.step), view.clauses]);
    if (!row || key === this.#shown) return;
    this.#shown = key;
    row.replaceChildren(...this.row(view));
    fit(row);
  }

  /** @param {ShownView} view */
  row(view) {
    const { legend } = view;
    if (!legend) return [];
    const title = opener("legend-title", legend.title);
    if (legend.marks.length) return [title, barOf(legend)];
    return [title, ...entriesOf(legend, view), opener("legend-more", "")];
  }

  /** @param {EventTarget|null} target */
  clicked(target) {
    if (!(target instanceof Element)) return;
    const step = target.closest("button.legend-step");
    const more = target.closest(".legend-title, .legend-more");
    if (step instanceof HTMLElement) this.only(step.dataset.mark ?? "");
    else if (more instanceof HTMLElement) this.open(more);
  }

  /** All of it, from the head to what has no value. @param {HTMLElement} beside */
  open(beside) {
    const legend = this.latest?.legend;
    if (!legend || !this.latest) return;
    const bar = legend.marks.length ? [barOf(legend)] : [];
    showBubble(beside, [element("p", { className: "legend-head" }, legend.title), ...bar, ...entriesOf(legend, this.latest, true)]);
  }

  /** Leave the images of one value; a second time lifts it. @param {string} clause */
  only(clause) {
    hideBubble();
    const own = this.latest?.legend?.steps.map(({ where }) => where) ?? [];
    const clauses = clausesOf(this.explorer.state.where, this.latest);
    const others = clauses.filter((other) => !own.includes(other));
    this.explorer.update({ where: joined(clauses.includes(clause) ? others : [...others, clause]) }, { push: true });
  }
}

/** @param {string} className @param {string} words */
function opener(className, words) {
  return element("button", { className: `link ${className}`, type: "button", title: "Show the whole legend", ariaHasPopup: "dialog" }, words);
}

/** What the row has no room for is counted on the button that opens the card. @param {HTMLElement} row */
function fit(row) {
  const [more] = all(".legend-more", row);
  if (!more) return;
  const steps = all(".legend-step", row);
  for (const step of steps) step.hidden = false;
  more.hidden = true;
  if (row.scrollWidth <= row.clientWidth) return;
  more.hidden = false;
  let hidden = 0;
  // One is there in any case, as much of it as there is room for.
  while (row.scrollWidth > row.clientWidth && hidden < steps.length - 1) {
    hidden += 1;
    steps[steps.length - hidden].hidden = true;
    more.textContent = `+${count(hidden)}`;
  }
  steps[0]?.classList.toggle("alone", hidden === steps.length - 1);
}
