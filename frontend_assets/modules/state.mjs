/** What a person has chosen (`ViewState` in types.d.ts), and its form in the address bar. No DOM. */

import { readAsked, writeAsked, writeReview } from "./asked-finding.mjs";
import { readPlace } from "./map/place.mjs";

/** @import { Control, StateConfig, ViewState } from "./types.d.ts" */

/**
 * What an index has of what a control may say, where the configuration tells of it.
 *
 * @type {Readonly<Record<string, "classes"|"colors"|"fair_by"|"models"|"sorts">>}
 */
const OFFERED = Object.freeze({ truth: "classes", guess: "classes", color: "colors", sort: "sorts", fair: "fair_by", model: "models" });
/** What fills the canvas and the inspector is chosen on the canvas, by no control. */
export const CANVAS = Object.freeze({ node: "node", row: "row" });
/** Numbers that are another cluster, another image in another tree. @type {string[]} */
export const PLACES = [...Object.values(CANVAS), "like", "unlike", "at"];
/** Beside them, which tree they are of. */
export const TREE = "tree";

/** Names in the state, and in the address. @param {StateConfig} config @returns {[keyof ViewState, string][]} */
export function keysOf(config) {
  /** @type {[keyof ViewState, string][]} */
  const chosen = config.controls.map(({ key, address }) => [key, address]);
  return [["node", CANVAS.node], ...chosen, ["row", CANVAS.row]];
}

/** @param {StateConfig} config @returns {ViewState} the view without a query string */
export function defaultState(config) {
  /** What the server declares is right by its own tests. @type {unknown} */
  const defaults = Object.fromEntries(config.controls.map((control) => [control.key, control.default]));
  const chosen = /** @type {ViewState} */ (defaults);
  /** @type {ViewState} */
  const base = { ...chosen, node: rootOf(config), row: null, selection: [], theme: "dark" };
  return { ...base, ...sanitize(config.defaults ?? {}, config) };
}

/**
 * Keep of a patch what a view can be made of: numbers are rounded into their range, texts cut and
 * freed of control characters, and what makes no sense is left out.
 *
 * @param {Record<string, unknown>} patch
 * @param {StateConfig} config
 * @returns {Partial<ViewState>}
 */
export function sanitize(patch, config) {
  /** @type {Record<string, unknown>} */
  const clean = {};
  for (const [key, value] of Object.entries(patch)) {
    const taken = readPart(key, value, config);
    if (taken !== undefined) clean[key] = taken;
  }
  return clean;
}

/** @param {string} search a query string, with or without "?" @param {StateConfig} config @returns {ViewState} */
export function fromQuery(search, config) {
  const params = new URLSearchParams(search);
  /** @type {Record<string, unknown>} */
  const patch = {};
  for (const [key, name] of keysOf(config)) {
    const value = params.get(name);
    if (value !== null && value !== "") patch[key] = value;
  }
  return { ...defaultState(config), ...sanitize(patch, config) };
}

/** The tree that a query string was written for, "" where it does not say. @param {string} search */
export function treeOf(search) {
  return new URLSearchParams(search).get(TREE) ?? "";
}

/**
 * The query string of a state: defaults are absent, foreign keys of `search` are kept, a token never is.
 *
 * @param {ViewState} state
 * @param {StateConfig} config
 * @param {string} [search] the query string that is there now
 * @returns {string} "" or "?…"
 */
export function toQuery(state, config, search = "") {
  const params = new URLSearchParams(search);
  params.delete("token");
  params.delete(TREE);
  const usual = defaultState(config);
  for (const [key, name] of keysOf(config)) {
    params.delete(name);
    if (state[key] !== null && state[key] !== usual[key]) params.set(name, String(state[key]));
  }
  if (config.tree && PLACES.some((name) => params.has(name))) params.set(TREE, config.tree);
  const text = params.toString();
  return text && `?${text}`;
}

/** The query string without what only means something in the tree it was written for. @param {string} search */
export function withoutPlace(search) {
  const params = new URLSearchParams(search);
  for (const name of [...PLACES, TREE]) params.delete(name);
  const text = params.toString();
  return text && `?${text}`;
}

/** Whether going from `a` to `b` is a step that the back button should undo. @param {ViewState} a @param {ViewState} b */
export function isStep(a, b) {
  return differs(a, b, ["node", "where", "row", "view"]);
}

/** Whether `b` needs another answer of the server than `a`. @param {ViewState} a @param {ViewState} b */
export function needsView(a, b) {
  return differs(a, b, ["node", "clusters", "thumb", "where", "labels", "model", "color"]);
}

/** Whether other images are to be marked in the same picture. @param {ViewState} a @param {ViewState} b */
export function marksOther(a, b) {
  return differs(a, b, ["show", "truth", "guess", "model", "outlines"]);
}

/** @param {ViewState} a @param {ViewState} b @param {(keyof ViewState)[]} keys */
function differs(a, b, keys) {
  return keys.some((key) => a[key] !== b[key]);
}

/** Whether the same picture has to be painted anew. @param {ViewState} a @param {ViewState} b */
export function looksOther(a, b) {
  return a.show !== b.show || !sameRows(a.selection, b.selection);
}

/** @param {number[]} a @param {number[]} b */
function sameRows(a, b) {
  return a === b || (a.length === b.length && a.every((row, i) => row === b[i]));
}

/** @param {StateConfig} config */
function rootOf(config) {
  return config.root ?? Math.max(0, 2 * config.n - 2);
}

/** What a part of a state or an address is taken for; undefined where it makes no sense. @param {string} key @param {unknown} value @param {StateConfig} config */
export function readPart(key, value, config) {
  switch (key) {
    case "node": return whole(value, 0, rootOf(config), false);
    case "row": return value === null ? null : whole(value, 0, config.n - 1, false);
    case "theme": return value === "light" || value === "dark" ? value : undefined;
    case "selection": return readRows(value, config);
    default: return readControl(controlOf(key, config), value, config);
  }
}

/** @param {string} key @param {StateConfig} config */
export function controlOf(key, config) {
  return config.controls.find((control) => control.key === key);
}

/** Whether the index has not what a control is about. @param {Control} control @param {StateConfig} config */
export function lacks({ needs }, { judged = true }) {
  return Boolean(needs) && !judged;
}

/**
 * @param {Control|undefined} control none of this name: the patch is not for the state
 * @param {unknown} value
 * @param {StateConfig} config
 */
function readControl(control, value, config) {
  if (!control) return undefined;
  const { key, bounds, choices } = control;
  if (lacks(control, config)) return value === control.default ? value : undefined;
  if (control.auto && (value === 0 || value === "0" || value === "auto")) return 0;
  if (bounds) return whole(value, ...bounds, true);
  if (key === "show" && value === "wrong") return "isolate"; // as addresses had it
  if (choices) return choices.some((choice) => choice === value) ? value : undefined;
  if (key === "where") return filter(value, config.limits.text);
  const words = text(value, config.limits.text);
  if (key === "cut") return readNumber(words);
  if (key === "at") return words === "" || readPlace(words) ? words : undefined;
  if (key === "like" || key === "unlike") return readList(words, (one) => /^\d{1,10}$/.test(one) && Number(one) < config.n, config);
  if (key === "images") return readList(words, (one) => /^[0-9a-f]{8,40}$/.test(one), config);
  if (key === "review") return readReview(words, config.reviews);
  return key === "findings" ? readFinding(words, config.finds) : readOne(words, OFFERED[key] && config[OFFERED[key]]);
}

/**
 * An integer in [lo, hi]; beyond the range it is clamped where that makes sense, else refused.
 *
 * @param {unknown} value
 * @param {number} lo
 * @param {number} hi
 * @param {boolean} clamp
 */
function whole(value, lo, hi, clamp) {
  if (value === null || value === "" || typeof value === "boolean") return undefined;
  const number = Number(value);
  if (!Number.isFinite(number) || (!clamp && !Number.isInteger(number))) return undefined;
  if (clamp) return Math.min(hi, Math.max(lo, Math.round(number)));
  return number < lo || number > hi ? undefined : number;
}

/** A filter as it stands: a value that it names may hold a line break or a tab. A part of one would be another filter. @param {unknown} value @param {number} most */
function filter(value, most) {
  const words = value === null || value === undefined ? "" : String(value).replaceAll("\u0000", " ").trim();
  return words.length > most ? undefined : words;
}

/** @param {unknown} value @param {number} most */
function text(value, most) {
  if (value === null || value === undefined) return "";
  // eslint-disable-next-line no-control-regex -- control characters are what is being removed
  return String(value).slice(0, most).replace(/[\u0000-\u001f\u007f]/g, " ").trim();
}

/** A number as it is written, "" for none. @param {string} words */
function readNumber(words) {
  if (words === "") return "";
  const number = Number(words);
  return Number.isFinite(number) && Math.abs(number) < 1e6 ? String(number) : undefined;
}

/** A list with commas, each once, and only what can be; so many that an address and the server take them. @param {string} words @param {(one: string) => boolean} known @param {StateConfig} config */
function readList(words, known, { limits }) {
  const list = [...new Set(words.split(",").filter(known))].slice(0, limits.examples).join(",");
  return list || !words ? list : undefined;
}

/** @param {string} name @param {string[]|null|undefined} known */
function readOne(name, known) {
  return name === "" || !known || known.includes(name) ? name : undefined;
}

/** A kind of findings that can be reviewed; of copies perhaps also those that are transformed. @param {string} words @param {string[]|undefined} known */
function readReview(words, known) {
  const { choice, transformed } = readAsked(words);
  return readOne(choice, known) === undefined ? undefined : writeReview(choice, transformed);
}

/** A choice, and after it what it compares and how it looks, as far as that makes sense. @param {string} name @param {string[]|null|undefined} known */
function readFinding(name, known) {
  return readOne(name.split(/[:;]/)[0], known) === undefined ? undefined : writeAsked(readAsked(name));
}

/** @param {unknown} value @param {StateConfig} config */
function readRows(value, config) {
  if (value === null || value === undefined || !(Symbol.iterator in Object(value))) return undefined;
  const rows = new Set();
  for (const row of /** @type {Iterable<unknown>} */ (value)) {
    if (rows.size >= config.limits.selection) break;
    if (typeof row === "number" && Number.isInteger(row) && row >= 0 && row < config.n) rows.add(row);
  }
  return [...rows];
}
