/** How the scores of a search are spread, and the cut that makes a set of them: dragged, or moved by keys. */

import { countAbove, isToCut, outline, stepOf, upperPart, written } from "../score-histogram.mjs";
import { counted } from "../text.mjs";
import { byId, element } from "./elements.mjs";

/** @import { ScoreHistogram } from "../types.d.ts" */

/** Of the drawing, which is stretched to its place. */
const WIDTH = 200;
const HEIGHT = 40;
/** Milliseconds after the last key. */
const REST = 250;
const SVG = "http://www.w3.org/2000/svg";

export class ScoreCut {
  #host;
  #heard;
  #parts;
  /** @type {ScoreHistogram|null} all of it */
  #all = null;
  /** @type {ScoreHistogram} what is drawn */
  #drawn = { lo: 0, hi: 1, counts: [0] };
  #cut = 0;
  /** How many lie above it. */
  #count = 0;
  #timer = 0;
  #dragging = false;

  /**
   * @param {{moves: (cut: number, count: number) => void, chosen: (cut: string) => void}} heard `moves` at every step with
   *   about how many lie above, `chosen` where it stays; "" for where it lies by itself
   */
  constructor(heard) {
    this.#host = byId("score-cut");
    this.#heard = heard;
    this.#parts = build();
    this.#host.replaceChildren(this.#parts.plot, this.#parts.words);
    this.#listen();
  }

  /**
   * @param {ScoreHistogram|null} histogram null for none
   * @param {number} cut
   * @param {number} count above it
   * @param {boolean} isChosen whether a person has put it there
   */
  show(histogram, cut, count, isChosen) {
    this.#host.hidden = !isToCut(histogram);
    if (!histogram || this.#host.hidden || this.#dragging) return;
    this.#all = histogram;
    this.#drawn = upperPart(histogram, cut);
    const d = outline(this.#drawn.counts, WIDTH, HEIGHT);
    for (const path of this.#parts.paths) path.setAttribute("d", d);
    this.#parts.reset.hidden = !isChosen;
    this.#place(cut, count);
  }

  hide() {
    this.#host.hidden = true;
  }

  /** @param {number} cut @param {number} count */
  #place(cut, count) {
    this.#cut = cut;
    this.#count = count;
    const { lo, hi } = this.#drawn;
    const share = Math.min(1, Math.max(0, (cut - lo) / (hi - lo)));
    const { plot, handle, words } = this.#parts;
    plot.style.setProperty("--cut", `${100 * share}%`);
    handle.ariaValueMin = written(lo);
    handle.ariaValueMax = written(hi);
    handle.ariaValueNow = written(cut);
    handle.ariaValueText = `${cut.toFixed(2)}, ${counted(count, "image")}`;
    words.firstElementChild?.replaceChildren(`score ≥ ${cut.toFixed(3)}`);
  }

  /** @param {number} cut */
  #move(cut) {
    if (!this.#all) return;
    const within = Math.min(this.#drawn.hi, Math.max(this.#drawn.lo, cut));
    this.#place(within, countAbove(this.#all, within));
    this.#heard.moves(within, this.#count);
  }

  #choose() {
    clearTimeout(this.#timer);
    this.#heard.chosen(written(this.#cut));
  }

  #listen() {
    const { plot, handle, reset } = this.#parts;
    reset.addEventListener("click", () => this.#heard.chosen(""));
    plot.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      this.#dragging = true;
      plot.setPointerCapture(event.pointerId);
      handle.focus({ preventScroll: true });
      event.preventDefault();
      this.#follow(event);
    });
    plot.addEventListener("pointermove", (event) => this.#dragging && this.#follow(event));
    for (const end of ["pointerup", "pointercancel"]) {
      plot.addEventListener(end, () => {
        if (!this.#dragging) return;
        this.#dragging = false;
        this.#choose();
      });
    }
    handle.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {PointerEvent} event */
  #follow({ clientX }) {
    const { left, width } = this.#parts.plot.getBoundingClientRect();
    const { lo, hi } = this.#drawn;
    this.#move(lo + ((clientX - left) / Math.max(1, width)) * (hi - lo));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { lo, hi } = this.#drawn;
    const step = stepOf(this.#drawn);
    /** @type {Record<string, number>} */
    const ways = { ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step, PageDown: -10 * step, PageUp: 10 * step, Home: lo - this.#cut, End: hi - this.#cut };
    if (!(event.key in ways) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#move(this.#cut + ways[event.key]);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#choose(), REST);
  }
}

function build() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const paths = ["below", "above"].map((look) => {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", look);
    svg.append(path);
    return path;
  });
  const handle = element("div", { className: "cut-handle", role: "slider", tabIndex: 0, ariaLabel: "Least score of what was found" });
  const plot = element("div", { className: "cut-plot", title: "Drag the cut: what scores as much is the set" }, svg, handle);
  const reset = element("button", { className: "link", type: "button", title: "Put the cut back where it lies by itself", hidden: true }, "reset");
  const words = element("div", { className: "cut-words" }, element("span", {}), reset);
  return { plot, handle, paths, words, reset };
}
