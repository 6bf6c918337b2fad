/**
 * What a state searches for, as parameters of the server. No DOM.
 *
 * @typedef {object} Sought  Words, or examples; of both, the words count.
 * @property {string} text
 * @property {number[]} like    Rows.
 * @property {number[]} unlike
 * @property {string[]} images  That were sent, by their names.
 */

/** @import { MarkParams, SearchAnswer, ViewState } from "./types.d.ts" */

/** Keys of the state that say it. */
export const NOTHING = Object.freeze({ query: "", like: "", unlike: "", images: "", cut: "" });

/** @param {Pick<ViewState, "query"|"like"|"unlike"|"images">} state @returns {Sought} */
export function soughtOf({ query, like, unlike, images }) {
  if (query) return { text: query, like: [], unlike: [], images: [] };
  const wanted = numbersOf(like);
  // In an address that was written by hand one may be both.
  return { text: "", like: wanted, unlike: numbersOf(unlike).filter((row) => !wanted.includes(row)), images: images ? images.split(",") : [] };
}

/** Whether something is sought: counter-examples alone say nothing. @param {Sought} sought */
export function isSought({ text, like, images }) {
  return Boolean(text || like.length || images.length);
}

/** What to ask `/api/search`: one image alone has neighbours, more have something in common. @param {Sought} sought @returns {[string, string][]} */
export function searchParams({ text, like, unlike, images }) {
  if (text) return [["text", text]];
  if (like.length === 1 && !unlike.length && !images.length) return [["row", String(like[0])]];
  return [...named("like", like), ...named("unlike", unlike), ...named("image", images)];
}

/** The set above a cut, as parameters of /api/view. @param {Sought} sought @param {string} cut @returns {MarkParams} */
export function foundParams({ text, like, unlike, images }, cut) {
  if (text) return { text, cut };
  if (like.length === 1 && !unlike.length && !images.length) return { like_row: String(like[0]), cut };
  return {
    ...(like.length ? { like_rows: like.join(",") } : {}),
    ...(unlike.length ? { unlike_rows: unlike.join(",") } : {}),
    ...(images.length ? { like_images: images.join(",") } : {}),
    cut,
  };
}

/**
 * What stands out on the map: all that scores as much as the cut; without one all images that words found, be they none, or
 * those that were ranked first. Examples are of the set.
 *
 * @param {Pick<SearchAnswer, "results"|"total">} answer
 * @param {Sought} sought
 * @param {string} cut
 * @returns {MarkParams|null}
 */
export function litBy({ results, total }, sought, cut) {
  if (cut) return foundParams(sought, cut);
  if (total !== null) return { text: sought.text };
  return results.length ? { rows: [...results.map(({ row }) => row), ...sought.like].join(",") } : null;
}

/** @param {string} text */
function numbersOf(text) {
  return text ? text.split(",").map(Number) : [];
}

/** @param {string} name @param {(number|string)[]} values @returns {[string, string][]} */
function named(name, values) {
  return values.map((value) => [name, String(value)]);
}
