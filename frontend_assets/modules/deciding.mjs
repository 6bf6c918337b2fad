/** What is offered where somebody tags. No DOM. */

/** @import { TagCount } from "./types.d.ts" */

/** Tags that a digit gives. */
export const MOST_RECENT = 9;
/** Tags that are offered as one types. */
export const OFFERED = 8;

/** Tags, the most frequent first, that what is typed may go on to: those that begin so, then those that hold it. @param {TagCount[]} tags @param {string} typed */
export function answering(tags, typed) {
  const asked = typed.trim().toLowerCase();
  const holding = tags.filter(({ tag }) => tag.toLowerCase().includes(asked));
  const begins = holding.filter(({ tag }) => tag.toLowerCase().startsWith(asked));
  return [...begins, ...holding.filter(({ tag }) => !tag.toLowerCase().startsWith(asked))];
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
