/** What is drawn of a subset in the box of exports: by which method, how many, with which options and seed, towards what. */

import { element } from "./elements.mjs";
import { sampleWord } from "./export-command.mjs";
import { TargetChoice } from "./export-target.mjs";

/**
 * @typedef {{name: string, about: string, usual: string, values: string[]}} Option
 * @typedef {object} Method
 * @property {string} name
 * @property {string} about
 * @property {string} needs  What the images must have, "" for nothing.
 * @property {boolean} sized  Whether it is of a size that is said.
 * @property {boolean} towards  Whether it draws towards a target.
 * @property {boolean} by_chance  Whether another seed draws others.
 * @property {Option[]} options
 */

/** Of many images, how many a sample is first of. */
const PART = 10;
const SEED = { name: "seed", about: "another number draws others; usual: 0", usual: "0", values: [] };

export class SampleChoice {
  /** @type {Method[]} */
  #methods = [];
  /** Whose options stand there. @type {Method|undefined} */
  #shown;
  /** @type {Map<string, HTMLInputElement|HTMLSelectElement>} */
  #fields = new Map();

  constructor() {
    this.methods = element("select", { className: "export-select", ariaLabel: "Sample" });
    this.size = element("input", { className: "export-size", type: "number", min: "1", ariaLabel: "Images in the sample" });
    this.about = element("span", { className: "muted" });
    this.target = new TargetChoice();
    this.options = element("div", { className: "export-options" });
    this.more = element("details", { className: "folded export-more" }, element("summary", {}, "Options"), this.options);
    this.more.hidden = true;
    const drawn = element("div", { className: "export-sample" }, this.methods, this.size, this.about);
    this.box = element("div", {}, drawn, this.target.box, this.more);
  }

  /** @param {number} size in images @param {import("./export-target.mjs").Around} around */
  open(size, around) {
    this.methods.value = "";
    this.more.open = false;
    Object.assign(this.size, { max: String(size), value: String(Math.max(1, Math.round(size / PART))) });
    this.target.open(around);
  }

  /** @param {Method[]} methods */
  offer(methods) {
    this.#methods = methods;
    this.methods.replaceChildren(element("option", { value: "" }, "all of them"), ...methods.map(({ name }) => element("option", { value: name }, `a sample: ${name}`)));
  }

  /** Shows what the chosen method takes. */
  follow() {
    const method = this.#method;
    this.size.hidden = !method?.sized;
    this.target.show(Boolean(method?.towards));
    this.about.textContent = method ? `${method.about}${method.needs && !method.towards ? `; needs ${method.needs}` : ""}` : "";
    if (method === this.#shown) return;
    this.#shown = method;
    const rows = method ? [...method.options, ...(method.by_chance ? [SEED] : [])] : [];
    this.#fields = new Map(rows.map((option) => [option.name, fieldOf(option)]));
    this.options.replaceChildren(...rows.map((option) => rowOf(option, this.#fields.get(option.name) ?? "")));
    this.more.hidden = !rows.length;
  }

  get #method() {
    return this.#methods.find(({ name }) => name === this.methods.value);
  }

  /** What is drawn, as the server and the command are told. @returns {import("./export-command.mjs").Sample} */
  get chosen() {
    const method = this.#method;
    if (!method) return {};
    const said = [...this.#fields].map(([name, field]) => /** @type {[string, string]} */ ([name, field.value]));
    const seed = Number(this.#fields.get(SEED.name)?.value ?? 0);
    return {
      sample: sampleWord(method.name, said.filter(([name]) => name !== SEED.name)),
      ...(method.towards ? this.target.target : {}),
      ...(method.sized && this.size.valueAsNumber >= 1 ? { size: Math.floor(this.size.valueAsNumber) } : {}),
      ...(seed ? { seed } : {}),
    };
  }
}

/** @param {Option} option */
function fieldOf({ name, usual, values }) {
  if (!values.length) return element("input", { className: "export-field", ariaLabel: name, placeholder: usual, spellcheck: false });
  const choices = values.filter((value) => value !== usual).map((value) => element("option", { value }, value));
  return element("select", { className: "export-field", ariaLabel: name }, element("option", { value: "" }, usual || "as usual"), ...choices);
}

/** @param {Option} option @param {Node|string} field */
function rowOf({ name, about }, field) {
  return element("label", { className: "export-option" }, element("span", {}, name), field, element("span", { className: "muted" }, about));
}
