/** The seam to Dash: events of the canvas become properties of components; the other way is `dash-controls.mjs`. */

import { cellOf } from "./cell-of.mjs";
import { breadcrumbOf, countsOf } from "./bars.mjs";
import { tellAboveCards } from "./being-made.mjs";
import { describeFolds, fold, theme } from "./chrome.mjs";
import { DashControls, NO_COLOR } from "./dash-controls.mjs";
import { DashProps } from "./dash-props.mjs";
import { all, byId, write } from "./elements.mjs";
import { FindingChoices } from "./finding-choices.mjs";
import { Inspector } from "./inspector.mjs";
import { growLists } from "./long-lists.mjs";
import { MistakeChoices } from "./mistake-choices.mjs";
import { watchSlider } from "./slider-steps.mjs";
import { keptPanel } from "./storage.mjs";
import { Walk } from "./walk.mjs";
import { count, modelChoice, multiplying } from "./words.mjs";

/** Frames in which a panel comes. */
const FRAMES = 120;

/** @import { Finding, PageConfig, SetProps, ShownView, Summary, ViewState } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */

/** Once the sliders stand where they were set, or should have long since. @param {number} size of thumbnails, set last @param {() => void} then */
function onceDrawn(size, then, frames = 120) {
  const drawn = document.querySelector("#thumb [role=slider]")?.getAttribute("aria-valuenow") === String(size);
  requestAnimationFrame(() => (drawn || !frames ? then() : onceDrawn(size, then, frames - 1)));
}

/** The methods are what `bridge.js` offers to Dash under `window.dash_clientside.dendro`. */
export class DashSync {
  /**
   * @param {object} page
   * @param {Explorer} page.explorer
   * @param {import("./gallery.mjs").Gallery} page.gallery
   * @param {import("./search.mjs").Search} page.search
   * @param {import("./findings.mjs").FindingCards} page.findings
   * @param {PageConfig} page.config
   */
  constructor({ explorer, gallery, search, findings, config }) {
    this.explorer = explorer;
    this.searching = search;
    this.findings = findings;
    this.props = new DashProps((id, props) => this.setProps?.(id, props));
    this.choices = new FindingChoices(explorer, config, this.props.heard);
    /** The panel that was open on the page of the build before, "" for what suits the address. */
    this.panel = "";
    this.mistakes = new MistakeChoices(explorer, config);
    this.inspector = new Inspector(gallery, new Walk(explorer));
    this.controls = new DashControls(this);
    this.config = config;
    this.scale = multiplying(config.controls.find(({ key }) => key === "clusters"));
    /** @type {ShownView|null} the latest answer of /api/view */
    this.view = null;
    /** @type {Partial<Pick<ViewState, "where"|"row"|"query"|"view">>} what Dash was told last */
    this.sent = {};
    /** @type {import("./decided.mjs").Deciding|null} */
    this.deciding = null;
    /** @type {import("./selecting.mjs").Selecting|null} */
    this.selecting = null;
    /** @type {import("./saved-views.mjs").SavedViews|null} */
    this.savedViews = null;
    /** @type {import("./review.mjs").Review|null} */
    this.review = null;
    /** @type {SetProps|null} */
    this.setProps = null;
    /** @type {ShownView|null} the view that the panels of the server were told of */
    this.restSent = null;
    /** @type {number|undefined} where the slider of clusters stands */
    this.position = undefined;
    /** @type {number|undefined} where that of thumbnails stands */
    this.size = undefined;
    explorer.addEventListener("state", ({ detail }) => this.sendState(detail));
    this.asked = 0;
    /** @type {boolean} whether the view has come to rest */
    this.atRest = false;
    explorer.addEventListener("view", ({ detail }) => this.sendView(detail));
    explorer.addEventListener("marked", ({ detail }) => this.sendMarked(detail));
    explorer.addEventListener("settled", () => this.sendAtRest());
    explorer.addEventListener("status", ({ detail }) => detail.error && this.sendAtRest());
  }

  /** Dash has drawn the page. */
  ready() {
    const setProps = (this.setProps = window.dash_clientside.set_props);
    document.querySelectorAll(".shell").forEach((part) => part.remove());
    describeFolds();
    setProps("provider", { forceColorScheme: theme() });
    growLists(setProps, this.config.limits.listed);
    this.sendState(this.explorer.state);
    this.selecting?.draw();
    this.savedViews?.draw();
    this.review?.heed();
    tellAboveCards(this.config.api);
    const panel = this.panel || keptPanel();
    if (panel) setProps("tabs", { value: panel });
    else this.showPanelOf(this.explorer.state);
    const { atRest } = this;
    if (this.view) this.sendView(this.view);
    if (atRest) this.sendAtRest();
    this.props.flush();
    watchSlider("clusters", (number) => number !== this.standing && this.controls.clusters(this.scale.of(number)));
    watchSlider("thumb", (size) => this.controls.thumb(size));
    onceDrawn(this.explorer.state.thumb, () => (document.documentElement.dataset.dash = "ready"));
  }

  /** The panel that is about what a view looks for. @param {Pick<ViewState, "findings"|"fair">} view */
  showPanelOf({ findings, fair }) {
    if (findings) this.setProps?.("tabs", { value: "findings" });
    else if (fair && document.getElementById("class-tabs")) for (const [id, value] of [["tabs", "classes"], ["class-tabs", "fairness"]]) this.setProps?.(id, { value });
  }

  /** Have a name typed for what is on the screen: its panel comes, and in it the field. @param {number} [frames] in which they come */
  nameView(frames = FRAMES) {
    if (frames === FRAMES) {
      fold("left", true);
      this.setProps?.("tabs", { value: "views" });
    }
    const field = document.getElementById("view-name");
    if (field?.checkVisibility()) field.focus();
    else if (frames) requestAnimationFrame(() => this.nameView(frames - 1));
  }

  /** @param {Readonly<ViewState>} state */
  sendState(state) {
    if (!this.setProps) return;
    const follow = this.props.set;
    // What the server works on has stores of its own, so that a slider on its way asks it for nothing.
    const { where, row } = state;
    if (this.sent.where !== where) this.setProps("where", { data: where });
    if (this.sent.row !== row) this.setProps("row", { data: row });
    Object.assign(this.sent, { where, row });
    this.sendClusters(state);
    this.sendChoice(state);
    write("thumb-value", count(state.thumb));
    if (this.size !== state.thumb) this.setProps("thumb", { value: state.thumb });
    this.size = state.thumb;
    if (document.getElementById("color")) follow("color", { value: state.color || NO_COLOR });
    if (document.getElementById("show")) {
      this.sendShown(state);
      if (this.config.marking) {
        const { offered } = this.mistakes;
        for (const name of /** @type {const} */ (["truth", "guess"])) follow(name, { ...(offered && { data: offered }), value: state[name] || null });
      }
    }
    this.choices.send(state, follow, this.labelsOf(state));
    if (document.getElementById("class-tabs")) follow("fair-by", { value: state.fair || null });
    follow("labels", { value: state.labels });
    if (document.getElementById("model")) follow("model", { value: modelChoice(state.model, this.config.models) });
    // The field follows the search, also when it is closed; what is being typed is left alone.
    if (this.sent.query !== state.query) this.setProps("search", { value: state.query });
    this.sent.query = state.query;
    this.searching.follow(state);
  }

  /** Which view is on the stage. @param {Readonly<ViewState>} state */
  sendChoice({ view }) {
    for (const button of all("#view-choice button")) button.setAttribute("aria-pressed", String(button.dataset.view === view));
    if (this.sent.view !== view && this.view) this.tell(this.summary(this.view));
    this.sent.view = view;
  }

  /** How many clusters there are to be: left to the view, its own number is told. @param {Readonly<ViewState>} state */
  sendClusters({ clusters }) {
    const shown = clusters || this.view?.cells.length;
    document.getElementById("clusters-auto")?.setAttribute("aria-pressed", String(clusters === 0));
    if (!shown) return;
    write("clusters-value", count(shown));
    if (clusters || this.atRest) this.placeSlider(shown);
  }

  /** Dash takes its time for a slider, so that it follows a view once that stands. @param {number} shown clusters */
  placeSlider(shown) {
    // Several positions may mean one number: where the slider stands at it, it is left alone.
    if (this.standing === shown) return;
    // Remembered before it is set: a number between two positions of the slider must not be rounded by it.
    this.setProps?.("clusters", { value: (this.position = Math.max(0, this.scale.of(shown))) });
  }

  /** The number that the slider of clusters stands at. */
  get standing() {
    return this.position === undefined ? undefined : this.scale.at(this.position);
  }

  /** How mistakes are shown: by the filter, where it leaves just them. @param {Readonly<ViewState>} state */
  sendShown(state) {
    this.props.set("show", { value: this.mistakes.filtered(state) ? "filter" : state.show });
  }

  /** @param {ShownView} view */
  sendView(view) {
    this.view = view;
    this.mistakes.told = view;
    this.atRest = false;
    if (this.setProps) this.sendClusters(this.explorer.state);
    if (this.setProps && document.getElementById("show")) this.sendShown(this.explorer.state);
    this.tell(this.summary(view));
    this.markIdle();
  }

  /** A way into the cluster that fills the map already leads nowhere. */
  markIdle() {
    if (!this.view) return;
    for (const button of all("[data-action=enter-cluster]")) {
      if (!(button instanceof HTMLButtonElement)) continue;
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
    this.sendClusters(this.explorer.state);
    this.setProps("view-at-rest", { data: this.summary(this.view) });
  }

  /** Have the panels ask again. */
  askAgain() {
    if (!this.setProps) return;
    this.asked += 1;
    if (this.restSent) this.setProps("view-at-rest", { data: { ...this.summary(this.restSent), asked: this.asked } });
    this.choices.askAgain(this.explorer.state, this.setProps, this.labelsOf(this.explorer.state));
  }

  /**
   * Of the same view other images are marked: it is told on the page, and no panel of the server has to follow.
   *
   * @param {Pick<ShownView, "marked"|"mistakes">} view
   */
  sendMarked({ marked, mistakes }) {
    if (!this.view) return;
    const atRest = this.restSent === this.view;
    this.view = { ...this.view, marked, mistakes };
    if (atRest) this.restSent = this.view;
    this.tell(this.summary(this.view));
  }

  /** What Dash is told of a view. @param {ShownView} view @returns {Summary} */
  summary({ node, lo, hi, count: size, matching, marked, mistakes, note, build, drawn, cells }) {
    const { asked, trail } = this.explorer;
    const title = trail.at(-1)?.title || "All";
    const shown = this.explorer.state.view === "tree" ? drawn : null;
    const about = { where: asked.where, model: asked.model, labels: this.labelsOf(asked), total: this.config.n, cells: cells.length };
    return { node, lo, hi, count: size, matching, marked, mistakes, breadcrumb: trail, note, build, title, shown, ...about };
  }

  /** What tells labels from others: a correction makes them others, too. @param {Readonly<ViewState>} state */
  labelsOf({ labels }) {
    return labels === "corrected" ? `corrected ${this.deciding?.revision ?? ""}` : "";
  }

  /** Say in the bars what is seen, once Dash has drawn them. @param {Summary} view */
  tell(view) {
    if (!this.setProps) return;
    byId("breadcrumb").replaceChildren(...breadcrumbOf(view, this.config.root));
    byId("counts").replaceChildren(...countsOf(view));
  }

  /** The inspector's content is on its way into the page. @param {import("./inspector.mjs").Gallery|null} data */
  async gallery(data) {
    await new Promise(requestAnimationFrame);
    this.markIdle();
    this.inspector.fill(data);
    this.deciding?.fillImage();
    this.deciding?.fillCluster();
  }

  /** @param {{of: string[]|null, outlines: Finding[]}|null} data */
  async found(data) {
    await new Promise(requestAnimationFrame);
    this.choices.shown(data?.of?.[1] ?? "");
    this.findings.show(data);
    // What has no clusters has nothing to outline.
    const idle = Boolean(data && !data.outlines.length);
    this.setProps?.("outlines", { disabled: idle, label: idle ? "Outline on the map: no clusters here" : "Outline on the map" });
  }
}
