/** What of an address could not be read, or not as it stands there. No DOM. */

import { readAsked } from "./asked-finding.mjs";
import { controlOf, keysOf, lacks, PLACES, readPart, TREE } from "./state.mjs";
import { formatCount } from "./text.mjs";

/** @import { StateConfig } from "./types.d.ts" */

/** Parts of other programs, which stay in the address: of whoever passes links on, and of what stands before a server. */
const FOREIGN = /^(token|utm_.*|[a-z]*clid|lang|_.*)$/;
/** Parts that are named, and characters of each: an address may hold anything. */
const NAMED = 6;
const LONGEST = 60;
/** How they were written before. */
const EARLIER = new Map([["show", "wrong"]]);

/**
 * What a query string asks for that this index does not have, or that means nothing, as it stands there.
 *
 * @param {string} search a query string, with or without "?"
 * @param {StateConfig} config
 * @returns {string[]} such as ["model=large", "size=900 (160 is taken)"], with what it would need where that is why
 */
export function leftOut(search, config) {
  const known = new Map(keysOf(config).map(([key, name]) => [name, key]));
  const params = new URLSearchParams(search);
  return [...new Set(params.keys())].flatMap((name) => {
    const [value, ...more] = params.getAll(name);
    const key = known.get(name);
    if (!key) return name === TREE || FOREIGN.test(name) ? [] : [shown(value ? `${name}=${value}` : name)];
    return [...(value ? unreadOf(key, name, value, config) : []), ...more.filter((other) => other !== value).map((other) => shown(`${name}=${other}`))];
  });
}

/** The same as one sentence, "" where all was read. @param {string} what such as "This link" @param {string} search @param {StateConfig} config */
export function unreadWords(what, search, config) {
  const parts = leftOut(search, config);
  const more = parts.length - NAMED;
  return parts.length ? `${what} asks for what is not here, which is left out: ${parts.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${formatCount(more)} more` : ""}.` : "";
}

/** The parts of a query string that only mean something in the tree they were written for. @param {string} search @returns {string[]} */
export function placesOf(search) {
  const params = new URLSearchParams(search);
  return PLACES.filter((name) => params.get(name)).map((name) => shown(`${name}=${params.get(name)}`));
}

/** @param {string} key @param {string} name @param {string} value @param {StateConfig} config @returns {string[]} */
function unreadOf(key, name, value, config) {
  const taken = readPart(key, value, config);
  const control = controlOf(key, config);
  if (taken === undefined) return [`${shown(`${name}=${value}`)}${control && lacks(control, config) ? ` (needs ${control.needs})` : ""}`];
  if (EARLIER.get(name) === value) return [];
  if (key === "findings") return readAsked(value).unread.map((way) => `${shown(way)} of findings`);
  if (key === "review") return taken === value ? [] : [shown(`${name}=${value}`)];
  if (["like", "unlike", "images"].includes(key)) return lost(name, value, String(taken));
  if (control?.bounds) return Number(value) === taken || (control.auto && taken === 0) ? [] : [`${shown(`${name}=${value}`)} (${taken} is taken)`];
  return value.length > config.limits.text ? [`${shown(`${name}=${value}`)} (cut after ${formatCount(config.limits.text)} characters)`] : [];
}

/** Of a list, what was not taken. @param {string} name @param {string} value @param {string} taken */
function lost(name, value, taken) {
  const there = new Set(taken.split(","));
  const gone = value.split(",").filter((one) => one.trim() && !there.has(one.trim()));
  return gone.length ? [shown(`${name}=${gone.join(",")}`)] : [];
}

/** As much of a text as a line has room for, in its own direction of writing. @param {string} text */
function shown(text) {
  const short = text.length > LONGEST ? `${[...text].slice(0, LONGEST).join("")}…` : text;
  // eslint-disable-next-line no-control-regex -- control characters, and those that turn the direction of a line
  return short.replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "�");
}
