/** The seam to Dash: events of the canvas become properties of components, and controls become updates of the canvas. */

import { cellOf } from "./actions.mjs";
import { describeFolds, fold, setTheme, theme } from "./chrome.mjs";
import { hasClause, pairOf, withClause, withoutClause, wrongOf } from "../clauses.mjs";
import { FindingChoices } from "./finding-choices.mjs";
import { count, counts, images, modelChoice, multiplying, shorten } from "./words.mjs";

const GALLERY_SIZE = 54;
const NO_COLOR = "-";

/** The methods are what `bridge.js` offers to Dash under `window.dash_clientside.dendro`. */
export class DashSync {
  /** @param {{explorer: object, gallery: object, search: object, findings: object, config: object}} page */
  constructor({ explorer, gallery, search, findings, config }) {
    this.explorer = explorer;
    this.thumbnails = gallery;
    this.searching = search;
    this.findings = findings;
    this.choices = new FindingChoices(explorer, config);
    this.config = config;
    this.scale = multiplying(config.controls.find(({ key }) => key === "clusters"));
    /** @type {object|null} the latest answer of /api/view */
    this.view = null;
    /** @type {{where?: string, row?: number|null, selected?: number}} what Dash was told last */
    this.sent = {};
    /** @type {((id: string, props: object) => void)|null} */
    this.setProps = null;
    explorer.addEventListener("state", ({ detail }) => this.sendState(detail));
    this.asked = 0;
    /** @type {boolean} whether the view has come to rest */
    this.atRest = false;
    explorer.addEventListener("view", ({ detail }) => this.sendView(detail));
    explorer.addEventListener("marked", ({ detail }) => this.sendMarked(detail));
    explorer.addEventListener("settled", () => this.sendAtRest());
    explorer.addEventListener("status", ({ detail }) => detail.error && this.sendAtRest());
    explorer.addEventListener("inspect", () => fold("right", true));
    document.addEventListener("error", (event) => this.pictureFailed(event.target), { capture: true });
  }

  /** Dash has drawn the page. */
  ready() {
    this.setProps = window.dash_clientside.set_props;
    document.querySelectorAll(".shell").forEach((part) => part.remove());
    describeFolds();
    this.setProps("provider", { forceColorScheme: theme() });
    this.sendState(this.explorer.state);
    if (this.explorer.state.findings) this.setProps("tabs", { value: "findings" });
    else if (this.explorer.state.fair && document.getElementById("class-tabs")) this.setProps("class-tabs", { value: "fairness" });
    const { atRest } = this;
    if (this.view) this.sendView(this.view);
    if (atRest) this.sendAtRest();
  }

  /** @param {object} state */
  sendState(state) {
    if (!this.setProps) return;
    const { selection, ...plain } = state;
    this.setProps("state", { data: { ...plain, selected: selection.length } });
    // What the server works on has stores of its own, so that a slider on its way asks it for nothing.
    for (const key of ["where", "row"]) {
      if (this.sent[key] !== state[key]) this.setProps(key, { data: state[key] });
      this.sent[key] = state[key];
    }
    if (this.sent.selected !== selection.length) this.setProps("selection", { children: this.selection(selection.length) });
    this.sent.selected = selection.length;
    this.setProps("clusters-value", { children: count(state.clusters) });
    this.setProps("thumb-value", { children: count(state.thumb) });
    if (this.position !== this.scale.of(state.clusters)) {
      // Remembered before it is set: a number between two positions of the slider must not be rounded by it.
      this.position = this.scale.of(state.clusters);
      this.setProps("clusters", { value: this.position });
    }
    if (this.size !== state.thumb) this.setProps("thumb", { value: state.thumb });
    if (document.getElementById("color")) this.setProps("color", { value: state.color || NO_COLOR });
    if (document.getElementById("show")) {
      this.setProps("show", { value: this.filtersWrong(state) ? "filter" : state.show });
      if (this.config.marking) {
        this.setProps("truth", { value: state.truth || null });
        this.setProps("guess", { value: state.guess || null });
      }
    }
    this.choices.send(state, this.setProps);
    if (this.sent.fair !== state.fair && document.getElementById("class-tabs")) this.setProps("fair-by", { value: state.fair || null });
    this.sent.fair = state.fair;
    if (document.getElementById("model")) this.setProps("model", { value: modelChoice(state.model, this.config.models) });
    // The field follows the search, also when it is closed; what is being typed is left alone.
    if (this.sent.query !== state.query) this.setProps("search", { value: state.query });
    this.sent.query = state.query;
    this.searching.follow(state.query);
  }

  /** @param {object} view */
  sendView(view) {
    this.view = view;
    this.atRest = false;
    this.setProps?.("view-summary", { data: this.summary(view) });
    this.markIdle();
  }

  /** A way into the cluster that fills the map already leads nowhere. */
  markIdle() {
    if (!this.view) return;
    for (const button of document.querySelectorAll("[data-action=enter-cluster]")) {
      button.disabled = cellOf(this.view, Number(button.dataset.row)) === this.view.node;
      button.title = button.disabled ? "It has no cluster of its own on this map" : "";
    }
  }

  /** The thumbnails stand, or will not come: now the server may be asked for what is said about the view. */
  sendAtRest() {
    if (this.atRest && this.restSent === this.view) return;
    this.atRest = this.view !== null;
    if (!this.setProps || !this.view) return;
    this.restSent = this.view;
    this.setProps("view-at-rest", { data: this.summary(this.view) });
  }

  /** Have the panels ask again. */
  askAgain() {
    if (!this.setProps) return;
    this.asked += 1;
    if (this.restSent) this.setProps("view-at-rest", { data: { ...this.summary(this.restSent), asked: this.asked } });
    this.choices.askAgain(this.explorer.state, this.setProps);
  }

  /** Of the same view other images are marked: it is told on the page, and no panel of the server has to follow. */
  sendMarked({ marked }) {
    if (this.view) this.setProps?.("view-summary", { data: { ...this.summary(this.view), marked } });
  }

  summary({ node, lo, hi, count: size, matching, marked, note, build, drawn: shown, cells }) {
    const { asked, trail } = this.explorer;
    const title = trail.at(-1)?.title || "All";
    const about = { where: asked.where, model: asked.model, total: this.config.n, cells: cells.length };
    return { node, lo, hi, count: size, matching, marked, breadcrumb: trail, note, build, title, shown, ...about };
  }

  breadcrumb(view) {
    if (!view) return window.dash_clientside.no_update;
    const stops = shorten(view.breadcrumb);
    return stops.flatMap(({ stop, hidden }, i) => {
      const last = i === stops.length - 1;
      const words = hidden.length ? "…" : stop.node === this.config.root ? "All" : stop.title;
      const about = hidden.length ? hidden.map((h) => h.title).join(" › ") : stop.node === this.config.root ? images(stop.count) : `${stop.title} · ${images(stop.count)}`;
      const crumb = last
        ? element("Span", { className: "crumb here", title: about, "aria-current": "page", children: words })
        : element("Button", { className: "crumb", title: about, type: "button", "data-action": "go", "data-node": String(stop.node), children: words });
      return last ? [crumb] : [crumb, element("Span", { className: "crumb-gap", "aria-hidden": "true", children: "›" })];
    });
  }

  /** @param {number} size */
  selection(size) {
    if (!size) return [];
    const button = (action, words, data = {}) => element("Button", { className: "link", type: "button", "data-action": action, ...data, children: words });
    return [
      element("Span", { children: `${count(size)} selected` }),
      button("export", "CSV", { "data-of": "selection", "data-format": "csv", title: "Export the selected images as a table" }),
      button("export", "zip", { "data-of": "selection", "data-format": "zip", title: "Export the selected images" }),
      button("clear-selection", "clear"),
    ];
  }

  counts(view) {
    if (!view) return window.dash_clientside.no_update;
    const words = counts(view);
    const head = [element("Span", { title: words, children: words })];
    if (view.where) head.push(element("Button", { className: "link", type: "button", title: view.where, "data-action": "clear-filter", children: "clear filter" }));
    if (!view.note) return [element("Div", { className: "counts-head", children: head })];
    const sign = element("Span", { className: "icon icon-info", "aria-hidden": "true" });
    head.push(element("Button", { className: "note-sign", type: "button", title: view.note, "aria-label": "Note on this view", "data-action": "say-note", children: sign }));
    return [element("Div", { className: "counts-head", children: head }), element("Span", { className: "note", title: view.note, children: view.note })];
  }

  clusters(position) {
    if (position === this.position) return;
    this.position = position;
    this.explorer.update({ clusters: this.scale.at(position) });
  }

  thumb(size) {
    this.size = size;
    if (size !== this.explorer.state.thumb) this.explorer.update({ thumb: size });
  }

  /** Whether the filter leaves just the mistakes that are meant. */
  filtersWrong(state) {
    return hasClause(state.where, wrongOf(state, this.config.models));
  }

  show(value) {
    const { state } = this.explorer;
    const filtered = this.filtersWrong(state);
    if (value === (filtered ? "filter" : state.show)) return;
    const clause = wrongOf(state, this.config.models);
    if (value === "filter") this.explorer.update({ show: "all", where: withClause(state.where, clause) }, { push: true });
    else this.explorer.update({ show: value, where: withoutClause(state.where, clause) });
  }

  /** Whose mistakes are meant; they are outlined, should nothing be done with them yet. */
  marked(truth, guess) {
    const { state } = this.explorer;
    const next = { truth: truth ?? "", guess: guess ?? "" };
    if (next.truth === state.truth && next.guess === state.guess) return;
    const patch = { ...next };
    if (this.filtersWrong(state)) {
      const others = withoutClause(state.where, wrongOf(state, this.config.models));
      patch.where = withClause(others, wrongOf({ ...state, ...next }, this.config.models));
    } else if (state.show === "all" && (next.truth || next.guess)) patch.show = "outline";
    this.explorer.update(patch);
  }

  async found(data) {
    await new Promise(requestAnimationFrame);
    this.findings.show(data);
    // What has no clusters has nothing to outline.
    const idle = Boolean(data) && !data.outlines.length;
    this.setProps?.("outlines", { disabled: idle, label: idle ? "Outline on the map: no clusters here" : "Outline on the map" });
  }

  color(value) {
    const color = value === NO_COLOR ? "" : value;
    if (value && color !== this.explorer.state.color) this.explorer.update({ color });
  }

  /** Leave the images of one class that are predicted as another; a second time lifts it. */
  filterPair(label, prediction) {
    const { state } = this.explorer;
    const clause = pairOf(label, prediction, state.model, this.config.models);
    const others = this.pair ? withoutClause(state.where, this.pair) : state.where;
    const again = hasClause(state.where, clause);
    this.pair = clause;
    this.explorer.update({ where: again ? withoutClause(state.where, clause) : withClause(others, clause) }, { push: true });
  }

  /** A cell of the matrix, or of the large one, was clicked. */
  confused(small, large, context) {
    const click = context.triggered_id === "confusion-large" ? large : small;
    const cell = click?.points?.[0];
    if (!cell) return;
    this.enlargeConfusion(false);
    this.filterPair(String(cell.y), String(cell.x));
  }

  enlargeConfusion(open) {
    this.setProps?.("confusion-dialog", { opened: open });
  }

  fairBy(column) {
    if ((column ?? "") !== this.explorer.state.fair) this.explorer.update({ fair: column ?? "" });
  }

  /** The table's own search takes words in any case. */
  findClass(text, options) {
    return { ...options, quickFilterText: text ?? "" };
  }

  model(name) {
    // Set from here, the choice says nothing new.
    if (name !== modelChoice(this.explorer.state.model, this.config.models)) this.explorer.update({ model: name.trim() });
  }

  /** @param {string} text the line of SQL; the time makes the same line twice two wishes */
  filter(text) {
    this.setProps?.("asked", { data: { text, time: Date.now() } });
  }

  theme(times) {
    if (!times) return;
    setTheme(theme() === "dark" ? "light" : "dark");
    this.explorer.setTheme(theme());
    this.setProps("provider", { forceColorScheme: theme() });
  }

  help(times) {
    if (times) this.setProps?.("help-dialog", { opened: true });
  }

  fold(left, right, context) {
    if (left || right) fold(context.triggered_id.replace("fold-", ""));
  }

  wanted(patch) {
    if (patch) this.explorer.update(patch, { push: true });
  }

  /** The inspector's content is on its way into the page: draw its thumbnails and, without an original, its picture. */
  async gallery(data) {
    await new Promise(requestAnimationFrame);
    this.markIdle();
    const picture = document.querySelector("[data-picture]:not([src])");
    if (picture) this.fallBack(picture);
    const grid = document.getElementById("inspector-gallery");
    if (!grid || !data) return;
    const entries = data.entries.map(({ row, path, label, distance }) => {
      const far = distance === undefined ? "" : `distance ${distance.toFixed(3)}`;
      return { row, title: [path.split("/").at(-1), label, far].filter(Boolean).join(" · ") };
    });
    this.thumbnails.fill(grid, entries, { size: GALLERY_SIZE, action: "inspect" });
  }

  pictureFailed(picture) {
    if (!(picture instanceof HTMLImageElement) || !picture.dataset.picture || picture.src.startsWith("blob:")) return;
    document.getElementById("picture-note").textContent = "The original cannot be shown; this is its thumbnail.";
    this.fallBack(picture);
  }

  /** @param {HTMLImageElement} picture */
  async fallBack(picture) {
    const url = await this.thumbnails.one(Number(picture.dataset.picture), 160).catch(() => null);
    if (!url) return;
    picture.addEventListener("load", () => URL.revokeObjectURL(url), { once: true });
    picture.classList.add("small");
    picture.src = url;
  }
}

/** A component of Dash's html, as a callback in the browser returns it. */
function element(type, props) {
  return { type, namespace: "dash_html_components", props };
}
