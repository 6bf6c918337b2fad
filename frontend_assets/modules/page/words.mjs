/** Numbers in words, and the scale of a slider. No DOM. */

import { counted, formatCount, imagesText } from "../text.mjs";

export const count = formatCount;
export { counted };

/** @param {number} n */
export function images(n) {
  return imagesText({ count: n });
}

/**
 * The scale of a slider on which equal steps multiply, since 4 to 8 clusters matter as much as 40 to 80.
 *
 * @param {import("../types.d.ts").Control|undefined} control that moves it
 */
export function multiplying(control) {
  const { bounds: [least, most] = [1, 1], positions = 1 } = control ?? {};
  return {
    /** The number at a position. @param {number} position */
    at: (position) => Math.round(least * (most / least) ** (position / positions)),
    /** The position of a number; `at` of it gives the number back. @param {number} number */
    of: (number) => Math.round((positions * Math.log(number / least)) / Math.log(most / least)),
  };
}

/**
 * What the bottom bar says of a view.
 *
 * @param {Pick<import("../types.d.ts").Summary, "count"|"matching"|"shown"|"total"|"where"|"marked"|"mistakes"> & {labels?: string}} view
 */
export function counts(view) {
  const parts = [];
  if (view.where) parts.push(`${count(view.matching)} of ${images(view.count)} match`);
  else parts.push(view.count === view.total ? images(view.total) : `${count(view.count)} of ${images(view.total)}`);
  if (view.labels) parts.push("labels as corrected");
  if (view.matching && view.shown !== null) parts.push(`showing ${view.shown === view.matching ? "all" : count(view.shown)}`);
  if (typeof view.marked === "number" && !noMistakes(view)) parts.push(`${count(view.marked)} marked`);
  return parts.join(" · ");
}

/** Why none is marked, where mistakes are to be; else "". @param {Pick<import("../types.d.ts").Summary, "marked"|"mistakes"|"matching">} view */
export function noMistakes({ marked, mistakes, matching }) {
  return marked === 0 && mistakes && matching ? NO_MISTAKES[mistakes] : "";
}

/** What is said where mistakes are to be marked and there are none. @type {Record<Exclude<import("../types.d.ts").Summary["mistakes"], "">, string>} */
const NO_MISTAKES = {
  any: "No mistakes here.",
  some: "No such mistakes here.",
  unjudged: "No mistakes here: no image has both a label and a prediction.",
};

/**
 * Of a long path the ends matter: all of it up to five stops, else the first, a gap, and the last three.
 *
 * @template T
 * @param {T[]} stops
 * @returns {{stop: T, hidden: T[]}[]} `hidden` are the stops that a gap stands for; its `stop` is the last of them
 */
export function shorten(stops) {
  const whole = stops.map((stop) => ({ stop, hidden: [] }));
  if (stops.length <= 5) return whole;
  const hidden = stops.slice(1, -3);
  return [whole[0], { stop: hidden[hidden.length - 1], hidden }, ...whole.slice(-3)];
}

/**
 * The choice that stands for a model: the first is meant where none is named, and a choice is never empty.
 *
 * @param {string} model
 * @param {string[]} models
 */
export function modelChoice(model, models) {
  return model || models[0] || " ";
}

/**
 * How many of the images found lie in a view: "" for all of them.
 *
 * @param {number[]} rows that are listed
 * @param {number|null} total of all that answer, which the view counts itself; null where images are ranked
 * @param {{lo: number, hi: number, marked: number|null}|null} view
 */
export function hereWords(rows, total, view) {
  if (!view || (total !== null && typeof view.marked !== "number")) return "";
  const here = total === null ? rows.filter((row) => view.lo <= row && row < view.hi).length : view.marked;
  if (here === (total ?? rows.length)) return "";
  return here ? `${count(here)} in this cluster` : "none in this cluster";
}

/** @type {Record<string, string>} */
const WAYS = {
  "text encoder": "ranked by the text encoder",
  image: "ranked by likeness to the image",
  row: "ranked by likeness",
  examples: "ranked by likeness to the examples",
  classes: "by the encoder’s classes",
  words: "by words in names and labels",
};

/**
 * What stands above the results: how many there are, how many are listed, how they were found.
 *
 * @param {{how: string, text: string, note: string, total: number|null, listed: number, here: string,
 *   examples?: Given}} found
 *   `total` is null where all images are ranked: the first are the nearest, and no line parts them from the rest
 */
export function headWords({ how, text, note, total, listed, here, examples }) {
  const query = text ? ` for “${text}”` : "";
  const way = WAYS[how] ?? WAYS.words;
  const said = note ? `. ${note}` : "";
  if (!listed) return `Nothing found${query}, ${way}${isSaid(note, text) ? "." : said || "."}`;
  const the = listed === 1 ? "The one" : `The ${count(listed)}`;
  const ranked = text ? `${the} nearest to “${text}”` : `${the} most like ${exampleWords(examples)}`;
  const what = text ? query : ` like ${exampleWords(examples)}`;
  const counted = listed === total ? `${count(listed)}${what}` : `${count(listed)} of ${count(total ?? listed)}${what}`;
  return [total === null ? ranked : counted, here, way].filter(Boolean).join(", ") + said;
}

/** Whether a note names all words of a query: that no image has them is said already. @param {string} note @param {string} text */
function isSaid(note, text) {
  const named = [...note.matchAll(/“(.*?)”/g)].map(([, words]) => words).join(" ");
  return named.toLowerCase() === text.trim().replace(/\s+/g, " ").toLowerCase();
}

/** @typedef {import("./examples.mjs").Examples & {images?: string[]}} Given  Of the index, and images that were sent. */

/** @param {Given} [examples] */
function exampleWords({ like, unlike, images = [] } = { like: [], unlike: [] }) {
  const given = like.length + images.length;
  const sought = given > 1 ? `these ${count(given)}` : "this";
  return unlike.length ? `${sought} and unlike ${count(unlike.length)}` : sought;
}

/** How many images stand out, with those that are not drawn. @param {string} name @param {{marked: number, drawn: number}} found */
export function spotWords(name, { marked, drawn }) {
  const all = `${images(marked)} of ${name} here`;
  return drawn === marked ? all : `${all}, ${count(drawn)} drawn`;
}

/** Characters of a notice: more is some long name in it, as a rule. */
const MOST = 200;
/** Of these, how many stand at its end, where it says what became of it. */
const TAIL = 60;

/** A notice with its middle left out where it is long, between whole signs. @param {string} words */
export function briefly(words) {
  const signs = [...words];
  if (signs.length <= MOST) return words;
  return `${signs.slice(0, MOST - TAIL).join("").trimEnd()} … ${signs.slice(-TAIL).join("").trimStart()}`;
}
