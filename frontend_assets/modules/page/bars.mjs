/** What the page's bars say: the path to the view, its counts, and the selection. */

import { element } from "./elements.mjs";
import { count, counts, images, noMistakes, shorten } from "./words.mjs";

/** @import { Summary } from "../types.d.ts" */

/** @param {Summary} view @param {number} root @returns {HTMLElement[]} */
export function breadcrumbOf(view, root) {
  const stops = shorten(view.breadcrumb);
  return stops.flatMap(({ stop, hidden }, i) => {
    const last = i === stops.length - 1;
    const words = hidden.length ? "…" : stop.node === root ? "All" : stop.title;
    const title = hidden.length ? hidden.map((h) => h.title).join(" › ") : stop.node === root ? images(stop.count) : `${stop.title} · ${images(stop.count)}`;
    if (last) return [element("span", { className: "crumb here", title, ariaCurrent: "page" }, words)];
    const way = element("button", { className: "crumb", type: "button", title }, words);
    Object.assign(way.dataset, { action: "go", node: String(stop.node) });
    return [way, element("span", { className: "crumb-gap", ariaHidden: "true" }, "›")];
  });
}

/**
 * The bar of the selection; nothing without one.
 *
 * @param {number} size of the selection
 * @param {number|null} [matching] those of it that the filter leaves, null where all count
 * @returns {HTMLElement[]}
 */
export function selectionOf(size, matching = null) {
  if (!size) return [];
  const partly = matching !== null && matching < size;
  const said = element("span", {}, `${count(size)} selected`, ...(partly ? [element("span", { className: "muted" }, ` · ${count(matching)} match the filter`)] : []));
  return [
    element("span", { className: "selection-count" }, said, ...(partly && matching ? [link("keep these", "Select only those that match the filter", { action: "keep-selected" })] : [])),
    link("Tag", "Tag the selected images ( T )", { decide: "tag" }),
    link("Label", "Correct the label of the selected images ( L )", { decide: "label" }),
    link("Note", "Write a note on the selected images ( N )", { decide: "note" }),
    link("More like these", "Find images like the selected ones ( M )", { action: "more-like-selection" }),
    link("Only these", "Filter by the selected images: counts, searches and exports are of them alone ( O )", { action: "filter-selection" }),
    link("Export", "Export the selected images as a table, an archive or for training ( E )", { action: "export", of: "selection" }),
    link("all", "Select all images in view that match the filter ( Ctrl A )", { action: "select-all" }),
    link("invert", "Select the other images in view instead ( I )", { action: "invert-selection" }),
    link("clear", "Select nothing", { action: "clear-selection" }),
  ];
}

/** @param {Summary} view @returns {HTMLElement[]} */
export function countsOf(view) {
  const words = counts(view);
  // What has no room goes whole, from the last; of the first what the numbers count.
  const [first, ...more] = words.split(" · ");
  const [, numbers, unit] = /^(.+ of \S+)( .+)$/.exec(first) ?? ["", first, ""];
  const parts = [numbers, unit.trim(), ...more.map((part) => `· ${part}`)].filter(Boolean).flatMap((part, i) => [...(i ? [" "] : []), element("span", {}, part)]);
  const head = element("div", { className: "counts-head" }, element("span", { className: "counts-words", title: words }, ...parts));
  if (view.where) head.append(link("clear filter", view.where, { action: "clear-filter" }));
  if (view.where && view.matching) head.append(link("select all", "Select all images in view that match the filter ( Ctrl A )", { action: "select-all" }));
  const note = [noMistakes(view), view.note].filter(Boolean).join(" ");
  if (!note) return [head];
  const sign = element("button", { className: "note-sign", type: "button", title: note, ariaLabel: "Note on this view" });
  sign.dataset.action = "say-note";
  sign.append(element("span", { className: "icon icon-info", ariaHidden: "true" }));
  head.append(sign);
  return [head, element("span", { className: "note", title: note }, note)];
}

/** @param {string} words @param {string} title @param {Record<string, string>} data */
function link(words, title, data) {
  const button = element("button", { className: "link", type: "button", title }, words);
  Object.assign(button.dataset, data);
  return button;
}
