/**
 * A field that offers what may stand in it, as one types: the pattern of ARIA's combobox with a list. Arrows move,
 * Enter and Tab take, Escape closes; where nothing is taken, all keys do what they did without it.
 */

import { Latest } from "../latest.mjs";
import { element } from "./elements.mjs";

/**
 * @typedef {object} Entry
 * @property {string} words
 * @property {string} [detail]  Beside them, muted.
 * @property {string} [spoken]  Instead of both, to a screen reader.
 */

/**
 * @template {Entry} T
 * @typedef {object} Offering
 * @property {string} id  Of the list.
 * @property {string} label  What is offered.
 * @property {(field: HTMLInputElement, signal: AbortSignal) => Promise<{head: string, entries: T[]}[]>} offer
 * @property {(entry: T, field: HTMLInputElement) => void} take
 * @property {boolean} [first]  Whether the first entry is chosen without an arrow.
 */

/** Pauses between letters are shorter. */
const PAUSE_MS = 60;
const GAP = 4;
const LEAST_ROOM = 120;

/** @template {Entry} T */
export class Combobox {
  #offering;
  #latest = new Latest();
  /** @type {HTMLInputElement|null} */
  #field = null;
  /** @type {T[]} */
  #entries = [];
  /** @type {HTMLElement[]} */
  #options = [];
  #active = -1;
  #timer = 0;

  /** @param {Offering<T>} offering */
  constructor(offering) {
    this.#offering = offering;
    const { id, label } = offering;
    this.list = element("div", { id, className: "combobox-list", role: "listbox", popover: "manual", ariaLabel: label });
    this.said = element("div", { className: "unseen", role: "status" });
    document.body.append(this.list, this.said);
    // Heard before the page's own keys: Escape closes what is on top.
    document.addEventListener("keydown", (event) => this.#key(event), { capture: true });
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", ({ target }) => this.#clicked(target));
    for (const name of ["resize", "scroll"]) addEventListener(name, () => this.isOpen && this.#place(), { capture: true, passive: true });
    visualViewport?.addEventListener("resize", () => this.isOpen && this.#place());
  }

  get isOpen() {
    return this.list.matches(":popover-open");
  }

  /** Offer in a field from now on. @param {HTMLInputElement} field */
  attach(field) {
    if (field === this.#field) return;
    this.#field = field;
    const about = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id, "aria-haspopup": "listbox" };
    for (const [name, value] of Object.entries(about)) field.setAttribute(name, value);
    field.autocomplete = "off";
    field.addEventListener("input", () => this.wish());
    field.addEventListener("blur", () => this.close());
  }

  /** What is offered follows what stands in the field. @param {number} [pause] */
  wish(pause = PAUSE_MS) {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#ask(), pause);
  }

  close() {
    clearTimeout(this.#timer);
    this.#latest.end();
    this.#entries = this.#options = [];
    this.#active = -1;
    this.said.textContent = "";
    this.#field?.setAttribute("aria-expanded", "false");
    this.#field?.removeAttribute("aria-activedescendant");
    if (this.isOpen) this.list.hidePopover();
  }

  async #ask() {
    const field = this.#field;
    if (!field || document.activeElement !== field) return;
    // What cannot be had is not offered; the field works without.
    const groups = await this.#latest.ask((signal) => this.#offering.offer(field, signal)).catch(() => []);
    if (groups && document.activeElement === field) this.#show(groups.filter(({ entries }) => entries.length));
  }

  /** @param {{head: string, entries: T[]}[]} groups */
  #show(groups) {
    this.#entries = groups.flatMap(({ entries }) => entries);
    if (!this.#entries.length) return this.close();
    let place = 0;
    const parts = groups.map(({ head, entries }) => {
      const options = entries.map((entry) => this.#option(entry, place++));
      if (!head) return options;
      const title = element("div", { className: "combobox-head", ariaHidden: "true" }, head);
      return [element("div", { role: "group", ariaLabel: head }, title, ...options)];
    });
    this.list.replaceChildren(...parts.flat());
    this.#options = [...this.list.querySelectorAll("[role=option]")].filter((option) => option instanceof HTMLElement);
    if (!this.isOpen) this.list.showPopover();
    this.#place();
    this.#field?.setAttribute("aria-expanded", "true");
    this.said.textContent = `${this.#entries.length} to choose from`;
    this.#mark(this.#offering.first ? 0 : -1);
  }

  /** @param {T} entry @param {number} place */
  #option({ words, detail = "", spoken }, place) {
    const option = element("div", { id: `${this.list.id}-${place}`, className: "combobox-option", role: "option", ariaSelected: "false" });
    if (spoken) option.ariaLabel = spoken;
    option.append(element("bdi", { className: "combobox-words" }, words), element("span", { className: "muted" }, detail));
    option.dataset.place = String(place);
    return option;
  }

  /** Below the field, or above it where there is no room. */
  #place() {
    if (!this.#field?.isConnected) return this.close();
    const at = this.#field.getBoundingClientRect();
    const bottom = visualViewport ? visualViewport.offsetTop + visualViewport.height : innerHeight;
    const [below, above] = [bottom - at.bottom - 2 * GAP, at.top - 2 * GAP];
    const up = below < LEAST_ROOM && above > below;
    const width = Math.min(Math.max(at.width, 260), innerWidth - 16);
    const left = Math.max(8, Math.min(at.left, innerWidth - width - 8));
    const { style } = this.list;
    Object.assign(style, { left: `${left}px`, width: `${width}px`, maxHeight: `${Math.min(360, up ? above : below)}px` });
    Object.assign(style, up ? { top: "auto", bottom: `${innerHeight - at.top + GAP}px` } : { top: `${at.bottom + GAP}px`, bottom: "auto" });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.target !== this.#field || event.isComposing || event.altKey) return;
    if (this.#answers(event)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was for the list */
  #answers({ key, ctrlKey, metaKey, shiftKey }) {
    if (!this.isOpen) {
      if (key === "ArrowDown" && !shiftKey) this.wish(0);
      else if (key === "Enter" || key === "Escape") this.close(); // nor is what is on its way wanted any more
      return key === "ArrowDown" && !shiftKey;
    }
    if (ctrlKey || metaKey) return false;
    const { length } = this.#entries;
    if (key === "ArrowDown") this.#mark((this.#active + 1) % length);
    else if (key === "ArrowUp") this.#mark((this.#active <= 0 ? length : this.#active) - 1);
    else if (key === "Escape") this.close();
    else if (((key === "Enter" && this.#moved) || (key === "Tab" && !shiftKey)) && this.#active >= 0) this.#take(this.#active);
    else if (key === "Enter") return this.close(), false;
    else return false;
    if (key.startsWith("Arrow")) this.#moved = true;
    return true;
  }

  /** Whether an arrow chose the entry: else Enter is for the line, whatever is offered. */
  #moved = false;

  /** @param {number} place */
  #mark(place) {
    this.#active = place;
    this.#moved = false;
    this.#options.forEach((option, i) => (option.ariaSelected = String(i === place)));
    const option = this.#options[place];
    if (!option) return this.#field?.removeAttribute("aria-activedescendant");
    this.#field?.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  /** @param {EventTarget|null} target */
  #clicked(target) {
    const option = target instanceof Element ? target.closest("[role=option]") : null;
    if (option instanceof HTMLElement) this.#take(Number(option.dataset.place));
  }

  /** @param {number} place */
  #take(place) {
    const entry = this.#entries[place];
    const field = this.#field;
    this.close();
    if (entry && field) this.#offering.take(entry, field);
  }
}
