/** Saved views of a static copy: those that were saved when it was made, to be gone to. */

import { fetchJson, sentenceOf } from "../api.mjs";
import { element } from "../page/elements.mjs";

/** @import { SavedView } from "../types.d.ts" */
/** @import { CopyConfig } from "./copy.mjs" */
/** @import { PageParts, Panel } from "./panels.mjs" */

/** @param {CopyConfig} config @returns {Panel|null} null where none were saved */
export function viewsPanel(config) {
  if (!config.packaged.saved) return null;
  return { name: "views", title: "Views", look: "scroll padded", open: (body, parts) => void open(body, parts) };
}

/** What `page/decisions.mjs` is where there is a server: all that was decided, and whether more may be. */
class Packaged extends EventTarget {
  changes = false;

  /** @param {SavedView[]} views */
  constructor(views) {
    super();
    this.answer = { views, problem: "" };
  }
}

/** @param {HTMLElement} body @param {PageParts} parts */
async function open(body, { explorer, config }) {
  try {
    const [{ SavedViews }, { views }] = await Promise.all([import("../page/saved-views.mjs"), fetchJson(`${config.api}/saved-views`)]);
    body.replaceChildren(element("div", { id: "saved-views", className: "saved-views" }));
    const deciding = { say: (/** @type {string} */ words) => explorer.complain(words), change: async () => false };
    new SavedViews({ explorer, config, decisions: new Packaged(views), deciding }).draw();
  } catch (error) {
    delete body.dataset.open; // whoever opens it again asks again
    body.replaceChildren(element("p", { className: "field-error", role: "alert" }, sentenceOf(error)));
  }
}
