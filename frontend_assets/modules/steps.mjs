/** What a person did, step by step, so that it can be undone and done again in its order. No DOM. */

import { hasNumbers } from "./other-build.mjs";
import { rowsIn, rowsText } from "./named-sets.mjs";
import { counted, formatCount } from "./text.mjs";

/** @import { ViewState } from "./types.d.ts" */

/**
 * @typedef {object} ViewStep  A change of the view.
 * @property {Partial<ViewState>} before
 * @property {Partial<ViewState>} after
 * @property {number} time  In milliseconds.
 * @property {string} [of]  The tree that its numbers are of, where it is an earlier one.
 *
 * @typedef {object} DecisionStep  A change of decisions, made on this page: the server knows what it was.
 * @property {number} change Its id.
 * @property {string} time When it was made, as the server told.
 *
 * @typedef {ViewStep|DecisionStep} Step
 */

export const STEPS_KEPT = 200;
/** A slider that is moved again within so many milliseconds is still the same step. */
const TOGETHER = 1000;
const SLID = new Set(["clusters", "thumb"]);
/** What is looked at in passing is no step by itself, and the theme is no part of the work. */
const PASSING = new Set(["row", "at", "review", "theme"]);

/** Characters of the steps that go over to another page, either way; browsers keep some millions. */
const MOST_TEXT = 1_000_000;

/** @type {Record<string, string>} */
export const NAMES = {
  node: "the cluster in view", clusters: "the number of clusters", thumb: "the size", color: "the colour", model: "the model",
  labels: "which labels count", show: "what is shown of mistakes", truth: "whose mistakes are shown", guess: "whose mistakes are shown",
  fair: "the subgroups", findings: "what is looked for", outlines: "the outlines", query: "the search", view: "the view", row: "the image", like: "the examples", unlike: "the examples", sort: "the order",
};

export class Steps {
  /** @type {Step[]} the newest last */
  #done = [];
  /** @type {Step[]} what was undone last is last */
  #undone = [];
  /** Steps that were let go of, older than all that are kept. */
  #dropped = 0;

  /** The view became another. @param {Readonly<ViewState>} before @param {Readonly<ViewState>} after @param {number} time */
  viewed(before, after, time) {
    const step = stepOf(before, after, time);
    if (!step) return;
    const last = this.#done.at(-1);
    if (last && !isDecision(last) && isSameSlide(last, step)) Object.assign(last, { after: step.after, time });
    else this.#do(step);
  }

  /** Something was decided. @param {DecisionStep} step */
  decided({ change, time }) {
    this.#do({ change, time });
  }

  /** What is to be undone next; null where nothing was done. @param {boolean} again to be done again @returns {Step|null} */
  next(again) {
    return (again ? this.#undone : this.#done).at(-1) ?? null;
  }

  /** The decision that is to be undone next, whatever was done since. @param {boolean} again to be done again @returns {DecisionStep|null} */
  nextDecision(again) {
    return (again ? this.#undone : this.#done).findLast(isDecision) ?? null;
  }

  /**
   * All that is kept was undone, and there was more: told once.
   *
   * @returns {number} steps that were let go of
   */
  pastKept() {
    if (this.#done.length) return 0;
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  /** The next step was undone, or done again. @param {boolean} again */
  turned(again) {
    const step = this.next(again);
    if (!step) return;
    (again ? this.#undone : this.#done).pop();
    (again ? this.#done : this.#undone).push(step);
  }

  /** A decision was undone or done again, also one that was not the next step: by a button, or in a review. @param {boolean} again @param {DecisionStep} step */
  turnedDecision(again, { change, time }) {
    this.missing(again, { change, time });
    (again ? this.#done : this.#undone).push({ change, time });
  }

  /** The server does not know a decision any more. @param {boolean} again @param {DecisionStep} step */
  missing(again, { change, time }) {
    const from = again ? this.#undone : this.#done;
    const place = from.findLastIndex((one) => isDecision(one) && one.change === change && one.time === time);
    if (place >= 0) from.splice(place, 1);
  }

  /**
   * Let go of the steps whose numbers are of a tree that nobody knows any more.
   *
   * @param {string} of
   * @returns {number} how many
   */
  forget(of) {
    const stays = (/** @type {Step} */ step) => isDecision(step) || step.of !== of || !(hasNumbers(step.before) || hasNumbers(step.after));
    const before = this.#done.length + this.#undone.length;
    [this.#done, this.#undone] = [this.#done.filter(stays), this.#undone.filter(stays)];
    return before - this.#done.length - this.#undone.length;
  }

  /**
   * All of them as text, for a page that shows another build; the oldest are left out where they are too many.
   *
   * @param {string} tree that this page shows
   */
  written(tree) {
    const line = (/** @type {Step} */ step) => JSON.stringify(isDecision(step) ? step : { of: tree, ...step, time: -TOGETHER }, (key, value) => (key === "selection" ? rowsText(value) : value));
    const [done, undone] = [this.#done, this.#undone].map((steps) => newest(steps.map(line)));
    return JSON.stringify({ done, undone, dropped: this.#dropped + this.#done.length - done.length });
  }

  /** The decisions alone, as text, for this page when it is loaded again: what the view was is in the browser's history. */
  get decisions() {
    const lines = (/** @type {Step[]} */ steps) => steps.filter(isDecision).map((step) => JSON.stringify(step));
    return JSON.stringify({ done: lines(this.#done), undone: lines(this.#undone) });
  }

  /** What the page before wrote. @param {string} text */
  static read(text) {
    const { done = [], undone = [], dropped = 0 } = JSON.parse(text);
    const steps = new Steps();
    [steps.#done, steps.#undone] = [done, undone].map((lines) => lines.map((/** @type {string} */ line) => JSON.parse(line, (key, value) => (key === "selection" ? rowsIn(value) : value))));
    steps.#dropped = Number(dropped);
    return steps;
  }

  /** @param {Step} step */
  #do(step) {
    this.#undone = [];
    const done = [...this.#done, step];
    this.#done = done.slice(-STEPS_KEPT);
    this.#dropped += done.length - this.#done.length;
  }
}

/** @param {Step} step @returns {step is DecisionStep} */
export function isDecision(step) {
  return "change" in step;
}

/**
 * What changed; null where that is no step.
 *
 * @param {Readonly<ViewState>} before
 * @param {Readonly<ViewState>} after
 * @param {number} time
 * @returns {ViewStep|null}
 */
function stepOf(before, after, time) {
  const keys = /** @type {(keyof ViewState)[]} */ (Object.keys(after)).filter((key) => key !== "theme" && !isSame(before[key], after[key]));
  if (!keys.some((key) => !PASSING.has(key))) return null;
  const part = (/** @type {Readonly<ViewState>} */ state) => Object.fromEntries(keys.map((key) => [key, state[key]]));
  return { before: part(before), after: part(after), time };
}

/** @param {unknown} a @param {unknown} b */
function isSame(a, b) {
  return a === b || (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, i) => one === b[i]));
}

/** @param {ViewStep} last @param {ViewStep} step */
function isSameSlide(last, step) {
  const [keys, others] = [Object.keys(last.after), Object.keys(step.after)];
  return keys.length === 1 && others.length === 1 && keys[0] === others[0] && SLID.has(keys[0]) && step.time - last.time < TOGETHER;
}

/** As many of the last lines as have room. @param {string[]} lines */
function newest(lines) {
  let room = MOST_TEXT;
  let first = lines.length;
  while (first > 0 && (room -= lines[first - 1].length) >= 0) first--;
  return lines.slice(first);
}

/** Say what a step was. @param {ViewStep} step */
export function wordsOf({ before, after }) {
  if (after.where !== undefined && after.where !== before.where) return after.where ? `the filter ${after.where}` : "clearing the filter";
  if (after.selection && before.selection) return selectionWords(before.selection.length, after.selection.length);
  const key = Object.keys(after).find((name) => name in NAMES);
  return key ? NAMES[key] : "the view";
}

/** @param {number} before @param {number} after */
function selectionWords(before, after) {
  if (!after) return `clearing a selection of ${counted(before, "image")}`;
  return `the selection of ${counted(after, "image")}${before ? `, instead of ${formatCount(before)}` : ""}`;
}
