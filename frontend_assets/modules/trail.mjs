/**
 * The nodes a person came through, outermost first. No DOM.
 *
 * @typedef {{node: number, lo: number, hi: number, title: string, count: number}} Stop
 */

/** @param {object} answer of /api/view @returns {Stop} */
export function stopOf(answer) {
  const own = answer.breadcrumb?.at(-1);
  return { node: answer.node, lo: answer.lo, hi: answer.hi, title: own?.title ?? "", count: answer.count };
}

/**
 * The trail after going from `from` to `to`: of the stops so far, those that strictly hold the new one.
 * Thus zooming in adds, zooming out removes, and a jump keeps what still encloses it.
 *
 * @param {Stop[]} trail
 * @param {Stop|null} from
 * @param {Stop} to
 * @returns {Stop[]}
 */
export function follow(trail, from, to) {
  const stops = from ? [...trail, from] : trail;
  const kept = stops.filter((stop) => holds(stop, to));
  return kept.filter((stop, i) => i === 0 || holds(kept[i - 1], stop));
}

/** Where zooming out leads: the last stop, else the server's idea of an enclosing cluster, else nowhere. */
export function wayOut(trail, answer) {
  return trail.at(-1)?.node ?? answer?.breadcrumb?.at(-2)?.node ?? null;
}

/** The path to show: what was walked, or the server's chain where nothing was walked yet. */
export function crumbs(trail, answer) {
  const here = { node: answer.node, title: answer.breadcrumb?.at(-1)?.title ?? "", count: answer.count };
  if (!trail.length) return answer.breadcrumb?.length ? answer.breadcrumb : [here];
  return [...trail.map(({ node, title, count }) => ({ node, title, count })), here];
}

/** @param {Stop} outer @param {Stop} inner */
function holds(outer, inner) {
  return outer.lo <= inner.lo && outer.hi >= inner.hi && outer.hi - outer.lo > inner.hi - inner.lo;
}
