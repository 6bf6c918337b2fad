/** The classes of the cluster in view, under its filter: a table that filters, and the most frequent mistakes. */

import { clausesOf, joined, ofClass, pairOf, withAll, withoutAll } from "../clauses.mjs";
import { element } from "../page/elements.mjs";
import { count, counted, images } from "../page/words.mjs";
import { percent } from "../text.mjs";
import { whyOf } from "./why.mjs";

/** @import { ShownView } from "../types.d.ts" */
/** @import { ClassLine, Pair } from "./class-counts.mjs" */
/** @import { CopyConfig } from "./copy.mjs" */
/** @import { PageParts, Panel } from "./panels.mjs" */

/** @typedef {{lines: ClassLine[], pairs: Pair[], conditioned: boolean}} Counted  `conditioned`: the filter is by label or prediction. */
/** @typedef {(view: ShownView) => Promise<Counted>} Count */

const PAIRS = 8;
/** @type {[keyof ClassLine, string, string][]} */
const COLUMNS = [["name", "Class", "By name"], ["count", "Images", "Of this class, in view"]];
/** @type {[keyof ClassLine, string, string][]} */
const SCORES = [
  ["recall", "Recall", "Of the images of this class, the share predicted as it"],
  ["precision", "Precision", "Of the images predicted as this class, the share that are of it"],
  ["f1", "F1", "Harmonic mean of precision and recall"],
];

/** @param {CopyConfig} config @returns {Panel|null} null where images have no class */
export function classPanel(config) {
  if (!config.packaged.classes || !config.classes) return null;
  return { name: "classes", title: "Classes", look: "flush", open: (body, parts) => void new ClassTable(body, parts) };
}

class ClassTable {
  #body;
  #parts;
  /** @type {keyof ClassLine} */
  #by = "count";
  #up = false;
  /** @type {Counted} */
  #found = { lines: [], pairs: [], conditioned: false };
  #asked = 0;
  /** Where *Why?* of its mistakes is asked for; "" where that was not worked out. */
  #told = "";

  /** @param {HTMLElement} body @param {PageParts} parts */
  constructor(body, parts) {
    this.#body = body;
    this.#parts = parts;
    if (parts.config.packaged.mistakes) void parts.explains();
    parts.explorer.addEventListener("view", ({ detail }) => this.#follow(detail));
    const view = parts.explorer.view;
    if (view) this.#follow({ ...view, where: parts.explorer.asked.where, mistakes: "" });
    body.addEventListener("click", ({ target }) => this.#clicked(target));
  }

  /** @param {ShownView} view */
  async #follow(view) {
    const asked = ++this.#asked;
    const found = await this.#parts.counts(view).catch((error) => this.#parts.explorer.complain(error instanceof Error ? error.message : String(error)));
    if (!found || asked !== this.#asked) return;
    this.#found = found;
    this.#told = toldAt(view, this.#parts.config);
    this.#draw();
  }

  #draw() {
    const { lines, pairs, conditioned } = this.#found;
    const { config } = this.#parts;
    const columns = config.judged ? [...COLUMNS, ...SCORES] : COLUMNS;
    const total = lines.reduce((sum, line) => sum + line.count, 0);
    const caption = `${count(lines.length)} of ${counted(config.classes?.length ?? 0, "class", "classes")} in ${images(total)} with a label${conditioned && config.judged ? ". Scores that the filter itself decides are left out" : ""}`;
    const heads = columns.map(([key, words, title]) => this.#head(key, words, title));
    const rows = this.#sorted().map((line) => this.#line(line, columns));
    const table = element("table", { className: "class-lines" }, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows));
    const mistakes = pairs.slice(0, PAIRS).map((pair) => element("div", {}, pairButton(pair), ...(this.#told ? [whyOf(`${this.#told}&${new URLSearchParams({ label: pair.label, prediction: pair.prediction })}`)] : [])));
    const below = mistakes.length ? [element("div", { className: "padded" }, element("h2", { className: "heading" }, "Most frequent mistakes"), element("div", { className: "pairs" }, ...mistakes))] : [];
    this.#body.replaceChildren(element("div", { className: "scroll class-scroll" }, element("p", { className: "caption padded" }, caption), table, ...below));
  }

  /** @param {keyof ClassLine} key @param {string} words @param {string} title */
  #head(key, words, title) {
    const button = element("button", { type: "button", title }, words);
    button.dataset.sort = key;
    const cell = element("th", { ariaSort: this.#by === key ? (this.#up ? "ascending" : "descending") : "none" }, button);
    return cell;
  }

  #sorted() {
    const value = (/** @type {ClassLine} */ line) => line[this.#by];
    const order = (/** @type {ClassLine} */ a, /** @type {ClassLine} */ b) => {
      const [x, y] = [value(a), value(b)];
      if (x === null || y === null) return Number(x === null) - Number(y === null);
      const less = typeof x === "string" ? x.localeCompare(String(y)) : x - Number(y);
      return this.#up ? less : -less;
    };
    return [...this.#found.lines].sort(order);
  }

  /** @param {ClassLine} line @param {[keyof ClassLine, string, string][]} columns */
  #line(line, columns) {
    const button = element("button", { type: "button", className: "class-name", title: `Show only ${line.name}`, ariaPressed: String(this.#clauses().includes(ofClass(line.name))) }, line.name);
    button.dataset.class = line.name;
    const numbers = columns.slice(1).map(([key]) => element("td", {}, key === "count" ? count(line.count) : percent(/** @type {number|null} */ (line[key]))));
    const row = element("tr", {}, element("td", {}, button), ...numbers);
    row.dataset.mark = ofClass(line.name);
    return row;
  }

  #clauses() {
    const { explorer } = this.#parts;
    return clausesOf(explorer.state.where, explorer.view && { where: explorer.asked.where, clauses: explorer.view.clauses });
  }

  /** @param {EventTarget|null} target */
  #clicked(target) {
    const button = target instanceof Element ? target.closest("button") : null;
    if (!button) return;
    const { sort, label, prediction } = button.dataset;
    const { explorer, config } = this.#parts;
    if (sort) {
      this.#up = this.#by === sort ? !this.#up : sort === "name";
      this.#by = /** @type {keyof ClassLine} */ (sort);
      return this.#draw();
    }
    if (label && prediction) return this.#filter(pairOf(label, prediction, explorer.state.model, config.models));
    if (button.dataset.class) this.#filter([ofClass(button.dataset.class)]);
  }

  /** What is asked for instead of what was; a second time lifts it. @param {string[]} wanted */
  #filter(wanted) {
    const clauses = this.#clauses();
    const left = withoutAll(clauses, wanted);
    this.#parts.explorer.update({ where: left === clauses ? joined(withAll([], wanted)) : joined(left) }, { push: true });
  }
}

/** Where it is told why mistakes are made: of all images, under no filter. @param {ShownView} view @param {CopyConfig} config */
function toldAt({ node, where, model }, { packaged, root }) {
  if (!packaged.mistakes || node !== root || where) return "";
  return `nodes/${node}/mistake?${new URLSearchParams({ model: model ?? "" })}`;
}

/** @param {Pair} pair */
function pairButton({ label, prediction, count: number }) {
  const names = element("span", {}, label, element("span", { className: "muted" }, " → "), prediction);
  const button = element("button", { type: "button", className: "pair", title: `Show the ${images(number)} of ${label} predicted as ${prediction}` }, names, element("span", { className: "muted" }, count(number)));
  Object.assign(button.dataset, { label, prediction });
  return button;
}

