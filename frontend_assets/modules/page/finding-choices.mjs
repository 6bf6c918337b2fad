/** What the findings panel asks for: from its controls to the address and back. */

import { readAsked, writeAsked } from "../asked-finding.mjs";
import { keepPanel } from "./storage.mjs";

/** @import { CallbackContext, PageConfig, SetProps, ViewState } from "../types.d.ts" */

/**
 * What is asked after one of the choices was changed that a question needs.
 *
 * @param {string} before
 * @param {{column?: string, first?: string, second?: string, class?: string}} parts
 * @param {string} changed name of the choice that was changed
 * @returns {string}
 */
export function composed(before, { column, first = "", second = "", class: about = "" }, changed) {
  const asked = readAsked(before);
  const values = changed === "column" ? ["", ""] : [first, second];
  const all = column === undefined ? values : [column, ...values];
  const question = all.some(Boolean) ? [asked.choice, ...all.map(encodeURIComponent)].join(":") : asked.choice;
  return writeAsked({ ...asked, question, about: encodeURIComponent(about) });
}

/** The methods are what `bridge.js` offers to Dash under `window.dash_clientside.dendro_findings`. */
export class FindingChoices {
  /**
   * @param {import("../explorer.mjs").Explorer} explorer
   * @param {Pick<PageConfig, "finds"|"scans"|"transforms"|"min_size">} config
   * @param {SetProps} [heard] told of what a person has given a control
   */
  constructor(explorer, config, heard = () => {}) {
    this.explorer = explorer;
    this.config = config;
    this.heard = heard;
    /** @type {string} what Dash was told last */
    this.sent = "";
    /** What the cards in the page answer. */
    this.cards = "";
    /** The panel that was opened last, "" before any was. */
    this.panel = "";
  }

  /** Show what is asked, and ask it. @param {Readonly<ViewState>} state @param {SetProps} setProps @param {string} [labels] which count */
  send({ findings, outlines, model }, setProps, labels = "") {
    this.#tellCards(findings);
    const { choice, least, held, transformed } = readAsked(findings);
    setProps("find", { value: choice || null });
    setProps("find-min", { value: least ?? this.config.min_size });
    setProps("find-held", { checked: held });
    setProps("find-transformed", { checked: transformed });
    const panel = document.querySelector(".find");
    panel?.classList.toggle("scanned", this.config.scans.includes(choice));
    panel?.classList.toggle("transformable", this.config.transforms.includes(choice));
    setProps("outlines", { checked: outlines !== "" });
    const asked = JSON.stringify([findings, model, outlines, labels]);
    if (asked !== this.sent) setProps("find-asked", { data: { text: findings, model, outlined: outlines !== "", labels } });
    this.sent = asked;
  }

  /** The cards of an answer are in the page. @param {string} findings what they answer, "" for a refusal */
  shown(findings) {
    this.cards = findings;
    this.#tellCards(this.explorer.state.findings);
  }

  /** Cards of another kind do not stand there while what is asked is worked on. @param {string} findings */
  #tellCards(findings) {
    document.querySelector(".found")?.classList.toggle("other", readAsked(findings).choice !== readAsked(this.cards).choice);
  }

  /** What could not be answered is asked once more. @param {ViewState} state @param {SetProps} setProps @param {string} [labels] */
  askAgain(state, setProps, labels = "") {
    this.sent = "";
    this.send(state, setProps, labels);
  }

  /** Whoever opens the findings wants the first. @param {string} name */
  tab(name) {
    this.panel = name;
    keepPanel(name);
    if (name === "findings" && !this.explorer.state.findings) this.explorer.update({ findings: this.config.finds[0] });
  }

  /** @param {string|null} choice */
  choice(choice) {
    this.heard("find", { value: choice });
    const now = readAsked(this.explorer.state.findings);
    if (choice && choice !== now.choice) this.explorer.update({ findings: writeAsked({ ...now, question: choice, about: "" }) });
  }

  /** @param {unknown} _values @param {CallbackContext} context */
  parts(_values, context) {
    const changed = context.triggered[0]?.prop_id.split(".")[0];
    const parts = context.inputs_list[0].map(({ id, value }) => [id.name, value ?? ""]);
    const { state } = this.explorer;
    const next = composed(state.findings, Object.fromEntries(parts), changed ? JSON.parse(changed).name : "");
    if (parts.length && next !== state.findings) this.explorer.update({ findings: next });
  }

  /** @param {number|string|null} least @param {boolean|null} held @param {boolean|null} transformed */
  ways(least, held, transformed) {
    this.heard("find-min", { value: least });
    this.heard("find-held", { checked: held });
    this.heard("find-transformed", { checked: transformed });
    const { findings } = this.explorer.state;
    if (!findings) return;
    const now = readAsked(findings);
    const size = Number(least) >= 1 ? Math.round(Number(least)) : now.least;
    const next = writeAsked({ ...now, least: size === this.config.min_size ? null : size, held: Boolean(held), transformed: Boolean(transformed) });
    if (next !== findings) this.explorer.update({ findings: next });
  }

  /** @param {boolean} checked */
  outlines(checked) {
    this.heard("outlines", { checked });
    if (checked !== (this.explorer.state.outlines !== "")) this.explorer.update({ outlines: checked ? "on" : "" });
  }
}
