/** The map on the stage: images in the plane of their projection, in the same selection as the tree (page/three-views.mjs). */

import { isFinal, sentenceOf } from "../api.mjs";
import { Latest } from "../latest.mjs";
import { Preview } from "../preview.mjs";
import { measureStage, watchStage, watchTheme } from "../stage.mjs";
import { ThumbsCache } from "../thumbs-cache.mjs";
import { ThumbsLoader } from "../thumbs-loader.mjs";
import { ThumbsQueue } from "../thumbs-queue.mjs";
import { fitted, levelOf, panned, reachOf, same, toPlane, zoomed } from "./camera.mjs";
import { FAR, Flight, NEAR } from "./flight.mjs";
import { listen } from "./hands.mjs";
import { listenToKeys } from "./map-keys.mjs";
import { lookOf } from "./look.mjs";
import { NamesLayer } from "./names-layer.mjs";
import { buildRoom } from "./room.mjs";
import { isMeant } from "./outline.mjs";
import { Painter } from "./painter.mjs";
import { Pointed } from "./pointed.mjs";
import { Source } from "./source.mjs";
import { Tiles } from "./tiles.mjs";
import { Toolbar } from "./toolbar.mjs";

/** @import { PageConfig } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */
/** @import { Camera, Point } from "./camera.mjs" */
/** @import { Described } from "./source.mjs" */

/** Milliseconds without a movement after which the picture is made for where one is. */
const RESTING = 110;
/** How many pictures' levels one may go below the one at which hardly two share a place. */
const DEEPER = 1;
/** Of the view, what an arrow key moves by; and how much closer + goes. */
const STEP = 0.18;
const CLOSER = 1.6;

export class MapView {
  #host;
  #explorer;
  #config;
  #room;
  #source;
  #tiles;
  #cache = new ThumbsCache(128 * 1024 * 1024);
  #loader;
  #thumbs;
  #painter;
  #names;
  #toolbar;
  #preview;
  #pointed;
  #flight = new Flight({ x: 0.5, y: 0.5, scale: 1 });
  #reach = { least: 1, most: 1 };
  /** @type {Described|null} */
  #map = null;
  /** Frame of the whole map. @type {number[]} */
  #whole = [0, 0, 1, 1];
  #size = { width: 0, height: 0 };
  #look;
  /** @type {Point[]} */
  #polygon = [];
  #shownNode = -1;
  #shown = false;
  #frame = 0;
  #timer = 0;
  #due = false;
  #namesWanted = "";
  #describing = new Latest();
  #naming = new Latest();
  #stop = new AbortController();
  /** @type {(() => void)[]} */
  #undo = [];

  /** @param {HTMLElement} host the stage @param {Explorer} explorer @param {PageConfig} config */
  constructor(host, explorer, config) {
    this.#host = host;
    this.#explorer = explorer;
    this.#config = config;
    this.#room = buildRoom(host);
    this.#source = new Source(config);
    this.#tiles = new Tiles((tiles, signal) => this.#source.tiles(tiles, signal), () => this.#arrived(), (error) => this.#failed(error));
    this.#loader = new ThumbsLoader(config);
    this.#thumbs = new ThumbsQueue(this.#loader, this.#cache, (rows) => this.#sharpened(rows), (message) => explorer.complain(message));
    this.#painter = new Painter(this.#room.canvas, this.#tiles, this.#cache, this.#thumbs);
    this.#names = new NamesLayer(host.ownerDocument, (node) => explorer.zoomTo(node));
    this.#toolbar = new Toolbar(host.ownerDocument, (command) => this.#run(command));
    this.#preview = new Preview(host, config);
    this.#pointed = new Pointed(explorer, this.#source, this.#preview, () => this.#paint());
    this.#look = lookOf(host, explorer, config.n);
    this.#room.element.append(this.#names.element, this.#toolbar.element);
    const { signal } = this.#stop;
    const listening = (/** @type {() => void} */ follow) => () => this.#shown && follow();
    explorer.addEventListener("state", listening(() => this.#follow()), { signal });
    explorer.addEventListener("view", listening(() => this.#follow()), { signal });
    explorer.addEventListener("marked", listening(() => this.#follow()), { signal });
    explorer.addEventListener("hover", ({ detail }) => this.#shown && this.#pointed.over(detail.row, this.#painter.still.plan), { signal });
    this.#listen(signal);
  }

  show() {
    this.#shown = true;
    this.#room.element.hidden = false;
    this.#undo = [watchStage(this.#host, () => this.#resize()), watchTheme(this.#host.ownerDocument, () => this.#follow())];
    this.#resize();
    this.#follow();
  }

  hide() {
    this.#shown = false;
    for (const undo of this.#undo.splice(0)) undo();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#frame = 0;
    this.#preview.hide();
    this.#room.element.hidden = true;
  }

  destroy() {
    this.hide();
    this.#stop.abort();
    this.#describing.end();
    this.#naming.end();
    this.#tiles.clear();
    this.#thumbs.stop();
    this.#loader.destroy();
    this.#preview.destroy();
    this.#pointed.destroy();
    this.#cache.clear();
    this.#room.element.remove();
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    const { element } = this.#room;
    listen(element, {
      tool: () => this.#toolbar.tool,
      pan: (dx, dy) => this.#go(panned(this.#flight.target, dx, dy), 0),
      zoom: (factor, at, smooth) => this.#go(zoomed(this.#flight.target, this.#size, factor, at, this.#reach), smooth ? NEAR : 0),
      rest: () => this.#settle(),
      draw: (polygon) => this.#draw(polygon),
      drawn: (polygon, add) => this.#select(polygon, add),
      hover: (at, event) => this.#pointed.hover(at, event, this.#seen()),
      leave: () => this.#pointed.leave(),
      click: (at, event) => this.#pointed.click(at, event, this.#seen()),
    }, signal);
    listenToKeys(element.ownerDocument, {
      isHere: () => this.#shown && this.#map !== null,
      move: (dx, dy) => {
        this.#go(panned(this.#flight.target, -dx * STEP * this.#size.width, -dy * STEP * this.#size.height), NEAR);
        this.#pointed.focus(this.#middle(), this.#seen());
      },
      zoom: (step) => this.#run(step > 0 ? "in" : "out"),
      whole: () => this.#run("whole"),
      enter: () => this.#pointed.enter(),
      toggle: () => this.#pointed.toggle(),
    }, signal);
  }

  /** @param {"in"|"out"|"whole"} command */
  #run(command) {
    if (command === "whole") this.#go(fitted(this.#whole, this.#size, this.#reach), FAR);
    else this.#go(zoomed(this.#flight.target, this.#size, command === "in" ? CLOSER : 1 / CLOSER, this.#middle(), this.#reach), NEAR);
  }

  /** What a hand sees: the picture that is painted, and from where. */
  #seen() {
    return { plan: this.#painter.still.plan, camera: this.#flight.at(performance.now()), size: this.#size, model: this.#explorer.state.model };
  }

  #middle() {
    return { x: this.#size.width / 2, y: this.#size.height / 2 };
  }

  /** @param {Camera} camera @param {number} lasts */
  #go(camera, lasts) {
    this.#preview.hide();
    this.#flight.go(camera, lasts, performance.now());
    this.#painter.want(camera, this.#size, this.#level(camera));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settle(), RESTING);
    if (!this.#painter.covers(camera, this.#size) && !this.#painter.still.busy && same(this.#flight.at(performance.now()), camera)) this.#due = true;
    this.#paint();
  }

  /** Nothing moves any more, or soon will not: have the picture of where one is. */
  #settle() {
    clearTimeout(this.#timer);
    const camera = this.#flight.target;
    if (!this.#map || !this.#size.width) return;
    this.#painter.want(camera, this.#size, this.#level(camera));
    if (!this.#painter.covers(camera, this.#size)) this.#due = true;
    this.#askNames();
    this.#paint();
  }

  /** @param {Camera} camera */
  #level({ scale }) {
    return levelOf(scale, this.#explorer.state.thumb, (this.#map?.depth ?? 0) + DEEPER);
  }

  /** The state of the page, its view or its marks are others. */
  #follow() {
    const { asked, mark, view } = this.#explorer;
    const before = this.#look;
    this.#look = lookOf(this.#host, this.#explorer, this.#config.n);
    if (this.#source.choose(asked, mark.params)) this.#tiles.clear();
    if (!this.#map || (view && view.node !== this.#shownNode)) this.#arrive();
    else this.#settle();
    this.#pointed.inspected(asked.row, this.#painter.still.plan);
    if (JSON.stringify(lasting(before)) !== JSON.stringify(lasting(this.#look)) || this.#tiles.busy) this.#due = true;
    this.#paint();
  }

  /** Another cluster is in view: go there. */
  async #arrive() {
    const first = this.#map === null;
    this.#shownNode = this.#explorer.asked.node;
    try {
      const map = await this.#describing.ask(async (signal) => {
        if (first) this.#whole = (await this.#source.describe(true, signal)).frame;
        return this.#source.describe(false, signal);
      });
      if (!map) return;
      this.#room.say("");
      this.#map = map;
      this.#reach = reachOf(this.#whole, this.#size, map.depth);
      this.#go(fitted(map.frame, this.#size, this.#reach), first ? 0 : FAR);
      this.#settle();
    } catch (error) {
      if (isFinal(error)) this.#room.say(sentenceOf(error));
      else this.#failed(error);
    }
  }

  /** Tiles have come. */
  #arrived() {
    if (!this.#tiles.busy || !this.#painter.covers(this.#flight.target, this.#size)) this.#due = true;
    this.#paint();
  }

  /** @param {ArrayLike<number> & Iterable<number>} rows */
  #sharpened(rows) {
    this.#painter.still.repaint(rows);
    this.#paint();
  }

  /** @param {unknown} error */
  #failed(error) {
    this.#explorer.complain(sentenceOf(error));
  }

  #resize() {
    const { width, height, ratio } = measureStage(this.#host);
    if (!width || !height) return;
    this.#size = { width, height };
    Object.assign(this.#room.canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    this.#look = lookOf(this.#host, this.#explorer, this.#config.n);
    if (this.#map) this.#reach = reachOf(this.#whole, this.#size, this.#map.depth);
    this.#due = true;
    this.#settle();
  }

  async #askNames() {
    const map = this.#map;
    if (!map) return;
    const level = Math.max(0, Math.min(map.deepest_names, Math.floor(Math.log2(this.#flight.target.scale / map.names_width) + 1e-9)));
    const wanted = `${level} ${this.#source.namesKey}`;
    if (wanted === this.#namesWanted) return;
    this.#namesWanted = wanted;
    try {
      const answer = await this.#naming.ask((signal) => this.#source.names(level, signal));
      if (!answer) return;
      this.#names.show(answer.names, this.#explorer.asked.node);
      this.#paint();
    } catch (error) {
      this.#namesWanted = "";
      this.#failed(error);
    }
  }

  /** @param {Point[]} polygon on the screen */
  #draw(polygon) {
    this.#polygon = polygon;
    this.#paint();
  }

  /** All images inside what was drawn, drawn themselves or not. @param {Point[]} polygon on the screen @param {boolean} add to what is selected */
  async #select(polygon, add) {
    if (!isMeant(polygon)) return;
    const camera = this.#flight.target;
    try {
      const rows = await this.#source.within(polygon.map((at) => toPlane(camera, this.#size, at)));
      const before = add ? this.#explorer.state.selection : [];
      const most = this.#config.limits.selection;
      this.#explorer.update({ selection: [...new Set([...before, ...rows])].slice(0, most) });
    } catch (error) {
      this.#failed(error);
    }
  }

  #paint() {
    if (this.#shown && !this.#frame) this.#frame = requestAnimationFrame((now) => this.#draws(now));
  }

  /** @param {number} now */
  #draws(now) {
    this.#frame = 0;
    if (!this.#map || !this.#size.width) return;
    const { target } = this.#flight;
    if (this.#due) {
      this.#due = false;
      this.#painter.begin(target, this.#size, this.#level(target), this.#look);
    }
    const camera = this.#flight.at(now);
    this.#painter.frame(camera, this.#size, this.#look, { rings: this.#pointed.rings, polygon: this.#polygon });
    this.#names.place(camera, this.#size);
    if (this.#flight.isMoving(now) || this.#painter.still.busy || this.#due) this.#paint();
    else this.#room.settled(this.#tiles.busy || this.#thumbs.busy, this.#names.titles);
  }
}

/** What of a look is seen in every picture. @param {import("./look.mjs").Look} look */
function lasting({ selection, mark, ...rest }) {
  return { ...rest, selection: [...selection], mark: [mark.lit, mark.kind, mark.params] };
}
