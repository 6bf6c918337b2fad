/** Where on the map one is, as the address says it: the middle of the view, and how much of the plane its shorter side spans. No DOM. */

/** @import { Size } from "../types.d.ts" */
/** @import { Camera } from "./camera.mjs" */

/** As much as a view may be wide, in planes. */
const WIDEST = 100;

/** @param {Camera} camera @param {Size} size @returns {string} such as "0.25,0.5,0.01" */
export function writePlace({ x, y, scale }, size) {
  return [round(x), round(y), Number((shorter(size) / scale).toPrecision(8))].join(",");
}

/** @param {string} text @returns {{x: number, y: number, span: number}|null} null where it says no place */
export function readPlace(text) {
  const numbers = text.split(",").map((one) => (/^[\d.]+(e-?\d+)?$/.test(one) ? Number(one) : NaN));
  const [x, y, span] = numbers;
  const isPlace = numbers.length === 3 && x >= 0 && x <= 1 && y >= 0 && y <= 1 && span > 0 && span <= WIDEST;
  return isPlace ? { x, y, span } : null;
}

/** The same place on a screen of another size. @param {{x: number, y: number, span: number}} place @param {Size} size @returns {Camera} */
export function cameraAt({ x, y, span }, size) {
  return { x, y, scale: shorter(size) / span };
}

/** @param {Size} size */
function shorter({ width, height }) {
  return Math.min(width, height);
}

/** A millionth of a picture, where a plane holds a million side by side. @param {number} at */
function round(at) {
  return Number(at.toFixed(9));
}
