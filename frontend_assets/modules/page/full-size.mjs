/** One image over the whole window, in its own pixels: zoom, pan, and on to the next. */

import { fetchItem, sentenceOf } from "../api.mjs";
import { Latest } from "../latest.mjs";
import { element, inTwo } from "./elements.mjs";
import { FullBoxes } from "./full-boxes.mjs";
import { placeWords } from "./walk.mjs";
import { count } from "./words.mjs";
import { ZoomView } from "./zoom-view.mjs";

/** @import { Server } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */

/** Longer side of what is shown until the original is there. */
const FIRST = 640;
const THUMBNAIL = 160;
const STEP = 1.5;
/** Pixels that an arrow key pans. */
const PAN = 80;
const GONE = "The original cannot be shown; this is its largest thumbnail.";

export class FullSize {
  /**
   * @param {Explorer} explorer
   * @param {import("./gallery.mjs").Gallery} thumbnails
   * @param {import("./walk.mjs").Walk} walk
   * @param {Server} config
   */
  constructor(explorer, thumbnails, walk, config) {
    this.explorer = explorer;
    this.thumbnails = thumbnails;
    this.walk = walk;
    this.config = config;
    this.loading = new Latest();
    /** @type {number|null} */
    this.row = null;
    this.parts = makeParts();
    this.boxes = new FullBoxes();
    this.parts.zoom.before(this.boxes.button);
    this.view = new ZoomView((pixel) => this.tellZoom(pixel), this.boxes.layer);
    this.parts.note.before(this.view.room);
    this.listen();
    explorer.addEventListener("state", () => this.follow());
    explorer.addEventListener("view", () => this.isOpen && this.place());
  }

  get isOpen() {
    return this.parts.dialog.open;
  }

  /** Show the image that is inspected. */
  open() {
    const { dialog } = this.parts;
    if (dialog.open || this.explorer.state.row === null) return;
    if (!dialog.isConnected) document.body.append(dialog);
    dialog.showModal();
    this.view.room.focus();
    this.follow();
  }

  close() {
    this.parts.dialog.close();
  }

  /** The inspected image is another one, or none. */
  follow() {
    const { row } = this.explorer.state;
    if (!this.isOpen || row === this.row) return;
    if (row === null) this.close();
    else this.show(row);
  }

  /** @param {number} row */
  async show(row) {
    this.row = row;
    this.place();
    try {
      await this.loading.ask((signal) => this.load(row, signal));
    } catch (error) {
      this.say(sentenceOf(error));
    }
  }

  /** First what is there soon, then the original. @param {number} row @param {AbortSignal} signal */
  async load(row, signal) {
    const { api } = this.config;
    const item = await fetchItem(api, row, signal);
    if (signal.aborted) return;
    const { title } = this.parts;
    title.title = item.path.split("/").at(-1) ?? "";
    title.replaceChildren(...inTwo(title.title));
    this.boxes.load(api, row, item.path, signal);
    const original = `${api}/items/${row}/image`;
    const longest = Math.max(Number(item.columns.width), Number(item.columns.height));
    let shown = false;
    for (const url of item.problem ? [] : longest > FIRST ? [`${original}?max=${FIRST}`, original] : [original]) {
      const picture = await decoded(url, item.path);
      if (signal.aborted) return;
      if (!picture) break;
      this.put(picture, !shown, url === original);
      shown = true;
      if (url === original) return this.say("");
    }
    await this.fallBack(row, item, signal);
  }

  /** @param {number} row @param {{path: string, problem: string}} item @param {AbortSignal} signal */
  async fallBack(row, { path, problem }, signal) {
    const picture = await decoded(await this.thumbnails.one(row, THUMBNAIL), path);
    if (signal.aborted) return;
    if (picture) this.put(picture, true, true);
    this.say(problem ? `${problem} This is its largest thumbnail.` : GONE);
  }

  /**
   * @param {HTMLImageElement} picture
   * @param {boolean} anew whether it is another image
   * @param {boolean} whole whether these are all the pixels there are
   */
  put(picture, anew, whole) {
    Object.assign(picture.dataset, { row: String(this.row), whole: String(whole) });
    this.view.put(picture, anew);
  }

  /** @param {string} sentence */
  say(sentence) {
    this.parts.note.textContent = sentence;
  }

  /** How large the pixels are; of what stands in for the original that says nothing. @param {number} pixel */
  tellZoom(pixel) {
    this.parts.zoom.textContent = this.view.picture.dataset.whole === "true" ? `${count(Math.round(100 * pixel))}%` : "";
  }

  /** Say which image of how many it is, and whether there are more. */
  async place() {
    const found = await this.walk.beside();
    const { place, previous, next } = this.parts;
    place.textContent = placeWords(found);
    previous.disabled = found?.previous == null;
    next.disabled = found?.next == null;
  }

  listen() {
    const { dialog, previous, next, zoom, close } = this.parts;
    previous.addEventListener("click", () => this.walk.step("previous"));
    next.addEventListener("click", () => this.walk.step("next"));
    zoom.addEventListener("click", () => this.view.reset());
    close.addEventListener("click", () => this.close());
    dialog.addEventListener("keydown", (event) => this.key(event));
    dialog.addEventListener("close", () => this.closed());
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { key, repeat } = event;
    const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : this.actions(repeat).get(key.length === 1 ? key.toLowerCase() : key);
    if (!action) return;
    event.preventDefault();
    action();
  }

  /** Of a whole picture the arrows lead to the next, of a part they pan. @param {boolean} repeat @returns {Map<string, () => void>} */
  actions(repeat) {
    const { view } = this;
    /** A key that is held down walks as fast as the pictures follow. @type {(way: "previous"|"next") => unknown} */
    const walk = (way) => (!repeat || view.picture.dataset.row === String(this.row)) && this.walk.step(way);
    /** @type {(dx: number, dy: number, way: "previous"|"next") => () => unknown} */
    const arrow = (dx, dy, way) => () => (view.isWhole ? walk(way) : view.pan(dx, dy, true));
    return new Map([
      ["j", () => walk("next")], ["k", () => walk("previous")],
      ["ArrowRight", arrow(-PAN, 0, "next")], ["ArrowDown", arrow(0, -PAN, "next")],
      ["ArrowLeft", arrow(PAN, 0, "previous")], ["ArrowUp", arrow(0, PAN, "previous")],
      ["0", () => view.reset()], ["b", () => this.boxes.toggle()],
      ["+", () => view.zoom(STEP, undefined, true)], ["=", () => view.zoom(STEP, undefined, true)], ["-", () => view.zoom(1 / STEP, undefined, true)],
      ["f", () => this.close()],
    ]);
  }

  /** The browser gives the focus back to what had it, where that is still there. */
  closed() {
    this.loading.end();
    this.row = null;
    this.say("");
    this.view.clear();
    this.boxes.clear();
    const { activeElement: had } = document;
    if (had && had !== document.body && !this.parts.dialog.contains(had)) return;
    const button = document.querySelector("#inspector [data-action=full-size]");
    if (button instanceof HTMLElement && button.checkVisibility()) button.focus();
    else this.explorer.focus();
  }
}

function makeParts() {
  const title = element("h2", { className: "title in-two", dir: "auto" });
  const place = element("span", { className: "muted walk-place" });
  const zoom = element("button", { className: "button full-zoom", type: "button", title: "The whole picture ( 0 )" });
  const previous = iconButton("previous", "Previous image ( K )");
  const next = iconButton("next", "Next image ( J )");
  const close = iconButton("close", "Close ( Esc )");
  const note = element("p", { className: "full-note" });
  note.setAttribute("role", "status");
  const bar = element("div", { className: "full-bar" }, title, place, zoom, previous, next, close);
  const dialog = element("dialog", { className: "full-size", tabIndex: -1, ariaLabel: "Image in full size" }, bar, note);
  dialog.setAttribute("role", "dialog");
  return { dialog, title, place, zoom, previous, next, close, note };
}

/** @param {string} name @param {string} words */
function iconButton(name, words) {
  return element("button", { className: "icon-button", type: "button", title: words, ariaLabel: words }, element("span", { className: `icon icon-${name}`, ariaHidden: "true" }));
}

/** @param {string} url @param {string} alt @returns {Promise<HTMLImageElement|null>} null where it is no picture */
async function decoded(url, alt) {
  const picture = Object.assign(new Image(), { alt, src: url });
  return picture.decode().then(() => picture, () => null);
}
