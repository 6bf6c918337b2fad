/** An image in words, in a region that screen readers speak of when it changes. */

import { fetchItem } from "./api.mjs";
import { Latest } from "./latest.mjs";
import { spokenItem } from "./text.mjs";

/** @import { Item, Server } from "./types.d.ts" */
/** @import { Explorer } from "./explorer.mjs" */

export class SpokenItem {
  #region;
  #explorer;
  #api;
  #asking = new Latest();

  /** @param {HTMLElement} region @param {Pick<Explorer, "state">} explorer @param {Server} config */
  constructor(region, explorer, { api }) {
    this.#region = region;
    this.#explorer = explorer;
    this.#api = api;
  }

  /** @param {number|null} row null for none @param {() => Promise<string>} [more] what else there is to say */
  async say(row, more = async () => "") {
    if (row === null) {
      this.#asking.end();
      this.#region.textContent = "";
      return;
    }
    // An image that cannot be had is not spoken of: what one looks at says why.
    const said = await this.#asking.ask(async (signal) => [await fetchItem(this.#api, row, signal), await more()]).catch(() => null);
    if (!said) return;
    const [item, words] = /** @type {[Item, string]} */ (said);
    this.#region.textContent = [spokenItem(item, this.#explorer.state.model), words].filter(Boolean).join(", ");
  }
}
