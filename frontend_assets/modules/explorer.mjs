/** Puts the parts together: state and address, views and thumbnails, the scene and the hand. See main.mjs. */

import { Address } from "./address.mjs";
import { fetchItem, fetchJson, fetchRows, viewUrl } from "./api.mjs";
import { Outlines } from "./findings-outline.mjs";
import { Interaction } from "./interaction.mjs";
import { Latest } from "./latest.mjs";
import { counting, Marks } from "./marks.mjs";
import { makePicture } from "./picture.mjs";
import { Preview } from "./preview.mjs";
import { Progress } from "./progress.mjs";
import { Refusals } from "./refusals.mjs";
import { Scene } from "./scene.mjs";
import { rowsOfWhole } from "./select.mjs";
import { ThumbsQueue } from "./thumbs-queue.mjs";
import { buildStage, measureStage, watchStage, watchTheme } from "./stage.mjs";
import { isStep, looksOther, marksOther, needsView, sanitize } from "./state.mjs";
import { readTheme } from "./theme.mjs";
import { ThumbsCache } from "./thumbs-cache.mjs";
import { ThumbsLoader } from "./thumbs-loader.mjs";
import { follow, stopOf } from "./trail.mjs";
import { Views } from "./views.mjs";

export class Explorer extends EventTarget {
  #host;
  #config;
  #state;
  #stops;
  #address;
  #stage;
  #scene;
  #cache = new ThumbsCache();
  #loader;
  #thumbsQueue;
  #views = new Views(fetchJson);
  #preview;
  #progress;
  #interaction;
  #marks;
  #viewing = new Latest();
  #lookup = new Latest();
  #wanted = "";
  #coming = null;
  #shown = null;
  #refusals = new Refusals();
  #leftOut;
  #undo;

  /** @param {HTMLElement} host @param {import("./main.mjs").Config} config */
  constructor(host, config) {
    super();
    this.#host = host;
    this.#config = { clusterStep: 1, ...config };
    this.#marks = new Marks(config.models);
    this.#address = new Address(host.ownerDocument.defaultView, config);
    this.#state = this.#address.read();
    this.#stops = this.#address.trail() ?? [];
    this.#leftOut = this.#address.leftOut();
    this.#stage = buildStage(host);
    this.#progress = new Progress(host, (name, detail) => this.#emit(name, detail));
    const style = { ratio: measureStage(host).ratio, theme: readTheme(host), ...this.#look() };
    this.#scene = new Scene(this.#stage.canvas, this.#cache, style, () => this.#drawn());
    Object.assign(this.#scene.overlay, { row: this.#state.row, outlined: this.#state.outlines !== "" });
    this.#loader = new ThumbsLoader(config);
    const received = (rows) => (rows.length ? this.#scene.receive(rows) : this.#scene.draw());
    this.#thumbsQueue = new ThumbsQueue(this.#loader, this.#cache, received, (message) => this.#progress.fail(message));
    this.#preview = new Preview(host, config);
    this.#interaction = new Interaction(this, this.#stage, this.#scene, this.#preview, { clusterStep: this.#config.clusterStep, most: config.limits.selection });
    this.#undo = [
      this.#address.onBack((state) => this.#goBack(state)),
      watchStage(host, () => this.#resized()),
      watchTheme(host.ownerDocument, () => this.#restyle()),
    ];
    // What the address searches for is marked in the first view already, so that there is one.
    if (this.#state.query && !config.text_search) this.#marks.search = { text: this.#state.query };
    this.#load(false);
  }

  get state() {
    return Object.freeze({ ...this.#state, selection: [...this.#state.selection] });
  }

  /** The state that the server is asked for: without a filter that it has refused. */
  get asked() {
    return this.#refusals.asked(this.state);
  }

  get view() {
    return this.#scene.picture?.answer ?? null;
  }

  get trail() {
    return this.view ? [...this.#stops, stopOf(this.view)] : [];
  }

  /** Whether the last request came to nothing. */
  get failed() {
    return this.#progress.failed;
  }

  update(patch, { push } = {}) {
    const next = { ...this.#state, ...sanitize(patch, this.#config) };
    const before = this.#state;
    this.#state = next;
    this.#address.write(next, this.#stops, push ?? isStep(before, next));
    this.#scene.lay({ row: next.row, outlined: next.outlines !== "" });
    if (next.theme !== before.theme) this.#turn(next.theme);
    if (looksOther(before, next)) this.#scene.restyle(this.#look());
    if (marksOther(before, next) && !needsView(before, next)) this.#remark();
    this.#emit("state", this.state);
    if (needsView(before, next) || this.failed) this.#load(before.node !== next.node);
  }

  zoomTo(node) {
    if (node === this.#state.node && !this.failed) return;
    this.#progress.begin();
    this.update({ node });
  }

  zoomIn() {
    this.#interaction.zoomIn();
  }

  /** @returns {boolean} false at the outermost view */
  zoomOut() {
    const stop = this.#stops.at(-1);
    if (!stop) return false;
    this.zoomTo(stop.node);
    return true;
  }

  async showInTree(row) {
    const item = await this.#lookup.ask((signal) => fetchItem(this.#config.api, row, signal)).catch((error) => this.#progress.fail(error.message));
    if (!item) return;
    this.#progress.begin();
    this.update({ node: item.node, row });
  }

  /**
   * What a search found stands out until it is closed.
   *
   * @param {{text: string}|{rows: string}|null} found all images that words find, or rows; null ends it
   */
  light(found) {
    this.#marks.search = found;
    this.#remark();
  }

  /**
   * Mark the images that a condition holds for and fade the rest, for as long as a hand rests on what stands for them.
   *
   * @param {string|null} mark in the syntax of filters; null ends it
   * @returns {Promise<{marked: number, drawn: number}|null>} how many there are in the view, and drawn
   */
  async spotlight(mark) {
    this.#marks.spot = mark === null ? null : { mark };
    const { lit, answer } = (await this.#remark()) ?? {};
    return mark !== null && lit ? { marked: answer.marked, drawn: lit.reduce((sum, one) => sum + one, 0) } : null;
  }

  /** Findings that are outlined while the state says so. @param {import("./findings-outline.mjs").Finding[]} findings */
  setFindings(findings) {
    Object.assign(this.#marks, { findings, spot: null });
    this.#scene.lay({ outlines: new Outlines(findings), pointed: -1 });
    this.#remark();
  }

  /** All images of a cell or a view that match the filter, drawn or not. @returns {Promise<number[]|null>} null when they cannot be had */
  async rowsOf(cell) {
    const { api, build } = this.#config;
    return rowsOfWhole(cell) ?? fetchRows(api, build, cell.node, this.asked.where).catch((error) => this.#progress.complain({ error: error.message, remedy: "dismiss" }));
  }

  /** Findings that lie in the picture on screen. @returns {import("./findings-outline.mjs").Outline[]} */
  get outlined() {
    const { picture, overlay } = this.#scene;
    return picture && overlay.outlined ? overlay.outlines?.of(picture) ?? [] : [];
  }

  /** A hand rests on a finding. @param {number} place -1 for none */
  pointAt(place) {
    this.#scene.lay({ pointed: place });
    this.#marks.point(place, this.view?.cells ?? []);
    this.#remark();
  }

  setTheme(name) {
    this.update({ theme: name });
  }

  retry() {
    if (this.failed) this.#load(false);
    else if (this.#progress.remedy === "retry") this.dismiss();
  }

  /** Something beside the map came to nothing. @param {string} error a sentence */
  complain(error) {
    this.#progress.complain({ error, remedy: "retry" });
  }

  /** A complaint has been read. */
  dismiss() {
    this.#progress.complain({ error: "", remedy: "" });
  }

  /** The view of a cell is likely wanted next: have it ready. */
  async prepare(node) {
    const stage = measureStage(this.#host);
    if (this.#progress.loading || !stage.width) return;
    const mark = this.#mark;
    const answer = await this.#views.ahead(viewUrl(this.#config.api, { ...this.asked, node }, stage, mark.params));
    if (answer && !this.#progress.loading) this.#thumbsQueue.prepare(makePicture(answer, stage.width, stage.height, mark), stage.ratio);
  }

  focus() {
    this.#stage.canvas.focus();
  }

  /** Let the page know of a key that is its own. */
  announce(name) {
    this.#emit(name, null);
  }

  inspect(row) {
    this.update({ row });
    this.#emit("inspect", { row });
  }

  destroy() {
    for (const undo of this.#undo) undo();
    for (const wish of [this.#viewing, this.#lookup]) wish.end();
    this.#views.clear();
    this.#interaction.destroy();
    this.#preview.destroy();
    this.#scene.destroy();
    this.#thumbsQueue.stop();
    this.#loader.destroy();
    this.#cache.clear();
    this.#progress.destroy();
    this.#stage.remove();
  }

  /** Ask for the view that the state and the stage want now; an answer to what was wanted before is never shown. */
  async #load(animate, trail = null) {
    const stage = measureStage(this.#host);
    const { asked } = this;
    const mark = this.#mark;
    const url = viewUrl(this.#config.api, asked, stage, mark.params);
    this.#wanted = wishOf(url, stage);
    this.#coming = { animate, trail };
    if (!stage.width || !stage.height) return;
    this.#progress.load();
    try {
      const answer = await this.#viewing.ask(() => this.#views.get(url));
      if (answer) this.#show(answer, { stage, asked, mark, animate, trail });
    } catch (error) {
      if (error.final && this.#refusals.leaveOut(asked.where, mark, error.message)) this.#load(animate, trail);
      else this.#fail(error.message);
    }
  }

  #show(answer, { stage, asked, mark, animate, trail }) {
    const from = this.view;
    this.#shown = { asked, stage };
    this.#stops = trail ?? follow(this.#stops, from, answer);
    this.#address.write(this.#state, this.#stops, false);
    const picture = makePicture(answer, stage.width, stage.height, mark);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#scene.show(picture, { ratio: stage.ratio, legend: answer.legend ?? null, ...counting(picture, this.#state.selection) }, animate && !still);
    this.#thumbsQueue.start(picture, stage.ratio);
    this.#preview.hide();
    this.#interaction.arrive(from);
    this.#progress.show(this.#noteOf(answer), this.#complaint(asked));
    this.#emit("view", { ...answer, breadcrumb: this.trail, drawn: picture.count });
  }

  /** The picture stays, and so does the node it shows; what else was asked for is asked again at the next action. */
  #fail(message) {
    if (this.#shown && this.#state.node !== this.#shown.asked.node) {
      this.#state = { ...this.#state, node: this.#shown.asked.node };
      this.#address.write(this.#state, this.#stops, false);
      this.#emit("state", this.state);
    }
    this.#progress.fail(message);
  }

  #goBack(state) {
    const { selection, theme } = this.#state;
    const before = this.#state;
    this.#state = { ...state, selection, theme };
    this.#scene.lay({ row: state.row, outlined: state.outlines !== "" });
    if (looksOther(before, this.#state)) this.#scene.restyle(this.#look());
    if (marksOther(before, this.#state) && !needsView(before, this.#state)) this.#remark();
    this.#emit("state", this.state);
    if (needsView(before, this.#state) || this.failed) this.#load(before.node !== state.node, this.#address.trail());
  }

  /** What counts is the size that was asked for last, not the one of the picture: its view may be on its way. */
  #resized() {
    const stage = measureStage(this.#host);
    if (this.#wanted !== wishOf(viewUrl(this.#config.api, this.asked, stage, this.#mark.params), stage)) this.#load(false);
  }

  #drawn() {
    const { picture, moving } = this.#scene;
    this.#progress.frame({ moving, busy: this.#thumbsQueue.busy, node: picture.answer.node, drawn: picture.count });
  }

  #look() {
    const { show, selection } = this.#state;
    return { show, selection: new Set(selection), ...counting(this.#scene?.picture, selection) };
  }

  /**
   * Other images are marked: of the view on screen others are drawn, where it is laid out as it is.
   *
   * @returns {Promise<import("./picture.mjs").Picture|null>} null when another view is on its way, or none comes
   */
  async #remark() {
    if (this.#progress.loading && this.#coming) {
      this.#load(this.#coming.animate, this.#coming.trail);
      return null;
    }
    if (!this.#shown || this.failed) return null;
    const { asked, stage } = this.#shown;
    const mark = this.#mark;
    const url = viewUrl(this.#config.api, asked, stage, mark.params);
    const wanted = wishOf(url, stage);
    if (wanted !== this.#wanted) {
      this.#wanted = wanted;
      const answer = await this.#viewing.ask(() => this.#views.get(url)).catch((error) => this.#unmark(error, mark));
      if (!answer) return null;
      this.#swap(makePicture(answer, stage.width, stage.height, mark), stage.ratio);
    }
    if (mark.kind !== "spot") this.#emit("marked", this.view);
    return this.#scene.picture;
  }

  /** What was marked before is no answer to what is to be marked now; it is asked for again with the next wish. */
  #unmark(error, mark) {
    const { stage, asked } = this.#shown;
    if (error.final) this.#refusals.leaveOut(asked.where, mark, error.message);
    if (mark.kind !== "search") this.complain(error.message); // The strip says it of a search.
    this.#wanted = "";
    this.#swap(makePicture(this.view, stage.width, stage.height), stage.ratio);
    return null;
  }

  /** What is to be marked now. */
  get #mark() {
    return this.#refusals.mark(this.#marks.mark(this.#state));
  }

  #swap(picture, ratio) {
    this.#scene.swap(picture);
    this.#scene.restyle(counting(picture, this.#state.selection));
    this.#thumbsQueue.start(picture, ratio);
    this.#progress.again();
  }

  #complaint(asked) {
    if (asked.where !== this.#state.where) return this.#refusals.complaint;
    this.#refusals.forgetFilter();
    const leftOut = this.#leftOut.splice(0);
    return leftOut.length ? { error: `This link asks for what is not here, which is left out: ${leftOut.join(", ")}.`, remedy: "dismiss" } : undefined;
  }

  #turn(theme) {
    this.#host.ownerDocument.documentElement.dataset.theme = theme;
    this.#restyle();
  }

  #restyle() {
    this.#scene.restyle({ theme: readTheme(this.#host) });
  }

  #noteOf(answer) {
    const { build } = this.#config;
    if (build && answer.build && answer.build !== build) return "The index was built anew. Reload the page to see it.";
    return answer.note ?? "";
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** A view and the screen it is for. */
function wishOf(url, { ratio }) {
  return `${url} ${ratio}`;
}
