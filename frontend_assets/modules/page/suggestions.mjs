/** Suggestions under the field of search, as one types. Enter by itself searches for what is written, as without them. */

import { fetchJson } from "../api.mjs";
import { clausesOf, joined, withAll } from "../clauses.mjs";
import { canGoOn, listed } from "../suggesting.mjs";
import { Combobox } from "./combobox.mjs";

/** @import { PageConfig, ShownView, SuggestionsAnswer } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */
/** @import { Suggested } from "../suggesting.mjs" */

/** @param {{explorer: Explorer, search: import("./search.mjs").Search, config: PageConfig}} page */
export function suggest({ explorer, search, config }) {
  /** @type {ShownView|null} */
  let told = null;
  explorer.addEventListener("view", ({ detail }) => (told = detail));
  /** @type {Combobox<Suggested>} */
  const box = new Combobox({
    id: "search-offers",
    label: "What these words may be",
    offer: async ({ value }, signal) => {
      const text = value.trim();
      if (!canGoOn(text)) return [];
      /** @type {SuggestionsAnswer} */
      const answer = await fetchJson(`${config.api}/suggestions?${new URLSearchParams({ text })}`, signal);
      return listed(answer);
    },
    take: ({ search: words, where }, field) => {
      if (words !== null) {
        put(field, words);
        search.forText(words);
      } else if (where !== null) {
        put(field, explorer.state.query);
        const clauses = withAll(clausesOf(explorer.state.where, told), [where]);
        explorer.update({ where: joined(clauses) }, { push: true });
      }
      box.close();
    },
  });
  // Dash draws the field some time after the first view, and again where it likes.
  document.addEventListener("focusin", ({ target }) => target instanceof HTMLInputElement && target.id === "search" && box.attach(target));
}

/** Write in a field that React holds: it takes notice of what a person would do only. @param {HTMLInputElement} field @param {string} text */
function put(field, text) {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
