/** What is marked on the map, and how many images of a cell or frame that is. No DOM. */

import { Highlight } from "./highlight.mjs";
import { markOf, rangesOf } from "./marking.mjs";

/** @import { Cell, Finding, MarkParams, ViewState } from "./types.d.ts" */

export class Marks {
  /** What a hand rests on, as parameters of /api/view. @type {MarkParams|null} */
  spot = null;
  /** What a search found, likewise. @type {MarkParams|null} */
  search = null;
  /** @type {Finding[]} */
  findings = [];
  #models;

  /** @param {string[]} [models] */
  constructor(models = []) {
    this.#models = models;
  }

  /** What the next view is asked to mark. @param {ViewState} state */
  mark(state) {
    return markOf(state, { ...this, models: this.#models });
  }

  /** The same, wherever a hand rests. @param {ViewState} state */
  lasting(state) {
    return markOf(state, { ...this, models: this.#models, spot: null });
  }

  /**
   * A hand rests on a finding, or on none: where it is part of a cell of the view, its images might not be drawn.
   *
   * @param {number} place
   * @param {Cell[]} cells
   */
  point(place, cells) {
    const finding = this.findings[place];
    if (finding?.rows) {
      this.spot = { rows: rangesOf(finding.rows) };
      return;
    }
    const part = finding && cells.some(({ lo, hi }) => lo <= finding.lo && finding.hi <= hi && hi - lo > finding.hi - finding.lo);
    this.spot = part ? { rows: `${finding.lo}:${finding.hi}` } : null;
  }
}

/**
 * How many images of a cell or frame are marked: as the server counted them, or of those selected. Where the view has none,
 * that is said once, and chips say what they always do.
 *
 * @param {import("./picture.mjs").Picture|null} picture
 * @param {number[]} selection
 * @returns {{kind: import("./marking.mjs").Mark["kind"], marked: import("./paint-cells.mjs").Style["marked"]}} null while nothing is marked
 */
export function counting(picture, selection) {
  const kind = picture?.kind ?? "";
  const { answer } = picture ?? {};
  if (kind && kind !== "selection") return { kind, marked: (box) => (answer?.marked ? (box.marked ?? null) : null) };
  const selected = answer && selection.length ? new Highlight(selection) : null;
  const any = selected && answer && selected.within(answer);
  return { kind: selected ? "selection" : "", marked: (box) => (any ? selected.within(box) : null) };
}

/**
 * Which mistakes a picture marks: "" for none, any, some by their classes, or, of images that cannot be judged, unjudged.
 *
 * @param {import("./picture.mjs").Picture} picture
 * @param {Pick<ViewState, "truth"|"guess">} state
 * @returns {""|"any"|"some"|"unjudged"}
 */
export function mistakesIn({ kind, cells, wrong }, { truth, guess }) {
  if (kind !== "mistakes") return "";
  // A filter by right and wrong leaves no accuracy; then the images that are drawn tell.
  const isJudged = cells.some(({ accuracy }) => accuracy !== null) || wrong.some((sign) => sign >= 0) || !cells.length;
  return isJudged ? (truth || guess ? "some" : "any") : "unjudged";
}

/** How many images stand out: in the view, and drawn. @param {import("./picture.mjs").Picture} picture */
export function litIn({ answer, lit }) {
  return lit && { marked: answer.marked ?? 0, drawn: lit.reduce((sum, one) => sum + one, 0) };
}
