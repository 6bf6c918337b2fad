/** What is offered where somebody tags, and what is said of changes. No DOM. */

import { formatCount } from "./text.mjs";

/** @import { DecisionsAnswer, MadeChange, TagCount } from "./types.d.ts" */

/** Tags that a digit gives. */
const MOST_RECENT = 9;
/** Tags that are offered as one types. */
export const OFFERED = 8;
/** What stands between classes. */
const SIGN = /[,|;]/;

/** Tags, the most frequent first, that what is typed may go on to: the one that is called so, those that begin so, then those that hold it. @param {TagCount[]} tags @param {string} typed */
export function answering(tags, typed) {
  const asked = typed.trim().toLowerCase();
  const holding = tags.filter(({ tag }) => tag.toLowerCase().includes(asked));
  /** @param {TagCount} one */
  const nearness = ({ tag }) => (tag === typed.trim() ? 0 : tag.toLowerCase().startsWith(asked) ? 1 : 2);
  return holding.sort((one, other) => nearness(one) - nearness(other));
}

/**
 * What stands before the last of several classes with `,`, `|` or `;` between them; a class whose name holds such a sign is one.
 *
 * @param {string} written
 * @param {string[]} classes
 */
export function beforeLast(written, classes) {
  const known = classes.filter((name) => SIGN.test(name)).sort((one, other) => other.length - one.length);
  let start = 0;
  for (;;) {
    const rest = written.slice(start);
    const [name = ""] = known.filter((one) => rest.startsWith(one) && /^\s*([,|;]|$)/.test(rest.slice(one.length)));
    const begun = known.some((one) => one.toLowerCase().startsWith(rest.toLowerCase()));
    const sign = begun ? null : /[,|;]\s*/.exec(rest.slice(name.length));
    if (!sign) return written.slice(0, start);
    start += name.length + sign.index + sign[0].length;
  }
}

/**
 * Which of the names that are offered Enter takes: the first, but none that would be taken off while only a part of it is typed.
 *
 * @param {string[]} names
 * @param {string} typed
 * @param {string[]} has  What all images have already.
 */
export function choiceOf(names, typed, has) {
  return names.findIndex((name) => name === typed || !has.includes(name));
}

/**
 * The last tags that were given, the newest first; what was never given here comes after them by frequency.
 *
 * @param {string[]} given the newest first
 * @param {TagCount[]} tags
 * @returns {string[]}
 */
export function recent(given, tags) {
  const there = tags.map(({ tag }) => tag);
  return [...new Set([...given.filter((tag) => there.includes(tag)), ...there])].slice(0, MOST_RECENT);
}

/** Whether a view asks for what is decided. @param {{where: string, color: string, labels?: string}} state @param {string[]} columns */
export function isAboutDecisions({ where, color, labels }, columns) {
  return labels === "corrected" || columns.some((column) => where.includes(column) || color === `column:${column}`);
}

/**
 * What undoing or doing again did, with what lies on top of it and was left alone.
 *
 * @param {"undo"|"redo"} route
 * @param {MadeChange|null|undefined} change
 */
export function turnedWords(route, change) {
  const [done, verb] = route === "undo" ? ["Undone", "undone"] : ["Done again", "done again"];
  if (!change) return `This cannot be ${verb} any more: only the last changes are kept.`;
  const { what, parts, left, by } = change;
  const names = by.filter(Boolean).join(", ");
  const since = `changed since${names ? ` by ${names}` : ""}`;
  if (!left) return `${done}: ${what}${parts ? "" : " (so it is already)"}`;
  if (!parts) return `Not ${verb}: ${what}. It was ${since}, and that stays.`;
  return `${done}: ${what}; ${formatCount(left)} of ${formatCount(parts + left)} ${left === 1 ? "was" : "were"} ${since} and left alone`;
}

/** The newest change, which this page did not make. @param {NonNullable<DecisionsAnswer["last"]>} last */
export function lastWords({ what, author, time }) {
  return `The last change, made elsewhere or before${author ? `, by ${author}` : ""} at ${time.slice(0, 16).replace("T", " ")} UTC: ${what}`;
}
