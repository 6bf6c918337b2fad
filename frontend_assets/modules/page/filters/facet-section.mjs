/** One column in the panel of filters: its head, its values or bars, images without a value. */

import { element } from "../elements.mjs";
import { choiceOf, chosenAs } from "../../filters/facet-clauses.mjs";
import { choiceWords, countWords, isUniform, shortCount } from "../../filters/facet-words.mjs";
import { Latest } from "../../latest.mjs";
import { counted } from "../../text.mjs";
import { Histogram } from "./histogram.mjs";
import { row, ValueList } from "./value-list.mjs";

/** @import { Facet, FilterColumn } from "../../types.d.ts" */
/** @import { Choice } from "../../filters/facet-clauses.mjs" */

/**
 * @typedef {object} Owner
 * @property {(facet: Facet, choice: Choice) => void} choose
 * @property {(section: FacetSection) => void} opened  It was opened or closed by a person.
 * @property {(section: FacetSection) => void} wish  Others of its values are wanted.
 */

export class FacetSection {
  #owner;
  latest = new Latest();
  /** @type {Facet|null} */
  facet = null;
  /** @type {ValueList|null} */
  list = null;
  /** @type {Histogram|null} */
  histogram = null;

  /** @param {FilterColumn} column @param {boolean} open @param {Owner} owner */
  constructor(column, open, owner) {
    this.column = column;
    this.#owner = owner;
    this.said = element("span", { className: "facet-said" });
    const name = element("bdi", { className: "facet-title", title: column.name }, column.name);
    this.head = element("summary", { className: "facet-head" }, name, this.said);
    this.body = element("div", { className: "facet-body" });
    this.others = element("div", { className: "facet-others", role: "group", ariaLabel: `${column.name}: images without a value` });
    this.element = element("details", { className: "facet", open, ariaLabel: column.name }, this.head, this.body);
    this.#told = open;
    this.element.addEventListener("toggle", () => this.#toggled());
    this.others.addEventListener("click", ({ target }) => target instanceof Element && target.closest("[role=checkbox]") && this.#chooseMissing());
  }

  /** Whether it was open when that was told last: a browser tells of the first time, too. */
  #told;

  #toggled() {
    if (this.#told === this.isOpen) return;
    this.#told = this.isOpen;
    this.#owner.opened(this);
  }

  get isOpen() {
    return this.element.open;
  }

  /** What is asked for beside its name. */
  get isAsking() {
    return Boolean(this.list?.search) || (this.list?.most ?? 10) > 10;
  }

  /** @param {Facet|null} facet null where no image has a value */
  fill(facet) {
    this.facet = facet;
    this.element.classList.toggle("uniform", facet !== null && isUniform(facet));
    if (!facet) return this.body.replaceChildren(element("p", { className: "muted" }, "No image has a value."));
    this.#say(facet);
    if (facet.edges) this.#bars(facet);
    else this.#values(facet);
    const { missing, outside } = facet;
    const scale = Math.max(1, missing.count);
    const parts = [];
    if (missing.count || missing.chosen) parts.push(missingRow(missing, scale));
    if (outside.count) parts.push(element("p", { className: "muted" }, `${countWords(outside.count, outside.marked)} ${facet.edges && facet.kind === "number" ? "with an infinite value" : "beyond the years 1 to 9999"}`));
    this.others.replaceChildren(...parts);
    const inner = (this.list ?? this.histogram)?.element;
    if (inner && inner.parentElement !== this.body) this.body.replaceChildren(inner, this.others);
  }

  /** @param {Facet} facet */
  #values(facet) {
    this.list ??= new ValueList((choice) => this.#choose(choice), () => this.#owner.wish(this));
    this.list.fill(facet);
  }

  /** @param {Facet} facet */
  #bars(facet) {
    this.histogram ??= new Histogram((choice) => this.#choose(choice));
    this.histogram.fill(facet);
  }

  /** @param {Choice} choice */
  #choose(choice) {
    const { facet } = this;
    if (!facet) return;
    this.fill(chosenAs(facet, choice));
    this.#owner.choose(facet, choice);
  }

  #chooseMissing() {
    if (!this.facet) return;
    const choice = choiceOf(this.facet);
    this.#choose({ ...choice, missing: !choice.missing });
  }

  /** Beside its name: what is chosen, else how much there is. @param {Facet} facet */
  #say(facet) {
    const chosen = choiceWords(facet);
    this.said.classList.toggle("chosen", chosen !== "");
    this.said.textContent = chosen || summary(facet);
    this.said.title = chosen;
  }
}

/** @param {Facet} facet */
function summary(facet) {
  if (isUniform(facet)) return facet.edges ? facet.edges[0] : facet.values?.[0]?.value ?? "";
  return facet.edges ? "" : counted(facet.distinct ?? 0, "value");
}

/** @param {Facet["missing"]} missing @param {number} scale */
function missingRow({ count, marked, chosen }, scale) {
  const button = row({ value: "no value", whole: true, count, marked, chosen }, scale);
  button.classList.add("missing");
  button.title = "Images without a value";
  button.tabIndex = 0;
  button.querySelector(".facet-count")?.replaceChildren(shortCount(count, marked));
  return button;
}
