/**
 * What of a wish the server has said no to, as in an old link: it is left out, so that it does not hide the map. No DOM.
 */

/** @import { Mark } from "./marking.mjs" */

/** @type {Mark} */
const NOTHING = Object.freeze({ params: {}, kind: "", lit: 0 });

export class Refusals {
  #where = "";
  #mark = "";
  /** What was wrong with the filter that is left out. @type {{error: string, remedy: "clear-filter"}|undefined} */
  complaint;

  /** The state without a filter that was refused. @template {{where: string}} S @param {S} state @returns {S} */
  asked(state) {
    return state.where && state.where === this.#where ? { ...state, where: "" } : state;
  }

  /** A mark, or none where just this one was refused. @param {import("./marking.mjs").Mark} mark */
  mark(mark) {
    return this.#mark && keyOf(mark) === this.#mark ? NOTHING : mark;
  }

  /**
   * Leave out one part more: first what is to be marked, and if it was not that, the filter.
   *
   * @param {string} where the filter that was asked for
   * @param {import("./marking.mjs").Mark} mark what was asked to be marked
   * @param {string} message why not
   * @returns {boolean} false where nothing can be left out
   */
  leaveOut(where, mark, message) {
    if (keyOf(mark)) {
      this.#mark = keyOf(mark);
      return true;
    }
    if (!where) return false;
    this.#where = where;
    this.#mark = ""; // It may have been refused for the filter beside it.
    this.complaint = { error: `The filter is left out: ${firstSentence(message)}`, remedy: "clear-filter" };
    return true;
  }

  /** A view with its filter is there. */
  forgetFilter() {
    this.#where = "";
    this.complaint = undefined;
  }
}

/** "" where nothing is marked. @param {Mark} mark */
function keyOf({ params }) {
  return String(new URLSearchParams({ ...params }));
}

/** What follows tells what else there is: too much for one line. @param {string} message */
function firstSentence(message) {
  return message.split(/(?<=\.)\s/)[0];
}
