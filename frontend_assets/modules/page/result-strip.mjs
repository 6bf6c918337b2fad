/** What a search found, drawn below the map: its head, the clusters that hold it, examples, results. */

import { counted, formatCount } from "../text.mjs";
import { byId, element } from "./elements.mjs";

/** @import { HoldingCluster, SearchAnswer } from "../types.d.ts" */
/** @import { Sought } from "../searching.mjs" */
/** @import { Side } from "./examples.mjs" */
/** @import { Entry } from "./gallery.mjs" */

const SIZE = 80;

/** @type {Record<Side, string>} */
const SIDES = { like: "More like this", unlike: "Less like this" };

export class ResultStrip {
  #gallery;
  #api;

  /** @param {import("./gallery.mjs").Gallery} gallery @param {{api: string}} config */
  constructor(gallery, { api }) {
    this.#gallery = gallery;
    this.#api = api;
  }

  /** @param {string} title */
  open(title) {
    const { strip, head } = parts();
    if (head.textContent !== title) head.textContent = title;
    head.title = title;
    strip.hidden = false;
    document.documentElement.dataset.strip = "open";
  }

  get isOpen() {
    return document.documentElement.dataset.strip === "open";
  }

  close() {
    document.documentElement.dataset.strip = "closed";
    // A copied address keeps the strip's room before the strip is there.
    if (!document.getElementById("strip")) return;
    parts().strip.hidden = true;
    this.clear();
  }

  /** Only what there is something to do with. @param {number} size of what was found @param {number} listed of it, in the strip */
  offer(size, listed) {
    byId("select-found").hidden = byId("filter-found").hidden = size === 0;
    byId("found-in-grid").hidden = size <= listed;
  }

  /** Without results. */
  clear() {
    const { clusters, items, like, unlike, sent } = parts();
    for (const host of [items, like, unlike]) this.#gallery.clear(host);
    clusters.replaceChildren();
    sent.replaceChildren();
    this.#keepRoom();
  }

  /** One line is enough for words alone; until they are there, there is room for what they may be about. */
  #keepRoom() {
    const { strip } = parts();
    strip.classList.toggle("bare", this.isOpen && !strip.querySelector(".gallery-item"));
  }

  /** @param {SearchAnswer} answer @param {Sought} sought */
  show(answer, sought) {
    const { clusters, items } = parts();
    const held = document.activeElement instanceof HTMLElement ? document.activeElement.dataset : {};
    const total = answer.total ?? answer.results.length;
    clusters.replaceChildren(...(answer.clusters ?? []).map((cluster) => clusterButton(cluster, total)));
    const found = answer.results.map(({ row, path, score }) => ({ row, title: `${path} · score ${score.toFixed(2)}` }));
    this.#gallery.fill(items, found, { size: SIZE, action: "inspect", extra: (entry) => corners(entry, sought) });
    this.#showExamples(sought);
    this.#keepRoom();
    // The strip is drawn anew: who works by keyboard goes on where they were.
    const again = `#strip [data-action="${held.action}"][data-row="${held.row}"]`;
    if (held.action?.startsWith("more-")) document.querySelector(/** @type {"button"} */ (again))?.focus();
  }

  /** @param {Sought} sought */
  #showExamples(sought) {
    const { like, unlike, sent } = parts();
    for (const [host, rows] of /** @type {[HTMLElement, number[]][]} */ ([[like, sought.like], [unlike, sought.unlike]])) {
      const entries = rows.map((row) => ({ row, title: `example, image ${row}` }));
      this.#gallery.fill(host, entries, { size: SIZE, action: "inspect", extra: (entry) => corners(entry, sought) });
    }
    sent.replaceChildren(...sought.images.map((name) => this.#sentImage(name)));
  }

  /** @param {string} name of an image that was sent */
  #sentImage(name) {
    const picture = element("img", { alt: "Image that was sent", src: `${this.#api}/examples/${encodeURIComponent(name)}`, draggable: false });
    const away = element("button", { type: "button", className: "of-item refine like", title: "Leave this image out", ariaLabel: "Leave this image out", ariaPressed: "true" }, element("span", { className: "icon icon-close" }));
    Object.assign(away.dataset, { action: "drop-image", name });
    return element("div", { className: "gallery-item sent" }, picture, away);
  }
}

function parts() {
  return {
    strip: byId("strip"),
    head: byId("strip-title"),
    clusters: byId("strip-clusters"),
    items: byId("strip-items"),
    like: byId("examples-like"),
    unlike: byId("examples-unlike"),
    sent: byId("examples-sent"),
  };
}

/** @param {Entry} entry @param {Sought} sought */
function corners(entry, sought) {
  return [sideButton(entry, "like", sought), sideButton(entry, "unlike", sought), treeButton(entry)];
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

/** A cluster and how much of the result it holds; a click goes there. @param {HoldingCluster} cluster @param {number} total */
function clusterButton({ node, title, count, size }, total) {
  const share = Math.min(1, count / Math.max(1, total));
  const about = {
    title: `Show in tree · ${formatCount(count)} of its ${formatCount(size)} images, ${Math.round(100 * share)}% of the result`,
    ariaLabel: `Go to ${title}: ${counted(count, "image")} of the result`,
  };
  const held = element("span", { className: "held" }, formatCount(count));
  const button = element("button", { type: "button", className: "holding", ...about }, element("bdi", {}, title), held);
  button.style.setProperty("--share", `${100 * share}%`);
  Object.assign(button.dataset, { action: "go", node: String(node) });
  return button;
}

/** @param {Entry} entry @param {Side} side @param {Sought} sought */
function sideButton(entry, side, sought) {
  return cornerButton(entry, {
    words: SIDES[side],
    action: `more-${side}`,
    icon: side,
    className: `refine ${side}`,
    ariaPressed: String(sought[side].includes(entry.row)),
    // Less like what? Only where there is an example of what is sought.
    hidden: side === "unlike" && !sought.like.length && !sought.images.length,
  });
}
