/** The panel of filters: the clauses that hold, the line they are written in, and a facet for each column. */

import { fetchJson, isFinal, Refusal, sentenceOf } from "../../api.mjs";
import { clausesOf, joined } from "../../clauses.mjs";
import { withChoice } from "../../filters/facet-clauses.mjs";
import { Latest } from "../../latest.mjs";
import { all, element } from "../elements.mjs";
import { recall, remember } from "../storage.mjs";
import { count, images } from "../words.mjs";
import { FacetSection } from "./facet-section.mjs";
import { WhereField } from "./where-field.mjs";

/** @import { Facet, FacetsAnswer, FilterColumn, PageConfig } from "../../types.d.ts" */
/** @import { Choice } from "../../filters/facet-clauses.mjs" */
/** @import { Explorer } from "../../explorer.mjs" */

/** Facets that are open until a person says otherwise, and at most; the server counts no more at once. */
const OPEN = 6;
const MOST = 24;
const OPENED = "facets";
const SCOPE = "facets-of";
/** Columns, of all data sets of this address. */
const REMEMBERED = 200;

export class FiltersPanel {
  #explorer;
  #config;
  #latest = new Latest();
  #checking = new Latest();
  /** @type {FilterColumn[]} */
  #columns = [];
  /** @type {Map<string, FacetSection>} */
  #sections = new Map();
  #stale = true;
  /** What the last view was under. @type {{where: string, clauses: string[], clause_words: string[]}|null} */
  #told = null;
  #asked = "";

  /** @param {{explorer: Explorer, config: PageConfig, decisions: EventTarget}} page `decisions` tells when columns of decisions changed */
  constructor({ explorer, config, decisions }) {
    this.#explorer = explorer;
    this.#config = config;
    this.count = element("span", { id: "filter-count", className: "caption", ariaLive: "polite" });
    this.clear = element("button", { id: "filter-clear", className: "link", type: "button", hidden: true }, "Clear all");
    this.chips = element("div", { id: "filter-chips", className: "chips", role: "group", ariaLabel: "Filters that hold" });
    this.line = new WhereField({ api: config.api, columns: () => this.#columns, example: config.filter_example, most: config.limits.text });
    this.scope = element("button", { className: "link facet-scope", type: "button", hidden: true });
    this.about = element("span", { className: "muted" });
    this.trouble = element("p", { className: "field-error", role: "alert" });
    this.list = element("div", { className: "facets" });
    this.element = element("div", { className: "filters" }, element("div", { className: "filter-head" }, this.count, this.clear), this.chips, this.line.element, element("div", { className: "facets-head" }, this.about, this.scope), this.trouble, this.list);
    this.clear.addEventListener("click", () => this.#write([]));
    this.chips.addEventListener("click", ({ target }) => this.#drop(target));
    this.scope.addEventListener("click", () => this.#turn());
    explorer.addEventListener("view", ({ detail: { where, clauses, clause_words } }) => {
      this.#told = { where, clauses, clause_words };
      this.#follow();
    });
    explorer.addEventListener("marked", () => this.#follow());
    explorer.addEventListener("state", () => this.#say());
    decisions.addEventListener("change", () => this.#wish(true));
    const { view, asked } = explorer;
    if (view) this.#told = { where: asked.where, clauses: view.clauses, clause_words: view.clause_words };
    this.#say();
    this.#settle();
  }

  /** Dash draws its place some time after the first view is there; what it shows is asked for once it is seen. */
  #settle() {
    new IntersectionObserver(() => this.#wish(false)).observe(this.element);
    const place = () => {
      const host = document.getElementById("filters");
      if (host && this.element.parentElement !== host) host.replaceChildren(this.element);
    };
    new MutationObserver(place).observe(document.getElementById("app") ?? document.body, { childList: true, subtree: true });
    place();
  }

  /** Take the line as the filter, if it can be read. @param {string} text */
  async apply(text) {
    const where = text.trim();
    this.line.refuse("", null);
    this.line.offers.close();
    if (!where) return this.#write([]);
    // A field of one line cannot show the line breaks that a value may hold: what stands there is what holds already.
    if (where === this.#explorer.state.where.replace(/[\r\n]/g, "")) return;
    try {
      const read = await this.#checking.ask((signal) => fetchJson(`${this.#config.api}/filter?${new URLSearchParams({ where })}`, signal));
      if (read) this.#explorer.update({ where }, { push: true });
    } catch (error) {
      this.line.refuse(sentenceOf(error), error instanceof Refusal ? error.position : null);
    }
  }

  /** @param {string[]} clauses */
  #write(clauses) {
    this.line.refuse("", null);
    this.#explorer.update({ where: joined(clauses) }, { push: true });
  }

  /** The clauses that hold. */
  get #clauses() {
    return clausesOf(this.#explorer.state.where, this.#told);
  }

  #follow() {
    this.#say();
    this.#wish(true);
  }

  /** What holds, in words and chips. */
  #say() {
    const { state, view } = this.#explorer;
    const clauses = this.#clauses;
    this.clear.hidden = !clauses.length;
    const words = new Map(this.#told?.clauses.map((clause, i) => [clause, this.#told?.clause_words[i]]));
    this.chips.replaceChildren(...clauses.map((clause, i) => chip(clause, i, words.get(clause) || clause)));
    this.line.follow(state.where);
    if (!view) return;
    this.count.textContent = state.where ? `${count(view.matching)} of ${count(view.count)} match` : `No filter · ${images(view.count)}`;
  }

  /** @param {EventTarget|null} target */
  #drop(target) {
    const button = target instanceof Element ? target.closest("[data-place]") : null;
    if (!(button instanceof HTMLElement)) return;
    const place = Number(button.dataset.place);
    this.#write(this.#clauses.filter((_, i) => i !== place));
    all("button", this.chips)[Math.max(0, place - 1)]?.focus();
  }

  /** Count in the cluster in view, or in all images. */
  #turn() {
    remember(SCOPE, this.#everywhere ? "view" : "all");
    this.#wish(true);
  }

  get #everywhere() {
    return recall(SCOPE) === "all";
  }

  /** Facets are wanted, once they can be seen. @param {boolean} stale  Whether those that are there are old. */
  #wish(stale) {
    this.#stale ||= stale;
    if (this.#stale && this.#explorer.view && this.element.checkVisibility() && this.element.offsetParent) this.#ask();
  }

  /** @returns {URLSearchParams} what all facets are counted by */
  get #counted() {
    const { view, asked, mark } = this.#explorer;
    // What a hand rests on for a moment is counted nowhere.
    const params = new URLSearchParams(mark.kind === "spot" ? [] : Object.entries(mark.params));
    if (asked.where) params.set("where", asked.where);
    if (view && view.node !== this.#config.root && !this.#everywhere) params.set("node", String(view.node));
    return params;
  }

  async #ask() {
    this.#stale = false;
    const params = this.#counted;
    const open = [...this.#sections.values()].filter((section) => section.isOpen);
    const plain = open.filter((section) => !section.isAsking).slice(0, MOST);
    const some = plain.length ? plain : [...this.#sections.values()].slice(0, 1);
    for (const { column } of some) params.append("column", column.name);
    this.element.classList.add("busy-facets");
    try {
      const answer = await this.#count(this.#latest, params);
      if (answer) this.#show(answer, open);
    } catch (error) {
      if (!isFinal(error)) this.trouble.textContent = sentenceOf(error);
      this.element.classList.remove("busy-facets");
    }
  }

  /**
   * Facets as they are counted, or null where the filter has gone on meanwhile: a hand that is at one
   * would see its choice fall back, and the view that follows asks anew.
   *
   * @param {Latest} latest @param {URLSearchParams} params
   */
  async #count(latest, params) {
    const answer = await latest.ask((signal) => /** @type {Promise<FacetsAnswer>} */ (fetchJson(`${this.#config.api}/facets?${params}`, signal)));
    if (answer === null || this.#explorer.asked.where === (params.get("where") ?? "")) return answer;
    this.#stale = true;
    return null;
  }

  /** @param {FacetsAnswer} answer @param {FacetSection[]} open */
  #show(answer, open) {
    this.element.classList.remove("busy-facets");
    this.trouble.textContent = "";
    this.#columns = answer.columns;
    const inside = this.#explorer.view !== null && this.#explorer.view.node !== this.#config.root;
    this.scope.hidden = !inside;
    this.scope.textContent = this.#everywhere ? "Count in this cluster" : "Count everywhere";
    const of = inside ? (this.#everywhere ? "In all images" : "In this cluster") : "Counts";
    const lit = answer.marked === null ? "" : ` · ${count(answer.marked)} marked`;
    this.about.textContent = `${of}, under the other filters${lit}`;
    this.#arrange(answer.columns.filter(({ counted }) => counted), answer.facets.map(({ column }) => column));
    const found = new Map(answer.facets.map((facet) => [facet.column, facet]));
    for (const section of open) {
      if (section.isAsking) this.#askValues(section);
      else if (!found.has(section.column.name)) section.fill(null);
    }
    for (const [name, facet] of found) {
      const section = this.#sections.get(name);
      if (section && !section.isAsking) section.fill(facet);
    }
  }

  /** One section for each column, in their order. @param {FilterColumn[]} columns @param {string[]} counted those that are known already */
  #arrange(columns, counted) {
    const names = columns.map(({ name }) => name);
    if (names.join("\0") === this.#asked) return;
    this.#asked = names.join("\0");
    for (const name of this.#sections.keys()) if (!names.includes(name)) this.#sections.delete(name);
    for (const column of columns) {
      if (this.#sections.has(column.name)) continue;
      const owner = { choose: this.#choose, opened: this.#opened, wish: this.#askValues };
      const usual = counted.slice(0, OPEN).includes(column.name);
      this.#sections.set(column.name, new FacetSection(column, isOpen(column.name) ?? usual, owner));
    }
    this.list.replaceChildren(...names.map((name) => /** @type {FacetSection} */ (this.#sections.get(name)).element));
  }

  /** @param {Facet} facet @param {Choice} choice */
  #choose = (facet, choice) => this.#write(withChoice(this.#clauses, facet, choice));

  /** @param {FacetSection} section */
  #opened = (section) => {
    keepOpen(section.column.name, section.isOpen);
    if (section.isOpen) this.#wish(true);
  };

  /** Of one column other values are wanted. @param {FacetSection} section */
  #askValues = async (section) => {
    const { list, column } = section;
    const params = this.#counted;
    params.set("column", column.name);
    params.set("values", String(list?.most ?? 10));
    if (list?.search) params.set("search", list.search);
    try {
      const answer = await this.#count(section.latest, params);
      if (answer) section.fill(answer.facets[0] ?? null);
    } catch (error) {
      this.trouble.textContent = sentenceOf(error);
    }
  };
}

/** Whether a person opened or closed the facet of a column; null where nobody did. @param {string} name */
function isOpen(name) {
  const kept = (recall(OPENED) ?? "").split("\n");
  return kept.includes(`+${name}`) ? true : kept.includes(`-${name}`) ? false : null;
}

/** @param {string} name @param {boolean} open */
function keepOpen(name, open) {
  const others = (recall(OPENED) ?? "").split("\n").filter((line) => line && line.slice(1) !== name);
  remember(OPENED, [`${open ? "+" : "-"}${name}`, ...others].slice(0, REMEMBERED).join("\n"));
}

/** A clause that holds; a click drops it. @param {string} clause @param {number} place @param {string} words */
function chip(clause, place, words) {
  const button = element("button", { className: "chip", type: "button", title: `Drop this filter: ${clause}` }, element("bdi", {}, words), element("span", { className: "icon icon-close", ariaHidden: "true" }));
  button.dataset.place = String(place);
  return button;
}
