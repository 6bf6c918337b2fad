/** Keys of the map: taken before the tree beneath hears them. */

import { freeKeyOf } from "../keys.mjs";

/**
 * @typedef {object} Keys
 * @property {() => boolean} isHere  Whether the map has the keys.
 * @property {(dx: number, dy: number) => void} move  Steps to the right and down.
 * @property {(step: 1|-1) => void} zoom
 * @property {() => void} whole
 * @property {() => void} enter
 * @property {() => void} toggle
 */

/** @type {Readonly<Record<string, [number, number]>>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @param {Document} document @param {Keys} keys @param {AbortSignal} signal */
export function listenToKeys(document, keys, signal) {
  document.addEventListener("keydown", (event) => {
    const key = keys.isHere() ? freeKeyOf(event) : null;
    if (key === null || !take(key, keys, event.target)) return;
    event.preventDefault();
  }, { capture: true, signal });
}

/** @param {string} key @param {Keys} keys @param {EventTarget|null} target @returns {boolean} whether it is one of the map's */
function take(key, keys, target) {
  const arrow = ARROWS[key];
  if (arrow) keys.move(...arrow);
  else if (key === "+" || key === "=") keys.zoom(1);
  else if (key === "-") keys.zoom(-1);
  else if (key === "0") keys.whole();
  else if (target instanceof Element && target.closest("button, a, summary")) return false; // they are pressed by these
  else if (key === "Enter") keys.enter();
  else if (key === " ") keys.toggle();
  else return false;
  return true;
}
