/**
 * Divide a rectangle among items in a given order, as explorer/layout/division.py does, where it is explained; tests hold
 * the two equal. No DOM.
 *
 * @typedef {object} Row  Items to lay out.
 * @property {number[]} weights
 * @property {number[]} joints  The tree node that joins items i and i + 1.
 * @property {number[]} parts   How many cells each holds.
 *
 * @typedef {{first: number, middle: number, last: number, across: boolean}} Cut
 * @typedef {Map<string, [number, number]>} Needs  Least width and height, by the range "first,last".
 * @typedef {[number, number, number, number]} Box  x, y, width, height.
 * @typedef {{cost: number, middle: number, down: boolean, length: number}} Scored
 */

import { roundEven, running } from "./numbers.mjs";

const GOOD_SHAPE = 2.5;

/**
 * @param {Row} row
 * @param {number} width
 * @param {number} height
 * @param {number} gap
 * @param {number} least
 * @returns {Cut[]} in preorder
 */
export function planDivision(row, width, height, gap, least) {
  const cutter = new Cutter(row, gap, least);
  /** @type {Cut[]} */
  const plan = [];
  /** @type {[number, number, number, number][]} */
  const stack = [[0, row.weights.length, width, height]];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const [first, last, w, h] = next;
    if (last - first < 2) continue;
    const { middle, down, length } = cutter.best(first, last, w, h);
    plan.push({ first, middle, last, across: !down });
    if (!down) stack.push([middle, last, w - gap - length, h], [first, middle, length, h]);
    else stack.push([middle, last, w, h - gap - length], [first, middle, w, length]);
  }
  return plan;
}

class Cutter {
  #weight;
  #parts;
  #joints;
  #gap;
  #least;

  /** @param {Row} row @param {number} gap @param {number} least */
  constructor({ weights, joints, parts }, gap, least) {
    this.#weight = running(weights);
    this.#parts = running(parts);
    this.#joints = joints;
    this.#gap = gap;
    this.#least = least;
  }

  /** @param {number} first @param {number} last @param {number} w @param {number} h */
  best(first, last, w, h) {
    let own = first;
    for (let i = first + 1; i < last - 1; i++) if (this.#joints[i] > this.#joints[own]) own = i;
    let best = lesser(this.#score(first, own + 1, last, w, h, true), this.#score(first, own + 1, last, w, h, false));
    if (best.cost <= GOOD_SHAPE) return best;
    for (let middle = first + 1; middle < last; middle++) {
      for (const across of [true, false]) best = lesser(best, this.#score(first, middle, last, w, h, across));
    }
    return best;
  }

  /** @param {number} first @param {number} middle @param {number} last @param {number} w @param {number} h @param {boolean} across @returns {Scored} */
  #score(first, middle, last, w, h, across) {
    const [along, side] = across ? [w, h] : [h, w];
    const ahead = this.#parts[middle] - this.#parts[first];
    const behind = this.#parts[last] - this.#parts[middle];
    const [needAhead, needBehind] = [this.#need(ahead, side), this.#need(behind, side)];
    const room = along - this.#gap;
    const total = this.#weight[last] - this.#weight[first];
    const share = (this.#weight[middle] - this.#weight[first]) / total;
    const length = Math.min(Math.max(share * room, needAhead), room - needBehind);
    if (length < needAhead) return { cost: 1e6 + needAhead + needBehind - room, middle, down: !across, length: Math.max(share * room, 0) };
    const cost = Math.max(shape(length, side, ahead), shape(room - length, side, behind));
    return { cost, middle, down: !across, length };
  }

  /** @param {number} parts @param {number} side */
  #need(parts, side) {
    const pitch = this.#least + this.#gap;
    const rows = Math.max(1, Math.floor((side + this.#gap) / pitch));
    return Math.ceil(parts / rows) * pitch - this.#gap;
  }
}

/** The first of both where neither is less. @param {Scored} a @param {Scored} b */
function lesser(a, b) {
  if (a.cost !== b.cost) return b.cost < a.cost ? b : a;
  if (a.middle !== b.middle) return b.middle < a.middle ? b : a;
  if (a.down !== b.down) return b.down ? a : b;
  return b.length < a.length ? b : a;
}

/** @param {number} length @param {number} side @param {number} parts */
function shape(length, side, parts) {
  const [longer, shorter] = length > side ? [length, side] : [side, length];
  return Math.max(1, longer / Math.max(shorter, 1e-9) / Math.min(parts, 4));
}

/** @param {number} first @param {number} last */
const key = (first, last) => `${first},${last}`;

/** @param {Needs} needs @param {number} first @param {number} last */
export function needOf(needs, first, last) {
  return needs.get(key(first, last)) ?? [0, 0];
}

/**
 * Rectangles on whole pixels.
 *
 * @param {Cut[]} plan
 * @param {ArrayLike<number>} weights
 * @param {Needs} needs
 * @param {Box} box
 * @param {number} gap
 * @returns {Box[]}
 */
export function place(plan, weights, needs, box, gap) {
  const weight = running(weights);
  /** @type {Box[]} */
  const out = new Array(weights.length);
  const cuts = plan.values();
  /** @type {[number, number, number, number, number, number][]} */
  const stack = [[0, weights.length, ...box]];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const [first, last, x, y, w, h] = next;
    if (last - first === 1) {
      out[first] = [x, y, w, h];
      continue;
    }
    const { middle, across } = /** @type {Cut} */ (cuts.next().value);
    const share = (weight[middle] - weight[first]) / (weight[last] - weight[first]);
    const axis = across ? 0 : 1;
    const room = Math.max(0, (across ? w : h) - gap);
    const ahead = needOf(needs, first, middle)[axis];
    const behind = needOf(needs, middle, last)[axis];
    const length = Math.min(Math.max(roundEven(share * room), Math.min(ahead, room)), Math.max(room - behind, 0));
    if (across) stack.push([middle, last, x + length + gap, y, room - length, h], [first, middle, x, y, length, h]);
    else stack.push([middle, last, x, y + length + gap, w, room - length], [first, middle, x, y, w, length]);
  }
  return out;
}

/**
 * Least width and height in which a plan gives every item its own.
 *
 * @param {Cut[]} plan
 * @param {[number, number][]} least
 * @param {number} gap
 * @returns {Needs}
 */
export function leastExtents(plan, least, gap) {
  /** @type {Needs} */
  const needs = new Map(least.map((size, i) => [key(i, i + 1), size]));
  for (const { first, middle, last, across } of [...plan].reverse()) {
    const [aw, ah] = needOf(needs, first, middle);
    const [bw, bh] = needOf(needs, middle, last);
    needs.set(key(first, last), across ? [aw + gap + bw, Math.max(ah, bh)] : [Math.max(aw, bw), ah + gap + bh]);
  }
  return needs;
}
