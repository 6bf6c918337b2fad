/** What a person sets once and finds again: theme, folded panels, the hint of the first visit. */

const root = document.documentElement;
/** @type {("left"|"right")[]} */
export const SIDES = ["left", "right"];
const DOCKED = "(min-width: 1280px)";

/** @param {string} key @param {string} value */
function remember(key, value) {
  try {
    localStorage.setItem(`dendro.${key}`, value);
  } catch {
    // Storage is forbidden or full: the choice holds until the page is closed.
  }
}

/** @returns {"dark"|"light"} */
export function theme() {
  return root.dataset.theme === "light" ? "light" : "dark";
}

/** @param {"dark"|"light"} name */
export function setTheme(name) {
  root.dataset.theme = name;
  remember("theme", name);
}

/**
 * Fold a panel to its edge, or open it. Beside the map where there is room, and then for next time too; over it on a
 * narrow window, one at a time.
 *
 * @param {"left"|"right"} side
 * @param {boolean} [open] the other state when absent
 */
export function fold(side, open = root.dataset[side] !== "open") {
  const docked = matchMedia(DOCKED).matches;
  if (!docked && open) root.dataset[side === "left" ? "right" : "left"] = "folded";
  root.dataset[side] = open ? "open" : "folded";
  if (docked) remember(side, root.dataset[side] ?? "");
  describeFolds();
}

/** Whether the inspector lies over the map and covers part of it. */
export function isOverlay() {
  return !matchMedia(DOCKED).matches;
}

/** Tell a screen reader which panels are open. */
export function describeFolds() {
  for (const side of SIDES) {
    document.getElementById(`fold-${side}`)?.setAttribute("aria-expanded", String(root.dataset[side] === "open"));
  }
}

/** Put the panels in place when the window passes between narrow and wide. */
export function followWindow() {
  matchMedia(DOCKED).addEventListener("change", ({ matches }) => {
    for (const side of SIDES) {
      let stored = null;
      try {
        stored = localStorage.getItem(`dendro.${side}`);
      } catch {
        // As above.
      }
      root.dataset[side] = matches && stored !== "folded" ? "open" : "folded";
    }
    describeFolds();
  });
}

/** The hint has been read. */
export function dismissHint() {
  root.dataset.hint = "gone";
  remember("hint", "gone");
}
