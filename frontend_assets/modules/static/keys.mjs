/** Keys of a static copy: the canvas hears its own; here are those of the page, of an inspected image, and Escape. */

import { KEY_LIST } from "../key-list.mjs";
import { selectionKeyOf } from "../keys.mjs";
import { othersOf } from "../select.mjs";
import { fold } from "../page/chrome.mjs";
import { byId } from "../page/elements.mjs";
import { atImage, closeImage } from "../page/inspector-keys.mjs";
import { sectionsOf } from "../page/key-dialog.mjs";
import { closeMore } from "../page/more.mjs";

/** @import { Room } from "../key-list.mjs" */
/** @import { Explorer } from "../explorer.mjs" */
/** @import { FullSize } from "../page/full-size.mjs" */
/** @import { Walk } from "../page/walk.mjs" */

/** Where there are keys, and which of the page's own mean nothing here: there is no search, and nothing to undo. @type {Room[]} */
const ROOMS = ["page", "tree", "map", "grid", "image", "selection"];
const WITHOUT = ["search", "undo", "redo"];

/** @param {{explorer: Explorer, walk: Walk, full: FullSize}} page */
export function listenToKeys({ explorer, walk, full }) {
  explorer.addEventListener("fold-left", () => document.documentElement.dataset.panels !== "none" && fold("left"));
  explorer.addEventListener("fold-right", () => fold("right"));
  explorer.addEventListener("help", openHelp);
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    if (walk.holdsImage) atImage(event, walk, full);
    const chosen = event.defaultPrevented ? null : selectionKeyOf(event);
    if (chosen) select(event, explorer, chosen);
    if (event.key === "Escape" && (closeMore() || closeImage(walk))) event.stopPropagation();
  }, { capture: true });
}

export function openHelp() {
  const { panels } = document.documentElement.dataset;
  const without = panels === "none" ? [...WITHOUT, "fold-left"] : WITHOUT;
  const there = ROOMS.filter((room) => room !== "map" || document.querySelector("#view-choice [data-view=map]"));
  byId("key-list").replaceChildren(...sectionsOf(there.map((room) => [room, KEY_LIST[room].filter(({ means }) => !Object.values(means).some((meant) => without.includes(meant)))])));
  const dialog = byId("help-dialog");
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

/** @param {KeyboardEvent} event @param {Explorer} explorer @param {"all"|"invert"} chosen */
async function select(event, explorer, chosen) {
  const { selection } = explorer.state;
  if (chosen === "invert" && !selection.length) return;
  event.preventDefault();
  const rows = await explorer.rowsInView();
  if (rows) explorer.update({ selection: chosen === "all" ? rows : othersOf(rows, selection) });
}
