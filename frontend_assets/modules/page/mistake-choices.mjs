/** Which mistakes are meant, and what is done with them: outlined, alone on the map, or left by the filter. */

import { hasClause, pairOf, withClause, withoutClause, wrongOf } from "../clauses.mjs";

/** @import { ViewState } from "../types.d.ts" */

export class MistakeChoices {
  /** @param {import("../explorer.mjs").Explorer} explorer @param {{models: string[]}} config */
  constructor(explorer, { models }) {
    this.explorer = explorer;
    this.models = models;
    /** The clause of the pair of classes that was chosen last. */
    this.pair = "";
  }

  /** Whether the filter leaves just the mistakes that are meant. @param {ViewState} state */
  filtered(state) {
    return hasClause(state.where, wrongOf(state, this.models));
  }

  /** @param {ViewState["show"]|"filter"} value */
  show(value) {
    const { state } = this.explorer;
    const filtered = this.filtered(state);
    if (value === (filtered ? "filter" : state.show)) return;
    const clause = wrongOf(state, this.models);
    if (value === "filter") this.explorer.update({ show: "all", where: withClause(state.where, clause) }, { push: true });
    else this.explorer.update({ show: value, where: withoutClause(state.where, clause) });
  }

  /** Whose mistakes are meant; they are outlined, should nothing be done with them yet. @param {string} truth @param {string} guess */
  choose(truth, guess) {
    const { state } = this.explorer;
    const next = { truth, guess };
    if (next.truth === state.truth && next.guess === state.guess) return;
    /** @type {Partial<ViewState>} */
    const patch = { ...next };
    if (this.filtered(state)) {
      const others = withoutClause(state.where, wrongOf(state, this.models));
      patch.where = withClause(others, wrongOf({ ...state, ...next }, this.models));
    } else if (state.show === "all" && (next.truth || next.guess)) patch.show = "outline";
    this.explorer.update(patch);
  }

  /** Leave the images of one class that are predicted as another; a second time lifts it. @param {string} label @param {string} prediction */
  filterPair(label, prediction) {
    const { state } = this.explorer;
    const clause = pairOf(label, prediction, state.model, this.models);
    const others = this.pair ? withoutClause(state.where, this.pair) : state.where;
    const again = hasClause(state.where, clause);
    this.pair = clause;
    this.explorer.update({ where: again ? withoutClause(state.where, clause) : withClause(others, clause) }, { push: true });
  }
}
