/** The image that a hand or the keyboard is at, and the one that is inspected: hovered, clicked, selected, ringed. */

import { Latest } from "../latest.mjs";
import { toggle } from "../select.mjs";
import { nearestTo, pictureAt } from "./layout.mjs";
import { placed } from "./still.mjs";

/** @import { Cell, Size } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */
/** @import { Preview } from "../preview.mjs" */
/** @import { Camera, Point } from "./camera.mjs" */
/** @import { Ring } from "./overlay.mjs" */
/** @import { Source } from "./source.mjs" */
/** @import { Plan } from "./still.mjs" */

/** @typedef {{plan: Plan|null, camera: Camera, size: Size, model: string}} Seen  What is painted, and from where it is seen. */

/** Fingers are blunt: CSS pixels around a picture that still are it. */
const BLUNT = 10;

export class Pointed {
  #explorer;
  #source;
  #preview;
  #changed;
  /** @type {Ring} */
  #hovered = { row: null, at: null, tone: "text" };
  /** @type {Ring} */
  #inspected = { row: null, at: null, tone: "accent" };
  #asking = { text: new Latest(), accent: new Latest() };

  /** @param {Explorer} explorer @param {Source} source @param {Preview} preview @param {() => void} changed */
  constructor(explorer, source, preview, changed) {
    this.#explorer = explorer;
    this.#source = source;
    this.#preview = preview;
    this.#changed = changed;
  }

  /** @returns {Ring[]} */
  get rings() {
    return [this.#hovered, this.#inspected];
  }

  destroy() {
    this.#asking.text.end();
    this.#asking.accent.end();
  }

  /** The pointer rests on an image here or elsewhere on the page. @param {number|null} row @param {Plan|null} plan */
  over(row, plan) {
    this.#ring(this.#hovered, row, plan);
  }

  /** @param {number|null} row @param {Plan|null} plan */
  inspected(row, plan) {
    this.#ring(this.#inspected, row, plan);
  }

  /** @param {Point} at @param {PointerEvent} event @param {Seen} seen */
  hover(at, event, seen) {
    const row = isOnButton(event.target) ? -1 : rowAt(at, seen, 0);
    this.#explorer.hover(row < 0 ? null : row);
    const under = event.currentTarget;
    if (under instanceof HTMLElement) under.style.cursor = row < 0 ? "" : "pointer";
    if (row < 0 || event.pointerType === "touch") return this.#preview.hide();
    return this.#preview.move(hitOf(row), { x: event.clientX, y: event.clientY }, { said: true, model: seen.model });
  }

  leave() {
    this.#explorer.hover(null);
    this.#preview.hide();
  }

  /** @param {Point} at @param {MouseEvent} event @param {Seen} seen */
  click(at, event, seen) {
    const touch = event instanceof PointerEvent && event.pointerType === "touch";
    const row = rowAt(at, seen, touch ? BLUNT : 0);
    this.#preview.dismiss(row < 0 ? null : hitOf(row));
    if (row < 0) return;
    if (event.shiftKey || event.ctrlKey || event.metaKey) this.#toggle(row);
    else this.#explorer.inspect(row);
  }

  /** The keyboard is at the image nearest to a point. @param {Point} at @param {Seen} seen */
  focus(at, seen) {
    const { plan } = seen;
    if (!plan) return;
    const { x, y } = inStill(at, seen, plan);
    const i = nearestTo(plan.picture, x, y);
    this.#explorer.hover(i < 0 ? null : plan.picture.rows[i]);
  }

  enter() {
    if (this.#hovered.row !== null) this.#explorer.inspect(this.#hovered.row);
  }

  toggle() {
    if (this.#hovered.row !== null) this.#toggle(this.#hovered.row);
  }

  /** @param {number} row */
  #toggle(row) {
    this.#explorer.update({ selection: toggle(this.#explorer.state.selection, row) });
  }

  /** @param {Ring} ring @param {number|null} row @param {Plan|null} plan */
  async #ring(ring, row, plan) {
    if (ring.row === row) return;
    Object.assign(ring, { row, at: null });
    this.#changed();
    if (row === null || plan?.picture.place.has(row)) return;
    const at = await this.#asking[ring.tone].ask((signal) => this.#source.point(row, signal)).catch(() => null);
    if (!at || ring.row !== row) return;
    ring.at = at;
    this.#changed();
  }
}

/** @param {EventTarget|null} target */
function isOnButton(target) {
  return target instanceof Element && target.closest("button") !== null;
}

/** @param {Point} at @param {Seen} seen @param {Plan} plan @returns {Point} the same on the painted map */
function inStill(at, { camera, size }, plan) {
  const whole = placed(plan, camera, size);
  const grown = camera.scale / plan.camera.scale;
  return { x: (at.x - whole.x) / grown, y: (at.y - whole.y) / grown };
}

/** @param {Point} at @param {Seen} seen @param {number} blunt CSS pixels beside a picture that still are it @returns {number} -1 for none */
function rowAt(at, seen, blunt) {
  const { plan } = seen;
  if (!plan) return -1;
  const { x, y } = inStill(at, seen, plan);
  let i = pictureAt(plan.picture, x, y);
  if (i < 0 && blunt) {
    i = nearestTo(plan.picture, x, y);
    const { picture } = plan;
    if (i >= 0 && Math.hypot(picture.x[i] + picture.w[i] / 2 - x, picture.y[i] + picture.h[i] / 2 - y) > picture.w[i] / 2 + blunt) i = -1;
  }
  return i < 0 ? -1 : plan.picture.rows[i];
}

/** As the preview takes it: an image by itself. @param {number} row @returns {import("../geometry.mjs").Hit} */
function hitOf(row) {
  return { kind: "thumb", target: /** @type {Cell} */ ({ leaf: true, node: -1 }), cell: -1, index: row, row };
}
