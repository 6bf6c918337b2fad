/** Suggestions as they are listed under the field of search. No DOM. */

import { counted, formatCount } from "./text.mjs";

/** @import { SuggestionsAnswer } from "./types.d.ts" */

/**
 * @typedef {object} Suggested
 * @property {string} words
 * @property {string} detail  How much there is, and what taking it does.
 * @property {string} spoken
 * @property {string|null} search
 * @property {string|null} where
 */

/** @type {Record<string, string>} */
const HEADS = { class: "Classes of the encoder", tag: "Tags", folder: "Folders", file: "Files" };

/** @param {SuggestionsAnswer} answer @returns {{head: string, entries: Suggested[]}[]} */
export function listed({ groups }) {
  return groups.map(({ kind, column, entries }) => {
    const head = HEADS[kind] ?? column;
    return {
      head,
      entries: entries.map(({ words, count, search, where }) => {
        const much = count === null ? "" : kind === "class" ? counted(count, "class", "classes") : formatCount(count);
        const does = search === null ? "filter" : "search";
        const detail = [much, does].filter(Boolean).join(" · ");
        return { words: words || "(empty)", detail, spoken: `${words || "empty"}, ${head}, ${detail}`, search, where };
      }),
    };
  });
}

/** Whether words may go on to be something: not where they are ruled out, or none is there. @param {string} text */
export function canGoOn(text) {
  return text.length <= 200 && /[\p{L}\p{N}]/u.test(text) && !/(^|\s)-\S*$/.test(text);
}
