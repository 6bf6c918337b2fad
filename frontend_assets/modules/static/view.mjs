/** What /api/view answers, worked out in the browser as explorer/view/views.py does. No DOM. */

import { arrangeCells, arrangeWall, isWall, suiting, withoutSlivers } from "./arrangement.mjs";
import { signsOf } from "./copy.mjs";
import { roomFor } from "./layout/treemap.mjs";
import { trailOf } from "./path.mjs";
import { everyNth } from "./selection.mjs";
import { toldApart } from "./titles.mjs";

/** @import { Cell, Frame, Stop, View } from "../types.d.ts" */
/** @import { Arrangement } from "./arrangement.mjs" */
/** @import { Copy } from "./copy.mjs" */
/** @import { Canvas } from "./layout/treemap.mjs" */
/** @import { Marks } from "./marks.mjs" */
/** @import { Rates } from "./rates.mjs" */
/** @import { Selection, Wanted } from "./selection.mjs" */
/** @import { Thumbs } from "./thumbs.mjs" */
/** @import { Title } from "./titles.mjs" */
/** @import { Ref } from "./tree.mjs" */

/**
 * @typedef {object} ViewRequest
 * @property {number} node
 * @property {number} clusters  0 for what suits the view.
 * @property {number} width
 * @property {number} height
 * @property {number} thumb
 * @property {string} where
 * @property {string} model
 * @property {string} color
 *
 * @typedef {object} Drawing  What the cells of a view are filled from.
 * @property {Selection} selection
 * @property {Rates|null} rates
 * @property {Int8Array|null} right
 * @property {Marks} marks
 */

const MOST_DRAWN = 60_000;
/** Cells of a view of the path, where nobody says how many (explorer/view/request.py). */
const USUAL = 48;
const MOST_CLUSTERS = 1000;

/** @param {Copy} copy @param {Thumbs} thumbs @param {ViewRequest} request @param {Marks} marks @returns {Promise<View>} */
export async function makeView(copy, thumbs, request, marks) {
  const ref = await copy.tree.at(request.node);
  const selection = await copy.selection(request.where);
  const side = Math.max(request.thumb, Math.ceil(Math.sqrt((request.width * request.height) / MOST_DRAWN)));
  const canvas = { width: request.width, height: request.height, thumb: side };
  const matching = selection.count(ref.lo, ref.hi);
  const clusters = Math.min(request.clusters, MOST_CLUSTERS);
  const wanted = Math.min(clusters || suiting(matching, canvas), roomFor(canvas));
  const model = copy.model(request.model);
  const filters = request.where ? (await import("./where/clauses.mjs")).clausesIn(request.where) : [];
  /** @type {View} */
  const answer = {
    build: copy.config.build, node: ref.node, lo: ref.lo, hi: ref.hi, count: ref.hi - ref.lo, matching,
    marked: marks.count(ref.lo, ref.hi), model, clauses: filters.map(({ text }) => text), clause_words: filters.map(() => ""), breadcrumb: await breadcrumb(copy, ref, clusters || USUAL),
    cells: [], frames: [], drawn: 0, note: "", legend: null,
  };
  if (matching) {
    const found = await arrange(copy, ref, wanted, clusters, selection, canvas);
    const drawing = { selection, marks, rates: await copy.rates(model, request.where), right: await copy.right(model) };
    const drawn = found.layout.grids.reduce((sum, grid) => sum + grid.drawn, 0);
    const step = stepFor(matching / drawn, thumbs.step, copy.config.packaged);
    const first = [...marks.inOrder, ...(step > 1 ? [everyNth(selection, step)] : [])];
    Object.assign(answer, { cells: cellsOf(copy, found, drawing, first), frames: framesOf(found, drawing), drawn });
    await paint(copy, answer.cells);
    await Promise.all([name(copy, answer, ref, found), tint(copy, answer, request, model)]);
  }
  answer.note = noteFor(clusters, answer, wanted, request.thumb, side);
  return answer;
}

/** All colours are looked up together. @param {Copy} copy @param {Cell[]} cells */
async function paint(copy, cells) {
  const colors = await copy.colors.hex(cells.flatMap(({ thumbs }) => thumbs.rows));
  let at = 0;
  for (const { thumbs } of cells) thumbs.colors = colors.slice(at, (at += 6 * thumbs.rows.length));
}

/** @param {Copy} copy @param {View} answer @param {ViewRequest} request @param {string|null} model */
async function tint(copy, answer, { color, where }, model) {
  if (!color) return;
  const { tinting } = await import("./colorings.mjs");
  const coloring = await tinting(copy, color, model, await copy.selection(where));
  if (!coloring) return;
  const fitted = coloring.inView(answer.cells);
  answer.legend = fitted.legend;
  for (const box of answer.cells) box.tint = fitted.tint(box.lo, box.hi);
  await Promise.all(answer.frames.map(async (frame) => {
    const { lo, hi } = await copy.tree.at(frame.node);
    frame.tint = fitted.tint(lo, hi);
  }));
}

/** The largest stride of a sample that has about as many rows as are drawn. @param {number} rate images for each that is drawn @param {number} least @param {{factor: number, samples: [number, number, number][]}} packaged */
function stepFor(rate, least, { factor, samples }) {
  const most = Math.max(...samples.map(([, stride]) => stride));
  let step = 1;
  while (step * factor <= rate && step < most) step *= factor;
  return Math.max(step, least);
}

/** @param {Copy} copy @param {Ref} ref @param {number} wanted @param {number} clusters @param {Selection} selection @param {Canvas} canvas @returns {Promise<Arrangement>} */
async function arrange(copy, ref, wanted, clusters, selection, canvas) {
  const { tree } = copy;
  const cut = (/** @type {number} */ k) => tree.cut(k, ref, selection.rows);
  const cells = await cut(wanted);
  const arrangeAll = (/** @type {Ref[]} */ nodes) => arrangeCells(tree, cut, selection, canvas, nodes);
  if (isWall(clusters, selection.count(ref.lo, ref.hi), canvas)) return arrangeWall(cells, selection, canvas, await copy.sizes());
  return clusters === 0 ? withoutSlivers(tree, arrangeAll, cells) : arrangeAll(cells);
}

/** @param {Copy} copy @param {Arrangement} found @param {Drawing} drawing @param {Wanted[]} first @returns {Cell[]} */
function cellsOf({ tree }, { cells, counts, layout }, { selection, rates, right, marks }, first) {
  let at = 0;
  return cells.map((ref, i) => {
    const [x, y, w, h] = layout.cells[i];
    const { drawn, lines, gap, columns, size } = layout.grids[i];
    const rows = selection.sample(ref.lo, ref.hi, drawn, first);
    const tiles = layout.tiles?.slice(at, at + drawn);
    at += drawn;
    return {
      node: ref.node, lo: ref.lo, hi: ref.hi, count: ref.hi - ref.lo, matching: counts[i], x, y, w, h, band: layout.bands[i],
      leaf: tree.isLeaf(ref), ...rateOf(rates, ref), title: "", marked: marks.count(ref.lo, ref.hi),
      thumbs: {
        x, y, w, h, size, columns, lines, gap, rows, colors: "", wrong: signsOf(right, rows),
        marked: marks.signs(rows), whole: drawn === counts[i], ...(tiles ? { tiles } : {}),
      },
    };
  });
}

/** @param {Arrangement} found @param {Drawing} drawing @returns {Frame[]} */
function framesOf({ heads, layout }, { selection, rates, marks }) {
  return layout.frameGroups.map((g, i) => {
    const { node, lo, hi } = heads[g];
    const [x, y, w, h] = layout.frames[i];
    const counts = { count: hi - lo, matching: selection.count(lo, hi), marked: marks.count(lo, hi) };
    return { node, x, y, w, h, band: layout.frameBands[i], ...counts, ...rateOf(rates, { lo, hi }), depth: 1, title: "" };
  });
}

/** @param {Rates|null} rates @param {{lo: number, hi: number}} range */
function rateOf(rates, { lo, hi }) {
  return rates?.of(lo, hi) ?? { accuracy: null, interval: null };
}

/** @param {Copy} copy @param {View} answer @param {Ref} ref @param {Arrangement} found */
async function name({ titles }, answer, ref, { cells, heads }) {
  const [whole, own, groups] = await Promise.all([titles.own(ref), Promise.all(cells.map((cell) => titles.of(cell))), Promise.all(heads.map((head) => titles.of(head)))]);
  const headTold = toldApart(groups, heads.map(() => whole.text));
  const groupOf = cells.map((cell) => heads.findIndex((head) => head.lo <= cell.lo && cell.hi <= head.hi));
  const over = groupOf.map((g) => (g < 0 ? "" : headTold[g].text));
  const apart = toldApart(own, over);
  answer.cells.forEach((cell, i) => put(cell, heads[groupOf[i]]?.node === cell.node ? headTold[groupOf[i]] : apart[i]));
  for (const frame of answer.frames) put(frame, headTold[heads.findIndex(({ node }) => node === frame.node)]);
}

/** @param {Cell|Frame} box @param {Title} told */
function put(box, { text, kind, share, names }) {
  Object.assign(box, { title: text, named_by: kind, share, ...(names && { names }) });
}

/** @param {Copy} copy @param {Ref} ref @param {number} clusters @returns {Promise<Stop[]>} */
async function breadcrumb({ tree, titles }, ref, clusters) {
  const steps = await trailOf(tree, ref, clusters);
  return Promise.all(steps.map(async (step) => ({ node: step.node, title: step === tree.root ? "All" : (await titles.own(step)).text, count: step.hi - step.lo })));
}

/** Why a view shows less than was asked for: explorer/view/notes.py. @param {number} clusters @param {View} view @param {number} wanted @param {number} thumb @param {number} side */
function noteFor(clusters, { matching, cells }, wanted, thumb, side) {
  const count = new Intl.NumberFormat("en-US").format;
  const shown = cells.length;
  if (!matching) return "No image here matches the filter.";
  if (shown >= clusters) return side === thumb ? "" : `Thumbnails are drawn at ${side} px: one view has room for ${count(MOST_DRAWN)} of them.`;
  if (shown === matching) return `${count(matching)} ${matching === 1 ? "image" : "images"} here: ${matching === 1 ? "it has the view to itself" : "each has a cell of its own"}.`;
  return `Showing ${count(shown)} of ${count(clusters)} clusters: ${shown === wanted ? "the window has no room for more" : "there are no more here"}.`;
}
