/** The panel of saved views: kept under a name, gone back to, renamed, handed on as a link or a file. */

import { sentenceOf } from "../api.mjs";
import { fileOf, holdsWords, queryOf, stateOf, viewsIn } from "../saved-view.mjs";
import { toQuery, withoutPlace } from "../state.mjs";
import { unreadWords } from "../unread.mjs";
import { openFor } from "./chrome.mjs";
import { element } from "./elements.mjs";
import { inThisBuild } from "./new-build.mjs";

/** @import { PageConfig, SavedView } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */

/** @typedef {EventTarget & {changes: boolean, answer: {views: SavedView[], problem: string}|null}} KeptViews  As `Decisions` has them, or a static copy. */

/** A file of views is read whole. */
const MOST_BYTES = 4 * 2 ** 20;
const NOTHING = "None yet. Give what is on the screen a name: its filter, search, colours and place are kept here for everybody who opens this index.";

export class SavedViews {
  #explorer;
  #decisions;
  #deciding;
  #config;
  #opened;
  /** Name of the view that is being renamed. @type {string|null} */
  #renaming = null;

  /** @param {{explorer: Explorer, decisions: KeptViews, deciding: Pick<import("./decided.mjs").Deciding, "say"|"change">, config: PageConfig, opened?: (view: Readonly<import("../types.d.ts").ViewState>) => void}} page  `opened` hears of a view that was gone to */
  constructor({ explorer, decisions, deciding, config, opened = () => {} }) {
    this.#opened = opened;
    this.#explorer = explorer;
    this.#decisions = decisions;
    this.#deciding = deciding;
    this.#config = config;
    decisions.addEventListener("change", () => this.draw());
    document.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("submit", (event) => this.#submit(event));
    document.addEventListener("change", ({ target }) => target instanceof HTMLInputElement && target.id === "views-file" && this.#import(target));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#renaming !== null) this.#rename(null);
    });
  }

  get #views() {
    return this.#decisions.answer?.views ?? [];
  }

  /** Draw the panel, once Dash has made room for it; what is being typed stays. */
  draw() {
    const place = document.getElementById("saved-views");
    if (!place) return;
    const { changes, answer } = this.#decisions;
    const typed = place.querySelector("#view-name");
    const form = changes ? (typed?.closest("form") ?? saveForm()) : "";
    const rows = this.#views.map((view) => this.#row(view, changes));
    const list = rows.length ? element("ul", { className: "view-list" }, ...rows) : element("p", { className: "empty" }, answer?.problem || (changes ? NOTHING : "None yet. This server takes no changes."));
    const focused = typed !== null && document.activeElement === typed;
    place.replaceChildren(form, list, this.#exchange(changes));
    if (focused && typed instanceof HTMLElement) typed.focus();
    const field = place.querySelector("[name=renamed]");
    if (field instanceof HTMLInputElement) field.select();
  }

  /** @param {SavedView} view @param {boolean} changes */
  #row(view, changes) {
    const { name, address, time, author } = view;
    const query = queryOf(address, this.#config);
    const holds = holdsWords(address, this.#config);
    const by = [author, time.slice(0, 10)].filter(Boolean).join(" · ");
    if (changes && this.#renaming === name) return element("li", { className: "view-row" }, renameForm(name));
    const way = element("a", { className: "view-way", href: `${location.pathname}${query}`, title: `${name}\n${holds}` }, element("span", { className: "view-name" }, name), element("span", { className: "muted view-holds" }, holds), element("span", { className: "muted view-by" }, by));
    way.dataset.view = name;
    const copy = tool("copy", `Copy a link to ${name}`, { copy: `${location.origin}${location.pathname}${query}` });
    const tools = changes ? [copy, tool("edit", `Rename ${name}`, { viewDo: "rename", name }), tool("close", `Forget ${name}`, { viewDo: "forget", name })] : [copy];
    return element("li", { className: "view-row" }, way, element("span", { className: "view-tools" }, ...tools));
  }

  /** @param {boolean} changes */
  #exchange(changes) {
    const parts = [];
    if (this.#views.length) parts.push(element("button", { className: "link", type: "button", title: "Save all views as a file" }, "Export"));
    if (parts[0]) parts[0].dataset.viewDo = "export";
    if (changes) {
      const file = element("input", { id: "views-file", type: "file", accept: ".json,application/json", ariaLabel: "Import views from a file" });
      parts.push(element("label", { className: "link view-import", title: "Take views over from a file of another index" }, file, "Import"));
    }
    return element("p", { className: "view-exchange" }, ...parts);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const target = event.target instanceof Element ? event.target : null;
    const way = target?.closest("a[data-view]");
    if (way instanceof HTMLElement && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      this.#go(way.dataset.view ?? "");
    }
    const button = target?.closest("[data-view-do]");
    if (!(button instanceof HTMLElement)) return;
    const { viewDo: what, name = "" } = button.dataset;
    if (what === "rename") this.#rename(name);
    else if (what === "forget") this.#deciding.change("saved-views", { name, address: null });
    else if (what === "export") this.#export();
  }

  /** @param {string} name */
  async #go(name) {
    const view = this.#views.find((one) => one.name === name);
    if (!view) return;
    const here = await inThisBuild(view.address, this.#config);
    const address = here?.search ?? view.address;
    const { state, other } = stateOf(address, this.#config);
    this.#explorer.update(state, { push: true });
    openFor(this.#explorer.state);
    this.#opened(this.#explorer.state);
    const said = [
      here?.said ?? "",
      other ? "This view is of a build that is not known any more: its cluster, image and examples are left out." : "",
      unreadWords("This view", other ? withoutPlace(address) : address, this.#config),
    ].filter(Boolean);
    if (said.length) this.#deciding.say(said.join(" "));
  }

  /** @param {string|null} name of the view, null to leave it as it is */
  #rename(name) {
    this.#renaming = name;
    this.draw();
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.closest("#saved-views")) return;
    event.preventDefault();
    const field = form.elements[0];
    const name = field instanceof HTMLInputElement ? field.value.trim() : "";
    const before = this.#renaming;
    if (!name && this.#renaming === null) this.#explorer.focus(); // Letters are keys again, as after a search.
    if (!name) return;
    if (field instanceof HTMLInputElement && field.name !== "renamed") {
      const done = await this.#deciding.change("saved-views", { name, address: toQuery(this.#explorer.state, this.#config) || "?" });
      if (done) field.value = "";
      return;
    }
    const view = this.#views.find((one) => one.name === before);
    if (name !== before && this.#views.some((one) => one.name === name)) {
      this.#deciding.say(`There is a view ${name} already; choose another name.`);
      return;
    }
    this.#renaming = null;
    if (!view || name === before) this.draw();
    else await this.#deciding.change("saved-views", { views: [{ name: before, address: null }, { name, address: view.address }] });
  }

  #export() {
    const url = URL.createObjectURL(new Blob([fileOf(this.#views)], { type: "application/json" }));
    element("a", { href: url, download: `${this.#config.name} views.json` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  /** @param {HTMLInputElement} input */
  async #import(input) {
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    try {
      if (file.size > MOST_BYTES) throw new Error("The file is too large for a list of views.");
      await this.#deciding.change("saved-views", { views: viewsIn(await file.text()) });
    } catch (error) {
      this.#deciding.say(sentenceOf(error));
    }
  }
}

function saveForm() {
  const field = element("input", { id: "view-name", className: "view-field", type: "text", maxLength: 100, placeholder: "Name of this view", ariaLabel: "Name of this view", autocomplete: "off", spellcheck: false });
  return element("form", { className: "view-form" }, field, element("button", { className: "button", type: "submit" }, "Save"));
}

/** @param {string} name */
function renameForm(name) {
  const field = element("input", { name: "renamed", className: "view-field", type: "text", maxLength: 100, value: name, ariaLabel: `New name of ${name}`, autocomplete: "off", spellcheck: false });
  return element("form", { className: "view-form" }, field, element("button", { className: "button", type: "submit" }, "Rename"));
}

/** @param {string} icon @param {string} words @param {Record<string, string>} data */
function tool(icon, words, data) {
  const button = element("button", { className: "icon-button", type: "button", title: words, ariaLabel: words }, element("span", { className: `icon icon-${icon}`, ariaHidden: "true" }));
  Object.assign(button.dataset, data);
  return button;
}
