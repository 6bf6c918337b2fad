/**
 * How far down a list that may be higher than any element of a browser: the element is as high as browsers allow, small steps
 * are taken as they are, and a jump of the bar is one of the whole list. At both ends element and list go along together, so that
 * each ends where the other does. No DOM.
 *
 * Chromium lays out no more than 33.5 million pixels, Firefox 17.8 million; a zoomed page has less.
 */

/** CSS pixels of the element at most. */
export const MOST = 8_000_000;

/** At either end of the element a pixel is a pixel of the list. */
const ALIKE = 200_000;

export class LongScroll {
  /** Of the list, from its top: what is seen begins here. */
  top = 0;
  #height = 0;
  #room = 1;
  #at = 0;

  /** Height of the element that is scrolled. */
  get length() {
    return Math.min(MOST, Math.max(this.#height, this.#room));
  }

  /** How far the list can be scrolled. */
  get most() {
    return Math.max(0, this.#height - this.#room);
  }

  /** Whether the element is as high as the list. */
  get whole() {
    return this.#height <= MOST;
  }

  /** @param {number} height of the list @param {number} room of what is seen */
  resize(height, room) {
    this.#height = height;
    this.#room = Math.max(1, room);
    this.to(this.top);
  }

  /** Go to a height. @param {number} top @returns {number} what the element's `scrollTop` is to be */
  to(top) {
    this.top = Math.max(0, Math.min(this.most, top));
    this.#at = this.place;
    return this.#at;
  }

  /** The `scrollTop` that stands for `top`. */
  get place() {
    if (this.whole || this.top <= ALIKE) return this.top;
    const end = MOST - this.#room;
    if (this.most - this.top <= ALIKE) return end - (this.most - this.top);
    return ALIKE + (this.top - ALIKE) * ((end - 2 * ALIKE) / (this.most - 2 * ALIKE));
  }

  /** The height of the list that a `scrollTop` stands for. @param {number} at */
  #topAt(at) {
    const end = MOST - this.#room;
    if (at <= ALIKE) return at;
    if (end - at <= ALIKE) return this.most - (end - at);
    return ALIKE + (at - ALIKE) * ((this.most - 2 * ALIKE) / (end - 2 * ALIKE));
  }

  /**
   * The element was scrolled: by a wheel, a finger or a key as far in the list, by its bar to the same share of the list.
   *
   * @param {number} at its `scrollTop`
   * @returns {number|null} where `scrollTop` has to be put, since it is at its end and the list is not, or the other way round
   */
  scrolled(at) {
    const by = at - this.#at;
    this.#at = at;
    if (this.whole) {
      this.top = Math.max(0, Math.min(this.most, at));
      return null;
    }
    const end = MOST - this.#room;
    const jump = Math.abs(by) > 2 * this.#room;
    this.top = Math.max(0, Math.min(this.most, jump ? this.#topAt(at) : this.top + by));
    const stuck = (at <= 0 && this.top > 0) || (at >= end - 1 && this.top < this.most);
    return stuck && !jump ? this.settle() : null;
  }

  /** At rest: where `scrollTop` belongs, so that bar and list agree again; null where they do. */
  settle() {
    if (this.whole || Math.abs(this.#at - this.place) < 1) return null;
    this.#at = this.place;
    return this.#at;
  }
}
