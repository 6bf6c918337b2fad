/** Names of clusters on the map, each where its images are densest: explorer/view/map/map_names.py. No DOM. */

import { roundEven } from "./layout/numbers.mjs";
import { toldBesides } from "./titles.mjs";

/** @import { Copy } from "./copy.mjs" */
/** @import { Plane } from "./plane.mjs" */
/** @import { Selection } from "./selection.mjs" */
/** @import { Ref, Tree } from "./tree.mjs" */

const [MOST, FIRST, GROWTH] = [1000, 14, 3];
const INSIDE = 24;
const WIDTH = 384;
const LONGEST = 26;
const [SIGN, PADDING, HEIGHT] = [6.6, 20, 24];
const AGAIN = 320;
const SPOTS = 64;

/**
 * @typedef {{x: number, y: number, count: number}} Spot
 * @typedef {{x: number, y: number, w: number, h: number, text: string}} Taken
 */

/** @param {Copy} copy @param {Plane} plane @param {Selection} selection @param {number} level @param {Ref|null} node in view */
export async function namesOf(copy, plane, selection, level, node) {
  if (!selection.count(0, copy.config.n)) return [];
  const { cells, own } = await cellsOf(copy.tree, selection, Math.min(MOST, FIRST * GROWTH ** level), node);
  const spots = densest(plane, selection, cells);
  const order = cells.map((_, i) => i).filter((i) => spots[i].count).sort((a, b) => Number(own[b]) - Number(own[a]) || spots[b].count - spots[a].count || cells[a].node - cells[b].node);
  const titles = await Promise.all(cells.map((cell) => copy.titles.of(cell)));
  const kept = roomy(order, order.map((i) => titles[i].own.text), spots, level);
  // Only those that stand there are told from one another, for which they may need more room.
  const told = new Map(toldBesides(kept.map((i) => titles[i])).map(({ text }, k) => [kept[k], text]));
  const named = roomy(kept, [...told.values()], spots, level);
  return named.map((i) => ({ node: cells[i].node, title: told.get(i) ?? "", count: spots[i].count, x: rounded(spots[i].x), y: rounded(spots[i].y) }));
}

/** Which of some cells have room for their names, those that come first preferred. @param {number[]} order @param {string[]} titles @param {Spot[]} spots @param {number} level */
function roomy(order, titles, spots, level) {
  const width = WIDTH * 2 ** level;
  /** @type {Taken[]} */
  const taken = [];
  return order.filter((i, k) => {
    const text = titles[k].slice(0, LONGEST);
    const box = { x: spots[i].x, y: spots[i].y, w: (PADDING + SIGN * text.length) / width, h: HEIGHT / width, text };
    if (taken.some((other) => isInTheWay(other, box, AGAIN / width))) return false;
    taken.push(box);
    return true;
  });
}

/** @param {Taken} a @param {Taken} b @param {number} again */
function isInTheWay(a, b, again) {
  const [dx, dy] = [Math.abs(a.x - b.x), Math.abs(a.y - b.y)];
  return (dx < (a.w + b.w) / 2 && dy < (a.h + b.h) / 2) || (a.text === b.text && Math.hypot(dx, dy) < again);
}

/** @param {Tree} tree @param {Selection} selection @param {number} many @param {Ref|null} node */
async function cellsOf(tree, selection, many, node) {
  const cells = await tree.cut(many, tree.root, selection.rows);
  if (!node || node === tree.root || cells.includes(node)) return { cells, own: cells.map((cell) => cell === node) };
  const others = cells.filter(({ lo, hi }) => hi <= node.lo || lo >= node.hi);
  let inside = cells.filter(({ lo, hi }) => lo >= node.lo && hi <= node.hi);
  if (inside.length < INSIDE) inside = (await tree.cut(INSIDE, node, selection.rows)).filter(({ lo, hi }) => lo >= node.lo && hi <= node.hi);
  const all = [...others, ...inside].sort((a, b) => a.lo - b.lo);
  return { cells: all, own: all.map((cell) => inside.includes(cell)) };
}

/** The middle of the images in the fullest square of each cluster. @param {Plane} plane @param {Selection} selection @param {Ref[]} cells @returns {Spot[]} */
function densest(plane, selection, cells) {
  return cells.map(({ lo, hi }) => {
    /** @type {Map<number, {x: number, y: number, count: number}>} */
    const squares = new Map();
    const rows = selection.inside(lo, hi);
    for (const row of rows) {
      const { x, y } = plane.place(row);
      const spot = Math.min(Math.floor(y * SPOTS), SPOTS - 1) * SPOTS + Math.min(Math.floor(x * SPOTS), SPOTS - 1);
      const held = squares.get(spot) ?? { x: 0, y: 0, count: 0 };
      squares.set(spot, { x: held.x + x, y: held.y + y, count: held.count + 1 });
    }
    const fullest = [...squares].reduce((best, one) => (one[1].count > best[1].count || (one[1].count === best[1].count && one[0] < best[0]) ? one : best), [Infinity, { x: 0, y: 0, count: 0 }]);
    const { x, y, count } = fullest[1];
    return { x: x / Math.max(count, 1), y: y / Math.max(count, 1), count: rows.length };
  });
}

/** @param {number} share */
function rounded(share) {
  return roundEven(share * 1e7) / 1e7;
}

