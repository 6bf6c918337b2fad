/** One small card for what a bar has no room for; a click elsewhere, or Escape, closes it. */

import { byId } from "./elements.mjs";

const GAP = 6;

/** @param {HTMLElement} beside the button it belongs to @param {(Node|string)[]} content */
export function showBubble(beside, content) {
  const bubble = byId("bubble");
  bubble.replaceChildren(...content);
  bubble.showPopover();
  const [at, own] = [beside.getBoundingClientRect(), bubble.getBoundingClientRect()];
  const x = Math.max(8, Math.min(at.left, innerWidth - own.width - 8));
  Object.assign(bubble.style, { left: `${x}px`, top: `${Math.max(8, at.top - own.height - GAP)}px` });
}

export function hideBubble() {
  byId("bubble").hidePopover();
}
