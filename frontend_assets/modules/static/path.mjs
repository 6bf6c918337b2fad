/** The clusters that one would have walked through to reach a node: explorer/view/breadcrumb.py and path_down.py. No DOM. */

import { below } from "./layout/numbers.mjs";

/** @import { Ref, Tree } from "./tree.mjs" */

/** @param {Tree} tree @param {Ref} ref @param {number} clusters of a view @returns {Promise<Ref[]>} from the root to the node */
export async function trailOf(tree, ref, clusters) {
  const walked = [tree.root];
  for (let last = tree.root; last !== ref; last = walked[walked.length - 1]) {
    const cells = await tree.cut(Math.max(2, clusters), last);
    const cell = cells[below(cells.map(({ lo }) => lo), ref.lo + 1) - 1];
    walked.push(cell.hi >= ref.hi ? cell : ref);
  }
  return walked;
}

const CLUSTERS_A_STEP = 8;

/**
 * The clusters around an image, outermost first, as /api/items/{row}/clusters lists them.
 *
 * @param {Tree} tree
 * @param {import("./titles.mjs").NodeTitles} titles
 * @param {number} row
 */
export async function pathDown(tree, titles, row) {
  const steps = (await trailOf(tree, await tree.leaf(row), CLUSTERS_A_STEP)).filter((ref) => !tree.isLeaf(ref));
  const stops = await Promise.all(steps.map(async (ref) => ({ node: ref.node, title: ref === tree.root ? "All" : (await titles.own(ref)).text, count: ref.hi - ref.lo })));
  return stops.filter((stop, i) => i === 0 || i === stops.length - 1 || stop.title !== stops[i - 1].title);
}
