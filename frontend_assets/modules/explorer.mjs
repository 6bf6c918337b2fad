/** Puts the parts together: state and address, views and thumbnails, the scene and the hand. See main.mjs. */

import { Address } from "./address.mjs";
import { fetchItem, fetchJson, marksUrl, UNREACHABLE, viewUrl } from "./api.mjs";
import { Outlines } from "./findings-outline.mjs";
import { Hand } from "./hand.mjs";
import { Lit, Spot } from "./lit.mjs";
import { markingOf } from "./marking.mjs";
import { makePicture, readSigns } from "./picture.mjs";
import { Preview } from "./preview.mjs";
import { Progress } from "./progress.mjs";
import { Scene } from "./scene.mjs";
import { Sharpener } from "./sharpen.mjs";
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
  #sharpener;
  #views = new Views(fetchJson);
  #preview;
  #progress;
  #hand;
  #lit = null;
  #spot = null;
  #request = 0;
  #shown = null;
  #lookup = null;
  #marking = null;
  #spotting = null;
  #undo;

  /** @param {HTMLElement} host @param {import("./main.mjs").Config} config */
  constructor(host, config) {
    super();
    this.#host = host;
    this.#config = { clusterStep: 1, ...config };
    this.#address = new Address(host.ownerDocument.defaultView, config);
    this.#state = this.#address.read();
    this.#stops = this.#address.trail() ?? [];
    this.#stage = buildStage(host);
    this.#progress = new Progress(host, (name, detail) => this.#emit(name, detail));
    const style = { ratio: measureStage(host).ratio, theme: readTheme(host), found: (box) => (this.#spot ?? this.#lit)?.within(box) ?? 0, lit: null, ...this.#look() };
    this.#scene = new Scene(this.#stage.canvas, this.#cache, style, () => this.#drawn());
    Object.assign(this.#scene.overlay, { row: this.#state.row, outlined: this.#state.outlines !== "" });
    this.#loader = new ThumbsLoader(config);
    const received = (rows) => (rows.length ? this.#scene.receive(rows) : this.#scene.draw());
    this.#sharpener = new Sharpener(this.#loader, this.#cache, received, (message) => this.#progress.fail(message));
    this.#preview = new Preview(host, config);
    this.#hand = new Hand(this, this.#stage, this.#scene, this.#preview, { clusterStep: this.#config.clusterStep });
    this.#undo = [
      this.#address.onBack((state) => this.#goBack(state)),
      watchStage(host, () => this.#resized()),
      watchTheme(host.ownerDocument, () => this.#restyle()),
    ];
    this.#load(false);
  }

  get state() {
    return Object.freeze({ ...this.#state, selection: [...this.#state.selection] });
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
    if (marksOther(before, next) && !needsView(before, next)) this.#mark();
    this.#emit("state", this.state);
    if (needsView(before, next) || this.failed) this.#load(before.node !== next.node);
  }

  zoomTo(node) {
    if (node === this.#state.node && !this.failed) return;
    this.#progress.begin();
    this.update({ node });
  }

  zoomIn() {
    this.#hand.zoomIn();
  }

  /** @returns {boolean} false at the outermost view */
  zoomOut() {
    const stop = this.#stops.at(-1);
    if (!stop) return false;
    this.zoomTo(stop.node);
    return true;
  }

  async showInTree(row) {
    this.#lookup?.abort();
    this.#lookup = new AbortController();
    const { signal } = this.#lookup;
    const here = this.view?.cells.find((cell) => cell.lo <= row && row < cell.hi);
    const item = await fetchItem(this.#config.api, row, signal).catch(() => null);
    if (signal.aborted) return;
    this.#progress.begin();
    this.update({ node: item?.node ?? here?.node ?? this.#state.node, row });
  }

  light(rows) {
    const list = rows ? [...rows] : [];
    this.#lit = list.length ? new Lit(list) : null;
    this.#scene.restyle({ lit: this.#lit?.rows ?? null });
  }

  /**
   * Mark the images that a condition holds for and fade the rest, for as long as a hand rests on what stands for them.
   *
   * @param {string|null} mark in the syntax of filters; null ends it
   * @returns {Promise<{marked: number, drawn: number}|null>} how many there are in the view, and drawn
   */
  async spotlight(mark) {
    this.#spotting?.abort();
    this.#spotting = null;
    if (mark === null) return this.#relight(null);
    this.#spotting = new AbortController();
    const { signal } = this.#spotting;
    const picture = this.#scene.picture;
    const answer = await this.#marksOf(mark, signal);
    if (!answer || signal.aborted || picture !== this.#scene.picture) return null;
    this.#relight(new Spot(picture, answer));
    return answer;
  }

  /** Findings that are outlined while the state says so. @param {import("./findings-outline.mjs").Finding[]} findings */
  setFindings(findings) {
    this.#scene.lay({ outlines: new Outlines(findings), pointed: -1 });
  }

  /** Findings that lie in the picture on screen. @returns {import("./findings-outline.mjs").Outline[]} */
  get outlined() {
    const { picture, overlay } = this.#scene;
    return picture && overlay.outlined ? overlay.outlines?.of(picture) ?? [] : [];
  }

  /** A hand rests on a finding. @param {number} place -1 for none */
  pointAt(place) {
    this.#scene.lay({ pointed: place });
  }

  setTheme(name) {
    this.update({ theme: name });
  }

  retry() {
    if (this.failed) this.#load(false);
  }

  /** The page could not reach the server. */
  lose() {
    this.#progress.fail(UNREACHABLE);
  }

  /** The view of a cell is likely wanted next: have it ready. */
  async prepare(node) {
    const stage = measureStage(this.#host);
    if (this.#progress.loading || !stage.width) return;
    const answer = await this.#views.ahead(viewUrl(this.#config.api, { ...this.#state, node }, stage));
    if (answer && !this.#progress.loading) this.#sharpener.prepare(makePicture(answer, stage.width, stage.height), stage.ratio);
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
    this.#request += 1;
    for (const undo of this.#undo) undo();
    this.#lookup?.abort();
    this.#views.clear();
    this.#hand.destroy();
    this.#preview.destroy();
    this.#scene.destroy();
    this.#sharpener.stop();
    this.#loader.destroy();
    this.#cache.clear();
    this.#progress.destroy();
    this.#stage.remove();
  }

  async #load(animate, trail = null) {
    const stage = measureStage(this.#host);
    if (!stage.width || !stage.height) return;
    const url = viewUrl(this.#config.api, this.#state, stage);
    const request = ++this.#request;
    this.#progress.load();
    try {
      const answer = this.#views.peek(url) ?? (await this.#views.get(url));
      if (request === this.#request) this.#show(answer, stage, url, animate, trail);
    } catch (error) {
      if (request === this.#request && error.name !== "AbortError") this.#fail(error.message);
    }
  }

  #show(answer, stage, url, animate, trail) {
    const from = this.view;
    this.#shown = { url, node: answer.node };
    this.#stops = trail ?? follow(this.#stops, from, answer);
    this.#address.write(this.#state, this.#stops, false);
    const picture = makePicture(answer, stage.width, stage.height);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#spot = null;
    this.#scene.show(picture, { ratio: stage.ratio, legend: answer.legend ?? null, lit: this.#lit?.rows ?? null }, animate && !still);
    if (this.#state.show !== "all") this.#mark();
    this.#sharpener.start(picture, stage.ratio);
    this.#preview.hide();
    this.#hand.arrive(from);
    this.#progress.show(this.#noteOf(answer));
    this.#emit("view", { ...answer, breadcrumb: this.trail, drawn: picture.count });
  }

  /** The picture stays, and so does the node it shows; what else was asked for is asked again at the next action. */
  #fail(message) {
    if (this.#shown && this.#state.node !== this.#shown.node) {
      this.#state = { ...this.#state, node: this.#shown.node };
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
    if (marksOther(before, this.#state)) this.#mark();
    this.#emit("state", this.state);
    if (needsView(before, this.#state) || this.failed) this.#load(before.node !== state.node, this.#address.trail());
  }

  #resized() {
    const { width, height, ratio } = measureStage(this.#host);
    const { picture } = this.#scene;
    if (picture && picture.width === width && picture.height === height && this.#scene.ratio === ratio) return;
    this.#load(false);
  }

  #drawn() {
    const { picture, moving } = this.#scene;
    this.#progress.frame({ moving, busy: this.#sharpener.busy, node: picture.answer.node, drawn: picture.count });
  }

  #look() {
    const { show, selection } = this.#state;
    return { show, selection: new Set(selection) };
  }

  #relight(spot) {
    this.#spot = spot;
    this.#scene.restyle({ lit: (spot ?? this.#lit)?.rows ?? null });
    return null;
  }

  /** Of the mistakes only those of some classes are marked: the server says which. */
  async #mark() {
    this.#marking?.abort();
    this.#marking = new AbortController();
    const { signal } = this.#marking;
    const picture = this.#scene.picture;
    const mark = markingOf(this.#state, this.#config.models ?? []);
    if (!picture) return;
    if (!mark || this.#state.show === "all") picture.marked = picture.wrong;
    else {
      const answer = await this.#marksOf(mark, signal);
      if (!answer || signal.aborted || picture !== this.#scene.picture) return;
      picture.marked = readSigns(answer.signs);
    }
    this.#scene.restyle({});
  }

  async #marksOf(mark, signal) {
    const stage = measureStage(this.#host);
    const answer = await fetchJson(marksUrl(this.#config.api, { ...this.#state, node: this.view.node }, stage, mark), signal).catch(() => null);
    // Of another layout than the one on screen, its signs would stand for other images.
    return answer?.signs.length === this.#scene.picture?.count ? answer : null;
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
