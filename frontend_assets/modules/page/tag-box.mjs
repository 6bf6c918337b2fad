/** The box in which a tag or a label is chosen for images: typed, completed, or one of the last by its digit. */

import { answering, beforeLast, choiceOf, OFFERED } from "../deciding.mjs";
import { element, keyOf } from "./elements.mjs";
import { count, images } from "./words.mjs";

/** @import { Decisions } from "./decisions.mjs" */

/**
 * @typedef {object} Wanted
 * @property {"tag"|"label"|"note"} kind
 * @property {number[]} rows
 * @property {{node: number, count: number}} [cluster]  It instead of rows.
 * @property {string[]} [has]  Tags that all of them have.
 * @property {string[]} [classes]  Labels that are offered.
 * @property {boolean} [several]  Whether an image has several labels, all of which are written.
 * @property {string} [written]  What stands there to begin with.
 * @property {(name: string) => void} [then]  Told of what is chosen, instead of deciding so.
 */

const KINDS = {
  tag: { head: "Tag", hint: "A tag, such as fix", longest: 100 },
  label: { head: "Correct the label of", hint: "The right label", longest: 500 },
  note: { head: "Write a note on", hint: "A note, and Enter", longest: 10_000 },
};

const FRESH = { tag: "new tag", label: "new label", labels: "these labels" };

export class TagBox {
  #decisions;
  #chosen;
  #listed;
  /** @type {Wanted} */
  #wanted = { kind: "tag", rows: [] };
  #place = -1;

  /**
   * @param {Decisions} decisions
   * @param {(wanted: Wanted, name: string) => void} chosen
   * @param {number} listed labels at once, in a list that scrolls
   */
  constructor(decisions, chosen, listed) {
    this.#listed = listed;
    this.#decisions = decisions;
    this.#chosen = chosen;
    this.head = element("p", { className: "tag-box-head", id: "tag-box-head" });
    this.field = element("input", { className: "tag-box-field", type: "text", maxLength: 100, autocomplete: "off", spellcheck: false });
    this.list = element("div", { className: "tag-box-list", id: "tag-box-list", role: "listbox", ariaLabel: "What there is to choose" });
    this.more = element("p", { className: "muted tag-box-more" });
    this.name = element("input", { className: "tag-box-name", type: "text", maxLength: 100, placeholder: "Your name, kept with what you decide", ariaLabel: "Your name" });
    this.box = element("div", { className: "tag-box", popover: "auto", role: "dialog" }, this.head, this.field, this.list, this.more, this.name);
    this.box.setAttribute("aria-labelledby", "tag-box-head");
    Object.entries({ role: "combobox", "aria-expanded": "true", "aria-controls": "tag-box-list", "aria-labelledby": "tag-box-head" }).forEach(([name, value]) => this.field.setAttribute(name, value));
    document.body.append(this.box);
    this.field.addEventListener("input", () => this.#offer());
    this.box.addEventListener("keydown", (event) => this.#key(event));
    this.name.addEventListener("change", () => (decisions.author = this.name.value));
    this.list.addEventListener("click", ({ target }) => {
      const entry = target instanceof Element ? target.closest("[data-name]") : null;
      if (entry instanceof HTMLElement) this.#choose(entry.dataset.name ?? "");
    });
  }

  /** @param {Wanted} wanted */
  open(wanted) {
    this.#wanted = wanted;
    const many = wanted.cluster ? `this cluster of ${images(wanted.cluster.count)}` : images(wanted.rows.length);
    const { head, hint, longest } = KINDS[wanted.kind];
    this.head.textContent = `${head} ${many}`;
    this.field.placeholder = wanted.several ? "All its labels, such as cat, dog" : hint;
    this.field.maxLength = longest;
    this.field.value = wanted.written ?? "";
    this.name.hidden = Boolean(this.#decisions.answer?.named);
    this.name.value = this.#decisions.author;
    this.#offer();
    this.box.showPopover();
    this.field.focus();
  }

  /** Offer these classes from now on; what is typed stays. @param {string[]} classes */
  offer(classes) {
    this.#wanted = { ...this.#wanted, classes };
    if (this.#wanted.kind === "label") this.#offer();
  }

  #offer() {
    this.#place = -1;
    const written = this.field.value.trim();
    const { kind, has = [], classes = [], several } = this.#wanted;
    // Of several labels the last is completed, and those before it stay.
    const before = several ? beforeLast(written, classes) : "";
    const typed = written.slice(before.length);
    const known = kind === "tag" ? this.#decisions.tags : classes.map((tag) => ({ tag, count: 0 }));
    const digits = kind === "tag" ? this.#decisions.recent : [];
    const offers = kind !== "note";
    this.list.hidden = !offers;
    const entries = !offers ? [] : typed ? answering(known, typed).slice(0, kind === "tag" ? OFFERED : this.#listed) : kind === "tag" ? digits.map((tag) => known.find((one) => one.tag === tag) ?? { tag, count: 0 }) : known.slice(0, this.#listed);
    const made = entries.map(({ tag, count: many }) => entryOf(before + tag, { many, has: has.includes(tag), digit: typed ? 0 : digits.indexOf(tag) + 1 }));
    if (offers && typed && !known.some(({ tag }) => tag === typed)) made.push(entryOf(written, { fresh: kind === "tag" ? "tag" : before ? "labels" : "label" }));
    this.list.replaceChildren(...made);
    const rest = kind === "label" ? (typed ? answering(known, typed) : known).length - entries.length : 0;
    this.more.hidden = rest < 1;
    this.more.textContent = `${count(rest)} more: ${typed ? "type on" : "type"} to find one`;
    this.#mark(written ? choiceOf(made.map(({ dataset }) => dataset.name ?? ""), written, has) : -1);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    event.stopPropagation(); // Letters are of the box, and not of the map.
    if (event.target !== this.field) return;
    const { length } = this.list.children;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.#mark(event.key === "ArrowDown" ? (this.#place + 1) % Math.max(1, length) : (this.#place > 0 ? this.#place : length) - 1);
      event.preventDefault();
    } else if (event.key === "Enter") {
      const entry = this.list.children[this.#place];
      const name = entry instanceof HTMLElement ? entry.dataset.name ?? "" : this.field.value.trim();
      if (name) this.#choose(name);
      event.preventDefault();
    } else if (/^[1-9]$/.test(event.key) && !this.field.value) {
      const name = this.#wanted.kind === "tag" ? this.#decisions.recent[Number(event.key) - 1] : undefined;
      if (!name) return;
      this.#choose(name);
      event.preventDefault();
    }
  }

  /** @param {number} place */
  #mark(place) {
    this.#place = place;
    [...this.list.children].forEach((entry, i) => entry.setAttribute("aria-selected", String(i === place)));
    const marked = this.list.children[place];
    if (marked) this.field.setAttribute("aria-activedescendant", marked.id = "tag-box-marked");
    marked?.scrollIntoView({ block: "nearest" });
    [...this.list.children].forEach((entry, i) => i !== place && entry.removeAttribute("id"));
  }

  /** @param {string} name */
  #choose(name) {
    this.box.hidePopover();
    this.#chosen(this.#wanted, name);
  }
}

/** @param {string} name @param {{many?: number, has?: boolean, digit?: number, fresh?: "tag"|"label"|"labels"}} about */
function entryOf(name, { many = 0, has = false, digit = 0, fresh }) {
  const entry = element("div", { className: "tag-entry", role: "option" }, element("span", { className: "tag-entry-name" }, name));
  entry.dataset.name = name;
  if (has) entry.append(element("span", { className: "muted" }, "take off"));
  else if (fresh) entry.append(element("span", { className: "muted" }, FRESH[fresh]));
  else if (many) entry.append(element("span", { className: "muted" }, count(many)));
  if (digit) entry.append(keyOf(String(digit)));
  return entry;
}
