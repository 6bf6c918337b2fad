/**
 * A slider on its way. Dash would look at all of its components at each step, so it hears of a slider where it is let go
 * (explorer/web/page/bottom_bar/panel.py); the map follows what the slider says of itself to screen readers.
 */

import { byId } from "./elements.mjs";

const HANDLE = "[role=slider]";
const VALUE = "aria-valuenow";

/** @param {string} id of the slider @param {(value: number) => void} moved called with the value at each step */
export function watchSlider(id, moved) {
  const slider = byId(id);
  const observer = new MutationObserver(() => {
    const value = slider.querySelector(HANDLE)?.getAttribute(VALUE);
    if (value) moved(Number(value));
  });
  observer.observe(slider, { subtree: true, attributes: true, attributeFilter: [VALUE] });
}
