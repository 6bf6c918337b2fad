/** Cards of findings: their thumbnails, which ones were looked at, and what the map shows while a hand rests on one. */

import { sentenceOf } from "../api.mjs";
import { Latest } from "../latest.mjs";
import { typeOf } from "../thumbs-decode.mjs";
import { all } from "./elements.mjs";
import { pictureButton, sayBeside } from "./gallery.mjs";

/** @import { Finding, Server } from "../types.d.ts" */

const SIZE = 48;
const MOST_KEPT = 5000;

export class FindingCards {
  /** @param {import("../explorer.mjs").Explorer} explorer @param {import("./gallery.mjs").Gallery} gallery @param {Pick<Server, "build">} config */
  constructor(explorer, gallery, { build }) {
    this.explorer = explorer;
    this.gallery = gallery;
    this.pointed = -1;
    this.key = `dendro.looked.${build}`;
    this.looked = read(this.key);
    /** @type {string[]} */
    this.urls = [];
    this.loading = new Latest();
    document.addEventListener("pointerover", ({ target }) => this.follow(target));
    document.addEventListener("focusin", ({ target }) => this.follow(target));
    document.documentElement.addEventListener("pointerleave", () => this.follow(null));
  }

  /** The cards are in the page. @param {{outlines: Finding[]}|null} data */
  show(data) {
    this.explorer.setFindings(data?.outlines ?? []);
    for (const card of all("#found-cards [data-finding]")) this.mark(card);
    this.fill();
  }

  /** Draw the thumbnails of all cards, from one request. */
  async fill() {
    this.loading.end();
    this.urls.forEach((url) => URL.revokeObjectURL(url));
    this.urls = [];
    const places = all("#found-cards .card-pictures").flatMap(placesIn);
    if (!places.length) return;
    const rows = [...new Set(places.map(({ row }) => row))];
    try {
      const pack = await this.loading.ask((signal) => this.gallery.load(rows, SIZE, signal));
      if (!pack) return;
      const urls = new Map(Array.from(pack.rows, (row, i) => [row, this.address(pack.images[i])]));
      for (const { row, picture } of places) {
        const url = urls.get(row);
        if (url) picture.src = url;
      }
    } catch (error) {
      sayBeside(places[0].host, sentenceOf(error));
    }
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes */
  address(bytes) {
    if (!bytes.length) return "";
    const url = URL.createObjectURL(new Blob([bytes], { type: typeOf(bytes) }));
    this.urls.push(url);
    return url;
  }

  /** Remember a card as looked at, or as not. @param {HTMLElement} card */
  toggle(card) {
    const { finding = "" } = card.dataset;
    if (!this.looked.delete(finding)) this.looked.add(finding);
    write(this.key, this.looked);
    this.mark(card);
  }

  /** @param {HTMLElement} card */
  mark(card) {
    const done = this.looked.has(card.dataset.finding ?? "");
    card.classList.toggle("done", done);
    const [button] = all(".looked", card);
    if (!button) return;
    button.setAttribute("aria-pressed", String(done));
    button.title = done ? "Looked at; mark as new" : "Mark as looked at";
  }

  /** @param {EventTarget|null} target */
  follow(target) {
    const card = target instanceof Element ? target.closest("#found-cards [data-outline]") : null;
    const place = card instanceof HTMLElement ? Number(card.dataset.outline) : -1;
    if (place === this.pointed) return;
    this.pointed = place;
    this.explorer.pointAt(place);
  }
}

/** @param {HTMLElement} host */
function placesIn(host) {
  const rows = (host.dataset.rows ?? "").split(" ").filter(Boolean).map(Number);
  const places = rows.map((row) => ({ row, host, ...pictureButton("inspect", row, `Inspect image ${row}`) }));
  host.replaceChildren(...places.map(({ button }) => button));
  return places;
}

/** @param {string} key @returns {Set<string>} */
function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "[]");
    return new Set(Array.isArray(kept) ? kept.filter((k) => typeof k === "string") : []);
  } catch {
    return new Set(); // Storage is forbidden, or holds something else.
  }
}

/** @param {string} key @param {Set<string>} looked */
function write(key, looked) {
  try {
    localStorage.setItem(key, JSON.stringify([...looked].slice(-MOST_KEPT)));
  } catch {
    // Storage is forbidden or full: the marks hold until the page is closed.
  }
}
