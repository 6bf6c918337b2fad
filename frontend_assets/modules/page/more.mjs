/** What the bar at the bottom has no room for, behind its button. What stands there says `data-bar` (first-paint.js). */

const root = document.documentElement;

/** @param {boolean} [open] the other state when absent */
export function showMore(open = root.dataset.more !== "open") {
  root.dataset.more = open ? "open" : "closed";
  document.getElementById("more")?.setAttribute("aria-expanded", String(open));
}

/** @returns {boolean} whether it was open */
export function closeMore() {
  const open = root.dataset.more === "open" && document.getElementById("more")?.checkVisibility() === true;
  if (open) showMore(false);
  return open;
}

/** A click anywhere else closes it; lists of its own selects lie elsewhere in the page. */
export function listenToMore() {
  document.addEventListener("pointerdown", ({ target }) => {
    if (target instanceof Element && !target.closest("#bottombar, [data-portal], [role=listbox]")) closeMore();
  });
}
