/**
 * Which key means what, and when a key is not ours. No DOM: events are read by their fields.
 *
 * @typedef {import("./geometry.mjs").Direction|"in"|"out"|"more"|"fewer"|PageKey} Action
 * @typedef {"previous"|"next"|"full"} ImageKey  What a key means while an image is inspected.
 * @typedef {"all"|"invert"} SelectionKey
 */

import { meaningsIn } from "./key-list.mjs";

/** @import { PageKey } from "./types.d.ts" */

const ACTIONS = /** @type {Map<string, Action>} */ (meaningsIn(["page", "tree"]));
const OF_IMAGES = /** @type {Map<string, ImageKey>} */ (meaningsIn(["image"]));
const OF_SELECTION = /** @type {Map<string, SelectionKey>} */ (meaningsIn(["selection"]));
const WITH_CTRL = meaningsIn(["page", "selection"], true);

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

/** The name of a key, letters small, that is no text of a field, nor of a dialog or of a list that is gone through by letters. @param {KeyboardEvent} event */
export function letterOf(event) {
  const target = /** @type {Element|null} */ (event.target);
  const others = target?.tagName && (isElsewhere(target) || (!isStageGrid(target) && inside(target, "[role=grid], [role=listbox], [role=menu], [role=combobox]")));
  return isTaken(event) || others ? "" : event.key.toLowerCase();
}

/** What a key with Ctrl, or on a Mac with Cmd, means to the page. @param {KeyboardEvent} event @returns {string|null} */
function heldKeyOf(event) {
  const held = (event.ctrlKey || event.metaKey) && !event.altKey;
  if (!held || event.defaultPrevented || event.isComposing) return null;
  const target = /** @type {Element|null} */ (event.target);
  if (target?.tagName && isElsewhere(target)) return null; // A field undoes what was typed into it.
  return WITH_CTRL.get(event.key.toLowerCase()) ?? null;
}

/** Whether keys undo or do again what was done last. @param {KeyboardEvent} event @returns {"undo"|"redo"|null} */
export function turnOf(event) {
  const meant = heldKeyOf(event);
  if (meant !== "undo" && meant !== "redo") return null;
  return event.shiftKey ? "redo" : meant;
}

/** What a key does to the selection. @param {KeyboardEvent} event @returns {SelectionKey|null} */
export function selectionKeyOf(event) {
  if (heldKeyOf(event) === "all") return "all";
  return OF_SELECTION.get(letterOf(event)) ?? null;
}

/** Keys that someone took, or that belong to the browser. @param {KeyboardEvent} event */
function isTaken(event) {
  return event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey;
}

/** Where keys are letters, or those of a dialog. @param {Element} target */
function isElsewhere(target) {
  return isTyping(target) || inside(target, "[role=dialog], [aria-modal=true]");
}

/** Whether this is the grid on the stage: it takes its own keys first, and leaves letters to the page. @param {Element} target */
function isStageGrid(target) {
  return target.classList?.contains("grid-scroll") ?? false;
}

/** @param {Element} target */
function hasOwnKeys(target) {
  if (isStageGrid(target)) return false;
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
