/** Turning two fingers into one step: spread apart they go in, drawn together out. No DOM. */

/** How much farther apart, or nearer, two fingers are when they mean it. */
const RATIO = 1.2;
/** Pixels: on fingers that begin close together a ratio is soon reached. */
const LEAST = 24;

/** @typedef {{x: number, y: number}} Point */

export class Pinch {
  /** @type {Map<number, Point>} by pointer */
  #fingers = new Map();
  /** @type {{at: Point, distance: number}|null} how two fingers began */
  #begun = null;
  #stepped = false;
  #several = false;

  /** Whether there was more than one finger since all were lifted: what ends now is no tap. */
  get several() {
    return this.#several;
  }

  /** @param {number} id @param {Point} at */
  down(id, at) {
    if (!this.#fingers.size) [this.#stepped, this.#several] = [false, false];
    this.#fingers.set(id, at);
    if (this.#fingers.size > 1) this.#several = true;
    this.#begun = this.#fingers.size === 2 ? this.#span() : null;
  }

  /**
   * @param {number} id
   * @param {Point} at
   * @returns {{step: 1|-1, at: Point}|null} 1 goes in, where the fingers began; once until all are lifted
   */
  move(id, at) {
    if (!this.#fingers.has(id)) return null;
    this.#fingers.set(id, at);
    if (!this.#begun || this.#stepped) return null;
    const { distance } = this.#span();
    const [near, far] = [Math.min(distance, this.#begun.distance), Math.max(distance, this.#begun.distance)];
    if (far - near < LEAST || far < RATIO * near) return null;
    this.#stepped = true;
    return { step: distance > this.#begun.distance ? 1 : -1, at: this.#begun.at };
  }

  /** @param {number} id */
  up(id) {
    this.#fingers.delete(id);
    this.#begun = null;
  }

  #span() {
    const [a, b] = this.#fingers.values();
    return { at: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, distance: Math.hypot(a.x - b.x, a.y - b.y) };
  }
}
