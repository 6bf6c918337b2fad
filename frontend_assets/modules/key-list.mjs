/** Every key of the page, declared once: what is heard (keys.mjs and its like) and what `?` lists (page/key-dialog.mjs). No DOM. */

/**
 * @typedef {"page"|"tree"|"image"|"selection"|"actions"|"decisions"|"review"|"map"|"grid"} Room  Where a key is heard.
 *
 * @typedef {object} KeyEntry  A line of the list.
 * @property {Record<string, string>} means  What each key means, by its name in events, letters small. With Ctrl where `ctrl` says so.
 * @property {string[]} shown  The keys as they are written.
 * @property {string} words  What they do.
 * @property {boolean} [ctrl]
 */

/** @type {Record<Room, string>} */
export const ROOMS = {
  page: "Everywhere", tree: "On the tree", map: "On the map", grid: "On the grid", image: "While an image is inspected",
  selection: "Selecting", actions: "Going on from there", decisions: "Deciding", review: "In a review",
};

const ARROWS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };
const ALL_ARROWS = ["←", "↑", "→", "↓"];

/** @type {Record<Room, KeyEntry[]>} */
export const KEY_LIST = {
  page: [
    { means: { "/": "search" }, shown: ["/"], words: "search" },
    { means: { z: "undo" }, ctrl: true, shown: ["Ctrl", "Z"], words: "undo what was done last: view, filter, selection, tag, label" },
    { means: { y: "redo" }, ctrl: true, shown: ["Ctrl", "Shift", "Z"], words: "do it again; so does Ctrl Y" },
    { means: { "[": "fold-left" }, shown: ["["], words: "open or fold the panel of the rail" },
    { means: { "]": "fold-right" }, shown: ["]"], words: "open or fold the inspector" },
    { means: { "?": "help" }, shown: ["?"], words: "this list" },
  ],
  tree: [
    { means: ARROWS, shown: ALL_ARROWS, words: "move between clusters while no image is inspected" },
    { means: { Enter: "in" }, shown: ["Enter"], words: "go into the cluster, or inspect the image" },
    { means: { Escape: "out" }, shown: ["Esc"], words: "close what lies on top, then the image, then go out" },
    { means: { Backspace: "out" }, shown: ["Backspace"], words: "go out" },
    { means: { "+": "more", "=": "more", "-": "fewer" }, shown: ["+", "-"], words: "more or fewer clusters" },
  ],
  map: [
    { means: ARROWS, shown: ALL_ARROWS, words: "move over the map" },
    { means: { "+": "nearer", "=": "nearer", "-": "farther", 0: "whole" }, shown: ["+", "-", "0"], words: "nearer, farther, all of it" },
    { means: { Enter: "enter", " ": "take" }, shown: ["Enter", "Space"], words: "inspect the image in the middle, or select it" },
    { means: { Escape: "out", Backspace: "out" }, shown: ["Esc", "Backspace"], words: "go out, as on the tree" },
  ],
  grid: [
    { means: ARROWS, shown: ALL_ARROWS, words: "move between images; with Shift select on the way" },
    { means: { Home: "first", End: "last", PageUp: "page-up", PageDown: "page-down" }, shown: ["Home", "End", "PgUp", "PgDn"], words: "the first, the last, a page up or down" },
    { means: { Enter: "inspect", " ": "take", Escape: "out" }, shown: ["Enter", "Space", "Esc"], words: "inspect the image, select it, go out" },
  ],
  image: [
    { means: { j: "next", k: "previous", ArrowRight: "next", ArrowDown: "next", ArrowLeft: "previous", ArrowUp: "previous" }, shown: ["J", "K"], words: "next and previous image; so do the arrows" },
    { means: { f: "full" }, shown: ["F"], words: "full size; there 0 shows the whole, + and - zoom, arrows pan, B hides boxes" },
  ],
  selection: [
    { means: { a: "all" }, ctrl: true, shown: ["Ctrl", "A"], words: "select all images in view that match the filter" },
    { means: { i: "invert" }, shown: ["I"], words: "select the others instead" },
  ],
  actions: [
    { means: { m: "more-like" }, shown: ["M"], words: "more like the selected images, or the inspected one" },
    { means: { u: "more-unlike" }, shown: ["U"], words: "less like the inspected image, while there are examples" },
    { means: { o: "only" }, shown: ["O"], words: "filter by the selected images, or by what was found" },
    { means: { e: "export" }, shown: ["E"], words: "export the selected images, or the cluster in view" },
    { means: { v: "view" }, shown: ["V"], words: "tree, map, grid: the next of these" },
    { means: { g: "show-in-tree" }, shown: ["G"], words: "show the inspected image in the tree" },
    { means: { r: "review" }, shown: ["R"], words: "review the findings one by one" },
    { means: { b: "save-view" }, shown: ["B"], words: "keep this view under a name" },
  ],
  decisions: [
    { means: { t: "tag" }, shown: ["T"], words: "tag the selected images, or the inspected one" },
    { means: { l: "label" }, shown: ["L"], words: "correct their label" },
    { means: { n: "note" }, shown: ["N"], words: "write a note on them" },
    { means: Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => [digit, `recent ${digit}`])), shown: ["1", "…", "9"], words: "give them one of the last tags" },
  ],
  review: [
    { means: {}, shown: ["Y", "N", "L", "X", "O"], words: "answer, as the buttons say; Enter takes the suggested label" },
    { means: { s: "skip", j: "skip", ArrowRight: "skip", ArrowDown: "skip" }, shown: ["S", "J"], words: "skip; so do the arrows right and down" },
    { means: { k: "back", ArrowLeft: "back", ArrowUp: "back" }, shown: ["K"], words: "go back; so do the arrows left and up" },
    { means: { Escape: "end" }, shown: ["Esc"], words: "back to the question, then end the review; until then M, U, O, E, V and I rest" },
  ],
};

/**
 * What the keys of some rooms mean.
 *
 * @param {Room[]} rooms
 * @param {boolean} [ctrl] those with Ctrl instead
 * @returns {Map<string, string>} by the name of the key in events, letters small
 */
export function meaningsIn(rooms, ctrl = false) {
  const entries = rooms.flatMap((room) => KEY_LIST[room]).filter((entry) => Boolean(entry.ctrl) === ctrl);
  return new Map(entries.flatMap(({ means }) => Object.entries(means)));
}
