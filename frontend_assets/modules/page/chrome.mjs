/**
 * What a person sets once and finds again: theme, panels, the hint of the first visit. For a next visit that is how wide
 * windows were left; in this tab a page that is loaded again has its panels as they were, on a phone, too.
 */

import { all, element } from "./elements.mjs";
import { recall, remember, rememberHere } from "./storage.mjs";

/** @import { Explorer } from "../explorer.mjs" */

const root = document.documentElement;
/** @type {("left"|"right")[]} */
export const SIDES = ["left", "right"];
/** From here on a panel stands beside the map, and from there on two do (css/narrow.css). */
const DOCKED = "(min-width: 960px)";
const BOTH = "(min-width: 1280px)";

/** @returns {"dark"|"light"} */
export function theme() {
  return root.dataset.theme === "light" ? "light" : "dark";
}

/** @param {"dark"|"light"} name chosen by the person */
export function setTheme(name) {
  root.dataset.theme = name;
  remember("theme", name);
}

/**
 * Until a person has chosen a theme, the system's is theirs, also when it turns.
 *
 * @param {(name: "dark"|"light") => void} turn
 */
export function followSystem(turn) {
  matchMedia("(prefers-color-scheme: light)").addEventListener("change", ({ matches }) => {
    if (!recall("theme")) turn(matches ? "light" : "dark");
  });
}

/**
 * Fold a panel to its edge, or open it, because a person asked for that. Where there is room for both, for next time, too;
 * in a smaller window one at a time, over the map in a narrow one.
 *
 * @param {"left"|"right"} side
 * @param {boolean} [open] the other state when absent
 */
export function fold(side, open = root.dataset[side] !== "open") {
  put(side, open);
  if (hasRoom()) remember(side, root.dataset[side] ?? "");
}

/** @param {"left"|"right"} side @param {boolean} open */
function put(side, open) {
  if (!hasRoom() && open) root.dataset[side === "left" ? "right" : "left"] = "folded";
  root.dataset[side] = open ? "open" : "folded";
  for (const each of SIDES) rememberHere(each, root.dataset[each] ?? "");
  describeFolds();
}

/**
 * Show what a view is about beside it, as where a link to it is opened: findings or subgroups, an image. Where there is no
 * room for both, the panel it was chosen in goes instead, for the view itself needs it.
 *
 * @param {Pick<import("../types.d.ts").ViewState, "findings"|"fair"|"row">} view
 */
export function openFor({ findings, fair, row }) {
  if (!hasRoom()) put("left", false);
  else if (findings || fair) put("left", true);
  if (row !== null) put("right", true);
}

/**
 * The inspector comes with an image that is clicked and goes with it, unless a person has opened it for good.
 *
 * @param {Explorer} explorer
 */
export function followImage(explorer) {
  let { row } = explorer.state;
  explorer.addEventListener("inspect", () => put("right", true));
  explorer.addEventListener("state", ({ detail }) => {
    if (row !== null && detail.row === null && (!hasRoom() || recall("right") !== "open")) put("right", false);
    row = detail.row;
  });
}

/** A click on an icon of the rail opens its panel; on that of the open one it closes it. */
export function listenToRail() {
  // Before the tabs have heard of the click: the icon of the open panel is still the one it was.
  document.addEventListener("click", ({ target }) => {
    const tab = target instanceof Element ? target.closest(".rail [role=tab]") : null;
    if (!tab) return;
    fold("left", root.dataset.left !== "open" || tab.getAttribute("aria-selected") !== "true");
    setTimeout(describeFolds); // by then it is the chosen one
  }, { capture: true });
}

/** Whether the panels lie over the map and cover part of it. */
export function isOverlay() {
  return !matchMedia(DOCKED).matches;
}

/** Whether there is room for both panels beside the map. */
function hasRoom() {
  return matchMedia(BOTH).matches;
}

/** Tell a screen reader which panels are open. */
export function describeFolds() {
  for (const side of SIDES) {
    document.getElementById(`fold-${side}`)?.setAttribute("aria-expanded", String(root.dataset[side] === "open"));
  }
  for (const tab of all(".rail [role=tab]")) {
    const open = root.dataset.left === "open" && tab.getAttribute("aria-selected") === "true";
    tab.setAttribute("aria-expanded", String(open));
  }
}

/**
 * Put the panels in place when the window comes to have room for both, one or none: where not for both, none stays but the
 * inspector of an image; what is open stays open where there is room.
 *
 * @param {Explorer} explorer
 */
export function followWindow(explorer) {
  measureGutter();
  const settle = () => {
    for (const side of SIDES) {
      const stays = root.dataset[side] === "open" && (hasRoom() || (side === "right" && explorer.state.row !== null));
      put(side, stays || (hasRoom() && recall(side) === "open"));
    }
  };
  for (const width of [DOCKED, BOTH]) matchMedia(width).addEventListener("change", settle);
}

/** How much room scroll bars take from what they scroll, as `--gutter`: none where they lie over it. */
function measureGutter() {
  const probe = element("div", { className: "scroll", ariaHidden: "true" });
  Object.assign(probe.style, { position: "fixed", visibility: "hidden", width: "50px" });
  document.body.append(probe);
  root.style.setProperty("--gutter", `${probe.offsetWidth - probe.clientWidth}px`);
  probe.remove();
}

/** The hint has been read, or is not needed any more: something on the map was clicked. */
export function dismissHint() {
  if (root.dataset.hint === "gone") return;
  root.dataset.hint = "gone";
  remember("hint", "gone");
}
