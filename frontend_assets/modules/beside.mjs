/** Where a small card goes beside what it is about. No DOM. */

/** @import { Rect } from "./types.d.ts" */

/**
 * To the right of a box, else to its left, level with the pointer; where neither side has room, below it or above.
 *
 * The box is never covered, and the card never leaves the window as long as one of the four sides has room.
 *
 * @param {Rect} box
 * @param {{x: number, y: number}} pointer
 * @param {{w: number, h: number}} card
 * @param {{w: number, h: number}} area
 * @param {{gap?: number, margin?: number}} [room]
 * @returns {{x: number, y: number}}
 */
export function placeBeside(box, pointer, card, area, { gap = 6, margin = 8 } = {}) {
  /** @type {(at: number, size: number, room: number) => number} */
  const clamp = (at, size, whole) => Math.max(margin, Math.min(at, whole - margin - size));
  const level = { x: clamp(pointer.x - card.w / 2, card.w, area.w), y: clamp(pointer.y - card.h / 2, card.h, area.h) };
  const [right, left] = [box.x + box.w + gap, box.x - gap - card.w];
  if (right + card.w <= area.w - margin) return { x: right, y: level.y };
  if (left >= margin) return { x: left, y: level.y };
  const [below, above] = [box.y + box.h + gap, box.y - gap - card.h];
  return { x: level.x, y: below + card.h <= area.h - margin ? below : Math.max(margin, above) };
}
