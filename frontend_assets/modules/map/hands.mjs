/**
 * Pointers on the map: one drags it or draws around images, two pinch it, the wheel zooms, clicks point at something.
 *
 * @typedef {object} Hands
 * @property {() => Tool} tool  What a drag without keys does.
 * @property {(dx: number, dy: number) => void} pan
 * @property {(factor: number, at: Point, smooth: boolean) => void} zoom
 * @property {() => void} rest  A drag or pinch has ended.
 * @property {(polygon: Point[]) => void} draw  So far.
 * @property {(polygon: Point[], add: boolean) => void} drawn
 * @property {(at: Point, event: PointerEvent) => void} hover
 * @property {() => void} leave
 * @property {(at: Point, event: MouseEvent) => void} click
 *
 * @typedef {"pan"|"box"|"lasso"} Tool
 * @typedef {{tool: Tool, at: Point, polygon: Point[], moved: boolean, add: boolean}} Stroke
 */

import { wheelPixels } from "../wheel.mjs";
import { boxOf, drawnOn } from "./outline.mjs";

/** @import { Point } from "./camera.mjs" */

/** A press that travels further is a drag. */
const SLOP = 5;
/** How much closer a pixel of the wheel goes, and a double click. */
const WHEEL = 0.0022;
const LARGEST_STEP = 240;
const DOUBLE = 2;

/**
 * @param {HTMLElement} element
 * @param {Hands} hands
 * @param {AbortSignal} signal
 */
export function listen(element, hands, signal) {
  /** @param {{clientX: number, clientY: number}} event @returns {Point} */
  const placeOf = (event) => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const pointers = new Pointers(element, hands, placeOf);
  for (const [type, follow] of pointers.handlers) element.addEventListener(type, follow, { signal });
  element.addEventListener("pointerleave", () => hands.leave(), { signal });
  element.addEventListener("wheel", (event) => {
    event.preventDefault();
    const pixels = Math.max(-LARGEST_STEP, Math.min(LARGEST_STEP, wheelPixels(event)));
    hands.zoom(Math.exp(-pixels * WHEEL), placeOf(event), true);
  }, { signal, passive: false });
  element.addEventListener("click", (event) => {
    if (pointers.dragged || isOnButton(event.target)) return;
    const plain = !event.shiftKey && !event.ctrlKey && !event.metaKey;
    if (event.detail >= 2 && plain) hands.zoom(DOUBLE, placeOf(event), true);
    else hands.click(placeOf(event), event);
  }, { signal });
  // Safari zooms the page by a gesture of its own, whatever `touch-action` says.
  element.addEventListener("gesturestart", (event) => event.preventDefault(), { signal });
}

/** @param {EventTarget|null} target */
export function isOnButton(target) {
  return target instanceof Element && target.closest("button") !== null;
}

class Pointers {
  /** Whether the press that ended last was a drag: the click after it means nothing. */
  dragged = false;
  #element;
  #hands;
  #placeOf;
  /** @type {Map<number, Point>} */
  #down = new Map();
  /** @type {Stroke|null} */
  #stroke = null;

  /** @param {HTMLElement} element @param {Hands} hands @param {(event: PointerEvent) => Point} placeOf */
  constructor(element, hands, placeOf) {
    this.#element = element;
    this.#hands = hands;
    this.#placeOf = placeOf;
  }

  /** @returns {["pointerdown"|"pointermove"|"pointerup"|"pointercancel", (event: PointerEvent) => void][]} */
  get handlers() {
    return [
      ["pointerdown", (event) => this.#press(event)],
      ["pointermove", (event) => this.#move(event)],
      ["pointerup", (event) => this.#lift(event, true)],
      ["pointercancel", (event) => this.#lift(event, false)],
    ];
  }

  /** @param {PointerEvent} event */
  #press(event) {
    if (event.button !== 0 || (isOnButton(event.target) && event.pointerType === "mouse")) return;
    const at = this.#placeOf(event);
    if (!this.#down.size) this.dragged = false;
    this.#down.set(event.pointerId, at);
    if (this.#down.size > 1) {
      this.#giveUp();
      this.dragged = true;
      return;
    }
    const tool = event.altKey ? "lasso" : event.shiftKey ? "box" : this.#hands.tool();
    this.#stroke = { tool, at, polygon: [at], moved: false, add: event.shiftKey && tool === "lasso" || event.ctrlKey || event.metaKey };
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const at = this.#placeOf(event);
    const before = this.#down.get(event.pointerId);
    if (!before) {
      if (event.buttons === 0) this.#hands.hover(at, event);
      return;
    }
    if (this.#down.size === 2) this.#pinch(event.pointerId, before, at);
    else if (this.#stroke) this.#drag(this.#stroke, before, at, event);
    this.#down.set(event.pointerId, at);
  }

  /** @param {Stroke} stroke @param {Point} before @param {Point} at @param {PointerEvent} event */
  #drag(stroke, before, at, event) {
    if (!stroke.moved) {
      if (Math.hypot(at.x - stroke.at.x, at.y - stroke.at.y) < SLOP) return;
      stroke.moved = true;
      this.dragged = true;
      this.#element.setPointerCapture(event.pointerId);
      this.#hands.leave();
      if (stroke.tool === "pan") return this.#hands.pan(at.x - stroke.at.x, at.y - stroke.at.y);
    }
    if (stroke.tool === "pan") return this.#hands.pan(at.x - before.x, at.y - before.y);
    stroke.polygon = stroke.tool === "box" ? boxOf(stroke.at, at) : drawnOn(stroke.polygon, at);
    return this.#hands.draw(stroke.polygon);
  }

  /** @param {number} id @param {Point} before @param {Point} at */
  #pinch(id, before, at) {
    const other = [...this.#down].find(([key]) => key !== id)?.[1];
    if (!other) return;
    const [was, is] = [Math.hypot(before.x - other.x, before.y - other.y), Math.hypot(at.x - other.x, at.y - other.y)];
    this.#hands.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
    if (was > 8 && is > 8) this.#hands.zoom(is / was, { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 }, false);
  }

  /** @param {PointerEvent} event @param {boolean} meant */
  #lift(event, meant) {
    if (!this.#down.delete(event.pointerId)) return;
    const stroke = this.#stroke;
    this.#stroke = null;
    if (stroke?.moved && stroke.tool !== "pan") {
      this.#hands.draw([]);
      if (meant) this.#hands.drawn(stroke.polygon, stroke.add);
    }
    if (!this.#down.size) this.#hands.rest();
  }

  /** A second finger came: what the first began to draw was not meant. */
  #giveUp() {
    if (this.#stroke?.moved && this.#stroke.tool !== "pan") this.#hands.draw([]);
    this.#stroke = null;
  }
}
