/** A search follows the state: asked for, listed below the map, lit on it, cut to a set that can be selected. */

import { sentenceOf } from "../api.mjs";
import { Latest } from "../latest.mjs";
import { foundClause } from "../named-sets.mjs";
import { NOTHING, foundParams, isSought, litBy, soughtOf } from "../searching.mjs";
import { Turns } from "../turns.mjs";
import { EncoderState } from "./encoder-state.mjs";
import { all, byId } from "./elements.mjs";
import { toggled } from "./examples.mjs";
import { ResultStrip } from "./result-strip.mjs";
import { ScoreCut } from "./score-cut.mjs";
import { count, headWords, hereWords } from "./words.mjs";

/** @import { PageConfig, SearchAnswer, View, ViewState } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */
/** @import { Side } from "./examples.mjs" */

/** In the field, while what words are searched by is being loaded. */
const LOADS = " (loading…)";

export class Search {
  #explorer;
  #answers;
  #config;
  #strip;
  #encoder;
  #running = new Latest();
  #turns = new Turns();
  /** @type {ScoreCut|null} once Dash has drawn its place */
  #cut = null;
  /** Of the answer that is shown or on its way; "" without a search. */
  #url = "";
  /** What is searched for, as one text. */
  #key = "";
  /** @type {SearchAnswer|null} */
  #answer = null;
  /** Whether an answer to something new is on its way. */
  #waiting = false;
  /** How many lie above a cut that moves. @type {number|null} */
  #moving = null;

  /**
   * @param {Explorer} explorer the canvas
   * @param {import("./gallery.mjs").Gallery} gallery
   * @param {import("./search-answers.mjs").SearchAnswers} answers
   * @param {PageConfig} config
   */
  constructor(explorer, gallery, answers, config) {
    this.#explorer = explorer;
    this.#answers = answers;
    this.#config = config;
    this.#strip = new ResultStrip(gallery, config);
    this.#encoder = new EncoderState(config);
    explorer.addEventListener("view", ({ detail }) => {
      if (this.#url) this.follow(explorer.state);
      this.#say(detail);
    });
    explorer.addEventListener("marked", ({ detail }) => this.#say(detail));
    document.addEventListener("focusin", ({ target }) => target instanceof Element && target.id === "search" && this.#encoder.warm());
  }

  /** Load what words are searched by now, while nobody waits for it. */
  prepare() {
    this.#encoder.ahead((loading) => {
      const field = document.getElementById("search");
      if (!(field instanceof HTMLInputElement)) return;
      field.ariaBusy = String(loading);
      if (loading) field.placeholder += LOADS;
      else field.placeholder = field.placeholder.replace(LOADS, "");
    });
  }

  /** Search for words. An empty text closes the strip. @param {string} text */
  forText(text) {
    this.#search({ query: (text ?? "").trim() });
  }

  /** Leave the field to what was found, so that letters are keys again, where its words are answered. @param {string} text @returns {boolean} whether they are */
  leave(text) {
    if (!this.#answer || !text.trim() || text.trim() !== this.#explorer.state.query) return false;
    this.#explorer.focus();
    return true;
  }

  /** More like an image, or less like it: the search that is open is refined, or else begins. @param {number} row @param {Side} side */
  forExample(row, side) {
    const sought = soughtOf(this.#explorer.state);
    const { like, unlike } = toggled(sought, row, side);
    this.#search({ like: like.join(","), unlike: unlike.join(","), images: sought.images.join(",") });
  }

  /** More like all images that are selected, or as many of them as are taken. */
  forSelection() {
    const { selection } = this.#explorer.state;
    const every = Math.ceil(selection.length / this.#config.limits.examples) || 1;
    this.#search({ like: selection.filter((_, i) => i % every === 0).join(",") });
  }

  /** Images are on their way to the server, or none came there. @param {string} words @param {boolean} [failed] */
  announce(words, failed = false) {
    if (!document.getElementById("strip")) return failed ? this.#explorer.complain(words) : undefined;
    this.#running.end();
    this.#url = this.#key = "";
    this.#fail(new Error(words));
    this.#waiting = !failed;
    if (!failed) this.#encoder.tell((more) => this.#waiting && !this.#url && this.#strip.open(`${words} ${more}`));
  }

  /** More like images that were sent. @param {string[]} names */
  forImages(names) {
    this.#search({ images: names.join(",") });
  }

  /** @param {string} name of an image that was sent */
  dropImage(name) {
    const { like, unlike, images } = this.#explorer.state;
    const left = images.split(",").filter((one) => one !== name);
    this.#search({ like, unlike, images: left.join(",") });
  }

  /** @param {Partial<ViewState>} patch */
  #search(patch) {
    this.#url = "";
    const next = { ...NOTHING, ...patch };
    if (!isSought(soughtOf(next))) this.close();
    else this.#explorer.update(next);
  }

  /** Everywhere, or in the cluster in view. @param {string} within */
  searchWithin(within) {
    this.#explorer.update({ within: within === "cluster" ? "cluster" : "" });
  }

  /** Follow the state: a copied address, the back button, a filter or another cluster change what was found. @param {Readonly<ViewState>} state */
  follow(state) {
    this.#markWithin(state);
    const sought = soughtOf(state);
    if (!isSought(sought)) {
      if (this.#url || this.isOpen()) this.#end();
      return;
    }
    const url = this.#answers.url({ ...state, where: this.#explorer.asked.where });
    if (url === this.#url) return;
    this.#url = url;
    this.#run(url);
  }

  close() {
    this.#end();
    this.#explorer.update({ ...NOTHING });
  }

  #end() {
    this.#running.end();
    this.#turns.end();
    this.#url = this.#key = "";
    this.#answer = this.#moving = null;
    this.#waiting = false;
    if (!this.isOpen()) return;
    this.#strip.close();
    this.#explorer.light(null);
  }

  isOpen() {
    return this.#strip.isOpen;
  }

  /** The images of the set, with the examples, become the selection. */
  async selectAll() {
    const { state } = this.#explorer;
    const answer = this.#answer;
    if (!answer) return;
    const rows = await this.#answers.rows(state, this.#explorer.asked.where, answer).catch((error) => this.#explorer.complain(sentenceOf(error)));
    if (rows && this.#answer === answer) this.#explorer.update({ selection: rows });
  }

  /** What was found as a clause of a filter, "" where nothing was. */
  clause() {
    const { state } = this.#explorer;
    return this.#answer ? foundClause(soughtOf(state), this.#answer, state.cut, this.#config.tree) : "";
  }

  /** @param {string} url */
  async #run(url) {
    const key = JSON.stringify(soughtOf(this.#explorer.state));
    if (key !== this.#key || !this.#answer) {
      this.#answer = null;
      this.#cut?.hide();
      this.#waiting = true;
      this.#strip.open("Searching…");
      this.#strip.offer(0, 0);
      this.#encoder.tell((words) => this.#waiting && this.#strip.open(`Searching… ${words}`), Boolean(soughtOf(this.#explorer.state).text));
    }
    this.#key = key;
    try {
      const answer = await this.#running.ask((signal) => this.#answers.get(url, signal));
      if (answer) this.#show(answer);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** @param {SearchAnswer} answer */
  #show(answer) {
    const { state } = this.#explorer;
    const sought = soughtOf(state);
    this.#answer = answer;
    this.#waiting = false;
    this.#moving = null;
    // Clusters are called as on the picture.
    const clusters = answer.clusters && this.#explorer.calling.apart(answer.clusters);
    this.#strip.show({ ...answer, clusters }, sought);
    this.#showCut(answer, state.cut);
    this.#say(this.#explorer.view);
    this.#explorer.light(litBy(answer, sought, state.cut));
  }

  /** @param {SearchAnswer} answer @param {string} chosen */
  #showCut(answer, chosen) {
    this.#cut ??= new ScoreCut({ moves: (cut, above) => this.#moves(cut, above), chosen: (cut) => this.#explorer.update({ cut }) });
    const last = answer.results.at(-1)?.score ?? answer.histogram?.hi ?? 0;
    // Where nothing parts what answers from the rest, it is what is listed.
    const cut = answer.cut ?? (answer.total === null ? last : answer.histogram?.lo ?? 0);
    this.#cut.show(answer.histogram, cut, answer.total ?? answer.results.length, chosen !== "");
  }

  /** The cut is under way: the count at once, the map as fast as it can. @param {number} cut @param {number} above */
  #moves(cut, above) {
    this.#moving = above;
    this.#say(null);
    const sought = soughtOf(this.#explorer.state);
    this.#turns.take(() => this.#explorer.light(foundParams(sought, String(cut))));
  }

  /** Say above the results what they are. @param {Pick<View, "lo"|"hi"|"marked">|null} view */
  #say(view) {
    const answer = this.#answer;
    if (!answer) return;
    const { how, note, examples } = answer;
    const total = this.#moving ?? answer.total;
    const rows = answer.results.map(({ row }) => row);
    const sought = soughtOf(this.#explorer.state);
    const here = this.#moving === null ? hereWords(rows, total === null ? null : total + examples, view) : "";
    const listed = total === null ? rows.length : Math.min(rows.length, total);
    this.#strip.open(headWords({ how, text: sought.text, note, total, listed, here, examples: sought }));
    const size = total ?? rows.length;
    const whole = size + examples;
    this.#strip.offer(size, rows.length);
    const button = byId("select-found");
    button.textContent = `select ${whole === 1 ? "it" : `all ${count(whole)}`}`;
    button.title = examples ? `With ${examples === 1 ? "the example" : `the ${count(examples)} examples`}` : "";
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#answer = null;
    this.#waiting = false;
    this.#cut?.hide();
    this.#strip.open(sentenceOf(error));
    this.#strip.clear();
    this.#strip.offer(0, 0);
    this.#explorer.light(null);
  }

  /** @param {Readonly<ViewState>} state */
  #markWithin({ within, node }) {
    const place = document.getElementById("search-within");
    if (!place) return;
    for (const button of all("[data-within]", place)) button.ariaPressed = String(button.dataset.within === within);
    place.hidden = node === this.#config.root && within === "";
  }
}
