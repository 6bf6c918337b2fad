/** The map on the stage: images in the plane of their projection, in the same selection as the tree (page/three-views.mjs). */

import { isFinal, sentenceOf } from "../api.mjs";
import { Latest } from "../latest.mjs";
import { Preview } from "../preview.mjs";
import { measureStage, watchStage, watchTheme } from "../stage.mjs";
import { SpokenItem } from "../spoken-item.mjs";
import { ThumbsCache } from "../thumbs-cache.mjs";
import { ThumbsLoader } from "../thumbs-loader.mjs";
import { ThumbsQueue } from "../thumbs-queue.mjs";
import { toPlane } from "./camera.mjs";
import { listen } from "./hands.mjs";
import { lookOf } from "./look.mjs";
import { listenToKeys } from "./map-keys.mjs";
import { Named } from "./named.mjs";
import { Painter } from "./painter.mjs";
import { isAnyOn } from "./places.mjs";
import { Pointed } from "./pointed.mjs";
import { buildRoom } from "./room.mjs";
import { selectWithin } from "./selected.mjs";
import { Sight } from "./sight.mjs";
import { Source } from "./source.mjs";
import { Tiles } from "./tiles.mjs";
import { Toolbar } from "./toolbar.mjs";

/** @import { PageConfig } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */
/** @import { Point } from "./camera.mjs" */
/** @import { Seen } from "./pointed.mjs" */

/** Milliseconds without a movement after which all is made for where one is. */
const RESTING = 120;
/** While one zooms, pictures are painted anew where they are so many times too small or large. */
const FAR_OFF = 2;
/** Of the view, what an arrow key moves by; and how much closer + goes. */
const STEP = 0.18;
const CLOSER = 1.6;
const BUDGET = 128 * 1024 * 1024;

export class MapView {
  #host;
  #explorer;
  #config;
  #room;
  #source;
  #tiles;
  #cache = new ThumbsCache(BUDGET);
  #loader;
  #thumbs;
  #painter;
  #named;
  #toolbar;
  #preview;
  #pointed;
  #sight = new Sight();
  #look;
  /** @type {Point[]} what a hand draws, on the screen */
  #polygon = [];
  /** Cluster that one has come to, -1 for none yet. */
  #node = -1;
  #shown = false;
  #frame = 0;
  #timer = 0;
  #describing = new Latest();
  #stop = new AbortController();
  /** @type {(() => void)[]} */
  #undo = [];

  /** @param {HTMLElement} host the stage @param {Explorer} explorer @param {PageConfig} config */
  constructor(host, explorer, config) {
    const { ownerDocument: document } = host;
    const paint = () => this.#paint();
    this.#host = host;
    this.#explorer = explorer;
    this.#config = config;
    this.#room = buildRoom(host, () => this.#run("whole"));
    this.#source = new Source(config);
    this.#tiles = new Tiles((tiles, signal) => this.#source.tiles(tiles, signal), () => this.#settleSoon(), (error) => this.#failed(error));
    this.#loader = new ThumbsLoader(config);
    this.#thumbs = new ThumbsQueue(this.#loader, this.#cache, (rows) => this.#sharpened(rows), (message) => explorer.complain(message));
    this.#painter = new Painter(this.#room.canvas, this.#tiles, this.#cache, this.#thumbs);
    this.#named = new Named(document, this.#source, config.root, explorer.calling, { enter: (node) => explorer.zoomTo(node), changed: paint, failed: (error) => this.#failed(error) });
    this.#toolbar = new Toolbar(document, (command) => this.#run(command));
    this.#preview = new Preview(host, config);
    this.#pointed = new Pointed(explorer, this.#source, this.#preview, new SpokenItem(this.#room.spoken, explorer, config), paint);
    this.#look = lookOf(host, explorer, config.n);
    this.#room.element.append(this.#named.layer.element, this.#toolbar.element);
    this.#listen(this.#stop.signal);
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
    this.#pointed.leave();
    this.#room.element.hidden = true;
  }

  destroy() {
    this.hide();
    this.#stop.abort();
    this.#describing.end();
    this.#named.destroy();
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
    for (const name of /** @type {const} */ (["state", "view", "marked", "lit", "spot"])) this.#explorer.addEventListener(name, () => this.#shown && this.#follow(), { signal });
    this.#explorer.addEventListener("forgotten", () => this.#forget(), { signal });
    this.#explorer.addEventListener("hover", ({ detail }) => this.#shown && this.#pointed.over(detail.row, this.#seen()), { signal });
    const { element } = this.#room;
    listen(element, {
      tool: () => this.#toolbar.tool,
      pan: (dx, dy) => this.#move(() => this.#sight.pan(dx, dy, false)),
      zoom: (factor, at, smooth) => this.#move(() => this.#sight.zoom(factor, at, smooth)),
      rest: () => this.#settle(),
      draw: (polygon) => this.#draw(polygon),
      drawn: (polygon, add) => {
        const { target, size } = this.#sight;
        const most = this.#config.limits.selection;
        selectWithin(this.#explorer, this.#source, polygon, (at) => toPlane(target, size, at), { add, most }).catch((error) => this.#failed(error));
      },
      hover: (at, event) => this.#pointed.hover(at, event, this.#seen()),
      leave: () => this.#pointed.leave(),
      click: (at, event) => this.#pointed.click(at, event, this.#seen()),
    }, signal);
    listenToKeys(element.ownerDocument, {
      isHere: () => this.#shown && this.#sight.isReady,
      move: (dx, dy) => {
        this.#move(() => this.#sight.pan(-dx * STEP * this.#sight.size.width, -dy * STEP * this.#sight.size.height, true));
        this.#pointed.focus(this.#sight.middle, { ...this.#seen(), camera: this.#sight.target });
      },
      run: (key) => this.#run(key),
    }, signal);
  }

  /** @param {"nearer"|"farther"|"whole"|"enter"|"take"|"out"} command */
  #run(command) {
    if (command === "enter") this.#pointed.enter();
    else if (command === "take") this.#pointed.toggle();
    else if (command === "out") this.#pointed.out();
    else if (command === "whole") this.#move(() => this.#sight.fit());
    else this.#move(() => this.#sight.zoom(command === "nearer" ? CLOSER : 1 / CLOSER, this.#sight.middle, true));
  }

  /** What a hand sees. @returns {Seen} */
  #seen() {
    const now = performance.now();
    const { z } = this.#painter;
    const lookup = (/** @type {import("./camera.mjs").Tile} */ tile) => this.#tiles.shown(tile);
    return { camera: this.#sight.at(now), size: this.#sight.size, z, lookup, tiles: () => this.#sight.tiles(z, now).map(lookup) };
  }

  get #level() {
    return this.#sight.level(this.#explorer.state.thumb);
  }

  /** @param {() => void} go */
  #move(go) {
    if (!this.#sight.isReady) return;
    this.#preview.hide();
    go();
    this.#painter.want(this.#sight.target, this.#sight.size, this.#level);
    this.#settleSoon();
  }

  #settleSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settle(), RESTING);
    this.#paint();
  }

  /** Nothing moves any more, or soon will not: have all there that belongs to where one is. */
  #settle() {
    clearTimeout(this.#timer);
    if (!this.#shown || !this.#sight.isReady) return;
    const { target, size, namesLevel } = this.#sight;
    this.#painter.want(target, size, this.#level);
    this.#turn();
    this.#painter.sharpenView(target, size);
    this.#named.want(namesLevel, this.#explorer.asked.node);
    this.#paint();
    if (this.#sight.hasGone) this.#explorer.update({ at: this.#sight.tell() });
  }

  #turn() {
    const { target, size } = this.#sight;
    this.#painter.turn(target.scale, this.#level, this.#look, { camera: target, size });
  }

  /** The state of the page, its view or its marks are others. */
  #follow() {
    const { asked } = this.#explorer;
    this.#look = lookOf(this.#host, this.#explorer, this.#config.n);
    if (this.#source.choose(asked, this.#mark)) this.#tiles.clear();
    this.#pointed.inspected(asked.row, this.#seen());
    if (!this.#sight.isReady || asked.node !== this.#node) this.#arrive();
    else {
      this.#sight.follow(asked.at);
      this.#settle();
    }
  }

  /** What the server is asked to mark: no selection of images that are drawn as it is, for then nothing else would change. */
  get #mark() {
    const { mark, state } = this.#explorer;
    const drawn = mark.kind === "selection" && !this.#source.marks && this.#tiles.draw(state.selection);
    return drawn ? { ...mark, params: {} } : mark;
  }

  /** Something was decided: what was answered may be other by now. */
  #forget() {
    if (!this.#source.mayChange) return;
    this.#tiles.clear();
    this.#named.forget();
    this.#settle();
  }

  /** Another cluster is in view: go there. */
  async #arrive() {
    const first = !this.#sight.isReady; // Also where another cluster is in view before the first answer: it is not waited for any more.
    this.#node = this.#explorer.asked.node;
    try {
      const found = await this.#describing.ask(async (signal) => ({
        whole: first ? (await this.#source.describe(true, signal)).frame : undefined,
        map: await this.#source.describe(false, signal),
      }));
      if (!found) return;
      this.#room.say("");
      this.#sight.learn(found.map, found.whole);
      this.#sight.goTo(this.#explorer.asked.at, !first);
      this.#settle();
    } catch (error) {
      if (first && isFinal(error)) this.#room.say(sentenceOf(error));
      else this.#failed(error);
    }
  }

  /** @param {ArrayLike<number> & Iterable<number>} rows */
  #sharpened(rows) {
    this.#painter.sharpen(rows);
    this.#paint();
  }

  /** @param {unknown} error */
  #failed(error) {
    if (this.#shown) this.#explorer.complain(sentenceOf(error));
  }

  #resize() {
    const { width, height, ratio } = measureStage(this.#host);
    if (!width || !height) return;
    Object.assign(this.#room.canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    this.#look = lookOf(this.#host, this.#explorer, this.#config.n);
    this.#sight.resize({ width, height });
    this.#settle();
  }

  /** @param {Point[]} polygon on the screen */
  #draw(polygon) {
    this.#polygon = polygon;
    this.#paint();
  }

  #paint() {
    if (this.#shown && !this.#frame) this.#frame = requestAnimationFrame((now) => this.#draws(now));
  }

  /** @param {number} now */
  #draws(now) {
    this.#frame = 0;
    if (!this.#sight.isReady) return;
    const moving = this.#sight.isMoving(now);
    const camera = this.#sight.at(now);
    const { scale } = this.#painter;
    if (!scale || (moving && Math.abs(Math.log2(camera.scale / scale)) > Math.log2(FAR_OFF))) this.#turn();
    const more = this.#painter.frame(camera, this.#sight.size, moving, { rings: this.#pointed.rings({ ...this.#seen(), camera }), polygon: this.#polygon, shapes: this.#named.outlined.shapes });
    this.#named.layer.place(camera, this.#sight.size);
    this.#room.sayEmpty(!moving && !more && !this.#tiles.busy && !isAnyOn(this.#seen().tiles(), camera, this.#sight.size), this.#explorer.view?.matching);
    if (moving || more) this.#paint();
    else this.#room.settled(this.#tiles.busy || this.#thumbs.busy, this.#named.layer.titles);
  }
}
