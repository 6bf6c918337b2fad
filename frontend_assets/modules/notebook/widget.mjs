/**
 * A notebook's side of the page: the frame it stands in, where it is found, and the selection and the view that both
 * have. The page's side is `page/host-messages.mjs`. It imports nothing: a notebook is given this file as text.
 *
 * @typedef {{port: number, path: string, url: string}} Place  where the server listens on the kernel's machine, the path of
 *   the page there, and its whole address where the caller has told it
 * @typedef {Record<string, string|number>} View  as the address of the page says it
 * @typedef {{get: (name: string) => any, set: (name: string, value: unknown) => void, save_changes: () => void,
 *   on: (name: string, heard: () => void) => void, off: (name: string, heard: () => void) => void}} Model  anywidget's
 */

const READY = "dendro:ready", CONNECT = "dendro:connect";
const PATIENCE_MS = 12_000;
const NOTE = "The page has not answered. Is the kernel running? Run the cell again. Where the notebook's server is on another "
  + "machine, jupyter-server-proxy must be installed beside it, or show(…, url=…) must tell where the browser finds the port.";

/** @param {{model: Model, el: HTMLElement}} given @returns {() => void} */
function render({ model, el }) {
  const frame = frameIn(el, String(model.get("height")));
  const link = new Link(frame, model);
  const height = () => (frame.style.height = String(model.get("height")));
  model.on("change:height", height);
  openIn(frame, model.get("_place"), model.get("view"), link.ended).then((origin) => (link.origin = origin));
  return () => {
    model.off("change:height", height);
    link.end();
  };
}

/** @param {HTMLElement} el @param {string} height of CSS */
export function frameIn(el, height) {
  const frame = document.createElement("iframe");
  frame.title = "Dendro Explorer";
  frame.allow = "fullscreen; clipboard-write; local-network-access";
  frame.style.cssText = `display: block; box-sizing: border-box; width: 100%; height: ${height}; border: 1px solid rgb(128 128 128 / 40%); border-radius: 6px;`;
  const note = document.createElement("p");
  note.style.cssText = "margin: 4px 0; font: 13px/20px system-ui, sans-serif;";
  note.setAttribute("role", "status");
  el.append(frame, note);
  return frame;
}

/**
 * Load the page into its frame, from where it is found; after some patience say what may be wrong.
 *
 * @param {HTMLIFrameElement} frame
 * @param {Place} place
 * @param {View} [view]
 * @param {AbortSignal} [ended] the frame is not there any more
 * @returns {Promise<string>} the origin of the page
 */
export async function openIn(frame, place, view = {}, ended) {
  const address = new URL(await addressOf(place));
  for (const [name, value] of Object.entries(view)) address.searchParams.set(name, String(value));
  const said = new URLSearchParams({ host: location.origin, theme: themeOf(document) });
  address.hash = said.toString();
  const { nextElementSibling: note } = frame;
  const waiting = setTimeout(() => note && (note.textContent = NOTE), PATIENCE_MS);
  ended?.addEventListener("abort", () => clearTimeout(waiting));
  window.addEventListener("message", ({ source, data }) => {
    if (source !== frame.contentWindow || data?.type !== READY) return;
    clearTimeout(waiting);
    if (note) note.textContent = "";
  }, { signal: ended });
  frame.src = address.href;
  return address.origin;
}

/**
 * Where the browser finds the page: as was told; as Colab gives it; through the notebook's own server, where that passes
 * it on (jupyter-server-proxy); else on this machine.
 *
 * @param {Place} place
 * @returns {Promise<string>}
 */
export async function addressOf({ port, path, url }) {
  if (url) return new URL(url, location.href).href;
  const { google } = /** @type {{google?: any}} */ (/** @type {unknown} */ (window));
  if (google?.colab?.kernel?.proxyPort) return new URL(path.slice(1), await google.colab.kernel.proxyPort(port)).href;
  const base = jupyterBase(document);
  const proxied = base === null ? "" : new URL(`${base}proxy/${port}${path}`, location.href).href;
  return proxied && (await answers(proxied)) ? proxied : `http://127.0.0.1:${port}${path}`;
}

/** The path of the Jupyter server whose page this is, or null. @param {Document} document */
function jupyterBase(document) {
  const told = document.getElementById("jupyter-config-data")?.textContent;
  try {
    return told ? String(JSON.parse(told).baseUrl ?? "/") : document.body.dataset.baseUrl ?? null;
  } catch {
    return null; // of somebody else
  }
}

/** @param {string} address */
async function answers(address) {
  const answer = await fetch(`${address}favicon.ico`, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null);
  return answer?.status === 204;
}

/** The theme of the notebook, "" where it does not say. @param {Document} document */
function themeOf({ body }) {
  const { jpThemeLight, vscodeThemeKind } = body.dataset;
  if (jpThemeLight) return jpThemeLight === "true" ? "light" : "dark";
  if (vscodeThemeKind) return vscodeThemeKind.endsWith("light") ? "light" : "dark";
  return "";
}

/** What the page in a frame and a model tell each other; what one has from the other is not said back. */
class Link {
  /** Of the page, "" until it is known: then nobody is heard. */
  origin = "";
  #frame;
  #model;
  /** @type {MessagePort|null} */
  #port = null;
  /** How many changes the page was told: what it says while it does not know the last is old. */
  #turn = 0;
  /** What the page has, as far as is known here. */
  #rows = new Uint32Array();
  #view;
  #ending = new AbortController();
  #watch = new MutationObserver(() => this.#post({ type: "theme", theme: themeOf(document) }));

  /** @param {HTMLIFrameElement} frame @param {Model} model */
  constructor(frame, model) {
    this.#frame = frame;
    this.#model = model;
    this.#view = written(model.get("view"));
    window.addEventListener("message", (event) => this.#greet(event), { signal: this.#ending.signal });
    model.on("change:selection", this.#tellRows);
    model.on("change:view", this.#tellView);
    this.#watch.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-vscode-theme-kind"] });
  }

  get ended() {
    return this.#ending.signal;
  }

  end() {
    this.#ending.abort();
    this.#watch.disconnect();
    this.#model.off("change:selection", this.#tellRows);
    this.#model.off("change:view", this.#tellView);
    this.#port?.close();
  }

  /** The page, and nobody else, is given a channel of its own; each time it loads a new one. @param {MessageEvent} event */
  #greet({ source, origin, data }) {
    if (!this.origin || source !== this.#frame.contentWindow || origin !== this.origin || data?.type !== READY) return;
    this.#port?.close();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#rows = new Uint32Array();
    port1.onmessage = ({ data }) => this.#heard(data);
    const build = this.#model.get("build");
    this.#frame.contentWindow?.postMessage({ type: CONNECT, turn: this.#turn }, origin, [port2]);
    // Rows of another build are other images.
    if (!build || build === data.build) this.#tellRows();
    this.#tellView();
  }

  /** @param {any} data */
  #heard(data) {
    if (data.turn !== this.#turn) return;
    if (data.rows) this.#rows = data.rows;
    if (data.rows && !sameRows(data.rows, rowsIn(this.#model.get("selection")))) {
      this.#model.set("selection", { rows: new DataView(data.rows.buffer) });
    }
    if (data.view) this.#view = written(data.view);
    if (data.view && this.#view !== written(this.#model.get("view"))) this.#model.set("view", data.view);
    if (data.build) this.#model.set("build", data.build);
    this.#model.save_changes();
  }

  #tellRows = () => {
    const rows = rowsIn(this.#model.get("selection"));
    if (sameRows(rows, this.#rows) || !this.#port) return;
    this.#rows = rows;
    this.#post({ type: "select", rows, turn: ++this.#turn });
  };

  #tellView = () => {
    const view = this.#model.get("view");
    if (written(view) === this.#view || !this.#port) return;
    this.#view = written(view);
    this.#post({ type: "view", view, turn: ++this.#turn });
  };

  /** @param {object} message */
  #post(message) {
    this.#port?.postMessage(message);
  }
}

/** Rows as the model has them: bytes, four a row. @param {{rows: DataView}|null} selection */
function rowsIn(selection) {
  const bytes = selection?.rows;
  const count = bytes ? bytes.byteLength / 4 : 0;
  return Uint32Array.from({ length: count }, (_, i) => bytes?.getUint32(4 * i, true) ?? 0);
}

/** @param {Uint32Array} a @param {Uint32Array} b */
function sameRows(a, b) {
  return a.length === b.length && a.every((row, i) => row === b[i]);
}

/** A view as a text that is equal where the views are. @param {View} view */
function written(view) {
  return JSON.stringify(Object.entries(view).map(([name, value]) => [name, String(value)]).sort());
}

export default { render };
