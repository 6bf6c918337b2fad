/** Decisions in the page: keys and buttons, the inspected image's tags and note, what was done last. */

import { fetchItem, sentenceOf } from "../api.mjs";
import { isAboutDecisions } from "../deciding.mjs";
import { meaningsIn } from "../key-list.mjs";
import { letterOf } from "../keys.mjs";
import { dismissHint } from "./chrome.mjs";
import { element, keyOf } from "./elements.mjs";
import { TagBox } from "./tag-box.mjs";

/** @import { Decisions as Decided, PageConfig } from "../types.d.ts" */
/** @import { Decisions } from "./decisions.mjs" */
/** @import { Explorer } from "../explorer.mjs" */
/** @import { Wanted } from "./tag-box.mjs" */

const SAID_FOR = 6000;
const KEYS = meaningsIn(["decisions"]);

export class Deciding {
  #explorer;
  #decisions;
  #config;
  #askAgain;
  #timer = 0;
  /** @type {Decided|null} of the inspected image */
  #item = null;

  /** @param {{explorer: Explorer, decisions: Decisions, config: PageConfig, askAgain: () => void}} page */
  constructor({ explorer, decisions, config, askAgain }) {
    this.#explorer = explorer;
    this.#decisions = decisions;
    this.#config = config;
    this.#askAgain = askAgain;
    this.box = new TagBox(decisions, (wanted, name) => this.#chosen(wanted, name));
    this.said = element("div", { className: "said", role: "status", hidden: true });
    document.body.append(this.said);
    decisions.addEventListener("change", () => this.#follow());
    document.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("click", ({ target }) => this.#click(target));
    document.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLTextAreaElement && target.id === "decided-note") this.change("notes", { note: target.value, rows: this.#rows(true) });
    });
  }

  /** Which state of the decisions the page knows. */
  get revision() {
    return this.#decisions.answer?.revision ?? 0;
  }

  /** Labels that are offered: the classes, and what only corrections name. */
  get #classes() {
    return [...new Set([...(this.#config.classes ?? []), ...(this.#decisions.answer?.new_classes ?? [])])];
  }

  /** What is decided about: the selection, else the inspected image. @param {boolean} [image] the image first, as in a review */
  #rows(image = document.documentElement.dataset.reviewing !== undefined) {
    const { selection, row } = this.#explorer.state;
    const one = row === null ? [] : [row];
    return image ? one : selection.length ? selection : one;
  }

  /** @param {"tag"|"label"|"note"} kind @param {number[]} rows */
  #open(kind, rows) {
    if (!rows.length || !this.#decisions.changes) return;
    const has = rows.length === 1 && rows[0] === this.#explorer.state.row ? this.#item?.tags ?? [] : [];
    dismissHint();
    this.box.open({ kind, rows, has, classes: this.#classes });
  }

  /** Have the label of an image chosen. @param {number} row @param {(label: string) => void} then */
  chooseLabel(row, then) {
    this.box.open({ kind: "label", rows: [row], classes: this.#classes, then });
  }

  /** @param {Wanted} wanted @param {string} name */
  #chosen({ kind, rows, has = [], then }, name) {
    if (then) then(name);
    else if (kind === "note") this.change("notes", { note: name, rows });
    else if (kind === "label") this.change("corrections", { label: name, rows });
    else this.change("tags", { tag: name, rows, remove: has.includes(name) });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const meant = KEYS.get(letterOf(event));
    if (!meant || !this.#decisions.changes) return;
    const rows = this.#rows();
    if (!rows.length) return;
    if (meant === "tag" || meant === "label" || meant === "note") {
      event.preventDefault();
      this.#open(meant, rows);
    } else {
      const tag = this.#decisions.recent[Number(meant.split(" ")[1]) - 1];
      const has = rows.length === 1 && rows[0] === this.#explorer.state.row && (this.#item?.tags ?? []).includes(tag);
      if (tag) this.change("tags", { tag, rows, remove: has });
    }
  }

  /** @param {EventTarget|null} target */
  #click(target) {
    const button = target instanceof Element ? target.closest("[data-decide]") : null;
    if (!(button instanceof HTMLElement)) return;
    const { decide, tag = "", of = "" } = button.dataset;
    const rows = this.#rows(of === "image");
    if (decide === "tag" || decide === "label" || decide === "note") this.#open(decide, rows);
    else if (decide === "untag") this.change("tags", { tag, rows, remove: true });
    else if (decide === "unlabel") this.change("corrections", { label: null, rows });
    else if (decide === "right") this.change("verdicts", { verdict: "label is right", rows, remove: this.#item?.verdicts.includes("label is right") });
    else if (decide === "undo" || decide === "redo") this.change(decide, {});
  }

  /**
   * Change something, and say what was done or why it was not.
   *
   * @param {Parameters<Decisions["change"]>[0]} route
   * @param {Record<string, unknown>} body
   * @returns {Promise<boolean>} whether the server has taken it
   */
  async change(route, body) {
    try {
      const { change } = await this.#decisions.change(route, body);
      const what = route === "undo" ? "Undone: " : route === "redo" ? "Done again: " : "";
      this.say(change ? `${what}${change.what}${change.parts ? "" : " (so it is already)"}` : `Nothing to ${route}.`, Boolean(change?.parts) && route !== "undo");
      return true;
    } catch (error) {
      this.say(sentenceOf(error), false);
      return false;
    }
  }

  /** Say for a moment what was done. @param {string} words @param {boolean} [undo] whether it can be undone by a button */
  say(words, undo = false) {
    const button = element("button", { className: "link", type: "button" }, "Undo");
    button.dataset.decide = "undo";
    this.said.replaceChildren(element("span", {}, words), ...(undo ? [button] : []));
    this.said.hidden = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.said.hidden = true), SAID_FOR);
  }

  /** Something was decided: what is shown of it follows. */
  #follow() {
    document.documentElement.dataset.decides = String(this.#decisions.changes);
    this.fillImage();
    this.#explorer.forgetViews(isAboutDecisions(this.#explorer.asked, Object.values(this.#decisions.columns)));
    const { where, labels } = this.#explorer.asked;
    document.documentElement.dataset.corrected = String(labels === "corrected" || Boolean(this.#decisions.answer?.counts.corrected));
    if (where || labels === "corrected") this.#askAgain();
  }

  /** What is decided about the inspected image. */
  async fillImage() {
    const place = document.getElementById("decided");
    const row = this.#explorer.state.row;
    if (!place || row === null) return;
    const item = await fetchItem(this.#config.api, row).catch(() => null);
    if (!item || item.row !== this.#explorer.state.row || !place.isConnected) return;
    this.#item = item.decisions;
    const kept = document.activeElement?.id === "decided-note";
    if (!kept) place.replaceChildren(...imageParts(item.decisions, this.#decisions.changes, item.label !== null));
  }
}

/** @param {Decided} said @param {boolean} changes @param {boolean} labelled @returns {Node[]} */
function imageParts({ tags, verdicts, note, corrected, how, history }, changes, labelled) {
  const chips = tags.map((tag) => chipOf(tag, changes ? { decide: "untag", tag, of: "image" } : null, `Take the tag ${tag} off`));
  if (corrected) chips.unshift(chipOf(`label: ${corrected}`, changes ? { decide: "unlabel", of: "image" } : null, "Take the corrected label back", "corrected"));
  for (const verdict of verdicts) chips.push(chipOf(verdict, changes && verdict === "label is right" ? { decide: "right", of: "image" } : null, "Take it back", "verdict"));
  if (changes) {
    chips.push(buttonOf("Tag", "T", { decide: "tag", of: "image" }));
    if (labelled) chips.push(buttonOf("Correct label", "L", { decide: "label", of: "image" }));
    if (labelled && !corrected && !verdicts.includes("label is right")) chips.push(buttonOf("Label is right", "", { decide: "right", of: "image" }));
  }
  /** @type {Node[]} */
  const parts = chips.length ? [element("div", { className: "tag-chips" }, ...chips)] : [];
  if (changes) parts.push(element("textarea", { id: "decided-note", className: "decided-note", value: note, rows: note ? 3 : 1, maxLength: 10_000, placeholder: "A note", ariaLabel: "Note" }));
  else if (note) parts.push(element("p", { className: "decided-note" }, note));
  const last = history.at(-1);
  const who = last ? [last.author, last.time.slice(0, 16).replace("T", " "), how && { moved: "moved since", changed: "other content since" }[how]].filter(Boolean).join(" · ") : "";
  if (who) parts.push(element("p", { className: "muted decided-by", title: "Who decided last, and when (UTC)" }, who));
  return parts;
}

/** @param {string} words @param {Record<string, string>|null} data of what takes it away @param {string} title @param {string} [look] */
function chipOf(words, data, title, look = "") {
  const name = element("span", { className: "tag-name" }, words);
  if (!data) return element("span", { className: `tag-chip ${look}` }, name);
  const chip = element("button", { className: `tag-chip ${look}`, type: "button", title }, name, element("span", { className: "icon icon-close", ariaHidden: "true" }));
  Object.assign(chip.dataset, data);
  return chip;
}

/** @param {string} words @param {string} key @param {Record<string, string>} data */
function buttonOf(words, key, data) {
  const button = element("button", { className: "tag-chip add", type: "button" }, words, ...(key ? [keyOf(key)] : []));
  Object.assign(button.dataset, data);
  return button;
}

