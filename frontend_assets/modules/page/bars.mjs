/** What the page's bars say, as components of Dash's html: the path to the view, its counts, and the selection. */

import { count, counts, images, shorten } from "./words.mjs";

/** @import { Component, Summary } from "../types.d.ts" */

/** @param {Summary} view @param {number} root @returns {Component[]} */
export function breadcrumbOf(view, root) {
  const stops = shorten(view.breadcrumb);
  return stops.flatMap(({ stop, hidden }, i) => {
    const last = i === stops.length - 1;
    const words = hidden.length ? "…" : stop.node === root ? "All" : stop.title;
    const about = hidden.length ? hidden.map((h) => h.title).join(" › ") : stop.node === root ? images(stop.count) : `${stop.title} · ${images(stop.count)}`;
    const crumb = last
      ? element("Span", { className: "crumb here", title: about, "aria-current": "page", children: words })
      : element("Button", { className: "crumb", title: about, type: "button", "data-action": "go", "data-node": String(stop.node), children: words });
    return last ? [crumb] : [crumb, element("Span", { className: "crumb-gap", "aria-hidden": "true", children: "›" })];
  });
}

/** @param {number} size of the selection @returns {Component[]} */
export function selectionOf(size) {
  if (!size) return [];
  const button = (/** @type {string} */ action, /** @type {string} */ words, data = {}) => element("Button", { className: "link", type: "button", "data-action": action, ...data, children: words });
  return [
    element("Span", { children: `${count(size)} selected` }),
    button("export", "CSV", { "data-of": "selection", "data-format": "csv", title: "Export the selected images as a table" }),
    button("export", "zip", { "data-of": "selection", "data-format": "zip", title: "Export the selected images" }),
    button("clear-selection", "clear"),
  ];
}

/** @param {Summary} view @returns {Component[]} */
export function countsOf(view) {
  const words = counts(view);
  const head = [element("Span", { title: words, children: words })];
  if (view.where) head.push(element("Button", { className: "link", type: "button", title: view.where, "data-action": "clear-filter", children: "clear filter" }));
  if (!view.note) return [element("Div", { className: "counts-head", children: head })];
  const sign = element("Span", { className: "icon icon-info", "aria-hidden": "true" });
  head.push(element("Button", { className: "note-sign", type: "button", title: view.note, "aria-label": "Note on this view", "data-action": "say-note", children: sign }));
  return [element("Div", { className: "counts-head", children: head }), element("Span", { className: "note", title: view.note, children: view.note })];
}

/**
 * A component of Dash's html, as a callback in the browser returns it.
 *
 * @param {string} type
 * @param {Record<string, unknown>} props
 * @returns {Component}
 */
function element(type, props) {
  return { type, namespace: "dash_html_components", props };
}
