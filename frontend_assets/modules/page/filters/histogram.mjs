/** The bars of a facet: pressed and drawn over by a pointer, or moved from both ends by keys. */

import { element } from "../elements.mjs";
import { choiceOf, draggedBars } from "../../filters/facet-clauses.mjs";
import { barsWords, countWords, edgeWords, endWords, heights } from "../../filters/facet-words.mjs";

/** @import { Facet } from "../../types.d.ts" */
/** @import { Choice } from "../../filters/facet-clauses.mjs" */

/** Keys come one after the other; the filter follows when they rest. */
const REST_MS = 350;

export class Histogram {
  #choose;
  /** @type {Facet|null} */
  #facet = null;
  /** @type {Choice} */
  #choice = { values: [], bars: null, missing: false };
  /** @type {{one: number, other: number}|null} while a pointer is down */
  #drag = null;
  #timer = 0;

  /** @param {(choice: Choice) => void} choose */
  constructor(choose) {
    this.#choose = choose;
    this.bars = element("div", { className: "hist-bars" });
    this.from = handle("from");
    this.to = handle("to");
    this.low = element("span", {});
    this.high = element("span", {});
    this.said = element("span", { className: "hist-said", hidden: true });
    this.element = element("div", { className: "histogram", role: "group" }, this.bars, this.from, this.to, element("div", { className: "hist-ends", ariaHidden: "true" }, this.low, this.said, this.high));
    this.bars.addEventListener("pointerdown", (event) => this.#press(event));
    this.bars.addEventListener("pointermove", (event) => this.#move(event));
    this.bars.addEventListener("pointerup", () => this.#letGo());
    this.bars.addEventListener("pointercancel", () => this.#rest());
    this.bars.addEventListener("pointerleave", () => this.#drag || this.#say(""));
    for (const [place, knob] of [this.from, this.to].entries()) knob.addEventListener("keydown", (event) => this.#key(event, place));
  }

  /** @param {Facet} facet */
  fill(facet) {
    const before = this.#facet;
    this.#facet = facet;
    // What a hand is at stays as it is: the filter follows it in a moment.
    const held = this.#drag !== null || this.#timer !== 0;
    if (!held) this.#choice = choiceOf(facet);
    this.element.ariaLabel = `${facet.column}, a histogram`;
    const { counts = [], marked = null } = facet;
    if (before?.counts?.length !== counts.length) this.bars.replaceChildren(...counts.map(() => element("span", { className: "hist-bar" }, element("span", { className: "hist-all" }), element("span", { className: "hist-marked" }))));
    const tall = heights(counts);
    const lit = marked ? heights(marked, counts) : null;
    [...this.bars.children].forEach((bar, i) => {
      bar.setAttribute("style", `--all: ${tall[i]}; --marked: ${lit ? lit[i] : 0}`);
    });
    this.low.textContent = endWords(facet, 0);
    this.high.textContent = endWords(facet, counts.length);
    if (!this.#drag) this.#draw(this.#choice.bars);
  }

  /** What the pointer is on, in place of the ends. @param {string} words "" for nothing */
  #say(words) {
    this.said.textContent = words;
    this.said.hidden = words === "";
    this.low.hidden = this.high.hidden = words !== "";
  }

  /** Which bars are chosen. @param {[number, number]|null} bars */
  #draw(bars) {
    const count = this.bars.childElementCount;
    const [first, end] = bars ?? [0, count];
    [...this.bars.children].forEach((bar, i) => bar.classList.toggle("out", i < first || i >= end));
    this.element.classList.toggle("chosen", bars !== null);
    this.element.style.setProperty("--from", String(count ? first / count : 0));
    this.element.style.setProperty("--to", String(count ? end / count : 1));
    const facet = this.#facet;
    if (!facet) return;
    describe(this.from, `${facet.column} from`, first, Math.max(0, end - 1), edgeWords(facet, first));
    describe(this.to, `${facet.column} up to`, end, count, edgeWords(facet, end), first + 1);
  }

  /** @param {PointerEvent} event */
  #press(event) {
    if (event.button !== 0) return;
    const place = this.#at(event);
    this.#drag = { one: place, other: place };
    this.bars.setPointerCapture(event.pointerId);
    event.preventDefault();
    this.#follow();
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const place = this.#at(event);
    if (this.#drag) {
      this.#drag.other = place;
      this.#follow();
    } else if (this.#facet) this.#say(`${barsWords(this.#facet, place, place + 1)}: ${this.#images(place, place + 1)}`);
  }

  #follow() {
    if (!this.#drag || !this.#facet) return;
    const { one, other } = this.#drag;
    const [first, end] = [Math.min(one, other), Math.max(one, other) + 1];
    this.#draw([first, end]);
    this.#say(`${barsWords(this.#facet, first, end)}: ${this.#images(first, end)}`);
  }

  #letGo() {
    if (!this.#drag) return;
    const { one, other } = this.#drag;
    this.#drag = null;
    this.#say("");
    this.#apply(draggedBars(this.#choice, one, other));
  }

  #rest() {
    this.#drag = null;
    this.#say("");
    this.#draw(this.#choice.bars);
  }

  /** @param {Choice} choice */
  #apply(choice) {
    const count = this.bars.childElementCount;
    const whole = choice.bars && choice.bars[0] === 0 && choice.bars[1] === count;
    this.#choice = whole ? { ...choice, bars: null } : choice;
    this.#draw(this.#choice.bars);
    this.#choose(this.#choice);
  }

  /** How many images some bars hold. @param {number} first @param {number} end */
  #images(first, end) {
    const { counts = [], marked = null } = this.#facet ?? {};
    const sum = (/** @type {number[]} */ all) => all.slice(first, end).reduce((one, other) => one + other, 0);
    return countWords(sum(counts), marked && sum(marked));
  }

  /** The bar that a pointer is on. @param {PointerEvent} event */
  #at({ clientX }) {
    const { left, width } = this.bars.getBoundingClientRect();
    const count = this.bars.childElementCount;
    return Math.max(0, Math.min(count - 1, Math.floor(((clientX - left) / width) * count)));
  }

  /** @param {KeyboardEvent} event @param {number} place 0 for the lower end */
  #key(event, place) {
    const count = this.bars.childElementCount;
    const ends = /** @type {[number, number]} */ ([...(this.#choice.bars ?? [0, count])]);
    const [least, most] = place ? [ends[0] + 1, count] : [0, ends[1] - 1];
    /** @type {Record<string, number>} */
    const wanted = { ArrowLeft: ends[place] - 1, ArrowDown: ends[place] - 1, ArrowRight: ends[place] + 1, ArrowUp: ends[place] + 1, PageDown: ends[place] - 5, PageUp: ends[place] + 5, Home: least, End: most };
    if (!(event.key in wanted) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation(); // The arrows are not the map's.
    ends[place] = Math.max(least, Math.min(most, wanted[event.key]));
    this.#choice = { ...this.#choice, bars: ends[0] === 0 && ends[1] === count ? null : ends };
    this.#draw(this.#choice.bars);
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      this.#choose(this.#choice);
    }, REST_MS);
  }
}

/** @param {string} end */
function handle(end) {
  return element("span", { className: `hist-handle ${end}`, role: "slider", tabIndex: 0 });
}

/** @param {HTMLElement} knob @param {string} label @param {number} now @param {number} most @param {string} words @param {number} [least] */
function describe(knob, label, now, most, words, least = 0) {
  Object.assign(knob, { ariaLabel: label, ariaValueMin: String(least), ariaValueMax: String(most), ariaValueNow: String(now), ariaValueText: words });
}
