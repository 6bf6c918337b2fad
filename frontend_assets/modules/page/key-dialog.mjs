/** The list of keys that `?` opens, written from what is heard (key-list.mjs). */

import { KEY_LIST, ROOMS } from "../key-list.mjs";
import { element } from "./elements.mjs";

/** @import { KeyEntry, Room } from "../key-list.mjs" */

/** Frames in which the dialog comes. */
const FRAMES = 120;

/** Fill the dialog once it is there. */
export function fillKeyDialog(frames = FRAMES) {
  const place = document.getElementById("key-list");
  if (place) place.replaceChildren(...sectionsOf(/** @type {[Room, KeyEntry[]][]} */ (Object.entries(KEY_LIST))));
  else if (frames) requestAnimationFrame(() => fillKeyDialog(frames - 1));
}

/** @param {[Room, KeyEntry[]][]} rooms */
export function sectionsOf(rooms) {
  return rooms.flatMap(([room, entries]) => sectionOf(ROOMS[room], entries));
}

/** @param {string} title @param {KeyEntry[]} entries */
function sectionOf(title, entries) {
  const rows = entries.map(({ shown, words }) => element("tr", {}, element("td", {}, ...shown.map((name) => element("kbd", { className: "key" }, name))), element("td", {}, words)));
  return [element("h3", { className: "heading" }, title), element("table", { className: "keys" }, element("tbody", {}, ...rows))];
}
