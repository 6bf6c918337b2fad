/** The box in which a subset leaves: a sample of it, its format, how pictures lie, a download, and the command that writes the same. */

import { fetchJson } from "../api.mjs";
import { element } from "./elements.mjs";
import { commandOf, ROWS_FILE, TARGET_FILE } from "./export-command.mjs";
import { SampleChoice } from "./export-sample.mjs";
import { download, PATIENCE } from "./exporting.mjs";
import { recall, remember } from "./storage.mjs";
import { images } from "./words.mjs";

/** @import { Server } from "../types.d.ts" */
/** @import { Subset } from "./export-command.mjs" */

/**
 * @typedef {{name: string, writes: string, ending: string, sent: boolean, layouts: boolean}} Format
 * @typedef {{index: string, layouts: string[], formats: Format[], samples: import("./export-sample.mjs").Method[]}} Offered  As GET /api/exports tells.
 */

const KEPT = "export-format";
const LAYOUTS = /** @type {Record<string, string>} */ ({ path: "as they lie", class: "by class", cluster: "by cluster" });
/** How long a refusal stands on the button. */
const SAID = 8000;

export class ExportBox {
  #server;
  /** @type {Offered|null} */
  #offered = null;
  /** @type {Subset} */
  #subset = {};

  /** @param {Server} server */
  constructor(server) {
    this.#server = server;
    this.head = element("p", { className: "tag-box-head", id: "export-head" });
    this.formats = element("div", { className: "export-formats", role: "radiogroup", ariaLabel: "Format" });
    this.layouts = element("div", { className: "export-layouts", role: "radiogroup", ariaLabel: "How pictures lie" });
    this.sample = new SampleChoice();
    this.corrected = element("input", { type: "checkbox" });
    this.labels = element("label", { className: "export-labels", title: "Else labels are as they were given, and corrected ones in a column of their own" }, this.corrected, "Labels as corrected");
    this.said = element("p", { className: "export-said", role: "status" });
    this.command = element("code", { className: "export-command", tabIndex: 0, ariaLabel: "The same as a command" });
    this.copy = element("button", { className: "link", type: "button", title: "Copy the command" }, "Copy");
    this.list = element("button", { className: "link", type: "button", title: "Save the numbers of these images, a line each" }, `Save ${ROWS_FILE}`);
    this.targetList = element("button", { className: "link", type: "button", title: "Save the numbers of the images of the target, a line each" }, `Save ${TARGET_FILE}`);
    this.button = element("button", { className: "button export-go", type: "button" }, "Download");
    const written = element("div", { className: "export-line" }, this.command, this.copy);
    this.box = element("div", { className: "export-box", popover: "auto", role: "dialog" }, this.head, this.sample.box, this.formats, this.layouts, this.labels, this.said, this.button, written, element("div", { className: "export-lists" }, this.list, this.targetList));
    this.box.setAttribute("aria-labelledby", "export-head");
    document.body.append(this.box);
    this.box.addEventListener("keydown", (event) => event.stopPropagation()); // Letters and arrows are of the box, and not of the map.
    this.box.addEventListener("change", () => this.#follow());
    this.sample.box.addEventListener("input", () => this.#follow());
    this.button.addEventListener("click", () => this.#download());
    this.list.addEventListener("click", () => saveRows(ROWS_FILE, this.#subset.rows ?? []));
    this.targetList.addEventListener("click", () => saveRows(TARGET_FILE, this.sample.chosen.targetRows ?? []));
  }

  /** @param {Subset} subset @param {number} size in images @param {import("./export-target.mjs").Around} around */
  async open(subset, size, around) {
    this.#subset = subset;
    this.labels.hidden = document.documentElement.dataset.corrected !== "true";
    this.corrected.checked = subset.labels === "corrected";
    this.head.textContent = `Export ${images(size)}`;
    this.sample.open(size, around);
    this.#say("");
    this.box.showPopover();
    try {
      this.#offered ??= /** @type {Offered} */ (await fetchJson(`${this.#server.api}/exports`));
    } catch (error) {
      return this.#say(error instanceof Error ? error.message : String(error));
    }
    if (!this.formats.firstChild) this.#draw(this.#offered);
    this.#follow();
    const chosen = this.box.querySelector("input:checked");
    if (chosen instanceof HTMLElement) chosen.focus();
  }

  /** @param {Offered} offered */
  #draw({ formats, layouts, samples }) {
    this.sample.offer(samples);
    const kept = recall(KEPT);
    const first = formats.some(({ name }) => name === kept) ? kept : formats[0]?.name;
    this.formats.replaceChildren(...formats.map(({ name, writes }) => choice("export-format", name, name === first, name, writes.replaceAll("`", ""))));
    this.layouts.replaceChildren(...layouts.map((name, i) => choice("export-layout", name, i === 0, LAYOUTS[name] ?? name)));
  }

  get #format() {
    return this.#offered?.formats.find(({ name }) => name === chosenOf(this.formats));
  }

  get #layout() {
    return this.#format?.layouts ? chosenOf(this.layouts) : "";
  }

  get #labels() {
    return this.corrected.checked ? "corrected" : "given";
  }

  #follow() {
    const format = this.#format;
    if (!format || !this.#offered) return;
    remember(KEPT, format.name);
    this.layouts.hidden = !format.layouts;
    this.sample.follow();
    this.button.hidden = !format.sent;
    this.list.hidden = !this.#subset.rows;
    this.targetList.hidden = !this.sample.chosen.targetRows;
    this.#say(format.sent ? "" : "A folder of its own, which a browser cannot save. This command writes it:");
    const command = commandOf(this.#offered.index, { ...this.#subset, labels: this.#labels }, { ...format, layout: this.#layout }, this.sample.chosen);
    this.command.textContent = command;
    this.copy.dataset.copy = command;
  }

  /** @param {string} words */
  #say(words) {
    this.said.textContent = words;
    this.said.hidden = !words;
  }

  #download() {
    const format = this.#format;
    if (!format) return;
    const { node, rows, where } = this.#subset;
    this.button.disabled = true;
    this.button.textContent = "Preparing…";
    const again = () => Object.assign(this.button, { disabled: false, textContent: "Download" });
    const waiting = setTimeout(again, PATIENCE);
    download(this.#server, { ...(rows ? { rows } : { node }), where, labels: this.#labels, format: format.name, layout: this.#layout, ...this.sample.chosen }, (message) => {
      clearTimeout(waiting);
      again();
      if (!this.box.matches(":popover-open")) this.box.showPopover();
      this.#say(message);
      setTimeout(() => this.said.textContent === message && this.#say(""), SAID);
    });
  }
}

/** @param {string} name  Of a file. @param {number[]} rows */
function saveRows(name, rows) {
  const text = new Blob([`${rows.join("\n")}\n`], { type: "text/plain" });
  const link = element("a", { href: URL.createObjectURL(text), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}

/** @param {string} group @param {string} value @param {boolean} checked @param {string} words @param {string} [more] */
function choice(group, value, checked, words, more) {
  const input = element("input", { type: "radio", name: group, value, checked });
  const parts = more ? [element("span", { className: "muted" }, more)] : [];
  return element("label", { className: "export-choice" }, input, element("span", { className: "export-name" }, words), ...parts);
}

/** @param {HTMLElement} group */
function chosenOf(group) {
  const input = group.querySelector("input:checked");
  return input instanceof HTMLInputElement ? input.value : "";
}
