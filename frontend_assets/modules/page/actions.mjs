/** Buttons inside what the server and the gallery draw: one listener, the action in `data-action`. */

import { showBubble } from "./bubble.mjs";
import { dismissHint, fold, isOverlay } from "./chrome.mjs";
import { download, PATIENCE } from "./exporting.mjs";
import { withoutPlace } from "../state.mjs";
import { again } from "./notices.mjs";

/**
 * @param {{explorer: object, patience: object, search: import("./search.mjs").Search, findings: import("./findings.mjs").FindingCards, config: object, view: () => object|null}} page
 */
export function listen(page) {
  const { explorer, patience, search } = page;
  const actions = {
    "dismiss-hint": dismissHint,
    "close-image": () => explorer.update({ row: null }, { push: true }),
    "close-search": () => search.close(),
    inspect: ({ row }) => explorer.inspect(Number(row)),
    "show-in-tree": ({ row }, button) => showInTree(explorer, Number(row), button),
    "more-like-this": ({ row }) => search.forRow(Number(row)),
    "enter-cluster": ({ row }) => explorer.zoomTo(cellOf(page.view(), Number(row))),
    go: ({ node }, button) => goTo(explorer, Number(node), button),
    export: (data, button) => exportCluster(page, data, button),
    "clear-filter": () => explorer.update({ where: "" }, { push: true }),
    confused: ({ label, prediction }) => page.filterPair(label, prediction),
    select: ({ rows }) => explorer.update({ selection: rows.split(" ").map(Number) }),
    "enlarge-confusion": () => page.enlarge(),
    "clear-selection": () => explorer.update({ selection: [] }),
    retry: () => {
      again(explorer, patience);
      page.askAgain();
    },
    "fold-right": () => fold("right", false),
    "say-note": (_data, button) => showBubble(button, [page.view().note]),
    dismiss: () => explorer.dismiss(),
    looked: (_data, button) => page.findings.toggle(button.closest("[data-finding]")),
    reload: () => showNewBuild(page.config),
  };
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    closeMenus(target);
    const copy = target?.closest("[data-copy]");
    if (copy) copyPath(copy);
    const button = target?.closest("[data-action]");
    if (button) actions[button.dataset.action]?.(button.dataset, button);
  });
}

async function showNewBuild({ api }) {
  await fetch(`${api}/reload`, { method: "POST" }).catch(() => null);
  location.replace(`${location.pathname}${withoutPlace(location.search)}`);
}

/** What is shown must not be covered by the panel that led there. */
function uncover(button) {
  for (const side of isOverlay() ? ["left", "right"] : []) if (button.closest(`#${side}`)) fold(side, false);
}

function goTo(explorer, node, button) {
  explorer.zoomTo(node);
  uncover(button);
}

function showInTree(explorer, row, button) {
  explorer.showInTree(row);
  uncover(button);
}

/** The cell of the view that holds a row; the view itself where the row has a cell of its own. */
export function cellOf(view, row) {
  const cell = view.cells.find(({ lo, hi }) => lo <= row && row < hi);
  return cell && !cell.leaf ? cell.node : view.node;
}

function exportCluster(page, { of, row, format }, button) {
  const view = page.view();
  if (!view) return;
  const { where, selection } = page.explorer.asked;
  const node = of === "row" ? cellOf(view, Number(row)) : view.node;
  const subset = of === "selection" ? { rows: selection } : { node, where: where || null };
  button.disabled = true;
  const words = button.textContent;
  button.textContent = "Preparing…";
  const again = setTimeout(() => say(button, words), PATIENCE);
  download(page.config, { ...subset, format }, (message) => {
    clearTimeout(again);
    say(button, message);
    setTimeout(() => say(button, words), 6000);
  });
}

function say(button, words) {
  button.disabled = false;
  button.textContent = words;
}

async function copyPath(button) {
  const { copy } = button.dataset;
  try {
    await navigator.clipboard.writeText(copy);
  } catch {
    copyByHand(copy); // Only secure addresses have a clipboard.
  }
  button.dataset.done = "true";
  setTimeout(() => delete button.dataset.done, 1200);
}

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

function closeMenus(target) {
  for (const menu of document.querySelectorAll("details.dropdown[open]")) {
    if (!menu.contains(target) || target.closest("button")) menu.removeAttribute("open");
  }
}
