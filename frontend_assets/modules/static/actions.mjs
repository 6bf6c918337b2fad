/** Buttons of a static copy: one listener, the action in `data-action`, as page/actions.mjs has them for a server. */

import { clausesOf, joined, withAll, withoutAll } from "../clauses.mjs";
import { cellOf } from "../page/cell-of.mjs";
import { dismissHint, fold, isOverlay, SIDES } from "../page/chrome.mjs";
import { showBubble } from "../page/bubble.mjs";
import { byId } from "../page/elements.mjs";
import { showMore } from "../page/more.mjs";
import { again } from "../page/notices.mjs";
import { wayOf } from "../page/walk.mjs";
import { openHelp } from "./keys.mjs";

/** @import { ViewState } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */

/**
 * @typedef {object} Parts
 * @property {Explorer} explorer
 * @property {import("../page/walk.mjs").Walk} walk
 * @property {import("../page/full-size.mjs").FullSize} full
 * @property {import("../patience.mjs").Patience} patience
 * @property {import("./bars.mjs").Bars} bars
 *
 * @typedef {(data: DOMStringMap, button: HTMLElement) => void} Action
 */

/** @param {Parts} parts */
export function listenToActions({ explorer, walk, full, patience, bars }) {
  /** @type {Record<string, Action>} */
  const actions = {
    "dismiss-hint": dismissHint,
    "close-image": () => explorer.update({ row: null }, { push: true }),
    walk: (data) => walk.step(wayOf(data)),
    "full-size": () => full.open(),
    inspect: ({ row }) => explorer.inspect(Number(row)),
    "show-in-tree": ({ row }, button) => uncover(button, () => explorer.showInTree(Number(row))),
    "enter-cluster": ({ row }) => explorer.view && explorer.zoomTo(cellOf(explorer.view, Number(row))),
    go: ({ node }, button) => uncover(button, () => explorer.zoomTo(Number(node))),
    "filter-by": ({ clauses }) => filterBy(explorer, JSON.parse(clauses ?? "[]")),
    "clear-filter": () => explorer.update({ where: "" }, { push: true }),
    "clear-selection": () => explorer.update({ selection: [] }),
    "select-all": async () => {
      const rows = await explorer.rowsInView();
      if (rows) explorer.update({ selection: rows });
    },
    view: ({ view }) => explorer.update({ view: /** @type {ViewState["view"]} */ (view) }),
    "auto-clusters": () => explorer.update({ clusters: 0 }),
    retry: () => again(explorer, patience),
    reload: () => location.reload(),
    "fold-left": () => fold("left", false),
    "fold-right": () => fold("right", false),
    "toggle-left": () => fold("left"),
    "toggle-right": () => fold("right"),
    theme: () => bars.turnTheme(),
    help: openHelp,
    "close-help": () => /** @type {HTMLDialogElement} */ (byId("help-dialog")).close(),
    more: () => showMore(),
    "say-note": (_data, button) => showBubble(button, [button.title]),
    dismiss: () => explorer.dismiss(),
  };
  document.addEventListener("dblclick", ({ target }) => {
    if (target instanceof Element && target.closest("[data-picture]")) full.open();
  });
  document.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element)) return;
    if (target.closest("#stage")) dismissHint();
    const button = target.closest("[data-action]");
    if (button instanceof HTMLElement) actions[button.dataset.action ?? ""]?.(button.dataset, button);
  });
}

/** Ask for more of what is asked for; a second time lifts it. @param {Explorer} explorer @param {string[]} wanted */
function filterBy(explorer, wanted) {
  const clauses = clausesOf(explorer.state.where, explorer.view && { where: explorer.asked.where, clauses: explorer.view.clauses });
  const left = withoutAll(clauses, wanted);
  explorer.update({ where: joined(left === clauses ? withAll(clauses, wanted) : left) }, { push: true });
}

/** What is shown must not be covered by the panel that led there. @param {Element} button @param {() => void} show */
function uncover(button, show) {
  show();
  for (const side of isOverlay() ? SIDES : []) if (button.closest(`#${side}`)) fold(side, false);
}
