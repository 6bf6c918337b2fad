/** The image that a hand or the keyboard is at, and the one that is inspected: hovered, clicked, selected, ringed. */

import { Latest } from "../latest.mjs";
import { toggle } from "../select.mjs";
import { toPlane } from "./camera.mjs";
import { isOnButton } from "./hands.mjs";
import { boxOfRow, nearestRow, rowAt } from "./places.mjs";

/** @import { Cell, Size } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */
/** @import { Preview } from "../preview.mjs" */
/** @import { SpokenItem } from "../spoken-item.mjs" */
/** @import { Camera, Point } from "./camera.mjs" */
/** @import { Ring } from "./overlay.mjs" */
/** @import { Lookup } from "./places.mjs" */
/** @import { Source } from "./source.mjs" */
/** @import { TileData } from "./tiles.mjs" */

/**
 * @typedef {object} Seen  What is in view.
 * @property {Camera} camera
 * @property {Size} size
 * @property {number} z
 * @property {Lookup} lookup
 * @property {() => (TileData|null)[]} tiles  In view.
 *
 * @typedef {{row: number|null, at: Point|null, tone: Ring["tone"]}} Held  `at` on the plane, once the server has said.
 */

/** Fingers are blunt: CSS pixels around a picture that still are it. */
const BLUNT = 10;

export class Pointed {
  #explorer;
  #source;
  #preview;
  #spoken;
  #changed;
  /** @type {Held} */
  #hovered = { row: null, at: null, tone: "text" };
  /** @type {Held} */
  #inspected = { row: null, at: null, tone: "accent" };
  #asking = { text: new Latest(), accent: new Latest() };

  /** @param {Explorer} explorer @param {Source} source @param {Preview} preview @param {SpokenItem} spoken @param {() => void} changed */
  constructor(explorer, source, preview, spoken, changed) {
    this.#spoken = spoken;
    this.#explorer = explorer;
    this.#source = source;
    this.#preview = preview;
    this.#changed = changed;
  }

  /** @param {Seen} seen @returns {Ring[]} */
  rings(seen) {
    return [this.#hovered, this.#inspected].filter(({ row }) => row !== null).map(({ row, at, tone }) => ({ box: boxOfRow(seen.tiles(), Number(row), seen.camera, seen.size), at, tone }));
  }

  destroy() {
    this.#asking.text.end();
    this.#asking.accent.end();
  }

  /** The pointer rests on an image here or elsewhere on the page. @param {number|null} row @param {Seen} seen */
  over(row, seen) {
    this.#hold(this.#hovered, row, seen);
  }

  /** @param {number|null} row @param {Seen} seen */
  inspected(row, seen) {
    this.#hold(this.#inspected, row, seen);
  }

  /** @param {Point} at @param {PointerEvent} event @param {Seen} seen */
  hover(at, event, seen) {
    const row = isOnButton(event.target) ? -1 : rowOf(at, seen);
    this.#explorer.hover(row < 0 ? null : row);
    if (event.currentTarget instanceof HTMLElement) event.currentTarget.classList.toggle("at-image", row >= 0);
    if (row < 0 || event.pointerType === "touch") return this.#preview.hide();
    return this.#preview.move(hitOf(row), { x: event.clientX, y: event.clientY }, { said: true, model: this.#explorer.state.model });
  }

  leave() {
    this.#explorer.hover(null);
    this.#preview.hide();
  }

  /** @param {Point} at @param {MouseEvent} event @param {Seen} seen */
  click(at, event, seen) {
    const touch = event instanceof PointerEvent && event.pointerType === "touch";
    const exact = rowOf(at, seen);
    const row = exact < 0 && touch ? nearestRow(seen.tiles(), seen.camera, seen.size, at, BLUNT) : exact;
    this.#preview.dismiss(row < 0 ? null : hitOf(row));
    if (row < 0) return;
    if (event.shiftKey || event.ctrlKey || event.metaKey) this.#toggle(row);
    else this.#explorer.inspect(row);
  }

  /** The keyboard is at the image nearest to a point. @param {Point} at @param {Seen} seen */
  focus(at, seen) {
    const row = nearestRow(seen.tiles(), seen.camera, seen.size, at);
    this.#explorer.hover(row < 0 ? null : row);
    this.#spoken.say(row < 0 ? null : row);
  }

  enter() {
    if (this.#hovered.row !== null) this.#explorer.inspect(this.#hovered.row);
  }

  /** Out by one; where there is no further out, the selection goes, then the inspected image. */
  out() {
    this.#preview.hide();
    if (this.#explorer.zoomOut()) return;
    const { selection, row } = this.#explorer.state;
    if (selection.length) this.#explorer.update({ selection: [] });
    else if (row !== null) this.#explorer.update({ row: null });
  }

  toggle() {
    if (this.#hovered.row !== null) this.#toggle(this.#hovered.row);
  }

  /** @param {number} row */
  #toggle(row) {
    this.#explorer.update({ selection: toggle(this.#explorer.state.selection, row) });
  }

  /** @param {Held} held @param {number|null} row @param {Seen} seen */
  async #hold(held, row, seen) {
    if (held.row === row) return;
    Object.assign(held, { row, at: null });
    this.#changed();
    // One that is inspected stays so wherever one goes.
    if (row === null || (held === this.#hovered && boxOfRow(seen.tiles(), row, seen.camera, seen.size))) return;
    const at = await this.#asking[held.tone].ask((signal) => this.#source.point(row, signal)).catch(() => null);
    if (!at || held.row !== row) return;
    held.at = at;
    this.#changed();
  }
}

/** @param {Point} at @param {Seen} seen @returns {number} -1 for none */
function rowOf(at, { camera, size, z, lookup }) {
  return rowAt(lookup, z, toPlane(camera, size, at));
}

/** As the preview takes it: an image by itself. @param {number} row @returns {import("../geometry.mjs").Hit} */
function hitOf(row) {
  return { kind: "thumb", target: /** @type {Cell} */ ({ leaf: true, node: -1 }), cell: -1, index: row, row };
}
