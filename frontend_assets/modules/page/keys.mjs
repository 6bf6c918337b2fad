/** Keys of the page itself; those of the map are the canvas's. */

import { fold } from "./chrome.mjs";

/** @param {{search: import("./search.mjs").Search, openHelp: () => void}} page */
export function listen(page) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return escape(event, page);
    if (isTyping(event.target) || document.querySelector("[role=dialog]")) return;
    const act = { "[": () => fold("left"), "]": () => fold("right"), "/": focusSearch, "?": page.openHelp }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }, { capture: true });
}

function escape(event, page) {
  const field = event.target;
  if (isTyping(field)) {
    field.blur();
    return event.stopPropagation();
  }
  if (document.querySelector("details.dropdown[open]")) {
    document.querySelectorAll("details.dropdown[open]").forEach((menu) => menu.removeAttribute("open"));
    return event.stopPropagation();
  }
  if (document.querySelector("[role=dialog]")) return;
  if (page.search.isOpen()) {
    page.search.close();
    event.stopPropagation();
  }
}

function focusSearch() {
  const field = document.getElementById("search");
  field?.focus();
  field?.select();
}

/** @param {EventTarget|null} element */
export function isTyping(element) {
  return element instanceof HTMLElement && Boolean(element.closest("input:not([type=radio]), textarea, select, [contenteditable=true]"));
}
