/** Controls that Dash draws become updates of the canvas; what the canvas tells Dash is `dash-sync.mjs`. */

import { fold, setTheme, theme } from "./chrome.mjs";
import { fillKeyDialog } from "./key-dialog.mjs";
import { modelChoice } from "./words.mjs";

/** @import { CallbackContext, PlotClick, ViewState } from "../types.d.ts" */
/** @import { DashSync } from "./dash-sync.mjs" */

export const NO_COLOR = "-";

/** The methods are called by Dash (`bridge.js`) with what its components hold. */
export class DashControls {
  /** @param {DashSync} sync */
  constructor(sync) {
    this.sync = sync;
  }

  /** @param {number} position */
  clusters(position) {
    if (position === this.sync.position) return;
    this.sync.position = position;
    this.sync.explorer.update({ clusters: this.sync.scale.at(position) });
  }

  /** @param {number} size */
  thumb(size) {
    this.sync.size = size;
    if (size !== this.sync.explorer.state.thumb) this.sync.explorer.update({ thumb: size });
  }

  /** @param {ViewState["show"]|"filter"} value */
  show(value) {
    this.sync.props.heard("show", { value });
    this.sync.mistakes.show(value);
  }

  /** Whose mistakes are meant. @param {string|null} truth @param {string|null} guess */
  marked(truth, guess) {
    this.sync.props.heard("truth", { value: truth });
    this.sync.props.heard("guess", { value: guess });
    this.sync.mistakes.choose(truth ?? "", guess ?? "");
  }

  /** @param {string|null} value */
  color(value) {
    this.sync.props.heard("color", { value });
    if (!value) return;
    const color = value === NO_COLOR ? "" : value;
    if (color !== this.sync.explorer.state.color) this.sync.explorer.update({ color });
  }

  /**
   * A cell of the matrix, or of the large one, was clicked.
   *
   * @param {PlotClick|null} small
   * @param {PlotClick|null} large
   * @param {CallbackContext} context
   */
  confused(small, large, context) {
    const click = context.triggered_id === "confusion-large" ? large : small;
    const cell = click?.points?.[0];
    if (!cell) return;
    this.enlargeConfusion(false);
    this.sync.mistakes.filterPair(String(cell.y), String(cell.x));
  }

  /** A bin of the reliability diagram was clicked. @param {PlotClick|null} click */
  binned(click) {
    const clauses = click?.points?.[0]?.customdata;
    if (clauses?.length) this.sync.mistakes.filterBy(clauses);
  }

  /** @param {boolean} open */
  enlargeConfusion(open) {
    this.sync.setProps?.("confusion-dialog", { opened: open });
  }

  /** @param {string|null} column */
  fairBy(column) {
    this.sync.props.heard("fair-by", { value: column });
    if ((column ?? "") !== this.sync.explorer.state.fair) this.sync.explorer.update({ fair: column ?? "" });
  }

  /**
   * A panel of classes that was looked at stays: Dash draws what comes a second time as it was at first, and deaf.
   *
   * @param {string|null} name of the panel that is looked at
   */
  keepPanel(name) {
    if (name) window.dash_clientside.set_props(`class-tabs-panel-${name}`, { keepMounted: true });
  }

  /** The table's own search takes words in any case. @param {string|null} text @param {object} options of the grid */
  findClass(text, options) {
    return { ...options, quickFilterText: text ?? "" };
  }

  /** @param {string} name */
  model(name) {
    this.sync.props.heard("model", { value: name });
    // Set from here, the choice says nothing new.
    if (name !== modelChoice(this.sync.explorer.state.model, this.sync.config.models)) this.sync.explorer.update({ model: name.trim() });
  }

  /** @param {ViewState["labels"]} labels */
  labels(labels) {
    this.sync.props.heard("labels", { value: labels });
    if (labels && labels !== this.sync.explorer.state.labels) this.sync.explorer.update({ labels });
  }

  /** @param {number|null} times */
  theme(times) {
    if (!times) return;
    setTheme(theme() === "dark" ? "light" : "dark");
    this.turn(theme());
  }

  /** @param {ViewState["theme"]} name */
  turn(name) {
    this.sync.explorer.setTheme(name);
    this.sync.setProps?.("provider", { forceColorScheme: name });
  }

  /** @param {number|null} times */
  help(times) {
    if (!times) return;
    this.sync.setProps?.("help-dialog", { opened: true });
    fillKeyDialog();
  }

  /** @param {number|null} left @param {number|null} right @param {CallbackContext} context */
  fold(left, right, context) {
    if (left || right) fold(context.triggered_id === "fold-left" ? "left" : "right");
  }

  /** @param {Partial<ViewState>|null} patch */
  wanted(patch) {
    if (patch) this.sync.explorer.update(patch, { push: true });
  }
}
