/** What stands for the bars until Dash has drawn them: where one is, how much there is; and no click on it is lost. */

import { all, element } from "./elements.mjs";
import { counts } from "./words.mjs";

/** @import { Summary } from "../types.d.ts" */

/** What a press consists of, for those that listen to any part of it. @type {[string, typeof MouseEvent][]} */
const PRESS = [["pointerdown", PointerEvent], ["mousedown", MouseEvent], ["pointerup", PointerEvent], ["mouseup", MouseEvent], ["click", MouseEvent]];

/**
 * @param {object} page
 * @param {import("../explorer.mjs").Explorer} page.explorer
 * @param {{summary: (view: import("../types.d.ts").ShownView) => Summary}} page.dash
 * @param {import("./dash-scripts.mjs").FirstPicture} page.first
 */
export function keepShell({ explorer, dash, first }) {
  /** @type {{x: number, y: number}|null} the press that waits for what it was meant for */
  let pressed = null;
  explorer.addEventListener("view", ({ detail }) => say(dash.summary(detail)));
  // What these lead to is Dash's.
  explorer.addEventListener("inspect", () => first.hurry());
  explorer.addEventListener("search", () => first.hurry());
  explorer.addEventListener("help", () => first.hurry());
  for (const part of all(".shell")) {
    part.addEventListener("click", ({ clientX: x, clientY: y }) => {
      pressed = { x, y };
      first.hurry();
    });
  }
  whenGone(() => pressed && press(pressed));
}

/** @param {Summary} view */
function say(view) {
  const path = view.breadcrumb.slice(1).map(({ title }) => title);
  const name = document.querySelector(".shell-top > span");
  name?.parentElement?.replaceChildren(name, element("span", { className: "shell-path" }, ["All", ...path].join(" › ")));
  document.querySelector(".shell-bottom")?.replaceChildren(counts(view));
}

/** Call `then` in the frame after Dash has taken the shell's place. @param {() => void} then */
function whenGone(then) {
  const part = document.querySelector(".shell");
  const app = part?.parentElement;
  if (!app) return;
  const observer = new MutationObserver(() => {
    if (part.isConnected) return;
    observer.disconnect();
    setTimeout(then);
  });
  observer.observe(app, { childList: true });
}

/** @param {{x: number, y: number}} point */
function press({ x, y }) {
  const target = document.elementFromPoint(x, y);
  const how = { bubbles: true, cancelable: true, composed: true, clientX: x, clientY: y };
  for (const [name, Kind] of PRESS) target?.dispatchEvent(new Kind(name, how));
  const field = target?.closest("input, textarea, button");
  if (field instanceof HTMLElement) field.focus();
}
