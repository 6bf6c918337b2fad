/** What of a list is seen: its lines in the room there is, and how far down they are scrolled. */

import { between, fillRoom, imageAt, layLines, placeOf } from "./grid-lines.mjs";
import { LongScroll } from "./long-scroll.mjs";

/** @import { Point } from "./grid-hands.mjs" */
/** @import { Lines } from "./grid-lines.mjs" */

export class GridPane {
  /** @type {Lines} */
  lines = layLines(0, 1, 1);
  #scroller;
  #length;
  #scroll = new LongScroll();
  #moved;

  /**
   * @param {{scroller: HTMLElement, length: HTMLElement}} stage
   * @param {() => void} moved after something else is seen
   */
  constructor({ scroller, length }, moved) {
    this.#scroller = scroller;
    this.#length = length;
    this.#moved = moved;
    scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
  }

  /** Top of what is seen, from the top of the list. */
  get top() {
    return this.#scroll.top;
  }

  /** @returns {{width: number, height: number}} the room there is, in CSS pixels */
  get room() {
    return { width: this.#scroller.clientWidth, height: this.#scroller.clientHeight };
  }

  /** Lines that there is room for. */
  get page() {
    return Math.floor(this.room.height / this.lines.pitch);
  }

  /** Images on screen, and so many screens more above and below. @param {number} [ahead] */
  seen(ahead = 0) {
    const { height } = this.room;
    return between(this.lines, this.top - ahead * height, this.top + (1 + ahead) * height);
  }

  /**
   * Lay a list out: what was seen first stays so, where it is the same list.
   *
   * @param {number} count
   * @param {number} side wanted of an image
   * @param {{captions: boolean, copies: boolean}} how
   * @param {boolean} same
   */
  lay(count, side, how, same) {
    const { width, height } = this.room;
    const first = between(this.lines, this.top, this.top + 1).first;
    const within = this.top - placeOf(this.lines, first).y;
    const kept = same && this.top > 0;
    this.lines = fillRoom(count, { width, height }, side, how);
    this.#scroll.resize(this.lines.height, height);
    // The canvas, which stays in view, takes the first screen of it.
    this.#length.style.height = `${Math.max(0, this.#scroll.length - height)}px`;
    this.put(kept ? placeOf(this.lines, first).y + Math.min(within, this.lines.pitch) : same ? this.top : 0);
  }

  /** Go to a height. @param {number} top */
  put(top) {
    this.#place(this.#scroll.to(top));
    this.#moved();
  }

  /** Scroll no farther than is needed for an image to be seen; where that is far, it comes to the middle. @param {number} i */
  reveal(i) {
    const { height } = this.room;
    const { y } = placeOf(this.lines, i);
    const low = y + this.lines.pitch - height;
    if (low <= this.top && this.top <= y) return;
    const near = this.top > y ? y : low;
    this.put(Math.abs(near - this.top) > height ? y - height / 2 : near);
  }

  /** Scrolling has come to rest: bar and list agree again. */
  settle() {
    this.#place(this.#scroll.settle());
  }

  /** @param {MouseEvent} event @returns {Point} */
  pointOf({ clientX, clientY }) {
    const box = this.#scroller.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top + this.top };
  }

  /** @param {MouseEvent} event @returns {number} place of the image there, -1 for none */
  hitOf(event) {
    const { x, y } = this.pointOf(event);
    return imageAt(this.lines, x, y);
  }

  #scrolled() {
    if (!this.room.height) return; // Not on the stage.
    this.#place(this.#scroll.scrolled(this.#scroller.scrollTop));
    this.#moved();
  }

  /** @param {number|null} at */
  #place(at) {
    if (at !== null && Math.abs(this.#scroller.scrollTop - at) >= 1) this.#scroller.scrollTop = at;
  }
}
