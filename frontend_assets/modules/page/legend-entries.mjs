/** What a legend is made of: entries, which are buttons where a click can leave their images, and a bar for numbers. */

import { element } from "./elements.mjs";
import { counted } from "./words.mjs";

/** @import { Legend, LegendStep, View } from "../types.d.ts" */

/**
 * @param {Legend} legend
 * @param {Pick<View, "cells"|"clauses">} view
 * @param {boolean} [inFull] whether each says how many clusters it colours
 */
export function entriesOf({ steps }, { cells, clauses }, inFull = false) {
  const found = cells.map((cell) => cell.tint?.step);
  const made = steps.map((step, i) => entry(step, found.filter((at) => at === i).length, clauses, inFull));
  const without = found.filter((at) => at === null || at === undefined).length;
  const ground = { color: "", strength: 0, pattern: "plain", words: "no value", where: "" };
  return without ? [...made, entry(ground, without, clauses, inFull)] : made;
}

/** The steps of numbers side by side, with both ends and the middle under them. @param {Legend} legend */
export function barOf({ title, steps, marks }) {
  const blocks = element("span", { className: "legend-blocks" }, ...steps.map(swatch));
  const written = marks.map(({ at, words }) => {
    const mark = element("span", { className: "legend-mark" }, words);
    mark.style.setProperty("--at", String(at));
    return mark;
  });
  const ariaLabel = `${title}, from left to right: ${marks.map(({ words }) => words).join(", ")}`;
  return element("span", { className: "legend-bar", role: "img", ariaLabel }, blocks, ...written);
}

/** @param {LegendStep} step @param {number} cells @param {string[]} clauses @param {boolean} inFull */
function entry(step, cells, clauses, inFull) {
  const much = counted(cells, "cluster");
  const className = cells ? "legend-step" : "legend-step absent";
  const item = step.where ? element("button", { className, type: "button" }) : element("span", { className });
  item.title = step.where ? `${step.words}: ${much} in view. Click to leave only its images` : `${step.words}: ${much} in view`;
  if (step.where) {
    item.dataset.mark = step.where;
    item.ariaPressed = String(clauses.includes(step.where));
  }
  item.append(swatch(step), element("span", { className: "legend-words" }, step.words), ...(inFull ? [element("span", { className: "legend-count" }, much)] : []));
  return item;
}

/** @param {LegendStep} step */
function swatch({ color, strength, pattern }) {
  const made = element("span", { className: `swatch ${pattern}` });
  made.style.setProperty("--hue", color || "var(--surface)");
  made.style.setProperty("--much", `${100 * strength}%`);
  return made;
}
