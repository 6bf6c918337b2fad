/** The panels of a static copy, behind the icons of the rail: those for which it holds anything. */

import { describeFolds } from "../page/chrome.mjs";
import { byId, element } from "../page/elements.mjs";
import { keepPanel, keptPanel } from "../page/storage.mjs";
import { classPanel } from "./class-panel.mjs";
import { filtersPanel } from "./filters-panel.mjs";
import { findingsPanel } from "./findings-panel.mjs";
import { viewsPanel } from "./views-panel.mjs";

/** @import { PageConfig } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */
/** @import { CopyConfig } from "./copy.mjs" */

/**
 * @typedef {object} PageParts
 * @property {Explorer} explorer
 * @property {import("../page/gallery.mjs").Gallery} gallery
 * @property {PageConfig & CopyConfig} config
 * @property {import("./class-panel.mjs").Count} counts
 * @property {() => Promise<import("./findings-panel.mjs").Found>} findings
 * @property {() => Promise<unknown>} explains  Answers *Why?* from now on.
 *
 * @typedef {object} Panel
 * @property {string} name   Of its icon, too.
 * @property {string} title
 * @property {string} look   Class of its body.
 * @property {(body: HTMLElement, parts: PageParts) => void} open  Fills the body, once somebody looks at it.
 */

/** @type {((config: CopyConfig) => Panel|null)[]} */
const PANELS = [classPanel, findingsPanel, filtersPanel, viewsPanel];

/** @param {PageParts} parts */
export function openPanels(parts) {
  const panels = PANELS.flatMap((make) => make(parts.config) ?? []);
  document.documentElement.dataset.panels = panels.length ? "some" : "none";
  if (!panels.length) document.documentElement.dataset.left = "folded";
  const list = document.querySelector(".rail [role=tablist]");
  panels.forEach((panel) => {
    list?.append(tabOf(panel, parts));
    byId("left").append(pageOf(panel));
  });
  if (panels.length) choose(panels.find(({ name }) => name === keptPanel()) ?? panels[0], parts, true);
  describeFolds();
}

/** @param {Panel} panel @param {PageParts} parts */
function tabOf(panel, parts) {
  const sign = element("span", { className: "rail-icon", title: panel.title, ariaHidden: "true" }, element("span", { className: `icon icon-${panel.name}` }));
  const tab = element("button", { type: "button", className: "mantine-Tabs-tab", role: "tab", ariaSelected: "false" }, element("span", { className: "mantine-Tabs-tabSection" }, sign), element("span", { className: "rail-words" }, panel.title));
  tab.dataset.panel = panel.name;
  tab.setAttribute("aria-controls", `panel-${panel.name}`);
  tab.addEventListener("click", () => (choose(panel, parts, false), keepPanel(panel.name)));
  return tab;
}

/** @param {Panel} panel */
function pageOf({ name, title, look }) {
  const close = element("button", { type: "button", className: "icon-button", title: "Close the panel ( [ )", ariaLabel: "Close the panel ( [ )" }, element("span", { className: "icon icon-close", ariaHidden: "true" }));
  close.dataset.action = "fold-left";
  const page = element("div", { id: `panel-${name}`, className: "panel-page", role: "tabpanel", ariaLabel: title, hidden: true }, element("div", { className: "panel-head" }, element("h2", { className: "title" }, title), close), element("div", { className: `panel-body ${look}` }));
  return page;
}

/** @param {Panel} chosen @param {PageParts} parts @param {boolean} waits whether nobody looks at it yet */
function choose(chosen, parts, waits) {
  for (const tab of document.querySelectorAll(".rail [role=tab]")) {
    if (!(tab instanceof HTMLElement)) continue;
    const own = tab.dataset.panel === chosen.name;
    tab.ariaSelected = String(own);
    tab.toggleAttribute("data-active", own);
    byId(`panel-${tab.dataset.panel}`).hidden = !own;
  }
  const body = document.querySelector(`#panel-${chosen.name} .panel-body`);
  if (!(body instanceof HTMLElement) || body.dataset.open) return;
  if (waits && document.documentElement.dataset.left !== "open") {
    const observer = new MutationObserver(() => document.documentElement.dataset.left === "open" && (observer.disconnect(), choose(chosen, parts, false)));
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-left"] });
    return;
  }
  body.dataset.open = "true";
  chosen.open(body, parts);
}
