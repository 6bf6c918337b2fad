/** The command that writes a subset, as one would type it. No DOM. */

/** What a shell takes as it stands. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/**
 * @typedef {object} Subset
 * @property {number} [node]
 * @property {number[]} [rows]
 * @property {string} [where]
 * @property {string} [labels]  "corrected" where labels count as corrected.
 *
 * @typedef {object} Shape
 * @property {string} name  Of a format.
 * @property {string} ending  Of its file, "" for a folder.
 * @property {string} layout  How pictures lie, "" where that is not said.
 *
 * @typedef {{sample?: string, size?: number, seed?: number} & import("./export-target.mjs").Target} Sample  What is drawn of it, how many where that is said, and towards what.
 */

/** @param {string} word @returns {string} as a POSIX shell reads it */
export function quoted(word) {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** What a command is told that rows are in, since they are too many to type. */
export const ROWS_FILE = "rows.txt";
export const TARGET_FILE = "target.txt";

/** A method with its options in one word, those that were left empty as usual. @param {string} method @param {Iterable<[string, string]>} options */
export function sampleWord(method, options) {
  const said = [...options].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value);
  return [method, ...said.map((each) => each.join("="))].join(";");
}

/** @param {string} index @param {Subset} subset @param {Shape} shape @param {Sample} [sample] */
export function commandOf(index, { node, rows, where, labels }, { name, ending, layout }, { sample, size, seed, target, targetRows } = {}) {
  const words = ["dendro", "export", quoted(index), ending ? `subset.${ending}` : "subset"];
  if (rows) words.push("--rows", ROWS_FILE);
  else if (node !== undefined) words.push("--node", String(node));
  if (where) words.push("--where", quoted(where));
  if (labels === "corrected") words.push("--labels", labels);
  if (sample) words.push("--sample", quoted(sample));
  if (sample && size) words.push("--size", String(size));
  if (sample && seed) words.push("--seed", String(seed));
  if (sample && (target || targetRows)) words.push("--target", target ? quoted(target) : TARGET_FILE);
  if (ending !== name) words.push("--format", name);
  if (layout && layout !== "path") words.push("--layout", layout);
  return words.join(" ");
}
