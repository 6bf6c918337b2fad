/** Tree, map and grid: three views of one selection, one of them on the stage. */

/** @import { PageConfig, StageView, ViewState } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */

/** @typedef {new (host: HTMLElement, explorer: Explorer, config: PageConfig) => StageView} StageViewClass */

/**
 * Where the views beside the tree come from, once somebody wants them.
 *
 * @type {Partial<Record<ViewState["view"], () => Promise<StageViewClass>>>}
 */
const MODULES = {
  map: () => import("../map/map-view.mjs").then(({ MapView }) => MapView),
  grid: () => import("../grid-view/grid-view.mjs").then(({ GridView }) => GridView),
};

/** What the stage is called with each. */
const NAMES = { tree: "Treemap of the images", map: "Map of the images", grid: "Grid of the images" };
/** What has the keyboard in each. */
const HOLDERS = { tree: ".dendro-canvas", map: ".map-view", grid: ".grid-scroll" };

export class ThreeViews {
  #host;
  #explorer;
  #config;
  #modules;
  /** @type {Map<string, Promise<StageView>>} */
  #made = new Map();
  /** @type {StageView|null} null while the tree is shown */
  #shown = null;
  /** @type {ViewState["view"]} */
  #wanted = "tree";
  /** @type {ViewState["view"]} */
  #onStage = "tree";

  /**
   * @param {HTMLElement} host the stage
   * @param {Explorer} explorer
   * @param {PageConfig} config
   * @param {typeof MODULES} [modules]
   */
  constructor(host, explorer, config, modules = MODULES) {
    this.#host = host;
    this.#explorer = explorer;
    this.#config = config;
    this.#modules = modules;
    explorer.addEventListener("state", ({ detail }) => this.turnTo(detail.view));
    this.turnTo(explorer.state.view);
  }

  /** Put another view on the stage; the one there stays until that has loaded. @param {ViewState["view"]} name */
  async turnTo(name) {
    if (name === this.#wanted) return;
    this.#wanted = name;
    const next = await this.#view(name);
    if (this.#wanted !== name || this.#onStage === name) return; // another was wanted meanwhile
    this.#onStage = name;
    const held = this.#host.contains(this.#host.ownerDocument.activeElement);
    this.#shown?.hide();
    this.#host.dataset.view = name;
    this.#host.ariaLabel = NAMES[name];
    this.#shown = next;
    next?.show();
    // Whose keys were for the view that went has them for the one that came.
    if (held) /** @type {HTMLElement|null} */ (this.#host.querySelector(HOLDERS[name]))?.focus({ preventScroll: true });
  }

  /** @param {ViewState["view"]} name @returns {Promise<StageView|null>} */
  async #view(name) {
    const load = this.#modules[name];
    if (!load) return null;
    const made = this.#made.get(name) ?? load().then((View) => new View(this.#host, this.#explorer, this.#config));
    this.#made.set(name, made);
    try {
      return await made;
    } catch {
      this.#made.delete(name);
      this.#explorer.complain(`The ${name} could not be loaded. Look whether the server runs, and try again.`);
      this.#explorer.update({ view: "tree" });
      return null;
    }
  }
}
