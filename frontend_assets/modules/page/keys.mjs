/**
 * Keys of the page: the canvas hears them all and announces those; what an inspected image takes is taken before; Escape first closes what lies on top. Enter in a
 * field is heard here as well: Dash gets to know a field's text later than the key.
 */

import { fold } from "./chrome.mjs";
import { atImage, closeImage } from "./inspector-keys.mjs";
import { closeMore } from "./more.mjs";

/** @import { Explorer } from "../explorer.mjs" */
/** @import { FullSize } from "./full-size.mjs" */
/** @import { Review } from "./review.mjs" */
/** @import { Search } from "./search.mjs" */
/** @import { Walk } from "./walk.mjs" */

/** @param {{explorer: Explorer, search: Search, walk: Walk, full: FullSize, review: Review, openHelp: () => void, filter: (text: string) => void}} page */
export function listen({ explorer, search, walk, full, review, openHelp, filter }) {
  explorer.addEventListener("fold-left", () => fold("left"));
  explorer.addEventListener("fold-right", () => fold("right"));
  explorer.addEventListener("search", focusSearch);
  explorer.addEventListener("help", openHelp);
  document.addEventListener("keydown", (event) => {
    if (review.key(event)) event.preventDefault();
    else if (walk.holdsImage) atImage(event, walk, full);
    if (event.defaultPrevented) return;
    if (event.key === "Enter") enter(event.target, search, filter);
    if (event.key !== "Escape" || dialogOpen()) return;
    if (closeTopmost(event.target, search) || review.escape() || closeImage(walk)) event.stopPropagation();
  }, { capture: true });
}

/** @param {EventTarget|null} target @param {Search} search @param {(text: string) => void} filter */
function enter(target, search, filter) {
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) {
    if (target.id === "search" && !search.leave(target.value)) search.forText(target.value);
    if (target.id === "filter-text") filter(target.value);
  } else if (target instanceof HTMLElement && target.classList.contains("ag-cell")) target.click();
}

/** One that is closed may stay in the page. */
function dialogOpen() {
  return [...document.querySelectorAll("[role=dialog]")].some((dialog) => dialog.checkVisibility());
}

/** @param {EventTarget|null} target @param {Search} search @returns {boolean} whether there was something to close */
function closeTopmost(target, search) {
  const bubble = document.querySelector("#bubble:popover-open");
  if (bubble instanceof HTMLElement) {
    bubble.hidePopover();
    return true;
  }
  const menu = document.querySelector("details.dropdown[open]");
  if (menu) {
    menu.removeAttribute("open");
    menu.querySelector("summary")?.focus();
    return true;
  }
  if (closeMore()) return true;
  if (isTyping(target) && target.getAttribute("aria-expanded") !== "true") {
    target.blur();
    if (target.id !== "search") return true;
  }
  if (!search.isOpen()) return isTyping(target);
  search.close();
  return true;
}

function focusSearch() {
  const field = document.getElementById("search");
  field?.focus();
  if (field instanceof HTMLInputElement) field.select();
}

/** @param {EventTarget|null} element @returns {element is HTMLElement} */
export function isTyping(element) {
  return element instanceof HTMLElement && Boolean(element.closest("input:not([type=radio]), textarea, select, [contenteditable=true]"));
}
