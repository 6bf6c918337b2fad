/** Lines of the class table: while the pointer or the keyboard rests on one, its images stand out on the map. */

import { ofClass } from "../clauses.mjs";
import { spotWords } from "./words.mjs";

const REST = 90;

/** @param {import("../explorer.mjs").Explorer} explorer */
export function listenToClasses(explorer) {
  /** @type {string|null} */
  let shown = null;
  let timer = 0;
  /** @param {EventTarget|null} target */
  const follow = (target) => {
    const line = target instanceof Element ? target.closest("#class-grid .ag-row[row-id]") : null;
    const name = line?.getAttribute("row-id") ?? null;
    if (name === shown) return;
    shown = name;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const found = await explorer.spotlight(name === null ? null : ofClass(name));
      const words = document.getElementById("class-spot");
      if (words && name === shown) words.textContent = found && name !== null ? spotWords(name, found) : "";
    }, REST);
  };
  document.addEventListener("pointerover", ({ target }) => follow(target));
  document.addEventListener("focusin", ({ target }) => follow(target));
  document.documentElement.addEventListener("pointerleave", () => follow(null));
}
