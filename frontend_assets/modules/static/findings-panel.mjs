/** What stood out when the copy was made (explorer/publishing/found_clusters.py): cards that lead to clusters, and show where they lie. */

import { sentenceOf } from "../api.mjs";
import { element } from "../page/elements.mjs";
import { images } from "../page/words.mjs";
import { whyOf } from "./why.mjs";

/** @import { Explanation } from "../types.d.ts" */
/** @import { CopyConfig } from "./copy.mjs" */
/** @import { PageParts, Panel } from "./panels.mjs" */

/**
 * @typedef {{node: number, lo: number, hi: number, title: string, words: string, rows: number[], members: number[]|null, why: Explanation|null}} FoundCluster
 * @typedef {{kind: string, title: string, about: string, clusters: FoundCluster[]}} Found
 */

const SIZE = 54;

/** @param {CopyConfig} config @returns {Panel|null} null where none were worked out */
export function findingsPanel(config) {
  if (!config.packaged.findings) return null;
  return { name: "findings", title: "Findings", look: "scroll", open: (body, parts) => void show(body, parts) };
}

/** @param {HTMLElement} body @param {PageParts} parts */
async function show(body, { explorer, gallery, findings, explains }) {
  try {
    const [found] = await Promise.all([findings(), explains()]);
    explorer.setFindings(found.clusters.map(({ node, lo, hi, members }) => ({ node, lo, hi, rows: members })));
    const head = element("div", {}, element("h3", { className: "found-title" }, found.title), element("p", { className: "muted" }, found.about));
    const none = found.clusters.length ? [] : [element("p", { className: "empty" }, "Nothing stands out by more than chance.")];
    body.replaceChildren(head, ...none, ...found.clusters.map((cluster, place) => cardOf(cluster, place, { explorer, gallery })));
  } catch (error) {
    delete body.dataset.open; // whoever opens it again asks again
    body.replaceChildren(element("p", { className: "field-error", role: "alert" }, sentenceOf(error)));
  }
}

/** All images of a finding. @param {FoundCluster} cluster @returns {number[]} */
export function membersOf({ lo, hi, members }) {
  return members ?? Array.from({ length: hi - lo }, (_, i) => lo + i);
}

/** @param {FoundCluster} cluster @param {number} place @param {Pick<PageParts, "explorer"|"gallery">} parts */
function cardOf(cluster, place, { explorer, gallery }) {
  const { node, title, words, rows, why } = cluster;
  const way = element("button", { type: "button", className: "found-way", title: "Go to this cluster" }, title);
  Object.assign(way.dataset, { action: "go", node: String(node) });
  const pictures = element("div", { className: "gallery" });
  gallery.fill(pictures, rows.map((row) => ({ row, title: `image ${row}` })), { size: SIZE, action: "inspect" });
  const all = membersOf(cluster);
  const select = element("button", { type: "button", className: "link found-select", title: "Mark them in every view" }, `Select ${images(all.length)}`);
  select.dataset.action = "dismiss-hint"; // What is selected is told where it stands.
  select.addEventListener("click", () => explorer.update({ selection: all }, { push: true }));
  const card = element("section", { className: "found-card" }, way, element("p", { className: "caption" }, words), pictures, select, ...(why ? [whyOf(`findings/explanation?number=${place + 1}`)] : []));
  for (const [on, spot] of /** @type {[string, number][]} */ ([["pointerenter", place], ["focusin", place], ["pointerleave", -1], ["focusout", -1]])) card.addEventListener(on, () => explorer.pointAt(spot));
  return card;
}
