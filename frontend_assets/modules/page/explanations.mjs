/** Why images of a finding or a mistake are as they are (`/api/findings/explanation`, `…/mistake`): asked for when it is opened. */

import { fetchJson, sentenceOf } from "../api.mjs";
import { capitalized, percent } from "../text.mjs";
import { tellBeingMade } from "./being-made.mjs";
import { element } from "./elements.mjs";

/** @import { Explanation, ExplainedFact, Server } from "../types.d.ts" */

const SIZE = 48;
const TAKEN = 3;
const COMPARING = "Comparing images…";

export class Explanations {
  /** @param {import("./gallery.mjs").Gallery} gallery @param {Pick<Server, "api">} config */
  constructor(gallery, { api }) {
    this.gallery = gallery;
    this.api = api;
    // The event does not bubble, but is captured on its way down.
    document.addEventListener("toggle", ({ target }) => this.opened(target), true);
  }

  /** @param {EventTarget|null} target */
  async opened(target) {
    if (!(target instanceof HTMLDetailsElement && target.open && target.dataset.explain)) return;
    const body = target.querySelector(".why");
    if (!(body instanceof HTMLElement) || body.dataset.state) return;
    body.dataset.state = "asked";
    const waiting = element("p", { className: "muted" }, COMPARING);
    body.replaceChildren(waiting);
    tellBeingMade(this.api, (said) => (waiting.textContent = [COMPARING, said].filter(Boolean).join(" ")), () => waiting.isConnected);
    try {
      /** @type {Explanation} */
      const told = await fetchJson(`${this.api.replace(/\/+$/, "")}/${target.dataset.explain}`);
      this.draw(body, told);
    } catch (error) {
      delete body.dataset.state; // opened anew it is asked for again
      body.replaceChildren(element("p", { className: "field-error", role: "alert" }, sentenceOf(error)));
    }
  }

  /** @param {HTMLElement} body @param {Explanation} told */
  draw(body, told) {
    body.replaceChildren(...(told.pairs.length ? picturesOf(told) : []), ...partsOf(told));
    const [wrong, right] = body.querySelectorAll(".why-pictures");
    if (!wrong) return;
    this.gallery.fill(wrong, told.pairs.map(({ row }) => ({ row, title: `image ${row}` })), { size: SIZE, action: "inspect" });
    const beside = told.pairs.flatMap(({ nearest }) => (nearest === null ? [] : [{ row: nearest, title: `image ${nearest}` }]));
    this.gallery.fill(right, beside, { size: SIZE, action: "inspect" });
  }
}

/** What is said, without pictures. @param {Explanation} told @returns {Node[]} */
function partsOf(told) {
  const { taken_for: taken, called, doubtful, facts, sentences } = told;
  /** @type {Node[]} */
  const parts = [];
  if (taken.length && called) parts.push(headingOf(`${told.having.count} ${called.images}, ${called.verb}`));
  for (const { class: name, count, share, share_outside: outside } of taken.slice(0, TAKEN)) {
    parts.push(lineOf(element("span", { title: `${count} of ${told.having.count}` }, name), share, outside));
  }
  if (doubtful?.count) parts.push(headingOf("Labels of these"), lineOf(element("span", {}, "may be wrong"), doubtful.share, doubtful.share_outside, sentences.labels));
  if (facts.length) parts.push(headingOf("More frequent"));
  parts.push(...facts.map((fact) => lineOf(nameOf(fact), fact.share, fact.share_outside, fact.sentence, fact.elsewhere?.raised)));
  const said = facts.length ? sentences.raised : sentences.told;
  if (said) parts.push(element("p", {}, said));
  if (sentences.note) parts.push(element("p", { className: "muted" }, sentences.note));
  return parts;
}

/** @param {string} words */
function headingOf(words) {
  return element("div", { className: "why-line why-head" }, ...[words, "here", "elsewhere"].map((text) => element("span", {}, text)));
}

/** A fact; where a filter says as much, a click leaves its images. @param {ExplainedFact} fact */
function nameOf({ words, where }) {
  if (!where) return element("span", { title: words }, words);
  const button = element("button", { className: "link", type: "button", title: `Filter by ${where}` }, words);
  Object.assign(button.dataset, { action: "filter-by", clauses: JSON.stringify([where]) });
  return button;
}

/**
 * Two shares, as numbers and as long as they are.
 *
 * @param {HTMLElement} name @param {number} here @param {number|null} there @param {string} [title] @param {boolean} [raised]
 */
function lineOf(name, here, there, title = "", raised = false) {
  const bars = element("span", { className: "why-bars", ariaHidden: "true" }, barOf(here), barOf(there ?? 0));
  const line = element("div", { className: "why-line", title }, name, element("b", {}, percent(here)), element("span", { className: "muted" }, percent(there)), bars);
  line.classList.toggle("raised", raised);
  return line;
}

/** @param {number} share */
function barOf(share) {
  const bar = element("i", {});
  bar.style.width = `${100 * share}%`;
  return bar;
}

/** Room for wrong images above, and the nearest right one below each. @param {Explanation} told */
function picturesOf({ having, without, classes }) {
  const rows = [`${capitalized(having.words)} here`, `Nearest ${without}${classes.length ? ", same class" : ""}`];
  return rows.flatMap((words) => [element("p", { className: "why-caption" }, words), element("div", { className: "gallery why-pictures" })]);
}
