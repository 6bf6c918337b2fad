/** Keys of the map (key-list.mjs). */

import { meaningsIn } from "../key-list.mjs";
import { freeKeyOf } from "../keys.mjs";

/**
 * @typedef {"left"|"right"|"up"|"down"|"nearer"|"farther"|"whole"|"enter"|"take"|"out"} MapKey
 *
 * @typedef {object} Keys
 * @property {() => boolean} isHere  Whether the map has the keys.
 * @property {(dx: number, dy: number) => void} move  Steps to the right and down.
 * @property {(key: Exclude<MapKey, "left"|"right"|"up"|"down">) => void} run
 */

const MEANINGS = /** @type {Map<string, MapKey>} */ (meaningsIn(["map"]));
/** @type {Readonly<Record<string, [number, number]>>} */
const STEPS = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };

/** What a key means on the map; null for keys of others. @param {KeyboardEvent} event @returns {MapKey|null} */
export function mapKeyOf(event) {
  const meant = MEANINGS.get(freeKeyOf(event) ?? "") ?? null;
  const pressed = (meant === "enter" || meant === "take") && /** @type {Element|null} */ (event.target)?.closest?.("button, a, summary");
  return pressed ? null : meant;
}

/** @param {Document} document @param {Keys} keys @param {AbortSignal} signal */
export function listenToKeys(document, keys, signal) {
  document.addEventListener("keydown", (event) => {
    const meant = keys.isHere() ? mapKeyOf(event) : null;
    if (!meant) return;
    event.preventDefault();
    if (meant === "left" || meant === "right" || meant === "up" || meant === "down") keys.move(...STEPS[meant]);
    else keys.run(meant);
  }, { signal });
}
