/** Which mistakes are meant, and what is done with them: outlined, alone on the map, or left by the filter. */

import { clausesOf, hasAll, joined, pairOf, withAll, withoutAll, wrongOf } from "../clauses.mjs";

/** @import { ViewState } from "../types.d.ts" */

export class MistakeChoices {
  /** @param {import("../explorer.mjs").Explorer} explorer @param {{models: string[], classes?: string[]|null}} config */
  constructor(explorer, { models, classes = null }) {
    this.explorer = explorer;
    this.models = models;
    this.classes = classes;
    /** @type {string[]|null} classes to choose from, where these are others than the page was loaded with */
    this.offered = null;
    /** @type {{where: string, clauses: string[]}|null} the filter of the latest view */
    this.told = null;
    /** @type {string[]} clauses that were chosen last in a chart or table */
    this.pair = [];
  }

  /**
   * Corrections name classes that nobody had given before: from now on they are known all over the page, whose parts share
   * one list, and offered.
   *
   * @param {string[]} named
   * @returns {boolean} whether any is new
   */
  learn(named) {
    const { classes } = this;
    const fresh = classes ? named.filter((name) => !classes.includes(name)) : [];
    if (!classes || !fresh.length) return false;
    classes.push(...fresh);
    this.offered = [...classes];
    return true;
  }

  /** Whether the filter leaves just the mistakes that are meant. @param {ViewState} state */
  filtered(state) {
    return hasAll(this.clauses(state), wrongOf(state, this.models));
  }

  /** @param {Pick<ViewState, "where">} state */
  clauses({ where }) {
    return clausesOf(where, this.told);
  }

  /** @param {ViewState["show"]|"filter"} value */
  show(value) {
    const { state } = this.explorer;
    const filtered = this.filtered(state);
    if (value === (filtered ? "filter" : state.show)) return;
    const wrong = wrongOf(state, this.models);
    if (value === "filter") this.explorer.update({ show: "all", where: joined(withAll(this.clauses(state), wrong)) }, { push: true });
    else this.explorer.update({ show: value, ...(filtered ? { where: joined(withoutAll(this.clauses(state), wrong)) } : {}) });
  }

  /** Whose mistakes are meant; they are outlined, should nothing be done with them yet. @param {string} truth @param {string} guess */
  choose(truth, guess) {
    const { state } = this.explorer;
    const next = { truth, guess };
    if (next.truth === state.truth && next.guess === state.guess) return;
    /** @type {Partial<ViewState>} */
    const patch = { ...next };
    if (this.filtered(state)) {
      const others = withoutAll(this.clauses(state), wrongOf(state, this.models));
      patch.where = joined(withAll(others, wrongOf({ ...state, ...next }, this.models)));
    } else if (state.show === "all" && (next.truth || next.guess)) patch.show = "outline";
    this.explorer.update(patch);
  }

  /** Leave the images of one class that are predicted as another; a second time lifts it. @param {string} label @param {string} prediction */
  filterPair(label, prediction) {
    this.filterBy(pairOf(label, prediction, this.explorer.state.model, this.models));
  }

  /** Leave the images of some clauses, in the place of those that were left so before; a second time lifts it. @param {string[]} pair */
  filterBy(pair) {
    const { state } = this.explorer;
    const clauses = this.clauses(state);
    const others = this.pair.length ? withoutAll(clauses, this.pair) : clauses;
    const again = hasAll(clauses, pair);
    this.pair = pair;
    this.explorer.update({ where: joined(again ? withoutAll(clauses, pair) : withAll(others, pair)) }, { push: true });
  }
}
