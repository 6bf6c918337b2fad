/**
 * Talk to the page of another site that holds this one in a frame: a notebook (`notebook/widget.mjs` is its side).
 *
 * Only where the server says that the page may be framed, and only with the origin that the address names (`#host=`): that is
 * greeted, and gives a channel of its own. Nothing is done with what anybody else sends.
 */

import { stateOf } from "../saved-view.mjs";
import { toQuery } from "../state.mjs";
import { unreadWords } from "../unread.mjs";

/** @import { PageConfig, ViewState } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */

const READY = "dendro:ready", CONNECT = "dendro:connect";
/** A selection that is being drawn, a slider on its way: what comes of it is told once. */
const REST_MS = 120;

/**
 * @param {object} page
 * @param {Explorer} page.explorer
 * @param {PageConfig} page.config
 * @param {(theme: ViewState["theme"]) => void} page.turn the page to a theme
 * @param {Window} [window]
 * @returns {HostMessages|null} null where there is nobody to talk to
 */
export function talkToHost({ explorer, config, turn }, window = globalThis.window) {
  if (!config.framed || window.parent === window) return null;
  leaveWheelToHost(window);
  const host = hostOf(window.location.hash);
  if (!host) return null;
  const talk = new HostMessages({ explorer, config, turn });
  window.addEventListener("message", ({ source, origin, data, ports }) => {
    if (source !== window.parent || origin !== host || data?.type !== CONNECT || !ports[0]) return;
    talk.connect(ports[0], data.turn);
  });
  window.parent.postMessage({ type: READY, build: config.build }, host);
  return talk;
}

/** Until the frame is clicked or tabbed into, the wheel scrolls what holds it, so that nobody is caught on the way past. @param {Window} window */
function leaveWheelToHost(window) {
  window.addEventListener("wheel", (event) => {
    if (!window.document.hasFocus()) event.stopImmediatePropagation();
  }, { capture: true, passive: true });
}

/** The origin in a fragment such as "#host=http://localhost:8888", or null. @param {string} hash */
export function hostOf(hash) {
  const told = new URLSearchParams(hash.slice(1)).get("host") ?? "";
  // An origin and nothing else: one that is none would be taken for this page's own, or for anybody's.
  return /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@*]+$/i.test(told) ? told : null;
}

class HostMessages {
  #explorer;
  #config;
  #turnTheme;
  /** @type {MessagePort|null} */
  #port = null;
  #turn = 0;
  /** What the host has, null where that is not known. @type {ArrayLike<number>|null} */
  #rows = null;
  /** @type {string|null} */
  #view = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #resting;

  /** @param {{explorer: Explorer, config: PageConfig, turn: (theme: ViewState["theme"]) => void}} page */
  constructor({ explorer, config, turn }) {
    this.#explorer = explorer;
    this.#config = config;
    this.#turnTheme = turn;
    explorer.addEventListener("state", () => this.#soon());
  }

  /** @param {MessagePort} port @param {unknown} turn of what the host has said until now */
  connect(port, turn) {
    this.#port?.close();
    this.#port = port;
    this.#turn = Number(turn) || 0;
    this.#rows = this.#view = null;
    port.onmessage = ({ data }) => this.#heard(data);
    this.#soon();
  }

  /** @param {any} data */
  #heard(data) {
    if (typeof data !== "object" || data === null) return;
    if (Number.isInteger(data.turn)) {
      // What was told before may have come too late to be heard.
      this.#turn = data.turn;
      this.#view = null;
      this.#rows = ArrayBuffer.isView(data.rows) ? /** @type {Uint32Array} */ (data.rows) : null;
    }
    if (data.type === "select" && ArrayBuffer.isView(data.rows)) this.#explorer.update({ selection: [.../** @type {Uint32Array} */ (data.rows)] });
    if (data.type === "view" && typeof data.view === "object") this.#go(data.view ?? {});
    if (data.type === "theme" && (data.theme === "light" || data.theme === "dark")) this.#turnTheme(data.theme);
    this.#soon();
  }

  /** @param {Record<string, unknown>} view names and values of an address */
  #go(view) {
    const words = Object.entries(view).map(([name, value]) => [name, String(value)]);
    const query = new URLSearchParams(words).toString();
    const { state, other } = stateOf(query, this.#config);
    const unread = unreadWords("This view", query, this.#config);
    this.#explorer.update(state);
    if (other) this.#explorer.complain("This view is of another build, where its cluster and image were others: they are left out.");
    else if (unread) this.#explorer.complain(unread);
  }

  #soon() {
    clearTimeout(this.#resting);
    if (this.#port) this.#resting = setTimeout(() => this.#tell(), REST_MS);
  }

  /** Tell what is other than the host has it. */
  #tell() {
    const { state } = this.#explorer;
    const query = toQuery(state, this.#config);
    const { selection } = state;
    const chosen = !this.#rows || !sameRows(selection, this.#rows);
    if (query === this.#view && !chosen) return;
    const { tree: _tree, ...view } = Object.fromEntries(new URLSearchParams(query));
    const rows = chosen ? Uint32Array.from(selection) : undefined;
    this.#view = query;
    this.#rows = selection;
    this.#port?.postMessage({ view, rows, build: this.#config.build, turn: this.#turn });
  }
}

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
function sameRows(a, b) {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
