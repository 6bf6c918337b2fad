/** The view on screen and the one on its way: asked for, shown, and marked anew. */

import { fetchJson, fetchRows, isFinal, sentenceOf, viewUrl } from "./api.mjs";
import { Latest } from "./latest.mjs";
import { counting } from "./marks.mjs";
import { isStill } from "./motion.mjs";
import { makePicture } from "./picture.mjs";
import { Refusals } from "./refusals.mjs";
import { rowsOfWhole } from "./select.mjs";
import { measureStage } from "./stage.mjs";
import { ThumbsLoader } from "./thumbs-loader.mjs";
import { ThumbsQueue } from "./thumbs-queue.mjs";
import { Turns } from "./turns.mjs";
import { Views } from "./views.mjs";

/** @import { StageSize, Server, Stop, View, ViewState } from "./types.d.ts" */
/** @import { Mark } from "./marking.mjs" */
/** @import { Picture } from "./picture.mjs" */

/**
 * @typedef {object} Wish  How a view is to come.
 * @property {boolean} animate
 * @property {Stop[]|null} trail  The stops above it, where they are known.
 *
 * @typedef {object} Asked  What a view was asked for.
 * @property {ViewState} asked  Without a filter that was refused.
 * @property {StageSize} stage
 *
 * @typedef {object} Parts  What a view is drawn by, and said by.
 * @property {import("./scene.mjs").Scene} scene
 * @property {import("./thumbs-cache.mjs").ThumbsCache} cache
 * @property {import("./progress.mjs").Progress} progress
 * @property {import("./marks.mjs").Marks} marks
 *
 * @typedef {object} Owner  Whose views these are.
 * @property {() => ViewState} state
 * @property {() => number[]} counted  Those selected rows that the filter leaves.
 * @property {(picture: Picture, from: View|null, asked: ViewState, trail: Stop[]|null) => void} shown  Another view is on screen.
 * @property {(node: number) => void} stayed  The view that was asked for came to nothing; this node is still on screen.
 * @property {(picture: Picture) => void} marked  Of the same view other images are marked.
 * @property {(message: string) => void} complain
 */

/** What the sliders set. @type {(keyof ViewState)[]} */
const SLID = ["clusters", "thumb"];

export class Viewing {
  refusals = new Refusals();
  #host;
  #config;
  #parts;
  #owner;
  #loader;
  #thumbsQueue;
  #views = new Views(fetchJson);
  #latest = new Latest();
  #turns = new Turns();
  /** @type {ViewState|null} what was asked for last */
  #last = null;
  #wanted = "";
  /** @type {Wish|null} */
  #coming = null;
  /** @type {Asked|null} */
  #shown = null;

  /** @param {HTMLElement} host @param {Server} config @param {Parts} parts @param {Owner} owner */
  constructor(host, config, parts, owner) {
    const { scene, cache, progress } = parts;
    this.#host = host;
    this.#config = config;
    this.#parts = parts;
    this.#owner = owner;
    this.#loader = new ThumbsLoader(config);
    /** @param {ArrayLike<number> & Iterable<number>} rows */
    const received = (rows) => (rows.length ? scene.receive(rows) : scene.draw());
    this.#thumbsQueue = new ThumbsQueue(this.#loader, cache, received, (message) => progress.fail(message));
  }

  /** The state that the server is asked for: without a filter that it has refused. */
  get asked() {
    return this.refusals.asked(this.#owner.state());
  }

  /** The answer on screen. @returns {View|null} */
  get view() {
    return this.#parts.scene.picture?.answer ?? null;
  }

  /** Whether any view was asked for. */
  get begun() {
    return this.#wanted !== "";
  }

  /** Whether thumbnails are still on their way. */
  get busy() {
    return this.#thumbsQueue.busy;
  }

  /**
   * Ask for the first view, once it is known what it marks: so that there is one, and not another with the marks.
   *
   * @param {Promise<import("./types.d.ts").MarkParams|null>} search what the address searches for
   */
  async begin(search) {
    const found = await search;
    if (this.begun) return; // A person was faster, and what was found is marked when it is listed.
    this.#parts.marks.search = found;
    await this.load(false);
  }

  /**
   * Ask for the view that the state and the stage want now; an answer to what was wanted before is never shown.
   *
   * @param {boolean} animate
   * @param {Stop[]|null} [trail]
   */
  async load(animate, trail = null) {
    const { asked } = this;
    const load = () => this.#load(animate, trail);
    const step = this.#last !== null && isSliding(this.#last, asked);
    this.#last = asked;
    this.#parts.progress.load();
    await (step ? this.#turns.take(load) : this.#turns.now(load));
  }

  /** @param {boolean} animate @param {Stop[]|null} trail */
  async #load(animate, trail) {
    const stage = measureStage(this.#host);
    const { asked } = this;
    const mark = this.mark;
    const url = viewUrl(this.#config.api, asked, stage, mark.params);
    this.#wanted = wishOf(url, stage);
    this.#coming = { animate, trail };
    if (!stage.width || !stage.height) return;
    this.#parts.progress.load();
    try {
      const answer = await this.#latest.ask(() => this.#views.get(url));
      if (answer) this.#show(makePicture(answer, stage.width, stage.height, mark), { stage, asked }, { animate, trail });
    } catch (error) {
      if (isFinal(error) && this.refusals.leaveOut(asked.where, mark, sentenceOf(error))) this.load(animate, trail);
      else this.#fail(sentenceOf(error));
    }
  }

  /** What was answered may be other by now; ask again where the view on screen may be. @param {boolean} again */
  forget(again) {
    this.#views.clear();
    if (again && this.begun) this.load(false);
  }

  /** What counts is the size that was asked for last, not the one of the picture: its view may be on its way. */
  resized() {
    if (!this.begun) return;
    const stage = measureStage(this.#host);
    if (this.#wanted !== wishOf(viewUrl(this.#config.api, this.asked, stage, this.mark.params), stage)) this.load(false);
  }

  /**
   * Other images are marked: of the view on screen others are drawn, where it is laid out as it is.
   *
   * @returns {Promise<Picture|null>} null when another view is on its way, or none comes
   */
  async remark() {
    const { progress, scene } = this.#parts;
    if (progress.loading && this.#coming) {
      this.load(this.#coming.animate, this.#coming.trail);
      return null;
    }
    if (!this.#shown || progress.failed) return null;
    const { asked, stage } = this.#shown;
    const mark = this.mark;
    const url = viewUrl(this.#config.api, asked, stage, mark.params);
    const wanted = wishOf(url, stage);
    if (wanted !== this.#wanted) {
      this.#wanted = wanted;
      const answer = await this.#latest.ask(() => this.#views.get(url)).catch((error) => this.#unmark(error, mark));
      if (!answer) return null;
      this.#swap(makePicture(answer, stage.width, stage.height, mark), stage.ratio);
    }
    if (mark.kind !== "spot" && scene.picture) this.#owner.marked(scene.picture);
    return scene.picture;
  }

  /** The view of a cell is likely wanted next: have it ready. @param {number} node */
  async prepare(node) {
    const { progress } = this.#parts;
    const stage = measureStage(this.#host);
    if (progress.loading || !stage.width) return;
    const mark = this.mark;
    const answer = await this.#views.ahead(viewUrl(this.#config.api, { ...this.asked, node }, stage, mark.params));
    if (answer && !progress.loading) this.#thumbsQueue.prepare(makePicture(answer, stage.width, stage.height, mark), stage.ratio);
  }

  /**
   * All images of a cell or a view that match the filter, drawn or not.
   *
   * @param {import("./select.mjs").Rows} box
   * @returns {Promise<number[]|null>} null when they cannot be had, which is said
   */
  async rowsOf(box) {
    const { api, build } = this.#config;
    try {
      return rowsOfWhole(box) ?? (await fetchRows(api, build, box.node, this.asked.where));
    } catch (error) {
      this.#parts.progress.complain({ error: sentenceOf(error), remedy: "dismiss" });
      return null;
    }
  }

  /**
   * What there is to complain of when a view is shown.
   *
   * @param {ViewState} asked
   * @param {string[]} ofAddress what is wrong with it, in sentences; said once
   * @returns {import("./progress.mjs").Complaint|undefined}
   */
  complaint(asked, ofAddress) {
    if (asked.where !== this.#owner.state().where) return this.refusals.complaint;
    this.refusals.forgetFilter();
    const error = ofAddress.splice(0).join(" ");
    return error ? { error, remedy: "dismiss" } : undefined;
  }

  destroy() {
    this.#turns.end();
    this.#latest.end();
    this.#views.clear();
    this.#thumbsQueue.stop();
    this.#loader.destroy();
  }

  /** @param {Picture} picture @param {Asked} what @param {Wish} how */
  #show(picture, what, { animate, trail }) {
    const from = this.view;
    const { asked, stage } = what;
    this.#shown = what;
    const look = { ratio: stage.ratio, legend: picture.answer.legend ?? null, ...counting(picture, this.#owner.counted()) };
    this.#parts.scene.show(picture, look, animate && !isStill());
    this.#thumbsQueue.start(picture, stage.ratio);
    this.#owner.shown(picture, from, asked, trail);
    if (this.#turns.waiting) this.#parts.progress.load();
  }

  /** The picture stays, and so does the node it shows; what else was asked for is asked again at the next action. @param {string} message */
  #fail(message) {
    if (this.#shown) this.#owner.stayed(this.#shown.asked.node);
    this.#parts.progress.fail(message);
  }

  /**
   * What was marked before is no answer to what is to be marked now; it is asked for again with the next wish.
   *
   * @param {unknown} error
   * @param {Mark} mark
   * @returns {null}
   */
  #unmark(error, mark) {
    if (!this.#shown || !this.view) return null;
    const { stage, asked } = this.#shown;
    if (isFinal(error)) this.refusals.leaveOut(asked.where, mark, sentenceOf(error));
    if (mark.kind !== "search") this.#owner.complain(sentenceOf(error)); // The strip says it of a search.
    this.#wanted = "";
    this.#swap(makePicture(this.view, stage.width, stage.height), stage.ratio);
    return null;
  }

  /** What is to be marked now, wherever a hand rests. */
  get lastingMark() {
    return this.refusals.mark(this.#parts.marks.lasting(this.#owner.state()));
  }

  /** What is to be marked now. */
  get mark() {
    return this.refusals.mark(this.#parts.marks.mark(this.#owner.state()));
  }

  /** @param {Picture} picture @param {number} ratio */
  #swap(picture, ratio) {
    const { progress, scene } = this.#parts;
    scene.swap(picture);
    scene.restyle(counting(picture, this.#owner.counted()));
    this.#thumbsQueue.start(picture, ratio);
    progress.again();
  }
}

/** Whether just a slider was moved, whose steps come faster than their views. @param {ViewState} before @param {ViewState} now */
function isSliding(before, now) {
  const keys = /** @type {(keyof ViewState)[]} */ (Object.keys(now));
  return keys.every((key) => SLID.includes(key) || before[key] === now[key]) && SLID.some((key) => before[key] !== now[key]);
}

/** A view and the screen it is for. @param {string} url @param {StageSize} stage */
function wishOf(url, { ratio }) {
  return `${url} ${ratio}`;
}
