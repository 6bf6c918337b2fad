/** Filters of a static copy: the panel of the page that is served, over the columns that the copy holds. */

import { element } from "../page/elements.mjs";

/** @import { CopyConfig } from "./copy.mjs" */
/** @import { PageParts, Panel } from "./panels.mjs" */

/** @param {CopyConfig} config @returns {Panel|null} null where there is no column to filter by */
export function filtersPanel(config) {
  if (!config.packaged.filters) return null;
  return { name: "filters", title: "Filters", look: "scroll padded", open: (body, parts) => void open(body, parts) };
}

/** Loaded once somebody looks at it: the first view waits for none of it. @param {HTMLElement} body @param {PageParts} parts */
async function open(body, { explorer, config }) {
  const { FiltersPanel } = await import("../page/filters/filters-panel.mjs");
  body.replaceChildren(element("div", { id: "filters" }));
  // Nothing is decided here, so nothing of it ever changes.
  const panel = new FiltersPanel({ explorer, config, decisions: new EventTarget() });
  body.addEventListener("keydown", ({ key, target }) => {
    if (key === "Enter" && target instanceof HTMLInputElement && target.id === "filter-text") panel.apply(target.value);
  });
}
