/** Files that are given to be searched by: which are taken, and what is said of the others. No DOM. */

import { counted, formatCount } from "./text.mjs";

/** Sentences at once. */
const SAID = 3;

/** @typedef {Pick<File, "name"|"type">} Given */

/** Files without a type may be images that the browser does not know. @param {Given} file */
export function isImage({ type }) {
  return type.startsWith("image/") || type === "";
}

/**
 * The images among some files, and a sentence on each that is left out.
 *
 * @template {Given} T
 * @param {T[]} files
 * @param {number} most
 * @returns {{images: T[], left: string[]}}
 */
export function taken(files, most) {
  const all = files.filter(isImage);
  const left = files.filter((file) => !isImage(file)).map(({ name }) => `${name || "What was given"} is no image.`);
  if (all.length > most) left.push(`Of ${formatCount(all.length)} images the first ${formatCount(most)} are taken.`);
  return { images: all.slice(0, most), left };
}

/** What went wrong, the first few in full. @param {string[]} sentences */
export function inAll(sentences) {
  const rest = sentences.length - SAID;
  return [...sentences.slice(0, SAID), ...(rest > 0 ? [`And ${counted(rest, "other")}.`] : [])].join(" ");
}
