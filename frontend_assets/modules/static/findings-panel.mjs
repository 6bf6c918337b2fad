/** What stood out when the copy was made (explorer/publishing/found_clusters.py): cards that lead to clusters. */

import { sentenceOf } from "../api.mjs";
import { element } from "../page/elements.mjs";

/** @import { CopyConfig } from "./copy.mjs" */
/** @import { PageParts, Panel } from "./panels.mjs" */

/**
 * @typedef {{node: number, title: string, words: string, rows: number[]}} FoundCluster
 * @typedef {{kind: string, title: string, about: string, clusters: FoundCluster[]}} Found
 */

const SIZE = 54;

/** @param {CopyConfig} config @returns {Panel|null} null where none were worked out */
export function findingsPanel(config) {
  if (!config.packaged.findings) return null;
  return { name: "findings", title: "Findings", look: "scroll", open: (body, parts) => void show(body, parts) };
}

/** @param {HTMLElement} body @param {PageParts} parts */
async function show(body, { gallery, findings }) {
  try {
    const found = await findings();
    const head = element("div", {}, element("h3", { className: "found-title" }, found.title), element("p", { className: "muted" }, found.about));
    const none = found.clusters.length ? [] : [element("p", { className: "empty" }, "Nothing stands out by more than chance.")];
    body.replaceChildren(head, ...none, ...found.clusters.map((cluster) => cardOf(cluster, gallery)));
  } catch (error) {
    delete body.dataset.open; // whoever opens it again asks again
    body.replaceChildren(element("p", { className: "field-error", role: "alert" }, sentenceOf(error)));
  }
}

/** @param {FoundCluster} cluster @param {import("../page/gallery.mjs").Gallery} gallery */
function cardOf({ node, title, words, rows }, gallery) {
  const way = element("button", { type: "button", className: "found-way", title: "Go to this cluster" }, title);
  Object.assign(way.dataset, { action: "go", node: String(node) });
  const pictures = element("div", { className: "gallery" });
  gallery.fill(pictures, rows.map((row) => ({ row, title: `image ${row}` })), { size: SIZE, action: "inspect" });
  return element("section", { className: "found-card" }, way, element("p", { className: "caption" }, words), pictures);
}
