/** Decisions in the page: keys and buttons, the inspected image's tags and note, what was done last. */

import { fetchItem, sentenceOf } from "../api.mjs";
import { isAboutDecisions, turnedWords } from "../deciding.mjs";
import { meaningsIn } from "../key-list.mjs";
import { letterOf } from "../keys.mjs";
import { dismissHint } from "./chrome.mjs";
import { element, notice } from "./elements.mjs";
import { TagBox } from "./tag-box.mjs";
import { ClassNames } from "./class-names.mjs";
import { clusterParts, imageParts } from "./decided-parts.mjs";

/** @import { Decisions as Decided, PageConfig } from "../types.d.ts" */
/** @import { Decisions } from "./decisions.mjs" */
/** @import { Explorer } from "../explorer.mjs" */
/** @import { Wanted } from "./tag-box.mjs" */

/** @typedef {Pick<Wanted, "rows"|"cluster">} Subject  What is decided about. */

/** Milliseconds, and those that a character takes to be read. */
const SAID_FOR = 6000, A_CHARACTER = 70;
const RIGHT = "label is right";
const KEYS = meaningsIn(["decisions"]);

export class Deciding {
  #explorer;
  #decisions;
  #config;
  #names;
  #askAgain;
  #timer = 0;
  /** Where the focus came from to the button of a line. @type {HTMLElement|null} */
  #from = null;
  /** @type {Decided|null} of the inspected image */
  #item = null;
  /** The labels of an image that was inspected, as they are written. */
  #written = { row: -1, words: "" };

  /** @param {{explorer: Explorer, decisions: Decisions, config: PageConfig, askAgain: () => void}} page */
  constructor({ explorer, decisions, config, askAgain }) {
    this.#explorer = explorer;
    this.#decisions = decisions;
    this.#config = config;
    this.#names = new ClassNames(config);
    this.#askAgain = askAgain;
    this.box = new TagBox(decisions, (wanted, name) => this.#chosen(wanted, name), config.limits.listed);
    this.said = element("div", { className: "said", role: "status" });
    document.body.append(this.said);
    this.said.addEventListener("focusin", ({ relatedTarget: from }) => (this.#from = from instanceof HTMLElement && !this.said.contains(from) ? from : this.#from));
    decisions.addEventListener("change", () => this.#follow());
    document.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("click", ({ target }) => this.#click(target));
    document.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLTextAreaElement && target.classList.contains("decided-note")) {
        const { rows, cluster } = this.#subject(target.dataset.of);
        this.change("notes", { note: target.value, ...(cluster ? { cluster: cluster.node } : { rows }) });
      }
    });
  }

  /** Which state of the decisions the page knows. */
  get revision() {
    return this.#decisions.answer?.revision ?? 0;
  }

  /** Labels that are offered: the classes, and what only corrections name. */
  get #classes() {
    return [...new Set([...this.#names.now, ...(this.#decisions.answer?.new_classes ?? [])])];
  }

  /** What is decided about: the selection, else the inspected image. @param {boolean} [image] the image first, as in a review */
  #rows(image = document.documentElement.dataset.reviewing !== undefined) {
    const { selection, row } = this.#explorer.state;
    const one = row === null ? [] : [row];
    return image ? one : selection.length ? selection : one;
  }

  /** What is decided about: images, or, where none is selected or inspected, the cluster under the focus, else that in view. @param {string} [of] @returns {Subject} */
  #subject(of = "") {
    const rows = of === "cluster" ? [] : of === "image" ? this.#rows(true) : this.#rows();
    if (rows.length) return { rows };
    const box = (of !== "cluster" && this.#explorer.focused) || this.#explorer.view;
    return box ? { rows, cluster: { node: box.node, count: box.count } } : { rows };
  }

  /** Tags that all of it has. @param {{rows: number[], cluster?: {node: number}}} subject */
  #tagsOf({ rows, cluster }) {
    if (cluster) return this.#decisions.ofCluster(cluster.node)?.tags ?? [];
    return rows.length === 1 && rows[0] === this.#explorer.state.row ? this.#item?.tags ?? [] : [];
  }

  /** @param {Subject} subject */
  #verdictsOf({ cluster }) {
    return (cluster ? this.#decisions.ofCluster(cluster.node) : this.#item)?.verdicts ?? [];
  }

  /** @param {"tag"|"label"|"note"} kind @param {Subject} subject */
  #open(kind, subject) {
    if (!this.#decisions.changes || (!subject.rows.length && (kind === "label" || !subject.cluster))) return;
    dismissHint();
    this.box.open({ kind, ...subject, has: this.#tagsOf(subject), ...(kind === "label" ? this.#labelling(subject.rows) : {}) });
    if (kind === "label") this.#offerAll();
  }

  /** What the box of a label offers, and, where an image has several, begins with. @param {number[]} rows */
  #labelling(rows) {
    const several = this.#config.task === "multilabel";
    const { row, words } = this.#written;
    return { classes: this.#classes, several, written: several && rows.length === 1 && rows[0] === row ? words : "" };
  }

  /** Offer all classes, where only the server knows them, as soon as it told. */
  async #offerAll() {
    if (await this.#names.later()) this.box.offer(this.#classes);
  }

  /** Have the label of an image chosen. @param {number} row @param {(label: string) => void} then */
  chooseLabel(row, then) {
    this.box.open({ kind: "label", rows: [row], ...this.#labelling([row]), then });
    this.#offerAll();
  }

  /** @param {Wanted} wanted @param {string} name */
  #chosen({ kind, rows, cluster, has = [], then }, name) {
    const about = cluster ? { cluster: cluster.node } : { rows };
    if (then) then(name);
    else if (kind === "note") this.change("notes", { note: name, ...about });
    else if (kind === "label") this.change("corrections", { label: name, rows });
    else this.change("tags", { tag: name, ...about, remove: has.includes(name) });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const meant = KEYS.get(letterOf(event));
    if (!meant || !this.#decisions.changes) return;
    const subject = this.#subject();
    if (meant === "tag" || meant === "label" || meant === "note") {
      event.preventDefault();
      this.#open(meant, subject);
    } else {
      const tag = this.#decisions.recent[Number(meant.split(" ")[1]) - 1];
      if (tag) this.#chosen({ kind: "tag", ...subject, has: this.#tagsOf(subject) }, tag);
    }
  }

  /** @param {EventTarget|null} target */
  #click(target) {
    const button = target instanceof Element ? target.closest("[data-decide]") : null;
    if (!(button instanceof HTMLElement)) return;
    const { decide, tag = "", of = "" } = button.dataset;
    const subject = this.#subject(of);
    const { rows } = subject;
    const about = subject.cluster ? { cluster: subject.cluster.node } : { rows };
    if (decide === "tag" || decide === "label" || decide === "note") this.#open(decide, subject);
    else if (decide === "untag") this.change("tags", { tag, ...about, remove: true });
    else if (decide === "unlabel") this.change("corrections", { label: null, rows });
    else if (decide === "right") this.change("verdicts", { verdict: RIGHT, ...about, remove: this.#verdictsOf(subject).includes(RIGHT) });
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
      const turned = route === "undo" || route === "redo";
      const words = turned ? turnedWords(route, change) : `${change?.what ?? ""}${change?.parts ? "" : " (so it is already)"}`;
      this.say(words, change?.parts && route !== "undo" ? undoing({ change: change.id, time: change.time }) : null);
      return true;
    } catch (error) {
      this.say(sentenceOf(error));
      return false;
    }
  }

  /** Say for a moment what was done, and longer while a hand or the focus is there. @param {string} words @param {HTMLButtonElement|null} [button] beside it */
  say(words, button = null) {
    const held = this.said.contains(document.activeElement);
    this.said.replaceChildren(notice(element("span", {}), words), ...(button ? [button] : []));
    if (held) this.#from?.focus();
    const moment = Math.max(SAID_FOR, A_CHARACTER * words.length);
    const end = () => (this.said.matches(":hover, :focus-within") ? this.#again(end, moment) : this.said.replaceChildren());
    this.#again(end, moment);
  }

  /** What was said does not hold any more. @param {string} words */
  unsay(words) {
    if (this.said.textContent === words) this.said.replaceChildren();
  }

  /** @param {() => void} end @param {number} moment */
  #again(end, moment) {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(end, moment);
  }

  /** Something was decided: what is shown of it follows. */
  #follow() {
    document.documentElement.dataset.decides = String(this.#decisions.changes);
    this.fillImage();
    this.fillCluster();
    this.#explorer.forgetViews(isAboutDecisions(this.#explorer.asked, Object.values(this.#decisions.columns)));
    const { where, labels } = this.#explorer.asked;
    document.documentElement.dataset.corrected = String(labels === "corrected" || Boolean(this.#decisions.answer?.counts.corrected));
    if (where || labels === "corrected") this.#askAgain();
  }

  /** What is decided about the cluster in view, in the inspector and on the titles of all. */
  fillCluster() {
    const { answer, changes } = this.#decisions;
    this.#explorer.setTags(new Map((answer?.clusters ?? []).map(({ node, tags }) => [node, tags])));
    const place = document.getElementById("cluster-decided");
    const { view } = this.#explorer;
    if (!place || !view) return;
    refill(place, clusterParts(this.#decisions.ofCluster(view.node), changes, this.#names.any));
  }

  /** What is decided about the inspected image. */
  async fillImage() {
    const place = document.getElementById("decided");
    const row = this.#explorer.state.row;
    if (!place || row === null) return;
    const item = await fetchItem(this.#config.api, row).catch(() => null);
    if (!item || item.row !== this.#explorer.state.row || !place.isConnected) return;
    this.#item = item.decisions;
    this.#written = { row, words: item.decisions.corrected ?? item.label ?? "" };
    refill(place, imageParts(item.decisions, this.#decisions.changes, item.label !== null && item.task !== "regression"));
  }
}

/** Show what is decided, unless somebody writes a note there; a button that was just pressed leaves the focus to the first. @param {HTMLElement} place @param {Node[]} parts */
function refill(place, parts) {
  const { activeElement: active } = document;
  const held = place.contains(active);
  if (held && active instanceof HTMLTextAreaElement) return;
  place.replaceChildren(...parts);
  if (held) place.querySelector("button")?.focus();
}

/** A button that undoes a decision. @param {import("../steps.mjs").DecisionStep} step */
export function undoing({ change, time }) {
  const button = element("button", { className: "link", type: "button" }, "Undo");
  Object.assign(button.dataset, { decide: "undo", change, time });
  return button;
}
