/**
 * Which key means what, and when a key is not ours. No DOM: events are read by their fields.
 *
 * @typedef {import("./geometry.mjs").Direction|"in"|"out"|"more"|"fewer"|PageKey} Action
 * @typedef {"previous"|"next"|"full"} ImageKey  What a key means while an image is inspected.
 */

/** @import { PageKey } from "./types.d.ts" */

/** @type {Map<string, Action>} */
const ACTIONS = new Map([
  ["ArrowLeft", "left"], ["ArrowRight", "right"], ["ArrowUp", "up"], ["ArrowDown", "down"],
  ["Enter", "in"], ["Escape", "out"], ["Backspace", "out"],
  ["/", "search"], ["[", "fold-left"], ["]", "fold-right"], ["?", "help"],
  ["+", "more"], ["=", "more"], ["-", "fewer"],
]);

/** @type {Map<string, ImageKey>} */
const OF_IMAGES = new Map([
  ["j", "next"], ["k", "previous"], ["f", "full"],
  ["ArrowRight", "next"], ["ArrowDown", "next"], ["ArrowLeft", "previous"], ["ArrowUp", "previous"],
]);

const TYPING = new Set(["INPUT", "TEXTAREA", "SELECT"]);
/** Fields that are no text. */
const UNTYPED = new Set(["checkbox", "radio", "button"]);
const OWN_ARROWS = new Set(["slider", "listbox", "option", "menu", "menuitem", "menuitemradio", "tab", "radio", "combobox", "spinbutton", "tree", "treeitem", "grid", "gridcell", "row"]);

/**
 * @param {KeyboardEvent} event
 * @returns {Action|null} what to do; null for keys that belong to the browser, a field, a dialog or a widget
 */
export function actionOf(event) {
  const { key } = event;
  const target = /** @type {Element|null} */ (event.target);
  if (isTaken(event)) return null;
  const action = ACTIONS.get(key) ?? null;
  if (!action || !target?.tagName) return action;
  if (isElsewhere(target)) return null;
  if (hasOwnKeys(target)) return isGlobal(action) ? action : null;
  // A button is pressed by Enter, a link followed; nothing else on them is.
  return key === "Enter" && (target.tagName === "BUTTON" || target.tagName === "A") ? null : action;
}

/**
 * @param {KeyboardEvent} event
 * @returns {ImageKey|null} what to do while an image is inspected; null as above
 */
export function imageKeyOf(event) {
  const target = /** @type {Element|null} */ (event.target);
  const wanted = isTaken(event) ? null : OF_IMAGES.get(event.key.length === 1 ? event.key.toLowerCase() : event.key) ?? null;
  return wanted && target?.tagName && (isElsewhere(target) || hasOwnKeys(target)) ? null : wanted;
}

/** The name of a key that nobody else has: no field, dialog or widget, nor the browser. @param {KeyboardEvent} event @returns {string|null} */
export function freeKeyOf(event) {
  const target = /** @type {Element|null} */ (event.target);
  return isTaken(event) || (target?.tagName && (isElsewhere(target) || hasOwnKeys(target))) ? null : event.key;
}

/** Whether keys undo or do again what was done last. @param {KeyboardEvent} event @returns {"undo"|"redo"|null} */
export function turnOf(event) {
  const key = event.key.toLowerCase();
  const held = (event.ctrlKey || event.metaKey) && !event.altKey;
  if (!held || event.defaultPrevented || event.isComposing || (key !== "z" && key !== "y")) return null;
  const target = /** @type {Element|null} */ (event.target);
  if (target?.tagName && isElsewhere(target)) return null; // A field undoes what was typed into it.
  return event.shiftKey || key === "y" ? "redo" : "undo";
}

/** Keys that someone took, or that belong to the browser. @param {KeyboardEvent} event */
function isTaken(event) {
  return event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey;
}

/** Where keys are letters, or those of a dialog. @param {Element} target */
function isElsewhere(target) {
  return isTyping(target) || inside(target, "[role=dialog], [aria-modal=true]");
}

/** @param {Element} target */
function hasOwnKeys(target) {
  return OWN_ARROWS.has(role(target)) || inside(target, "[role=grid], [role=listbox], [role=menu]");
}

/** @param {Action} action */
function isGlobal(action) {
  return ["search", "fold-left", "fold-right", "help"].includes(action);
}

/** @param {Element} target */
function isTyping(target) {
  return TYPING.has(target.tagName) ? !UNTYPED.has(/** @type {HTMLInputElement} */ (target).type) : /** @type {HTMLElement} */ (target).isContentEditable === true;
}

/** @param {Element} target */
function role(target) {
  return target.getAttribute?.("role") ?? "";
}

/** @param {Element} target @param {string} selector */
function inside(target, selector) {
  return target.closest?.(selector) != null;
}
