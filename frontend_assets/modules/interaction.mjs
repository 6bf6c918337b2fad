/** What clicks, hovering, wheel and keys do. */

import { chipAt } from "./chips.mjs";
import { hitTest, nextCell } from "./geometry.mjs";
import { listen } from "./input.mjs";
import { extend, toggle, toggleAll } from "./select.mjs";
import { counted, spokenCell } from "./text.mjs";
import { nextOnWall } from "./wall.mjs";

/** @import { Cell, Frame, PageKey, View } from "./types.d.ts" */
/** @import { Hit } from "./geometry.mjs" */
/** @import { Picture } from "./picture.mjs" */

/** A pointer that stays on a cell this long may well click it. */
const RESTING = 60;

/** @param {import("./keys.mjs").Action} action @returns {action is PageKey} */
function isPageKey(action) {
  return ["search", "help", "fold-left", "fold-right"].includes(action);
}

export class Interaction {
  #explorer;
  #stage;
  #scene;
  #preview;
  #step;
  #most;
  #stop;
  #focus = -1;
  #timer = 0;
  /** @type {number|null} */
  #resting = null;
  /** @type {number|null} */
  #anchor = null;

  /**
   * @param {import("./explorer.mjs").Explorer} explorer
   * @param {{canvas: HTMLCanvasElement, spoken: HTMLElement}} stage
   * @param {import("./scene.mjs").Scene} scene
   * @param {import("./preview.mjs").Preview} preview
   * @param {{clusterStep: number, most: number}} options `most` rows are selected at once
   */
  constructor(explorer, stage, scene, preview, { clusterStep, most }) {
    this.#explorer = explorer;
    this.#stage = stage;
    this.#scene = scene;
    this.#preview = preview;
    this.#step = clusterStep;
    this.#most = most;
    this.#stop = listen(stage.canvas, {
      hitOf: (event) => this.#hitOf(event),
      click: (hit, event) => this.#click(hit, event),
      press: (hit) => hit && hit.row < 0 && !hit.target.leaf && this.#explorer.prepare(hit.target.node),
      doubleClick: (hit) => hit && hit.row >= 0 && this.#enter(hit.target),
      hover: (hit, event) => this.#hover(hit, event),
      leave: () => this.#hover(null),
      zoom: (step, hit) => this.#zoom(step, hit),
      key: (action, event) => this.#key(action, event),
      focus: () => this.#focus < 0 && this.#scene.picture?.cells.length && this.#setFocus(0),
    });
  }

  /**
   * Another view is shown. The focus goes to where it was left, or to the first cell.
   *
   * @param {Picture} picture
   * @param {View|null} from the view that was left
   */
  arrive({ cells, answer }, from) {
    this.#canvasLabel(answer, cells.length);
    this.#resting = null;
    clearTimeout(this.#timer);
    const back = from ? cells.findIndex((cell) => cell.lo <= from.lo && from.hi <= cell.hi) : -1;
    const same = from?.node === answer.node;
    if (this.#focus >= 0) this.#setFocus(same ? Math.min(this.#focus, cells.length - 1) : Math.max(back, cells.length ? 0 : -1));
  }

  /** The cell that the keyboard is on. */
  get focused() {
    return this.#scene.picture?.cells[this.#focus] ?? null;
  }

  zoomIn() {
    const cell = this.#scene.picture?.cells[this.#focus];
    if (!cell) return;
    if (cell.leaf) this.#explorer.inspect(cell.lo);
    else this.#enter(cell);
  }

  destroy() {
    clearTimeout(this.#timer);
    this.#stop();
  }

  /** @param {{clientX: number, clientY: number}} event */
  #hitOf(event) {
    const { picture } = this.#scene;
    if (!picture) return null;
    const box = this.#stage.canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) * picture.width) / box.width;
    const y = ((event.clientY - box.top) * picture.height) / box.height;
    return hitTest(picture, x, y, chipAt(this.#scene.chips, x, y));
  }

  /** @param {Hit|null} hit @param {MouseEvent} event */
  #click(hit, event) {
    this.#explorer.retry();
    this.#hideFocus();
    this.#preview.dismiss(hit);
    if (!hit) return;
    if (event.shiftKey || event.ctrlKey || event.metaKey) this.#select(hit, event.shiftKey);
    else if (hit.row >= 0) this.#inspect(hit.row);
    else if (hit.target.leaf) this.#inspect(hit.target.lo);
    else this.#enter(hit.target);
  }

  /** @param {number} row */
  #inspect(row) {
    this.#anchor = row;
    this.#explorer.inspect(row);
  }

  /** @param {Cell|Frame} box */
  #enter(box) {
    if (!box.leaf && box.count !== 1) this.#explorer.zoomTo(box.node);
  }

  /** @param {Hit} hit @param {boolean} range */
  #select(hit, range) {
    if (hit.row < 0) {
      if (hit.target.lo !== undefined) this.#selectAll(hit.target, (selection, rows) => toggleAll(selection, rows, this.#most));
      return;
    }
    const { view } = this.#explorer;
    const [from, to] = [this.#anchor, hit.row];
    this.#anchor = to;
    if (range && view && from !== null) this.#selectAll(view, (selection, rows) => extend(selection, rows, { from, to }, this.#most));
    else this.#explorer.update({ selection: toggle(this.#explorer.state.selection, hit.row) });
  }

  /**
   * Of a cell or a whole view all that match count, also what is not drawn.
   *
   * @param {Cell|View} box
   * @param {(selection: number[], rows: number[]) => number[]} choose
   */
  async #selectAll(box, choose) {
    const rows = await this.#explorer.rowsOf(box);
    if (rows) this.#explorer.update({ selection: choose(this.#explorer.state.selection, rows) });
  }

  /** @param {Hit|null} hit @param {PointerEvent} [event] */
  #hover(hit, event) {
    const old = this.#scene.overlay.hover;
    if (old?.target !== hit?.target || old?.index !== hit?.index) {
      this.#scene.lay({ hover: hit });
      this.#explorer.hover(hit && hit.row >= 0 ? hit.row : null);
      this.#stage.canvas.style.cursor = !hit ? "" : hit.row >= 0 ? "pointer" : hit.target.leaf ? "default" : "zoom-in";
    }
    this.#rest(hit?.target ?? null);
    if (hit && event && event.pointerType !== "touch") this.#preview.move(hit, { x: event.clientX, y: event.clientY }, { said: this.#scene.saysAll(hit.target), model: this.#explorer.state.model });
    else this.#preview.hide();
  }

  /** @param {Cell|Frame|null} box */
  #rest(box) {
    const node = box && !box.leaf ? box.node : null;
    if (node === this.#resting) return;
    this.#resting = node;
    clearTimeout(this.#timer);
    if (node !== null) this.#timer = setTimeout(() => this.#explorer.prepare(node), RESTING);
  }

  /** @param {1|-1} step @param {Hit|null} hit */
  #zoom(step, hit) {
    this.#explorer.retry();
    this.#preview.hide();
    if (step < 0) this.#explorer.zoomOut();
    else if (hit) this.#enter(hit.target);
  }

  /** How many clusters are asked for, or shown where that is left to the view. */
  #clusters() {
    return this.#explorer.state.clusters || (this.#explorer.view?.cells.length ?? 0);
  }

  /** @param {import("./keys.mjs").Action} action @param {KeyboardEvent} event */
  #key(action, event) {
    if (this.#explorer.state.view !== "tree" && !isPageKey(action)) return; // Another view is on the stage, with keys of its own.
    this.#explorer.retry();
    if (isPageKey(action)) this.#explorer.announce(action);
    else if (this.#explorer.state.view !== "tree") return; // They are those of the view that is shown.
    else if (action === "more") this.#explorer.update({ clusters: this.#clusters() + this.#step });
    else if (action === "fewer") this.#explorer.update({ clusters: this.#clusters() - this.#step });
    else if (action === "out") this.#out();
    else if (action === "in") this.zoomIn();
    else this.#move(action);
    event.preventDefault();
  }

  /** Out by one; where there is no further out, the selection goes, then the inspected image. */
  #out() {
    this.#preview.hide();
    if (this.#explorer.zoomOut()) return;
    const { selection, row } = this.#explorer.state;
    if (selection.length) this.#explorer.update({ selection: [] });
    else if (row !== null) this.#explorer.update({ row: null });
  }

  /** @param {import("./geometry.mjs").Direction} direction */
  #move(direction) {
    const { picture } = this.#scene;
    if (!picture) return;
    const { cells, wall } = picture;
    this.#setFocus(wall ? nextOnWall(cells.length, this.#focus, direction) : nextCell(cells, this.#focus, direction));
  }

  /** @param {number} index */
  #setFocus(index) {
    this.#focus = index;
    this.#scene.lay({ focus: index });
    const cells = this.#scene.picture?.cells ?? [];
    this.#stage.spoken.textContent = cells[index] ? spokenCell(cells[index], index, cells.length) : "";
    this.#rest(cells[index] ?? null);
  }

  /** With the pointer in use the ring would be noise; the arrows bring it back. */
  #hideFocus() {
    this.#focus = -1;
    this.#scene.lay({ focus: -1 });
  }

  /** @param {View} answer @param {number} cells */
  #canvasLabel(answer, cells) {
    const title = answer.breadcrumb?.at(-1)?.title || "All images";
    const label = `${title}: ${counted(answer.matching ?? answer.count, "image")} in ${counted(cells, "cluster")}. Arrow keys move between clusters, Enter goes in, Escape goes out.`;
    this.#stage.canvas.setAttribute("aria-label", label);
  }
}
