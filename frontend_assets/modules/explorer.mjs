/** Puts the parts together: state and address, views and thumbnails, the scene and the hand. See main.mjs. */

import { Address } from "./address.mjs";
import { fetchItem, sentenceOf } from "./api.mjs";
import { noteOf } from "./build-words.mjs";
import { Calling } from "./called.mjs";
import { Outlines } from "./findings-outline.mjs";
import { firstSearch } from "./first-search.mjs";
import { Interaction } from "./interaction.mjs";
import { Latest } from "./latest.mjs";
import { counting, litIn, Marks, mistakesIn } from "./marks.mjs";
import { Preview } from "./preview.mjs";
import { Progress } from "./progress.mjs";
import { Scene } from "./scene.mjs";
import { buildStage, measureStage, watchStage, watchTheme } from "./stage.mjs";
import { isStep, looksOther, marksOther, needsView, sanitize } from "./state.mjs";
import { readTheme } from "./theme.mjs";
import { ThumbsCache } from "./thumbs-cache.mjs";
import { formatCount } from "./text.mjs";
import { follow, stopOf } from "./trail.mjs";
import { Viewing } from "./viewing.mjs";

/** @import { Emit, ExplorerTarget, Finding, MarkParams, PageKey, Rect, Stop, View, ViewState } from "./types.d.ts" */
/** @import { Picture } from "./picture.mjs" */
/** @import { Rows } from "./select.mjs" */
/** @import { Style } from "./paint-cells.mjs" */

/** Its events carry what `ExplorerEvents` says. */
const Target = /** @type {{new (): ExplorerTarget}} */ (EventTarget);

export class Explorer extends Target {
  /** What a view on the stage lists of its own. @type {(() => Promise<number[]|null>)|null} */
  lister = null;
  #host;
  #config;
  #state;
  #stops;
  #address;
  #stage;
  #scene;
  #cache = new ThumbsCache();
  #preview;
  #progress;
  #interaction;
  #marks;
  #viewing;
  #lookup = new Latest();
  #complaints;
  /** @type {number[]} selected rows that the filter leaves */
  #matching = [];
  #undo;
  #calling = new Calling();

  /** @param {HTMLElement} host @param {import("./main.mjs").Config} config */
  constructor(host, config) {
    super();
    this.#host = host;
    this.#config = { clusterStep: 1, ...config };
    this.#marks = new Marks(config.models);
    this.#address = new Address(host.ownerDocument.defaultView ?? window, config);
    this.#state = this.#address.read();
    this.#stops = this.#address.trail() ?? [];
    this.#complaints = this.#address.complaints();
    this.#stage = buildStage(host);
    this.#progress = new Progress(host, this.#emit);
    const style = { ratio: measureStage(host).ratio, theme: readTheme(host), ...this.#look() };
    this.#scene = new Scene(this.#stage.canvas, this.#cache, style, ({ answer, count }) => {
      this.#progress.frame({ moving: this.#scene.moving, busy: this.#viewing.busy, node: answer.node, drawn: count });
    });
    Object.assign(this.#scene.overlay, { row: this.#state.row, outlined: this.#state.outlines !== "" });
    this.#viewing = new Viewing(host, config, { scene: this.#scene, cache: this.#cache, progress: this.#progress, marks: this.#marks }, {
      state: () => this.#state,
      counted: () => this.#counted,
      shown: (picture, from, asked, trail) => this.#shown(picture, from, asked, trail),
      stayed: (node) => this.#stayed(node),
      marked: (picture) => this.#emit("marked", { ...picture.answer, mistakes: mistakesIn(picture, this.#state) }),
      complain: (message) => this.complain(message),
    });
    this.#preview = new Preview(host, config);
    this.#interaction = new Interaction(this, this.#stage, this.#scene, this.#preview, { clusterStep: this.#config.clusterStep, most: config.limits.selection });
    this.#undo = [
      this.#address.onBack((state) => this.#goBack(state)),
      watchStage(host, () => this.#viewing.resized()),
      watchTheme(host.ownerDocument, () => this.#restyle()),
    ];
    this.#viewing.begin(firstSearch(this.asked, config));
  }

  /** @returns {Readonly<ViewState>} */
  get state() {
    return Object.freeze({ ...this.#state, selection: [...this.#state.selection] });
  }

  /** The state that the server is asked for: without a filter that it has refused. @returns {Readonly<ViewState>} */
  get asked() {
    return this.#viewing.asked;
  }

  get view() {
    return this.#viewing.view;
  }

  /** What is marked now, and how: what other views ask the server to mark as well. @returns {import("./marking.mjs").Mark} */
  get mark() {
    return this.#viewing.mark;
  }

  /** The same, wherever a hand rests. @returns {import("./marking.mjs").Mark} */
  get lastingMark() {
    return this.#viewing.lastingMark;
  }

  /** The path walked, the present view last. @returns {Stop[]} */
  get trail() {
    return this.view ? [...this.#stops, stopOf(this.view)].map((stop) => this.#calling.stop(stop)) : [];
  }

  /** What clusters are called on the picture. @returns {Pick<Calling, "apart"|"learned">} */
  get calling() {
    return this.#calling;
  }

  /** Whether the last request came to nothing. */
  get failed() {
    return this.#progress.failed;
  }

  /**
   * @param {Partial<ViewState>} patch
   * @param {{push?: boolean}} [how] whether it becomes a step of the history; by itself when absent
   */
  update(patch, { push } = {}) {
    const before = this.#state;
    const elsewhere = patch.node !== undefined && patch.node !== before.node; // On the map, too.
    const taken = sanitize(patch, this.#config);
    if (patch.where && taken.where === undefined) this.complain(`The filter is not applied: an address has room for ${formatCount(this.#config.limits.text)} characters. Tag the images, and filter by the tag.`);
    const next = { ...before, ...(elsewhere && { at: "" }), ...taken };
    this.#state = next;
    this.#address.write(next, this.#stops, push ?? isStep(before, next));
    this.#become(before);
  }

  /** @param {number} node */
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

  /** @param {number} row */
  async showInTree(row) {
    const item = await this.#lookup.ask((signal) => fetchItem(this.#config.api, row, signal)).catch((error) => this.#progress.fail(sentenceOf(error)));
    if (!item) return;
    this.#progress.begin();
    this.update({ node: item.node, row });
  }

  /** Of the selection, those that the filter leaves are counted in cells; without a filter all are. @param {number[]} rows */
  countSelected(rows) {
    this.#matching = rows;
    this.#scene.restyle(this.#look());
  }

  /** The cell that the keyboard is on. @returns {import("./types.d.ts").Cell|null} */
  get focused() {
    return this.#interaction.focused;
  }

  /** Tags of clusters as such, which stand on their titles. @param {Map<number, string[]>} tags by node */
  setTags(tags) {
    this.#scene.restyle({ tags: ({ node }) => tags.get(node) ?? [] });
  }

  /** Selected rows as they are counted: none while it is not known which ones the filter leaves. */
  get #counted() {
    return this.#state.where ? this.#matching : this.#state.selection;
  }

  /** What a search found stands out until it is closed. @param {MarkParams|null} found words or rows; null ends it */
  async light(found) {
    this.#marks.search = found;
    this.#emit("lit", null);
    await this.#viewing.remark();
  }

  /** Mark the images that a condition holds for and fade the rest; null ends it. @param {string|null} mark in the syntax of filters */
  async spotlight(mark) {
    this.#marks.spot = mark === null ? null : { mark };
    this.#emit("spot", null);
    const picture = await this.#viewing.remark();
    return mark !== null && picture ? litIn(picture) : null;
  }

  /** Findings that are outlined while the state says so. @param {Finding[]} findings */
  setFindings(findings) {
    Object.assign(this.#marks, { findings, spot: null });
    this.#scene.lay({ outlines: new Outlines(findings), pointed: -1 });
    this.#emit("spot", null);
    this.#viewing.remark();
  }

  /** Where titles lie on the canvas, in CSS pixels. @returns {(Rect & {node: number})[]} */
  get titles() {
    return this.#scene.chips.map(({ box, rect }) => ({ node: box.node, ...rect }));
  }

  /** All images of a box that match the filter, drawn or not; null when they cannot be had. @param {Rows} box */
  rowsOf(box) {
    return this.#viewing.rowsOf(box);
  }

  /** All images that are to be seen: those that the view on the stage lists, else all of the cluster that match the filter. */
  rowsInView() {
    return this.lister?.() ?? (this.view && this.rowsOf(this.view));
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
    this.#emit("spot", null);
    this.#viewing.remark();
  }

  /** @param {ViewState["theme"]} name */
  setTheme(name) {
    this.update({ theme: name });
  }

  retry() {
    if (this.failed) this.#viewing.load(false);
    else if (this.#progress.remedy === "retry") this.dismiss();
  }

  /** Something beside the map came to nothing; until the first view is there, it is said with that. @param {string} error a sentence */
  complain(error) {
    if (!this.view) this.#complaints.push(error);
    this.#progress.complain({ error, remedy: "retry" });
  }

  /** Something was decided: answers that are kept are old, and so may be what is on screen. @param {boolean} again */
  forgetViews(again) {
    this.#emit("forgotten", null);
    this.#viewing.forget(again);
  }

  /** A complaint has been read. */
  dismiss() {
    this.#progress.complain({ error: "", remedy: "" });
  }

  /** The view of a cell is likely wanted next: have it ready. @param {number} node */
  prepare(node) {
    return this.#viewing.prepare(node);
  }

  focus() {
    this.#stage.canvas.focus();
  }

  /** Let the page know of a key that is its own. @param {PageKey} name */
  announce(name) {
    this.#emit(name, null);
  }

  /** @param {number} row */
  inspect(row) {
    this.update({ row });
    this.#emit("inspect", { row });
  }

  /** The pointer rests on an image, here or elsewhere on the page. @param {number|null} row null for none */
  hover(row) {
    if (row === this.#scene.overlay.pointedRow) return;
    this.#scene.lay({ pointedRow: row });
    this.#emit("hover", { row });
  }

  destroy() {
    for (const undo of this.#undo) undo();
    this.#lookup.end();
    this.#viewing.destroy();
    this.#interaction.destroy();
    this.#preview.destroy();
    this.#scene.destroy();
    this.#cache.clear();
    this.#progress.destroy();
    this.#stage.remove();
  }

  /**
   * Another view is on screen.
   *
   * @param {Picture} picture
   * @param {View|null} from the view that was left
   * @param {ViewState} asked
   * @param {Stop[]|null} trail
   */
  #shown(picture, from, asked, trail) {
    const { answer } = picture;
    this.#stops = (trail ?? follow(this.#stops, from, answer)).map((stop) => this.#calling.stop(stop));
    this.#address.write(this.#state, this.#stops, false);
    this.#calling.learn(answer, JSON.stringify([asked.where, asked.labels]));
    this.#preview.hide();
    this.#interaction.arrive(picture, from);
    this.#progress.show(noteOf(answer, this.#config.build), this.#viewing.complaint(asked, this.#complaints));
    this.#emit("view", { ...answer, breadcrumb: this.trail, drawn: picture.count, where: asked.where, mistakes: mistakesIn(picture, this.#state) });
  }

  /** @param {number} node that is still on screen */
  #stayed(node) {
    if (this.#state.node === node) return;
    this.#state = { ...this.#state, node };
    this.#address.write(this.#state, this.#stops, false);
    this.#emit("state", this.state);
  }

  /** @param {ViewState} state */
  #goBack(state) {
    const { selection, theme } = this.#state;
    const before = this.#state;
    this.#state = { ...state, selection, theme };
    this.#become(before, this.#address.trail());
  }

  /** Show what the state says now. @param {ViewState} before @param {Stop[]|null} [trail] the stops above, where they are known */
  #become(before, trail = null) {
    const now = this.#state;
    this.#scene.lay({ row: now.row, outlined: now.outlines !== "" });
    if (now.theme !== before.theme) this.#turn(now.theme);
    if (looksOther(before, now)) this.#scene.restyle(this.#look());
    if (marksOther(before, now) && !needsView(before, now)) this.#viewing.remark();
    this.#emit("state", this.state);
    if (needsView(before, now) || this.failed) this.#viewing.load(before.node !== now.node, trail);
  }

  /** @returns {Pick<Style, "show"|"selection"|"kind"|"marked">} */
  #look() {
    const { show, selection } = this.#state;
    return { show, selection: new Set(selection), ...counting(this.#scene?.picture ?? null, this.#counted) };
  }

  /** @param {ViewState["theme"]} theme */
  #turn(theme) {
    this.#host.ownerDocument.documentElement.dataset.theme = theme;
    this.#restyle();
  }

  #restyle() {
    this.#scene.restyle({ theme: readTheme(this.#host) });
  }

  /** @type {Emit} */
  #emit = (name, detail) => {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  };
}
