/** The grid: all images of the cluster, the filter or the search in a list that is scrolled, in any order. */

import { sentenceOf } from "../api.mjs";
import { Latest } from "../latest.mjs";
import { recall, remember } from "../page/storage.mjs";
import { Preview } from "../preview.mjs";
import { watchStage, watchTheme } from "../stage.mjs";
import { readTheme } from "../theme.mjs";
import { formatCount } from "../text.mjs";
import { GridBar } from "./grid-bar.mjs";
import { listenToHands } from "./grid-hands.mjs";
import { between, CAPTIONED, imageAt, layLines, placeOf, stepFrom, touchedBy } from "./grid-lines.mjs";
import { GridList } from "./grid-list.mjs";
import { GridPicks } from "./grid-picks.mjs";
import { GridSpoken } from "./grid-spoken.mjs";
import { buildGridStage } from "./grid-stage.mjs";
import { GridSurface } from "./grid-surface.mjs";
import { GridThumbs } from "./grid-thumbs.mjs";
import { listQuery } from "./list-query.mjs";
import { LongScroll } from "./long-scroll.mjs";

/** @import { PageConfig, StageView, ViewState } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */
/** @import { Point } from "./grid-hands.mjs" */

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
  #bar;
  #thumbs;
  #surface;
  #spoken;
  #preview;
  #picks;
  #scroll = new LongScroll();
  #finding = new Latest();
  #undo;
  #shown = false;
  /** @type {GridList|null} */
  #list = null;
  /** @type {GridList|null} on its way: the list before it stays until it is there */
  #coming = null;
  #lines = layLines(0, 1, 1);
  #focus = -1;
  #captions;
  #resting = 0;
  #asking = 0;
  /** @type {ViewState} */
  #state;

  /** @param {HTMLElement} host @param {Explorer} explorer @param {PageConfig} config */
  constructor(host, explorer, config) {
    this.#explorer = explorer;
    this.#config = config;
    this.#state = explorer.state;
    this.#stage = buildGridStage(host);
    const { scroller, canvas } = this.#stage;
    this.#captions = recall(NAMES) !== "off";
    this.#thumbs = new GridThumbs(config, (rows) => this.#surface.receive(rows), (message) => explorer.complain(message));
    this.#surface = new GridSurface(canvas, this.#thumbs.cache, this.#look(), () => this.#told());
    this.#spoken = new GridSpoken(this.#stage);
    this.#preview = new Preview(this.#stage.root, config);
    this.#picks = new GridPicks(explorer, config.limits.selection);
    this.#bar = new GridBar(this.#stage.bar, config.sorts, {
      update: (patch) => explorer.update(patch),
      all: () => this.#list && this.#picks.all(this.#list),
      captions: (on) => this.#name(on),
    });
    scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#undo = [
      listenToHands(scroller, this.#hands(), () => this.#shown),
      watchStage(this.#stage.root, () => this.#lay()),
      watchTheme(host.ownerDocument, () => this.#shown && this.#surface.restyle(this.#look())),
      ...this.#follow(),
    ];
  }

  show() {
    this.#shown = true;
    this.#explorer.lister = () => this.#picks.rows(this.#list);
    this.#stage.root.hidden = false;
    this.#state = this.#explorer.state;
    this.#surface.restyle(this.#look());
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

  /** What the page says, while the grid is on the stage. @returns {(() => void)[]} */
  #follow() {
    const stop = new AbortController();
    const while_ = (/** @type {() => void} */ then) => () => this.#shown && then();
    this.#explorer.addEventListener("state", ({ detail }) => this.#shown && this.#became(detail), { signal: stop.signal });
    this.#explorer.addEventListener("hover", ({ detail }) => this.#shown && this.#pointAt(detail.row), { signal: stop.signal });
    this.#explorer.addEventListener("view", while_(() => this.#ask()), { signal: stop.signal });
    this.#explorer.addEventListener("lit", while_(() => this.#ask()), { signal: stop.signal });
    this.#explorer.addEventListener("forgotten", while_(() => this.#ask(true)), { signal: stop.signal });
    return [() => stop.abort()];
  }

  /** @param {ViewState} state */
  #became(state) {
    const before = this.#state;
    this.#state = state;
    if (before.show !== state.show || before.selection !== state.selection || before.theme !== state.theme) this.#surface.restyle(this.#look());
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
      named: () => this.#say(),
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
      this.#scroll.to(0);
      this.#focus = -1;
      this.#picks.forget();
    }
    this.#bar.count(list.about, list.query.only);
    this.#stage.empty.textContent = list.total ? "" : emptyWords(list);
    this.#lay();
    if (!same && this.#state.row !== null) this.#goTo(this.#state.row);
  }

  /** Lay the list out in the room there is: what was seen first stays so. */
  #lay() {
    const { scroller, length } = this.#stage;
    if (!this.#list || !this.#shown) return;
    const { clientWidth: width, clientHeight: height } = scroller;
    const at = between(this.#lines, this.#scroll.top, this.#scroll.top + 1).first;
    const within = this.#scroll.top - placeOf(this.#lines, at).y;
    const kept = this.#lines.count === this.#list.total && this.#scroll.top > 0;
    this.#lines = layLines(this.#list.total, width, this.#state.thumb, { captions: this.#captions, copies: this.#list.query.params.copies === "true" });
    this.#bar.captions(this.#captions, this.#lines.tile >= CAPTIONED);
    this.#scroll.resize(this.#lines.height, height);
    length.style.height = `${Math.max(0, this.#scroll.length - height)}px`;
    this.#put(kept ? placeOf(this.#lines, at).y + Math.min(within, this.#lines.pitch) : this.#scroll.top);
  }

  /** Go to a height. @param {number} top */
  #put(top) {
    const place = this.#scroll.to(top);
    if (Math.abs(this.#stage.scroller.scrollTop - place) >= 1) this.#stage.scroller.scrollTop = place;
    this.#show();
  }

  #scrolled() {
    if (!this.#shown) return;
    const place = this.#scroll.scrolled(this.#stage.scroller.scrollTop);
    if (place !== null) this.#stage.scroller.scrollTop = place;
    this.#preview.hide();
    this.#show();
  }

  /** Show what is to be seen now, and ask for what is not known of it. */
  #show() {
    if (!this.#list) return;
    const { clientWidth: width, clientHeight: height } = this.#stage.scroller;
    this.#surface.show(this.#list, this.#lines, this.#scroll.top, { width, height });
    this.#want(false);
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#rest(), REST);
  }

  /** Images on screen. */
  get #seen() {
    return between(this.#lines, this.#scroll.top, this.#scroll.top + this.#stage.scroller.clientHeight);
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
      const { top } = this.#scroll;
      const { clientHeight } = this.#stage.scroller;
      const { first, last } = between(this.#lines, top - AHEAD * clientHeight, top + (1 + AHEAD) * clientHeight);
      this.#list.look(first, last);
      this.#thumbs.want(this.#surface.shown.rows, Math.ceil(this.#lines.tile * this.#surface.ratio));
      this.#told();
    }, now ? 0 : OFTEN);
  }

  /** Scrolling has come to rest. */
  #rest() {
    if (!this.#shown || !this.#list) return;
    const place = this.#scroll.settle();
    if (place !== null) this.#stage.scroller.scrollTop = place;
    const { first, last } = this.#spokenSpan;
    this.#list.name(first, last);
    this.#say();
  }

  get #spokenSpan() {
    return GridSpoken.around(this.#lines, this.#seen, this.#focus);
  }

  #say() {
    if (!this.#shown || !this.#list) return;
    if (this.#lines.caption) this.#surface.repaint();
    const label = `${formatCount(this.#list.total)} images, ${this.#lines.columns} in a line. Arrow keys move, Enter inspects, Space selects.`;
    this.#spoken.about(label, this.#lines);
    this.#spoken.say(this.#list, this.#lines, this.#spokenSpan, this.#focus, new Set(this.#state.selection));
  }

  /** A frame was drawn, or it is known what else there is to draw. */
  #told() {
    const waits = this.#coming || this.#thumbs.busy || this.#asking || this.#surface.shown?.rows.includes(-1);
    this.#stage.root.dataset.state = waits ? "loading" : "settled";
  }

  /** @returns {import("./grid-hands.mjs").Hands} */
  #hands() {
    return {
      pointOf: (event) => this.#pointOf(event),
      hitOf: (event) => this.#hitOf(event),
      click: (i, event) => this.#click(i, event),
      hover: (i, event) => this.#hover(i, event),
      drag: (from, to, done, add) => this.#drag(from, to, done, add),
      letGo: () => this.#surface.lay({ box: null }),
      key: (key, extend) => this.#key(key, extend),
    };
  }

  /** @param {MouseEvent} event @returns {Point} */
  #pointOf({ clientX, clientY }) {
    const box = this.#stage.scroller.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top + this.#scroll.top };
  }

  /** @param {MouseEvent} event */
  #hitOf(event) {
    const { x, y } = this.#pointOf(event);
    return imageAt(this.#lines, x, y);
  }

  /** @param {number} i @param {MouseEvent} event */
  #click(i, event) {
    const row = this.#list?.rowAt(i) ?? -1;
    this.#preview.dismiss(row < 0 ? null : hitOf(row));
    if (!this.#list || row < 0) return;
    this.#focus = i;
    this.#surface.lay({ focus: -1 });
    if (event.shiftKey) this.#picks.to(this.#list, i);
    else if (event.ctrlKey || event.metaKey) this.#picks.toggle(i, row);
    else {
      this.#picks.anchor(i);
      this.#explorer.inspect(row);
    }
  }

  /** @param {number} i @param {PointerEvent|null} event */
  #hover(i, event) {
    const row = this.#list?.rowAt(i) ?? -1;
    this.#surface.lay({ hover: row < 0 ? -1 : i });
    this.#explorer.hover(row < 0 ? null : row);
    if (row < 0 || !event) this.#preview.hide();
    else this.#preview.move(hitOf(row), { x: event.clientX, y: event.clientY }, { said: true, model: this.#state.model });
  }

  /** @param {Point} from @param {Point} to @param {boolean} done @param {boolean} add */
  #drag(from, to, done, add) {
    const box = touchedBy(this.#lines, from, to);
    this.#surface.lay({ box: done ? null : box, hover: -1 });
    if (done && box && this.#list) this.#picks.box(this.#list, this.#lines, box, add);
  }

  /** @param {import("./grid-hands.mjs").Key} key @param {boolean} extend */
  #key(key, extend) {
    const list = this.#list;
    if (!list) return;
    const row = list.rowAt(this.#focus);
    if (key === "out") this.#out();
    else if (key === "inspect") row >= 0 && this.#explorer.inspect(row);
    else if (key === "take") row >= 0 && this.#picks.toggle(this.#focus, row);
    else {
      const { clientHeight } = this.#stage.scroller;
      if (extend && this.#focus >= 0) this.#picks.begin(this.#focus);
      this.#focus = stepFrom(this.#lines, this.#focus, key, Math.floor(clientHeight / this.#lines.pitch));
      this.#reveal(this.#focus);
      this.#surface.lay({ focus: this.#focus });
      if (extend) this.#picks.to(list, this.#focus);
      this.#rest();
    }
  }

  /** The selection goes, then the inspected image, then out by one. */
  #out() {
    if (this.#state.selection.length) this.#explorer.update({ selection: [] });
    else if (this.#state.row !== null) this.#explorer.update({ row: null });
    else this.#explorer.zoomOut();
  }

  /** @param {number|null} row */
  #pointAt(row) {
    const { shown } = this.#surface;
    const at = row === null || !shown ? -1 : shown.rows.indexOf(row);
    this.#surface.lay({ hover: at < 0 || !shown ? -1 : shown.first + at });
  }

  /** Bring an image into view where it is in the list. @param {number|null} row */
  async #goTo(row) {
    this.#surface.lay({ row });
    const list = this.#list;
    if (row === null || !list) return;
    const { shown } = this.#surface;
    const here = shown ? shown.rows.indexOf(row) : -1;
    const place = here >= 0 && shown ? shown.first + here : await this.#finding.ask((signal) => list.placeOf(row, signal)).catch(() => null);
    if (place === null || list !== this.#list) return;
    this.#focus = place;
    this.#reveal(place);
  }

  /** Scroll no farther than is needed. @param {number} i */
  #reveal(i) {
    const { clientHeight } = this.#stage.scroller;
    const { y } = placeOf(this.#lines, i);
    const low = y + this.#lines.pitch - clientHeight;
    const { top } = this.#scroll;
    if (y < top || low > top) this.#put(Math.abs(y - top) > 2 * clientHeight ? y - clientHeight / 2 : y < top ? y : low);
  }

  /** @param {boolean} on */
  #name(on) {
    this.#captions = on;
    remember(NAMES, on ? "on" : "off");
    this.#lay();
  }

  #look() {
    const { show, selection } = this.#state;
    const { root } = this.#stage;
    return { ratio: devicePixelRatio || 1, theme: readTheme(root), show, selection: new Set(selection) };
  }
}

/** @param {number} row @returns {import("../geometry.mjs").Hit} what the card is about: an image alone */
function hitOf(row) {
  return /** @type {import("../geometry.mjs").Hit} */ (/** @type {unknown} */ ({ row, target: { leaf: true, node: -1 } }));
}

/** @param {GridList} list */
function emptyWords({ query, about }) {
  if (query.params.copies && about?.matching) return "No picture is here more than once.";
  return query.only ? "Nothing is marked here." : "No image matches. Change or clear the filter.";
}
