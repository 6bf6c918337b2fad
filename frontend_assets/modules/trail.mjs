import { nameOf } from "./text.mjs";

/** @import { Stop, View } from "./types.d.ts" */

/** The nodes a person came through, outermost first. No DOM. */

/** @param {Pick<View, "node"|"count"|"breadcrumb">} answer of /api/view @returns {Stop} */
export function stopOf({ node, count, breadcrumb }) {
  return named({ node, title: breadcrumb?.at(-1)?.title ?? "", count });
}

/** A stop has a name to click on even where the cluster has no title. @param {Stop} stop @returns {Stop} */
function named({ node, title, count }) {
  return { node, title: nameOf({ title, count }), count };
}

/**
 * The stops above a new view: going in adds the one left, going out to a stop ends there, and a jump elsewhere
 * takes the way that the server would have walked.
 *
 * @param {Stop[]} trail above the view that is left
 * @param {View|null} from answer of that view
 * @param {View} to answer of the new one
 * @returns {Stop[]}
 */
export function follow(trail, from, to) {
  const at = trail.findIndex((stop) => stop.node === to.node);
  if (at >= 0) return trail.slice(0, at);
  if (from?.node === to.node) return trail;
  if (from && isInside(from, to)) return [...trail, stopOf(from)];
  return (to.breadcrumb ?? []).slice(0, -1).map(named);
}

/** Whether the slice of `inner` is a proper part of that of `outer`. @param {View} outer @param {View} inner */
function isInside(outer, inner) {
  return outer.lo <= inner.lo && outer.hi >= inner.hi && outer.hi - outer.lo > inner.hi - inner.lo;
}
