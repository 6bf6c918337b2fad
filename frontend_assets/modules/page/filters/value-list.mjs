/** The values of a facet: each with its count and a bar, taken or left by a click or Space; searched where there are many. */

import { element } from "../elements.mjs";
import { choiceOf, toggledValue } from "../../filters/facet-clauses.mjs";
import { countWords, shortCount } from "../../filters/facet-words.mjs";
import { counted, sharedFolder } from "../../text.mjs";

/** @import { Facet, FacetValue } from "../../types.d.ts" */
/** @import { Choice } from "../../filters/facet-clauses.mjs" */

/** Values that are listed at first, and after each *more*. */
export const STEPS = [10, 50, 250, 1000];
const PAUSE_MS = 150;

export class ValueList {
  #choose;
  #wish;
  /** @type {Facet|null} */
  #facet = null;
  #timer = 0;
  search = "";
  most = STEPS[0];

  /**
   * @param {(choice: Choice) => void} choose
   * @param {() => void} wish  Others are to be listed: as many as `most`, which hold `search`.
   */
  constructor(choose, wish) {
    this.#choose = choose;
    this.#wish = wish;
    this.field = element("input", { className: "facet-search", type: "search", maxLength: 200, autocomplete: "off", spellcheck: false, hidden: true });
    this.rows = element("div", { className: "facet-values", role: "group" });
    this.more = element("button", { className: "link facet-more", type: "button", hidden: true });
    this.element = element("div", {}, this.field, this.rows, this.more);
    this.rows.addEventListener("click", ({ target }) => this.#clicked(target));
    this.rows.addEventListener("keydown", (event) => this.#key(event));
    this.more.addEventListener("click", () => this.#listMore());
    this.field.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => this.#search(), PAUSE_MS);
    });
  }

  /** @param {Facet} facet */
  fill(facet) {
    this.#facet = facet;
    const { values = [], absent = [], distinct = 0, found = 0, column } = facet;
    this.rows.ariaLabel = `Values of ${column}`;
    this.field.hidden = distinct <= STEPS[0];
    this.field.placeholder = `Search ${counted(distinct, "value")}`;
    this.field.ariaLabel = `Search the values of ${column}`;
    const scale = Math.max(1, ...values.map(({ count }) => count));
    const gone = absent.map((value) => ({ value, whole: true, count: 0, marked: null, chosen: true }));
    const listed = [...gone, ...values];
    const shared = sharedFolder(listed.map(({ value }) => value)).length;
    const made = listed.map((value) => row(value, scale, shared));
    this.#replace(made.length ? made : [element("p", { className: "muted" }, this.search ? "None holds that." : "No value.")]);
    const rest = found - values.length;
    const all = this.most >= STEPS[STEPS.length - 1]; // as many as one answer holds
    this.more.hidden = rest <= 0;
    this.more.disabled = all;
    this.more.textContent = `${counted(rest, "more value")}${all ? ": search for them" : ""}`;
  }

  /** Who works by keyboard goes on where they were. @param {HTMLElement[]} made */
  #replace(made) {
    const held = this.rows.contains(document.activeElement) && document.activeElement instanceof HTMLElement ? document.activeElement.dataset.value : undefined;
    this.rows.replaceChildren(...made);
    const again = made.find((each) => each.dataset.value === held);
    this.#stop(held === undefined || !again ? made[0] : again);
    if (held !== undefined) (again ?? made[0])?.focus({ preventScroll: true });
  }

  /** The one of them that Tab stops at. @param {HTMLElement|undefined} there */
  #stop(there) {
    for (const each of this.rows.children) if (each instanceof HTMLElement && each.role === "checkbox") each.tabIndex = each === there ? 0 : -1;
  }

  #search() {
    const asked = this.field.value.trim();
    if (asked === this.search) return;
    this.search = asked;
    this.#wish();
  }

  #listMore() {
    this.most = STEPS.find((step) => step > this.most) ?? this.most;
    this.#wish();
  }

  /** @param {EventTarget|null} target */
  #clicked(target) {
    const button = target instanceof Element ? target.closest("[role=checkbox]") : null;
    if (!(button instanceof HTMLElement) || !this.#facet || button.ariaDisabled === "true") return;
    this.#stop(button);
    this.#choose(toggledValue(choiceOf(this.#facet), button.dataset.value ?? ""));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const rows = [...this.rows.children].filter((each) => each instanceof HTMLElement);
    const at = rows.findIndex((each) => each === document.activeElement);
    /** @type {Record<string, number>} */
    const places = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 };
    if (at < 0 || !(event.key in places) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation(); // The arrows are not the map's.
    const there = rows[places[event.key]];
    if (!there) return;
    this.#stop(there);
    there.focus();
  }
}

/** @param {FacetValue} value @param {number} scale the highest count @param {number} shared signs that all values listed begin with */
export function row({ value, whole, count, marked, chosen }, scale, shared = 0) {
  const name = value === "" ? element("i", {}, "(empty)") : value.trim() === "" ? element("i", {}, "(blank)") : element("bdi", {}, value.slice(shared));
  const words = [element("span", { className: "facet-check icon icon-check", ariaHidden: "true" }), element("span", { className: "facet-name" }, name), element("span", { className: "facet-count" }, shortCount(count, marked))];
  const button = element("button", { type: "button", className: "facet-value", role: "checkbox", ariaChecked: String(chosen), tabIndex: -1 }, ...words);
  button.setAttribute("style", `--all: ${count / scale}; --marked: ${(marked ?? 0) / scale}`);
  button.ariaLabel = `${value || "(empty)"}: ${countWords(count, marked)}`;
  button.title = whole ? value : `${value}\nToo long to be filtered by; write a like in the line above.`;
  if (!whole) button.ariaDisabled = "true";
  if (!count && !chosen) button.classList.add("none");
  button.dataset.value = value;
  return button;
}
