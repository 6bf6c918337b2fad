/** The inspector of a static copy: one image, or the cluster in view, drawn here as a server draws them elsewhere. */

import { fetchItem, fetchJson, sentenceOf } from "../api.mjs";
import { Latest } from "../latest.mjs";
import { accuracyText, percent } from "../text.mjs";
import { byId, element, inTwo } from "../page/elements.mjs";
import { Inspector } from "../page/inspector.mjs";
import { count, images } from "../page/words.mjs";

/** @import { Item, PageConfig, ShownView, Stop, Verdict } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */

const TYPICAL = 15;

export class ImagePanel {
  #explorer;
  #config;
  #inspector;
  #loading = new Latest();
  /** @type {ShownView|null} */
  #view = null;
  /** What is drawn: an image, or a cluster. */
  #drawn = "";

  /** @param {{explorer: Explorer, gallery: import("../page/gallery.mjs").Gallery, walk: import("../page/walk.mjs").Walk, config: PageConfig}} page */
  constructor({ explorer, gallery, walk, config }) {
    this.#explorer = explorer;
    this.#config = config;
    this.#inspector = new Inspector(gallery, walk);
    explorer.addEventListener("state", () => this.#follow());
    explorer.addEventListener("view", ({ detail }) => {
      this.#view = detail;
      this.#follow();
    });
    this.#follow();
  }

  #follow() {
    const { row } = this.#explorer.state;
    const wanted = row === null ? `cluster ${this.#view?.node} ${this.#view?.where} ${this.#view?.model}` : `image ${row}`;
    if (wanted === this.#drawn) return;
    this.#drawn = wanted;
    if (row === null) this.#showCluster();
    else this.#showImage(row);
  }

  /** @param {number} row */
  async #showImage(row) {
    const { api } = this.#config;
    try {
      const found = await this.#loading.ask((signal) => Promise.all([fetchItem(api, row, signal), fetchJson(`${api}/items/${row}/clusters`, signal)]));
      if (!found) return;
      const [item, { clusters }] = /** @type {[Item, {clusters: Stop[]}]} */ (found);
      byId("inspector").replaceChildren(...imageParts(item, clusters));
      this.#inspector.fill({ entries: item.neighbors.map((near) => ({ ...near, far: near.distance.toFixed(2) })) });
    } catch (error) {
      this.#drawn = "";
      byId("inspector").replaceChildren(element("p", { className: "field-error", role: "alert" }, sentenceOf(error)));
    }
  }

  #showCluster() {
    this.#loading.end();
    const view = this.#view;
    byId("inspector").replaceChildren(...(view ? this.#clusterParts(view) : [element("h2", { className: "title" }, this.#config.name), element("p", { className: "muted" }, images(this.#config.n))]));
    if (view) this.#inspector.fill({ entries: typicalOf(view).map((row) => ({ row, path: `image ${row}` })) });
  }

  /** @param {ShownView} view */
  #clusterParts(view) {
    const title = this.#explorer.trail.at(-1)?.title || "All";
    const { n } = this.#config;
    const size = view.count === n ? count(n) : `${count(view.count)} · ${percent(view.count / n)} of all`;
    /** @type {[string, string][]} */
    const sizes = [["Images", size]];
    if (view.matching !== view.count) sizes.push(["Matching", `${count(view.matching)} of ${count(view.count)}`]);
    const typical = typicalOf(view);
    const shown = typical.length ? [heading("Images of it"), galleryOf(typical.length, 0)] : [];
    return [element("h2", { className: "title" }, title), facts(sizes), ...clustersOf(view), ...shown, element("p", { className: "empty" }, "Click an image to inspect it.")];
  }
}

/** Its clusters by size, each a way in. @param {ShownView} view */
function clustersOf({ cells, node }) {
  const inner = cells.filter((cell) => !cell.leaf && cell.node !== node).sort((a, b) => b.matching - a.matching).slice(0, 8);
  if (inner.length < 2) return [];
  const steps = inner.map((cell) => {
    const said = accuracyText(cell);
    const step = element("button", { type: "button", className: "step", title: said ? `${said} right` : "" }, element("span", {}, cell.title || images(cell.count)), element("span", { className: "muted" }, count(cell.matching)));
    Object.assign(step.dataset, { action: "go", node: String(cell.node) });
    return element("li", {}, step);
  });
  return [heading("Largest clusters in it"), element("ul", { className: "steps plain" }, ...steps)];
}

/** An even spread of what is drawn. @param {ShownView} view */
function typicalOf({ cells }) {
  const rows = cells.flatMap(({ thumbs }) => thumbs.rows);
  const shown = Math.min(TYPICAL, rows.length);
  return Array.from({ length: shown }, (_, i) => rows[Math.floor(((i + 0.5) * rows.length) / shown)]);
}

/** @param {Item} item @param {Stop[]} clusters @returns {Node[]} */
function imageParts(item, clusters) {
  const name = item.path.split("/").at(-1) ?? "";
  const titleRow = element("div", { className: "title-row" }, element("h2", { className: "title in-two", title: name, dir: "auto" }, ...inTwo(name)), ...walkParts(), iconButton("close", "Close the image", { action: "close-image" }));
  const path = element("div", { className: "path-row" }, element("span", { className: "path", title: item.path }, element("bdi", {}, item.path)));
  const actions = element("div", { className: "actions" }, button("Show in tree", { action: "show-in-tree", row: String(item.row) }), button("Go into its cluster", { action: "enter-cluster", row: String(item.row) }));
  return [titleRow, pictureOf(item), path, ...verdicts(item), ...probabilities(item), actions, ...whyHere(clusters), ...nearest(item), ...fieldsOf(item)];
}

function walkParts() {
  return [
    element("span", { className: "muted walk-place" }),
    iconButton("previous", "Previous image ( K )", { action: "walk", way: "previous" }),
    iconButton("next", "Next image ( J )", { action: "walk", way: "next" }),
  ];
}

/** The largest thumbnail that there is. @param {Item} item */
function pictureOf({ row, path }) {
  const picture = element("img", { alt: path, className: "picture small" });
  picture.dataset.picture = String(row);
  return element("figure", {}, picture, iconButton("full", "Full size ( F )", { action: "full-size" }), element("figcaption", { id: "picture-note" }));
}

/** @param {Item} item */
function verdicts({ label, models }) {
  if (label === null && !models.length) return [];
  const rows = models.map((model) => element("tr", {}, element("th", {}, model.name || "Prediction"), element("td", {}, ...verdict(model))));
  if (label !== null) rows.unshift(element("tr", {}, element("th", {}, "Label"), element("td", {}, label)));
  return [element("table", { className: "facts verdicts" }, element("tbody", {}, ...rows))];
}

/** @param {Verdict} model */
function verdict({ prediction, confidence, right }) {
  const parts = [element("span", {}, prediction ?? "none")];
  if (right !== null) {
    const name = right ? "right" : "wrong";
    parts.unshift(element("span", { className: `mark mark-${name}`, title: name }, element("span", { className: `icon icon-${name}`, ariaHidden: "true" })));
  }
  if (confidence !== null) parts.push(element("span", { className: "muted" }, percent(confidence)));
  return parts;
}

/** @param {Item} item */
function probabilities({ probabilities: told, label }) {
  if (!told.length) return [];
  const lines = told.map(({ name, probability }) => {
    const bar = element("div", {});
    bar.style.width = `${(100 * probability).toFixed(2)}%`;
    const tag = name === label ? [element("span", { className: "tag" }, "label")] : [];
    return element("li", {}, element("span", {}, element("span", { className: "bar-name", title: name }, name), ...tag), element("div", { className: "bar" }, bar), element("span", { className: "bar-share" }, percent(probability)));
  });
  return [heading("Class probabilities"), element("ol", { className: "bars" }, ...lines)];
}

/** @param {Stop[]} clusters */
function whyHere(clusters) {
  const steps = clusters.map((stop) => {
    const step = element("button", { type: "button", className: "step", title: `Go to ${stop.title} · ${images(stop.count)}` }, element("span", {}, stop.title), element("span", { className: "muted" }, count(stop.count)));
    Object.assign(step.dataset, { action: "go", node: String(stop.node) });
    return element("li", {}, step);
  });
  return steps.length ? [heading("Why it is here"), element("ol", { className: "steps" }, ...steps)] : [];
}

/** @param {Item} item */
function nearest({ neighbors }) {
  if (!neighbors.length) return [];
  const named = neighbors.some(({ label, prediction }) => label !== null || prediction !== null);
  return [heading("Nearest neighbours, with distance"), galleryOf(neighbors.length, named ? 2 : 1)];
}

/** @param {Item} item */
function fieldsOf({ columns }) {
  const known = /** @type {[string, string][]} */ (Object.entries(columns).filter(([, text]) => text !== null));
  return known.length ? [heading("All fields"), facts(known.map(([name, text]) => [name, name === "concept" ? `${text} (guess)` : text]))] : [];
}

/** Room for so many thumbnails, before they are there. @param {number} thumbnails @param {number} told lines under each */
function galleryOf(thumbnails, told) {
  const [thumb, columns] = told ? [68, 4] : [54, 5];
  const host = element("div", { id: "inspector-gallery", className: told ? "gallery told" : "gallery" });
  host.style.minHeight = `${Math.max(0, Math.ceil(thumbnails / columns) * (thumb + 16 * told + 4) - 4)}px`;
  return host;
}

/** @param {[string, string][]} pairs */
function facts(pairs) {
  return element("table", { className: "facts" }, element("tbody", {}, ...pairs.map(([name, text]) => element("tr", {}, element("th", {}, name), element("td", {}, text)))));
}

/** @param {string} words */
function heading(words) {
  return element("h2", { className: "heading" }, words);
}

/** @param {string} words @param {Record<string, string>} data */
function button(words, data) {
  const made = element("button", { type: "button", className: "button" }, words);
  Object.assign(made.dataset, data);
  return made;
}

/** @param {string} name @param {string} words @param {Record<string, string>} data */
function iconButton(name, words, data) {
  const made = element("button", { type: "button", className: "icon-button", title: words, ariaLabel: words }, element("span", { className: `icon icon-${name}`, ariaHidden: "true" }));
  Object.assign(made.dataset, data);
  return made;
}

