/** The search box and the strip of what it found. */

import { sentenceOf } from "../api.mjs";
import { Latest } from "../latest.mjs";
import { byId, element } from "./elements.mjs";
import { NO_EXAMPLES, asked, toggled } from "./examples.mjs";
import { litBy } from "./search-answers.mjs";
import { counted, formatCount } from "../text.mjs";
import { headWords, hereWords } from "./words.mjs";

/** @import { HoldingCluster, SearchAnswer, View } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */
/** @import { Examples, Side } from "./examples.mjs" */
/** @import { Entry } from "./gallery.mjs" */

const SIZE = 80;
const MOST_CLUSTERS = 8;

export class Search {
  /**
   * @param {Explorer} explorer the canvas
   * @param {import("./gallery.mjs").Gallery} gallery
   * @param {import("./search-answers.mjs").SearchAnswers} answers
   */
  constructor(explorer, gallery, answers) {
    this.explorer = explorer;
    this.gallery = gallery;
    this.answers = answers;
    this.text = "";
    /** @type {Examples} */
    this.examples = NO_EXAMPLES;
    this.running = new Latest();
    /** @type {((view: View|null) => string)|null} what stands above the results, for a view */
    this.head = null;
    explorer.addEventListener("view", ({ detail }) => this.head && this.open(this.head(detail)));
    explorer.addEventListener("marked", ({ detail }) => this.head && this.open(this.head(detail)));
  }

  /** Search for words. An empty text closes the strip. @param {string} text */
  async forText(text) {
    this.text = (text ?? "").trim();
    this.examples = NO_EXAMPLES;
    this.explorer.update({ query: this.text });
    if (!this.text) return this.close();
    await this.run({ text: [this.text] }, this.text);
  }

  /** More like an image, or less like it: the search that is open is refined, or else begins. @param {number} row @param {Side} side */
  async forExample(row, side) {
    const examples = toggled(this.examples, row, side);
    if (!examples.like.length) return this.close();
    this.examples = examples;
    this.text = "";
    this.explorer.update({ query: "" });
    const held = document.activeElement instanceof HTMLElement ? document.activeElement.dataset : {};
    await this.run(asked(examples), "");
    // The strip is drawn anew: who works by keyboard goes on where they were.
    const again = `#strip-items [data-action="${held.action}"][data-row="${held.row}"]`;
    if (held.action?.startsWith("more-")) document.querySelector(/** @type {"button"} */ (again))?.focus();
  }

  /** Follow the address: a copied URL or the back button brings its search with it. @param {string} text */
  follow(text) {
    if (text !== this.text) this.forText(text);
  }

  close() {
    this.running.end();
    this.text = "";
    this.examples = NO_EXAMPLES;
    if (!this.isOpen()) return;
    document.documentElement.dataset.strip = "closed";
    // A copied address keeps the strip's room before the strip is there.
    if (document.getElementById("strip")) {
      const { strip, items } = parts();
      strip.hidden = true;
      this.gallery.clear(items);
    }
    this.head = null;
    this.explorer.light(null);
    this.explorer.update({ query: "" });
  }

  isOpen() {
    return document.documentElement.dataset.strip === "open";
  }

  /** @param {Record<string, string[]>} query @param {string} text */
  async run(query, text) {
    const { where } = this.explorer.asked;
    this.head = null;
    this.open("Searching…");
    try {
      const answer = await this.running.ask((signal) => this.answers.get(query, where, signal));
      if (answer) this.show(answer, text);
    } catch (error) {
      this.fail(error);
    }
  }

  /** @param {SearchAnswer} answer @param {string} text */
  show(answer, text) {
    const rows = answer.results.map((found) => found.row);
    const { how, note, total } = answer;
    const { examples } = this;
    this.head = (view) => headWords({ how, text, note, total, listed: rows.length, here: hereWords(rows, total, view), examples });
    this.open(this.head(null));
    const found = answer.results.map(({ row, path, score }) => ({ row, title: `${path} · score ${score.toFixed(2)}` }));
    const several = [...examples.like, ...examples.unlike];
    const chosen = several.length > 1 ? several.map((row) => ({ row, title: `example, image ${row}` })) : [];
    const entries = [...chosen, ...found];
    const extra = (/** @type {Entry} */ entry) => [sideButton(entry, "like", examples), sideButton(entry, "unlike", examples), treeButton(entry)];
    this.gallery.fill(parts().items, entries, { size: SIZE, action: "inspect", extra });
    parts().clusters.replaceChildren(...(answer.clusters ?? []).slice(0, MOST_CLUSTERS).map(clusterButton));
    this.explorer.light(litBy(answer, text));
  }

  /** @param {unknown} error */
  fail(error) {
    this.open(sentenceOf(error));
    this.gallery.clear(parts().items);
    parts().clusters.replaceChildren();
    this.explorer.light(null);
  }

  /** @param {string} title */
  open(title) {
    const { strip, head } = parts();
    head.textContent = title;
    strip.hidden = false;
    document.documentElement.dataset.strip = "open";
  }
}

function parts() {
  return {
    strip: byId("strip"),
    head: byId("strip-title"),
    clusters: byId("strip-clusters"),
    items: byId("strip-items"),
  };
}

/** @param {Entry} entry */
function treeButton(entry) {
  return cornerButton(entry, { words: "Show in tree", action: "show-in-tree", icon: "tree", className: "in-tree" });
}

/**
 * What can be done with a result, in a corner of its picture.
 *
 * @param {Entry} entry
 * @param {{words: string, action: string, icon: string, className: string} & Partial<HTMLButtonElement>} about
 */
function cornerButton({ row, title }, { words, action, icon, className, ...state }) {
  const about = { title: words, ariaLabel: `${words}: ${title}`, ...state };
  const button = element("button", { type: "button", className: `of-item ${className}`, ...about }, element("span", { className: `icon icon-${icon}` }));
  Object.assign(button.dataset, { action, row: String(row) });
  return button;
}

/** A cluster and how much of the result it holds; a click goes there. @param {HoldingCluster} cluster */
function clusterButton({ node, title, count, size }) {
  const about = { title: `${formatCount(count)} of its ${formatCount(size)} images`, ariaLabel: `Go to ${title}: ${counted(count, "image")} of the result` };
  const held = element("span", { className: "held" }, formatCount(count));
  const button = element("button", { type: "button", className: "holding", ...about }, `${title} `, held);
  Object.assign(button.dataset, { action: "go", node: String(node) });
  return button;
}

/** @type {Record<Side, string>} */
const SIDES = { like: "More like this", unlike: "Less like this" };

/** @param {Entry} entry @param {Side} side @param {Examples} examples */
function sideButton(entry, side, examples) {
  return cornerButton(entry, {
    words: SIDES[side],
    action: `more-${side}`,
    icon: side,
    className: `refine ${side}`,
    ariaPressed: String(examples[side].includes(entry.row)),
    // Less like what? Only where there is an example of what is sought.
    hidden: side === "unlike" && !examples.like.length,
  });
}
