/** The grid: all images of the cluster, the filter or the search in a list that is scrolled, in any order. */

import { sentenceOf } from "../api.mjs";
import { Latest } from "../latest.mjs";
import { recall, remember } from "../page/storage.mjs";
import { Preview } from "../preview.mjs";
import { watchStage, watchTheme } from "../stage.mjs";
import { looksOther } from "../state.mjs";
import { readTheme } from "../theme.mjs";
import { counted } from "../text.mjs";
import { GridActs } from "./grid-acts.mjs";
import { GridBar } from "./grid-bar.mjs";
import { listenToHands } from "./grid-hands.mjs";
import { CAPTIONED } from "./grid-lines.mjs";
import { GridList } from "./grid-list.mjs";
import { GridPane } from "./grid-pane.mjs";
import { GridPicks } from "./grid-picks.mjs";
import { GridSpoken } from "./grid-spoken.mjs";
import { buildGridStage } from "./grid-stage.mjs";
import { GridSurface } from "./grid-surface.mjs";
import { GridThumbs } from "./grid-thumbs.mjs";
import { listQuery } from "./list-query.mjs";

/** @import { PageConfig, StageView, ViewState } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */

/** After the last step of scrolling, what is only needed at rest is done, in milliseconds. */
const REST = 140;

/** While it is scrolled, what comes into view is asked for this often, in milliseconds. */
const OFTEN = 60;

/** So many screens more are read of the list, above and below, than are seen. */
const AHEAD = 0.5;

/** Whether images have names below them is remembered under this. */
const NAMES = "names";

/** @implements {StageView} */
export class GridView {
  #explorer;
  #config;
  #stage;
  #pane;
  #bar;
  #thumbs;
  #surface;
  #spoken;
  #preview;
  #picks;
  #acts;
  #finding = new Latest();
  #undo;
  #shown = false;
  /** @type {GridList|null} */
  #list = null;
  /** @type {GridList|null} on its way: the list before it stays until it is there */
  #coming = null;
  #captions;
  #resting = 0;
  #asking = 0;
  /** @type {ViewState} */
  #state;
  /** @type {Set<number>} */
  #selected = new Set();

  /** @param {HTMLElement} host @param {Explorer} explorer @param {PageConfig} config */
  constructor(host, explorer, config) {
    this.#explorer = explorer;
    this.#config = config;
    this.#state = explorer.state;
    this.#stage = buildGridStage(host);
    this.#captions = recall(NAMES) !== "off";
    this.#pane = new GridPane(this.#stage, () => this.#moved());
    this.#thumbs = new GridThumbs(config, (rows) => this.#surface.receive(rows), (message) => explorer.complain(message));
    this.#surface = new GridSurface(this.#stage.canvas, this.#thumbs.cache, this.#look(), () => this.#told());
    this.#spoken = new GridSpoken(this.#stage);
    this.#preview = new Preview(this.#stage.root, config);
    this.#picks = new GridPicks(explorer, config.limits.selection);
    this.#acts = new GridActs({
      explorer, pane: this.#pane, surface: this.#surface, picks: this.#picks, preview: this.#preview,
      list: () => this.#list, moved: () => this.#rest(),
    });
    this.#bar = new GridBar(this.#stage.bar, config.sorts, {
      update: (patch) => explorer.update(patch),
      all: () => this.#list && this.#picks.all(this.#list),
      captions: (on) => this.#name(on),
    }, !config.worker);
    this.#undo = [
      listenToHands(this.#stage.scroller, this.#acts, () => this.#shown),
      watchStage(this.#stage.root, () => this.#lay()),
      watchTheme(host.ownerDocument, () => this.#shown && this.#surface.restyle(this.#look())),
      this.#follow(),
    ];
  }

  show() {
    this.#shown = true;
    this.#explorer.lister = () => this.#picks.rows(this.#list);
    this.#stage.root.hidden = false;
    this.#state = this.#explorer.state;
    this.#surface.restyle(this.#look());
    this.#surface.lay({ row: this.#state.row });
    this.#ask();
    const { activeElement, body } = this.#stage.root.ownerDocument;
    if (activeElement === body) this.#stage.scroller.focus({ preventScroll: true });
  }

  hide() {
    this.#shown = false;
    this.#explorer.lister = null;
    this.#stage.root.hidden = true;
    this.#preview.hide();
    this.#coming?.stop();
    this.#list?.stop();
    this.#coming = this.#list = null;
    this.#thumbs.clear();
  }

  destroy() {
    this.hide();
    clearTimeout(this.#resting);
    clearTimeout(this.#asking);
    for (const undo of this.#undo) undo();
    this.#preview.destroy();
    this.#surface.destroy();
    this.#stage.remove();
  }

  /** Hear what the page says, while the grid is on the stage. @returns {() => void} stop listening */
  #follow() {
    const stop = new AbortController();
    const { signal } = stop;
    this.#explorer.addEventListener("state", ({ detail }) => this.#shown && this.#became(detail), { signal });
    this.#explorer.addEventListener("hover", ({ detail }) => this.#shown && this.#pointAt(detail.row), { signal });
    this.#explorer.addEventListener("view", () => this.#shown && this.#ask(), { signal });
    this.#explorer.addEventListener("lit", () => this.#shown && this.#ask(), { signal });
    this.#explorer.addEventListener("forgotten", () => this.#shown && this.#ask(true), { signal });
    return () => stop.abort();
  }

  /** @param {ViewState} state */
  #became(state) {
    const before = this.#state;
    this.#state = state;
    if (before.theme !== state.theme || looksOther(before, state)) this.#surface.restyle(this.#look());
    if (before.row !== state.row) this.#goTo(state.row);
    if (before.thumb !== state.thumb) this.#lay();
    this.#ask();
    this.#say();
  }

  /** Ask for the list that the state wants, if it is another one. @param {boolean} [again] in any case */
  #ask(again = false) {
    const query = listQuery({ ...this.#state, where: this.#explorer.asked.where }, this.#explorer.lastingMark);
    this.#bar.say(query, this.#state);
    if (!again && (this.#coming ?? this.#list)?.query.key === query.key) return;
    this.#coming?.stop();
    const list = new GridList(query, this.#config, {
      drawn: (first, last) => (list === this.#coming ? this.#take(list) : this.#learn(first, last)),
      named: () => this.#named(),
      failed: (error) => this.#fail(list, error),
    });
    this.#coming = list;
    this.#stage.root.dataset.state = "loading";
    list.begin();
  }

  /** @param {GridList} list @param {unknown} error */
  #fail(list, error) {
    if (list === this.#coming) this.#coming = null;
    this.#stage.root.dataset.state = "failed";
    this.#explorer.complain(sentenceOf(error));
  }

  /** Another list is there. @param {GridList} list */
  #take(list) {
    const before = this.#list;
    before?.stop();
    this.#list = list;
    this.#coming = null;
    const same = before?.query.key === list.query.key;
    if (!same) {
      this.#acts.focus = -1;
      this.#surface.lay({ focus: -1, hover: -1 });
      this.#picks.forget();
    }
    this.#bar.count(list.about, list.query.only);
    this.#stage.empty.textContent = list.total ? "" : emptyWords(list);
    this.#lay(same);
    if (!same && this.#state.row !== null) this.#goTo(this.#state.row);
  }

  /** Lay the list out in the room there is. @param {boolean} [same] whether it is the list that was laid out before */
  #lay(same = true) {
    if (!this.#list || !this.#shown) return;
    this.#pane.lay(this.#list.total, this.#state.thumb, { captions: this.#captions, copies: Boolean(this.#list.query.params.copies) }, same);
    this.#bar.captions(this.#captions, this.#pane.lines.tile >= CAPTIONED);
  }

  /** Something else is seen. */
  #moved() {
    if (!this.#list || !this.#shown) return;
    this.#preview.hide();
    this.#surface.show(this.#list, this.#pane.lines, this.#pane.top, this.#pane.room);
    this.#want(false);
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#rest(), REST);
  }

  /** More of the list is known. @param {number} first @param {number} last */
  #learn(first, last) {
    this.#surface.learn(first, last);
    this.#want(true);
  }

  /** Ask for what is seen: at once, or after a moment while it is scrolled. @param {boolean} now */
  #want(now) {
    if (this.#asking && !now) return;
    clearTimeout(this.#asking);
    this.#asking = setTimeout(() => {
      this.#asking = 0;
      if (!this.#shown || !this.#list || !this.#surface.shown) return;
      const { first, last } = this.#pane.seen(AHEAD);
      this.#list.look(first, last);
      this.#thumbs.want(this.#surface.shown.rows, Math.ceil(this.#pane.lines.tile * this.#surface.ratio));
      this.#told();
    }, now ? 0 : OFTEN);
  }

  /** Scrolling has come to rest. */
  #rest() {
    if (!this.#shown || !this.#list) return;
    this.#pane.settle();
    const { first, last } = this.#spokenSpan;
    this.#list.name(first, last);
    this.#say();
  }

  /** Images that are spoken of. */
  get #spokenSpan() {
    return GridSpoken.around(this.#pane.lines, this.#pane.seen(), this.#acts.focus);
  }

  /** More of what is said is known. */
  #named() {
    if (this.#pane.lines.caption) this.#surface.repaint();
    this.#say();
  }

  #say() {
    if (!this.#shown || !this.#list) return;
    const { lines } = this.#pane;
    this.#spoken.about(`${counted(this.#list.total, "image")}, ${lines.columns} in a line. Arrow keys move, Enter inspects, Space selects.`, lines);
    this.#spoken.say(this.#list, lines, this.#spokenSpan, this.#acts.focus, this.#selected);
  }

  /** A frame was drawn, or it is known what else there is to draw. */
  #told() {
    const waits = this.#coming || this.#thumbs.busy || this.#asking || this.#surface.shown?.rows.includes(-1);
    const { dataset } = this.#stage.root;
    if ((dataset.state === "loading") !== Boolean(waits)) dataset.state = waits ? "loading" : "settled";
  }

  /** The pointer rests on an image elsewhere. @param {number|null} row */
  #pointAt(row) {
    this.#surface.lay({ hover: this.#surface.placeOf(row) });
  }

  /** Bring an image into view where it is in the list. @param {number|null} row */
  async #goTo(row) {
    this.#surface.lay({ row });
    const list = this.#list;
    if (row === null || !list) return;
    const here = this.#surface.placeOf(row);
    const place = here >= 0 ? here : await this.#finding.ask((signal) => list.placeOf(row, signal)).catch(() => null);
    if (place === null || list !== this.#list) return;
    this.#acts.focus = place;
    this.#pane.reveal(place);
  }

  /** @param {boolean} on */
  #name(on) {
    this.#captions = on;
    remember(NAMES, on ? "on" : "off");
    this.#lay();
  }

  #look() {
    const { show, selection } = this.#state;
    this.#selected = new Set(selection);
    return { ratio: devicePixelRatio || 1, theme: readTheme(this.#stage.root), show, selection: this.#selected };
  }
}

/** @param {GridList} list */
function emptyWords({ query, about }) {
  if (query.params.copies && about?.matching) return "No picture is here more than once.";
  return query.only ? "Nothing is marked here." : "No image matches. Change or clear the filter.";
}
