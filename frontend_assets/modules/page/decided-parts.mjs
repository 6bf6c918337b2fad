/** What is decided about an image or a cluster, as chips, a note and who said so. */

import { element, keyOf } from "./elements.mjs";

/** @import { ClusterDecisions, Decisions as Decided } from "../types.d.ts" */

/** What became of what it was decided about. @type {Record<string, string>} */
const SINCE = { moved: "moved since", changed: "other content since" };

/** @param {Decided} said @param {boolean} changes @param {boolean} labelled @returns {Node[]} */
export function imageParts({ tags, verdicts, note, corrected, given, how, history }, changes, labelled) {
  const chips = tags.map((tag) => chipOf(tag, changes ? { decide: "untag", tag, of: "image" } : null, `Take the tag ${tag} off`));
  if (corrected) chips.unshift(chipOf(`label: ${corrected}`, changes ? { decide: "unlabel", of: "image" } : null, "Take the corrected label back", "corrected"));
  for (const verdict of verdicts) chips.push(chipOf(verdict, changes && verdict === "label is right" ? { decide: "right", of: "image" } : null, "Take it back", "verdict"));
  if (changes) {
    chips.push(buttonOf("Tag", "T", { decide: "tag", of: "image" }));
    if (labelled) chips.push(buttonOf("Correct label", "L", { decide: "label", of: "image" }));
    if (labelled && !corrected && !verdicts.includes("label is right")) chips.push(buttonOf("Label is right", "", { decide: "right", of: "image" }));
  }
  /** @type {Node[]} */
  const parts = chips.length ? [element("div", { className: "tag-chips" }, ...chips)] : [];
  if (corrected && given !== null) parts.push(element("p", { className: "muted decided-given" }, `Label as given: ${given}`));
  return [...parts, ...saidParts(note, changes, "image", { how, ...history.at(-1) })];
}

/** @param {ClusterDecisions|null} said null where nothing is @param {boolean} changes @param {boolean} labelled @returns {Node[]} */
export function clusterParts(said, changes, labelled) {
  const { tags = [], verdicts = [], note = "" } = said ?? {};
  const chips = tags.map((tag) => chipOf(tag, changes ? { decide: "untag", tag, of: "cluster" } : null, `Take the tag ${tag} off this cluster`));
  for (const verdict of verdicts) chips.push(chipOf(verdict, changes && verdict === "label is right" ? { decide: "right", of: "cluster" } : null, "Take it back", "verdict"));
  if (changes) {
    chips.push(buttonOf("Tag cluster", "T", { decide: "tag", of: "cluster" }));
    if (labelled && !verdicts.includes("label is right")) chips.push(buttonOf("Labels are right", "", { decide: "right", of: "cluster" }));
  }
  const list = chips.length ? [element("div", { className: "tag-chips" }, ...chips)] : [];
  return [...list, ...saidParts(note, changes, "cluster", said ?? {})];
}

/** @param {string} note @param {boolean} changes @param {"image"|"cluster"} of @param {{how?: string, time?: string, author?: string}} last */
function saidParts(note, changes, of, { how = "", time, author }) {
  const parts = [];
  if (changes) {
    const field = element("textarea", { id: of === "image" ? "decided-note" : "cluster-note", className: "decided-note", value: note, rows: note ? 3 : 1, maxLength: 10_000, placeholder: of === "image" ? "A note" : "A note on this cluster", ariaLabel: of === "image" ? "Note" : "Note on this cluster" });
    field.dataset.of = of;
    parts.push(field);
  } else if (note) parts.push(element("p", { className: "decided-note" }, note));
  const who = time ? [author, time.slice(0, 16).replace("T", " "), SINCE[how]].filter(Boolean).join(" · ") : "";
  if (who) parts.push(element("p", { className: "muted decided-by", title: "Who decided last, and when (UTC)" }, who));
  return parts;
}

/** @param {string} words @param {Record<string, string>|null} data of what takes it away @param {string} title @param {string} [look] */
function chipOf(words, data, title, look = "") {
  const name = element("span", { className: "tag-name" }, words);
  if (!data) return element("span", { className: `tag-chip ${look}` }, name);
  const chip = element("button", { className: `tag-chip ${look}`, type: "button", title }, name, element("span", { className: "icon icon-close", ariaHidden: "true" }));
  Object.assign(chip.dataset, data);
  return chip;
}

/** @param {string} words @param {string} key @param {Record<string, string>} data */
function buttonOf(words, key, data) {
  const button = element("button", { className: "tag-chip add", type: "button" }, words, ...(key ? [keyOf(key)] : []));
  Object.assign(button.dataset, data);
  return button;
}

