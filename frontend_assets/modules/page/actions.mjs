/** Buttons inside what the server and the gallery draw: one listener, the action in `data-action`. */

import { actionMeant } from "../action-keys.mjs";
import { showBubble } from "./bubble.mjs";
import { cellOf } from "./cell-of.mjs";
import { dismissHint, fold, isOverlay, SIDES } from "./chrome.mjs";
import { all } from "./elements.mjs";
import { letterOf } from "../keys.mjs";
import { clusterClause, imagesClause } from "../named-sets.mjs";
import { showMore } from "./more.mjs";
import { again } from "./notices.mjs";
import { region } from "./spoken.mjs";
import { wayOf } from "./walk.mjs";

/** @import { Server, View } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */

/** Characters of a filter that joining takes. */
const ROOM = 20;
const TOO_LONG = "The filter becomes longer than an address takes; drop another of its clauses first.";
const TOO_MANY = "The selection has too many parts for an address. Tag it ( T ), and filter by the tag.";
const TOO_FAR = "These images lie in too many parts for an address. Select them, tag them ( T ), and filter by the tag.";

/**
 * @typedef {object} Page
 * @property {Explorer} explorer
 * @property {import("../patience.mjs").Patience} patience
 * @property {import("./search.mjs").Search} search
 * @property {import("./sent-images.mjs").SentImages} images
 * @property {import("./findings.mjs").FindingCards} findings
 * @property {import("./walk.mjs").Walk} walk
 * @property {import("./full-size.mjs").FullSize} full
 * @property {import("../types.d.ts").PageConfig} config
 * @property {import("./export-box.mjs").ExportBox} exporting
 * @property {import("./decisions.mjs").Decisions} decisions
 * @property {import("./growing.mjs").Growing} growing
 * @property {() => View|null} view  The latest answer of /api/view.
 * @property {(label: string, prediction: string) => void} filterPair
 * @property {(clauses: string[]) => void} filterBy
 * @property {import("./selecting.mjs").Selecting} selecting
 * @property {() => void} goOver  Show the newest build.
 * @property {() => void} askAgain  Have the panels ask again.
 * @property {() => void} enlarge  Show the confusions large.
 * @property {() => void} review  Begin a review of the findings that are shown.
 * @property {() => void} saveView  Have a name typed for what is on the screen.
 *
 * @typedef {(data: Record<string, string>, button: HTMLElement) => void} Action
 */

/** @param {Page} page */
export function listen(page) {
  const { explorer, patience, search } = page;
  const spoken = region();
  /** @type {Record<string, Action>} */
  const actions = {
    "dismiss-hint": dismissHint,
    "close-image": () => explorer.update({ row: null }, { push: true }),
    "close-search": () => search.close(),
    walk: (data) => page.walk.step(wayOf(data)),
    "change-crop": () => {
      const { dataset } = document.documentElement;
      dataset.crop = String(dataset.crop !== "true");
    },
    "full-size": () => page.full.open(),
    inspect: ({ row }) => explorer.inspect(Number(row)),
    "show-in-tree": ({ row }, button) => showInTree(explorer, Number(row), button),
    "more-like": ({ row }) => search.forExample(Number(row), "like"),
    "more-unlike": ({ row }) => search.forExample(Number(row), "unlike"),
    "more-like-selection": () => search.forSelection(),
    "drop-image": ({ name }) => search.dropImage(name),
    "choose-image": () => page.images.choose(),
    "search-within": ({ within }) => search.searchWithin(within),
    "select-found": () => search.selectAll(),
    "filter-found": () => filterBy(page, search.clause()),
    "filter-selection": () => filterBy(page, imagesClause(explorer.state.selection, page.config.tree), TOO_MANY),
    only: ({ node, rows }) => filterBy(page, node ? clusterClause(Number(node), page.config.tree) : imagesClause(rows.split(" ").map(Number), page.config.tree), TOO_FAR),
    "enter-cluster": ({ row }) => {
      const view = page.view();
      if (view) explorer.zoomTo(cellOf(view, Number(row)));
    },
    go: ({ node }, button) => goTo(explorer, Number(node), button),
    export: (data) => exportSubset(page, data),
    "clear-filter": () => explorer.update({ where: "" }, { push: true }),
    "filter-by": ({ clauses }) => page.filterBy(JSON.parse(clauses)),
    confused: ({ label, prediction }) => page.filterPair(label, prediction),
    select: ({ rows }) => explorer.update({ selection: rows.split(" ").map(Number) }),
    "enlarge-confusion": () => page.enlarge(),
    view: ({ view }) => explorer.update({ view: /** @type {import("../types.d.ts").ViewState["view"]} */ (view) }),
    "auto-clusters": () => explorer.update({ clusters: 0 }),
    "select-all": () => page.selecting.all(),
    "invert-selection": () => page.selecting.invert(),
    "keep-selected": () => page.selecting.keep(),
    "clear-selection": () => explorer.update({ selection: [] }),
    retry: () => {
      again(explorer, patience);
      page.askAgain();
    },
    "fold-left": () => fold("left", false),
    "fold-right": () => fold("right", false),
    more: () => showMore(),
    "say-note": (_data, button) => showBubble(button, [button.title]),
    dismiss: () => explorer.dismiss(),
    looked: (_data, button) => {
      const card = button.closest("[data-finding]");
      if (card instanceof HTMLElement) page.findings.toggle(card);
    },
    reload: () => page.goOver(),
    "wish-build": () => page.growing.wish(),
    review: () => page.review(),
    "save-view": () => page.saveView(),
  };
  document.addEventListener("keydown", (event) => {
    const [action, data] = actionMeant(letterOf(event), explorer.state, all("#view-choice [data-view]").map(({ dataset }) => dataset.view ?? ""));
    if (!action) return;
    event.preventDefault();
    actions[action]({ ...data }, document.body);
  });
  document.addEventListener("dblclick", ({ target }) => {
    if (target instanceof Element && target.closest("[data-picture]")) page.full.open();
  });
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    closeMenus(target);
    if (target?.closest("#stage, #strip")) dismissHint();
    const copy = target?.closest("[data-copy]");
    if (copy instanceof HTMLElement) copyPath(copy, spoken);
    const button = target?.closest("[data-action]");
    if (button instanceof HTMLElement) actions[button.dataset.action ?? ""]?.(/** @type {Record<string, string>} */ (button.dataset), button);
  });
}

/** Leave the images of one clause, as far as an address holds it. @param {Page} page @param {string} clause @param {string} [otherwise] what to say where it does not */
function filterBy({ explorer, config, ...page }, clause, otherwise = TOO_LONG) {
  const holds = clause.length + explorer.state.where.length + ROOM <= config.limits.text;
  if (clause && holds) page.filterBy([clause]);
  else if (clause) explorer.complain(otherwise);
}

/** What is shown must not be covered by the panel that led there. @param {Element} button */
function uncover(button) {
  for (const side of isOverlay() ? SIDES : []) if (button.closest(`#${side}`)) fold(side, false);
}

/** @param {Explorer} explorer @param {number} node @param {Element} button */
function goTo(explorer, node, button) {
  explorer.zoomTo(node);
  uncover(button);
}

/** @param {Explorer} explorer @param {number} row @param {Element} button */
function showInTree(explorer, row, button) {
  explorer.showInTree(row);
  uncover(button);
}

/** @param {Page} page @param {Record<string, string>} data */
function exportSubset(page, { of, row }) {
  const view = page.view();
  if (!view) return;
  const { where, selection, labels } = page.explorer.asked;
  const { tags, columns } = page.decisions;
  const around = { selection: [...selection], where: "", tags, column: columns.tag ?? "tag" };
  if (of === "selection") return page.exporting.open({ rows: [...selection], labels }, selection.length, { ...around, where: where ?? "", selection: [] });
  const cell = of === "row" ? view.cells.find(({ node }) => node === cellOf(view, Number(row))) : undefined;
  const { node, matching } = cell ?? view;
  page.exporting.open({ node: node === page.config.root ? undefined : node, where, labels }, matching, around);
}

/** @param {HTMLElement} button @param {HTMLElement} spoken region that says so */
async function copyPath(button, spoken) {
  const { copy = "" } = button.dataset;
  try {
    await navigator.clipboard.writeText(copy);
  } catch {
    copyByHand(copy); // Only secure addresses have a clipboard.
  }
  button.dataset.done = "true";
  spoken.textContent = `Copied ${copy}`;
  setTimeout(() => delete button.dataset.done, 1200);
}

/** @param {string} text */
function copyByHand(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

/** @param {Element|null} target */
function closeMenus(target) {
  for (const menu of document.querySelectorAll("details.dropdown[open]")) {
    if (!menu.contains(target) || target?.closest("button")) menu.removeAttribute("open");
  }
}

/** @param {HTMLElement} button @param {boolean} disabled */
function setDisabled(button, disabled) {
  if (button instanceof HTMLButtonElement) button.disabled = disabled;
}
