/** The line of the filter's syntax: completed as one types, and underlined where something is wrong with it. */

import { fetchJson } from "../../api.mjs";
import { complete, offersAt, slotAt, spanIn, valueOffers } from "../../filters/where-line.mjs";
import { capitalized, formatCount } from "../../text.mjs";
import { Combobox } from "../combobox.mjs";
import { coded, element } from "../elements.mjs";

/** @import { FacetsAnswer, FilterColumn } from "../../types.d.ts" */
/** @import { Offer, Slot } from "../../filters/where-line.mjs" */

const VALUES = 10;

export class WhereField {
  #api;
  #columns;
  #error = "";

  /** @param {{api: string, columns: () => FilterColumn[], example: string, most: number}} about */
  constructor({ api, columns, example, most }) {
    this.#api = api;
    this.#columns = columns;
    this.field = element("input", { id: "filter-text", className: "where-field", type: "text", placeholder: example, maxLength: most, spellcheck: false, autocapitalize: "off", enterKeyHint: "go" });
    this.field.setAttribute("autocorrect", "off");
    this.field.setAttribute("aria-describedby", "filter-error filter-note");
    this.under = element("div", { className: "where-under", ariaHidden: "true" });
    const label = element("label", { htmlFor: "filter-text" }, "Where");
    this.problem = element("p", { id: "filter-error", className: "field-error", role: "alert" });
    this.note = element("p", { id: "filter-note", className: "field-note" }, "Enter applies, ↓ lists what fits.");
    this.element = element("div", { className: "where" }, label, element("div", { className: "where-box" }, this.field, this.under), this.problem, this.note);
    this.offers = new Combobox({
      id: "where-offers",
      label: "What fits in the filter here",
      offer: (field, signal) => this.#offer(field, signal),
      take: (offer, field) => this.#take(offer, field),
      first: true,
    });
    this.offers.attach(this.field);
    this.field.addEventListener("input", () => this.#error && this.refuse("", null));
    this.field.addEventListener("scroll", () => (this.under.scrollLeft = this.field.scrollLeft));
    this.field.addEventListener("click", () => this.offers.isOpen && this.offers.wish());
  }

  /** What the filter says now; what somebody writes is left alone. @param {string} where */
  follow(where) {
    if (document.activeElement === this.field && this.field.value.trim() !== this.#followed) return;
    this.#followed = where;
    if (this.field.value === where) return;
    this.field.value = where;
    this.refuse("", null);
  }

  #followed = "";

  /** Say what is wrong with the line, and where. @param {string} sentence "" where nothing is @param {[number, number]|null|undefined} position */
  refuse(sentence, position) {
    this.#error = sentence;
    this.problem.replaceChildren(...(sentence ? coded(capitalized(sentence) + (/[.?]$/.test(sentence) ? "" : ".")) : []));
    const { value } = this.field;
    const span = sentence ? spanIn(value, position) : null;
    this.field.setAttribute("aria-invalid", String(sentence !== ""));
    this.under.replaceChildren(...(span ? [value.slice(0, span[0]), element("u", {}, value.slice(...span)), value.slice(span[1])] : []));
    if (!span) return;
    this.field.setSelectionRange(span[1], span[1]);
    this.under.scrollLeft = this.field.scrollLeft;
  }

  /** @param {HTMLInputElement} field @param {AbortSignal} signal */
  async #offer(field, signal) {
    const { value, selectionStart } = field;
    const columns = this.#columns();
    const slot = slotAt(value, selectionStart ?? value.length, columns);
    const offers = offersAt(slot, columns);
    const values = slot.want === "value" && slot.column?.kind === "text" && slot.column.counted ? await this.#values(slot, signal) : [];
    return [{ head: "", entries: [...offers, ...values].map((offer) => ({ ...offer, slot })) }];
  }

  /** @param {Slot} slot @param {AbortSignal} signal @returns {Promise<Offer[]>} */
  async #values({ column, typed }, signal) {
    const params = new URLSearchParams({ column: column?.name ?? "", values: String(VALUES), search: typed.slice(0, 200) });
    /** @type {FacetsAnswer} */
    const { facets } = await fetchJson(`${this.#api}/facets?${params}`, signal);
    const found = valueOffers(facets[0]?.values ?? [], formatCount);
    return found.length === 1 && found[0].words === typed ? [] : found;
  }

  /** @param {Offer & {slot: Slot}} offer @param {HTMLInputElement} field */
  #take({ insert, slot }, field) {
    const { text, caret } = complete(field.value, slot, insert);
    field.value = text;
    field.focus();
    field.setSelectionRange(caret, caret);
    if (this.#error) this.refuse("", null);
    this.offers.wish(0);
  }
}
