/** The bars of a static copy: path, counts, selection, and the controls at the bottom, which are the browser's own. */

import { breadcrumbOf, countsOf } from "../page/bars.mjs";
import { setTheme, theme } from "../page/chrome.mjs";
import { all, byId, element, write } from "../page/elements.mjs";
import { count, modelChoice, multiplying } from "../page/words.mjs";

/** @import { PageConfig, ShownView, Summary, ViewState } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */
/** @import { CopyConfig } from "./copy.mjs" */

export class Bars {
  #explorer;
  #config;
  #scale;
  /** @type {ShownView|null} */
  #view = null;

  /** @param {Explorer} explorer @param {PageConfig & CopyConfig} config */
  constructor(explorer, config) {
    this.#explorer = explorer;
    this.#config = config;
    this.#scale = multiplying(config.controls.find(({ key }) => key === "clusters"));
    this.#clusters();
    this.#thumb();
    if (config.packaged.colors.length) this.#colors(config.packaged.colors);
    if (config.judged) this.#judged();
    explorer.addEventListener("state", ({ detail }) => this.#follow(detail));
    explorer.addEventListener("view", ({ detail }) => this.#shown(detail));
    explorer.addEventListener("marked", ({ detail: { marked, mistakes } }) => {
      if (this.#view) this.#shown({ ...this.#view, marked, mistakes });
    });
    this.#follow(explorer.state);
  }

  turnTheme() {
    setTheme(theme() === "dark" ? "light" : "dark");
    this.#explorer.setTheme(theme());
  }

  #clusters() {
    const slider = this.#slider("clusters", 0, this.#config.controls.find(({ key }) => key === "clusters")?.positions ?? 200);
    slider.addEventListener("input", () => this.#explorer.update({ clusters: this.#scale.at(Number(slider.value)) }));
  }

  #thumb() {
    const value = element("span", { className: "slider-value" }, element("span", { id: "thumb-value" }), " px");
    const slider = element("input", { type: "range", id: "thumb", className: "slider", ariaLabel: "size" });
    this.#group("first", element("span", { className: "slider-name" }, "size"), slider, value);
    const [least, most] = this.#config.controls.find(({ key }) => key === "thumb")?.bounds ?? [12, 160];
    this.#slider("thumb", least, most).addEventListener("input", () => this.#explorer.update({ thumb: Number(slider.value) }));
  }

  /** @param {import("./colorings.mjs").Colored[]} colors */
  #colors(colors) {
    const options = [{ value: "", label: "none" }, ...colors].map(({ value, label }) => element("option", { value }, label));
    const select = element("select", { id: "color", className: "color", ariaLabel: "Colour the clusters by" }, ...options);
    select.addEventListener("change", () => this.#explorer.update({ color: select.value }));
    this.#group("", element("span", { className: "slider-name" }, "colour"), select);
  }

  /** Mistakes, and whose. */
  #judged() {
    const ways = /** @type {ViewState["show"][]} */ (["all", "outline", "isolate"]);
    const buttons = ways.map((way) => {
      const button = element("button", { type: "button", ariaPressed: "false" }, way);
      button.addEventListener("click", () => this.#explorer.update({ show: way }));
      button.dataset.show = way;
      return button;
    });
    const segments = element("div", { className: "segments", role: "group", ariaLabel: "wrong" }, ...buttons);
    this.#group("judged", element("span", { className: "slider-name" }, "wrong"), segments);
    const { models } = this.#config;
    if (models.length < 2) return;
    const select = element("select", { id: "model", className: "model", ariaLabel: "Model" }, ...models.map((model) => element("option", { value: model }, model || "prediction")));
    select.addEventListener("change", () => this.#explorer.update({ model: select.value }));
    this.#group("judged", element("span", { className: "slider-name in-card" }, "model"), select);
  }

  /** @param {string} look @param {...Node} parts */
  #group(look, ...parts) {
    byId("bottombar").append(element("div", { className: `extra ${look}`.trim() }, element("div", { className: "slider-group" }, ...parts)));
    this.#stack();
  }

  /** Where the line has no room they stand one above the other behind a button (bars.css). */
  #stack() {
    const groups = all("#bottombar > .extra");
    groups.forEach((group, i) => {
      group.style.setProperty("--slot", String(groups.length - 1 - i));
      group.classList.toggle("last", i === groups.length - 1);
      group.classList.toggle("first-judged", group.classList.contains("judged") && !groups[i - 1]?.classList.contains("judged"));
    });
    const more = document.getElementById("more") ?? element("button", { type: "button", id: "more", className: "icon-button", title: "More", ariaLabel: "More" }, element("span", { className: "icon icon-more", ariaHidden: "true" }));
    more.dataset.action = "more";
    byId("bottombar").append(more);
  }

  /** @param {string} id @param {number} least @param {number} most */
  #slider(id, least, most) {
    const slider = /** @type {HTMLInputElement} */ (byId(id));
    Object.assign(slider, { min: String(least), max: String(most), step: "1" });
    return slider;
  }

  /** @param {Readonly<ViewState>} state */
  #follow(state) {
    for (const button of all("#view-choice button")) button.ariaPressed = String(button.dataset.view === state.view);
    for (const button of all("#bottombar [data-show]")) button.ariaPressed = String(button.dataset.show === state.show);
    /** @type {HTMLInputElement} */ (byId("thumb")).value = String(state.thumb);
    write("thumb-value", count(state.thumb));
    const model = /** @type {HTMLSelectElement|null} */ (document.getElementById("model"));
    const color = /** @type {HTMLSelectElement|null} */ (document.getElementById("color"));
    if (color) color.value = state.color;
    if (model) model.value = modelChoice(state.model, this.#config.models);
    this.#sayClusters(state);
    this.#saySelection(state.selection.length);
    if (this.#view) this.#say(this.#view);
  }

  /** Left to the view, its own number is told. @param {Readonly<ViewState>} state */
  #sayClusters({ clusters }) {
    const shown = clusters || this.#view?.cells.length;
    byId("clusters-auto").ariaPressed = String(clusters === 0);
    if (!shown) return;
    write("clusters-value", count(shown));
    const slider = /** @type {HTMLInputElement} */ (byId("clusters"));
    if (this.#scale.at(Number(slider.value)) !== shown) slider.value = String(Math.max(0, this.#scale.of(shown)));
  }

  /** @param {number} size */
  #saySelection(size) {
    const clear = element("button", { type: "button", className: "link" }, "clear");
    clear.dataset.action = "clear-selection";
    byId("selection").replaceChildren(...(size ? [element("span", { role: "status" }, `${count(size)} selected`), clear] : []));
  }

  /** @param {ShownView} view */
  #shown(view) {
    this.#view = view;
    this.#sayClusters(this.#explorer.state);
    this.#say(view);
  }

  /** @param {ShownView} view */
  #say(view) {
    const summary = this.summary(view);
    byId("breadcrumb").replaceChildren(...breadcrumbOf(summary, this.#config.root));
    byId("counts").replaceChildren(...countsOf(summary));
  }

  /** @param {ShownView} view @returns {Summary} */
  summary({ node, lo, hi, count: size, matching, marked, mistakes, note, build, drawn, cells }) {
    const { asked, trail, state } = this.#explorer;
    const shown = state.view === "tree" ? drawn : null;
    const about = { where: asked.where, model: asked.model, labels: "", total: this.#config.n, cells: cells.length };
    return { node, lo, hi, count: size, matching, marked, mistakes, breadcrumb: trail, note, build, title: trail.at(-1)?.title || "All", shown, ...about };
  }
}

