/** Lines of the class table and entries of the legend: while a hand rests on one, its images stand out on the map. */

import { ofClass } from "../clauses.mjs";
import { spotWords } from "./words.mjs";

const REST = 90;
const LINE = "#class-grid .ag-row[row-id]";

/** @typedef {{condition: string, name: string}} Spot  What a hand rests on; `name` is that of a line of the table. */

/** @param {EventTarget|null} target @returns {Spot} */
function spotOf(target) {
  const found = target instanceof Element ? target.closest(`${LINE}, [data-mark]`) : null;
  const name = found?.getAttribute("row-id") ?? "";
  return { name, condition: found?.getAttribute("data-mark") ?? (found && name ? ofClass(name) : "") };
}

/** @param {import("../explorer.mjs").Explorer} explorer */
export function listenToClasses(explorer) {
  let shown = "";
  let timer = 0;
  /** @param {EventTarget|null} target */
  const follow = (target) => {
    const { condition, name } = spotOf(target);
    if (condition === shown) return;
    shown = condition;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      // Where the filter leaves nothing else, nothing stands out.
      const found = await explorer.spotlight(condition && !explorer.view?.clauses.includes(condition) ? condition : null);
      const words = document.getElementById("class-spot");
      if (words && condition === shown) words.textContent = found && name ? spotWords(name, found) : "";
    }, REST);
  };
  explorer.addEventListener("view", ({ detail }) => shown && detail.clauses.includes(shown) && explorer.spotlight(null));
  document.addEventListener("pointerover", ({ target }) => follow(target));
  document.addEventListener("focusin", ({ target }) => follow(target));
  document.documentElement.addEventListener("pointerleave", () => follow(null));
}
