/** What clicks, hovering, boxes and keys do on the grid. */

import { stepFrom, touchedBy } from "./grid-lines.mjs";

/** @import { Explorer } from "../explorer.mjs" */
/** @import { Preview } from "../preview.mjs" */
/** @import { Hands, Key, Point } from "./grid-hands.mjs" */
/** @import { GridList } from "./grid-list.mjs" */
/** @import { GridPane } from "./grid-pane.mjs" */
/** @import { GridPicks } from "./grid-picks.mjs" */
/** @import { GridSurface } from "./grid-surface.mjs" */

/**
 * @typedef {object} Parts
 * @property {Explorer} explorer
 * @property {GridPane} pane
 * @property {GridSurface} surface
 * @property {GridPicks} picks
 * @property {Preview} preview
 * @property {() => GridList|null} list
 * @property {() => void} moved  The keyboard has another place.
 *
 * @implements {Hands}
 */
export class GridActs {
  /** Place with the keyboard, -1 for none. */
  focus = -1;
  #parts;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** @param {MouseEvent} event */
  pointOf(event) {
    return this.#parts.pane.pointOf(event);
  }

  /** @param {MouseEvent} event */
  hitOf(event) {
    return this.#parts.pane.hitOf(event);
  }

  /** @param {number} i @param {MouseEvent} event */
  click(i, event) {
    const { explorer, preview, picks, surface } = this.#parts;
    const list = this.#parts.list();
    const row = list?.rowAt(i) ?? -1;
    preview.dismiss(row < 0 ? null : hitOf(row));
    if (!list || row < 0) return;
    this.focus = i;
    surface.lay({ focus: -1 }); // With the pointer in use the ring would be noise.
    if (event.shiftKey) picks.to(list, i);
    else if (event.ctrlKey || event.metaKey) picks.toggle(i, row);
    else {
      picks.anchor(i);
      explorer.inspect(row);
    }
  }

  /** @param {number} i @param {PointerEvent|null} event */
  hover(i, event) {
    const { explorer, preview, surface } = this.#parts;
    const row = this.#parts.list()?.rowAt(i) ?? -1;
    surface.lay({ hover: row < 0 ? -1 : i });
    explorer.hover(row < 0 ? null : row);
    if (row < 0 || !event) preview.hide();
    else preview.move(hitOf(row), { x: event.clientX, y: event.clientY }, { said: true, model: explorer.state.model });
  }

  /** @param {Point} from @param {Point} to @param {boolean} done @param {boolean} add */
  drag(from, to, done, add) {
    const { pane, picks, surface } = this.#parts;
    const box = touchedBy(pane.lines, from, to);
    surface.lay({ box: done ? null : box, hover: -1 });
    const list = this.#parts.list();
    if (done && box && list) picks.box(list, pane.lines, box, add);
  }

  letGo() {
    this.#parts.surface.lay({ box: null });
  }

  /** @param {Key} key @param {boolean} extend */
  key(key, extend) {
    const { explorer, picks } = this.#parts;
    const list = this.#parts.list();
    if (!list) return;
    const row = list.rowAt(this.focus);
    if (key === "out") this.#out();
    else if (key === "inspect") row >= 0 && explorer.inspect(row);
    else if (key === "take") row >= 0 && picks.toggle(this.focus, row);
    else this.#move(list, key, extend);
  }

  /** @param {GridList} list @param {import("./grid-lines.mjs").Step} step @param {boolean} extend */
  #move(list, step, extend) {
    const { pane, picks, surface, moved } = this.#parts;
    if (extend && this.focus >= 0) picks.begin(this.focus);
    this.focus = stepFrom(pane.lines, this.focus, step, pane.page);
    pane.reveal(this.focus);
    surface.lay({ focus: this.focus });
    if (extend) picks.to(list, this.focus);
    moved();
  }

  /** The selection goes, then the inspected image, then out by one. */
  #out() {
    const { explorer } = this.#parts;
    const { selection, row } = explorer.state;
    if (selection.length) explorer.update({ selection: [] });
    else if (row !== null) explorer.update({ row: null });
    else explorer.zoomOut();
  }
}

/** @param {number} row @returns {import("../geometry.mjs").Hit} what the card is about: an image alone */
function hitOf(row) {
  return /** @type {import("../geometry.mjs").Hit} */ (/** @type {unknown} */ ({ row, target: { leaf: true, node: -1 } }));
}
