/** Things that come and go over a moment, each from where it is. Time comes with every question. No DOM. */

/** Milliseconds from nothing to all there. */
export const FADE = 120;

/**
 * @template Key
 */
export class Fades {
  #lasts;
  /** @type {Map<Key, {from: number, to: number, begun: number}>} */
  #ways = new Map();

  /** @param {() => number} [lasts] milliseconds, asked for anew each time: 0 for at once */
  constructor(lasts = () => FADE) {
    this.#lasts = lasts;
  }

  /** All of these are to be there, and nothing else. @param {Key[]} keys @param {number} now */
  aim(keys, now) {
    for (const key of keys) this.#turn(key, 1, now);
    for (const key of this.#ways.keys()) if (!keys.includes(key)) this.#turn(key, 0, now);
  }

  /** How much of it is there, 0 to 1. @param {Key} key @param {number} now */
  of(key, now) {
    const way = this.#ways.get(key);
    return way ? this.#at(way, now) : 0;
  }

  /** Whether anything is on its way. @param {number} now */
  isMoving(now) {
    return [...this.#ways.values()].some((way) => this.#at(way, now) !== way.to);
  }

  /** Nothing of it is there. */
  clear() {
    this.#ways.clear();
  }

  /** @param {Key} key @param {0|1} to @param {number} now */
  #turn(key, to, now) {
    if ((this.#ways.get(key)?.to ?? 0) !== to) this.#ways.set(key, { from: this.of(key, now), to, begun: now });
    if (to === 0 && this.of(key, now) === 0) this.#ways.delete(key);
  }

  /** @param {{from: number, to: number, begun: number}} way @param {number} now */
  #at({ from, to, begun }, now) {
    const step = (now - begun) / this.#lasts();
    return step >= Math.abs(to - from) || Number.isNaN(step) ? to : from + Math.sign(to - from) * Math.max(0, step);
  }
}
