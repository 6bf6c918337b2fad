/** Room for what tells a finding or a mistake, which page/explanations.mjs fills once it is opened. */

import { element } from "../page/elements.mjs";

/** @param {string} address below the answers */
export function whyOf(address) {
  const room = element("div", { className: "why" });
  room.setAttribute("aria-live", "polite");
  const folded = element("details", { className: "folded" }, element("summary", {}, "Why?"), room);
  folded.dataset.explain = address;
  return folded;
}
