/** Elements of the page's own document (explorer/web/page/index.html), which are there from the first byte. */

import { briefly } from "./words.mjs";

/**
 * @param {string} id
 * @returns {HTMLElement}
 * @throws {Error} where the document has no such element: the page and its scripts are not of one version
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page lacks the element #${id}. Reload it.`);
  return element;
}

/**
 * Make an element.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<HTMLElementTagNameMap[Tag]>} properties
 * @param {...(Node|string)} content
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, properties, ...content) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...content);
  return made;
}

/** Letters at the end of a name that are always seen, as `END` of `explorer/web/page/components.py` has them. */
const END = 8;

/** A name in two, so that one that is cut has its end (`.in-two` of `css/inspector.css`): "n0342…475.JPEG". @param {string} name */
export function inTwo(name) {
  const letters = [...name];
  return [letters.slice(0, -END), letters.slice(-END)].map((some) => element("span", {}, some.join("")));
}

/** A key that does what its button does, which is heard without it. @param {string} name */
export function keyOf(name) {
  return element("kbd", { className: "key", ariaHidden: "true" }, name);
}

/** @param {string} selector @param {ParentNode} [within] @returns {HTMLElement[]} */
export function all(selector, within = document) {
  return [...within.querySelectorAll(selector)].filter((element) => element instanceof HTMLElement);
}

/** What stands between backticks, names of columns and commands, as code. @param {string} sentence @returns {(Node|string)[]} */
export function coded(sentence) {
  const parts = sentence.split("`");
  return parts.length % 2 ? parts.map((part, i) => (i % 2 ? element("code", {}, part) : part)) : [sentence];
}

/** Say a notice: a long one in brief, whole on hover and after a click on it. @param {HTMLElement} place @param {string} words */
export function notice(place, words) {
  const brief = briefly(words);
  const isWhole = brief === words;
  // A screen reader says it again when it is written again.
  if (place.title !== words || isWhole) {
    const shown = element("span", {}, ...coded(brief));
    if (place.textContent !== shown.textContent) place.replaceChildren(...shown.childNodes);
    place.title = isWhole ? "" : words;
  }
  place.onclick = isWhole ? null : () => place.replaceChildren(...coded(words));
  return place;
}

/** What stands there already is left, since the page would be laid out again for it. @param {string} id @param {string} text */
export function write(id, text) {
  const place = byId(id);
  if (place.textContent !== text) place.textContent = text;
}
