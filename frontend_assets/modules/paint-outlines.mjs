/** Findings on the map: outlines with the number of their card, in device pixels. */

/** @import { Outline } from "./findings-outline.mjs" */
/** @import { Style } from "./paint-cells.mjs" */

const TAG = 14;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("./findings-outline.mjs").Outline[]} outlines
 * @param {number} pointed  Place of the finding that a hand rests on, -1 for none.
 * @param {import("./paint-cells.mjs").Style} style
 * @param {number} [there] how much of them is there, up to 1
 */
export function paintOutlines(context, outlines, pointed, style, there = 1) {
  // The most significant lies on top, and one that is pointed at over all.
  const order = [...outlines].sort((a, b) => Number(a.place === pointed) - Number(b.place === pointed) || b.place - a.place);
  const strength = (/** @type {Outline} */ { place }) => there * (pointed < 0 || place === pointed ? 1 : 0.35);
  for (const outline of order) {
    context.globalAlpha = strength(outline);
    paintLine(context, outline, outline.place === pointed, style);
  }
  const taken = new Map();
  for (const outline of [...order].reverse()) {
    context.globalAlpha = strength(outline);
    paintTag(context, outline, taken, style);
  }
  context.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} context @param {Outline} outline @param {boolean} bold @param {Style} style */
function paintLine(context, { polygons, within, close }, bold, { ratio, theme }) {
  const isClose = bold && close !== undefined;
  context.save();
  context.beginPath();
  for (const [start, ...rest] of isClose ? close : polygons) {
    context.moveTo(Math.round(start[0] * ratio), Math.round(start[1] * ratio));
    for (const [x, y] of rest) context.lineTo(Math.round(x * ratio), Math.round(y * ratio));
    context.closePath();
  }
  context.lineJoin = "round";
  if (within && !isClose) context.setLineDash([6 * ratio, 4 * ratio]);
  const width = (bold ? 4 : 2) * ratio;
  // A dark line on both sides, so that it shows on any picture.
  context.strokeStyle = theme.findingEdge;
  context.lineWidth = width + 2 * ratio;
  context.stroke();
  context.strokeStyle = theme.finding;
  context.lineWidth = width;
  context.stroke();
  context.restore();
}

/**
 * The number at the bottom left, where no title is; of several in one corner, beside each other.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Outline} outline
 * @param {Map<string, number>} taken where the next tag of a corner begins
 * @param {Style} style
 */
function paintTag(context, { place, polygons }, taken, { ratio, theme, measure }) {
  const text = String(place + 1);
  const font = `600 ${10 * ratio}px ${theme.family}`;
  const bottom = Math.max(...polygons[0].map((corner) => corner[1]));
  const x = Math.min(...polygons[0].filter((corner) => corner[1] === bottom).map((corner) => corner[0]));
  const y = bottom - TAG;
  const key = `${Math.round(x)},${Math.round(y)}`;
  const width = Math.max(TAG, measure(text, font) / ratio + 6);
  const left = taken.get(key) ?? x;
  taken.set(key, left + width);
  /** @type {[number, number, number, number]} */
  const box = [Math.round(left * ratio), Math.round(y * ratio), Math.round(width * ratio), Math.round(TAG * ratio)];
  context.fillStyle = theme.finding;
  context.fillRect(...box);
  context.font = font;
  context.fillStyle = theme.findingEdge;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, box[0] + box[2] / 2, box[1] + box[3] / 2 + 0.5 * ratio);
}
