/** Cards of findings: their thumbnails, which ones were looked at, and what the map shows while a hand rests on one. */

import { Latest } from "../latest.mjs";
import { typeOf } from "../thumbs-decode.mjs";
import { sayBeside } from "./gallery.mjs";

const SIZE = 48;
const MOST_KEPT = 5000;

export class FindingCards {
  /** @param {object} explorer @param {import("./gallery.mjs").Gallery} gallery @param {{build: string}} config */
  constructor(explorer, gallery, { build }) {
    this.explorer = explorer;
    this.gallery = gallery;
    this.key = `dendro.looked.${build}`;
    this.looked = read(this.key);
    this.urls = [];
    this.loading = new Latest();
    document.addEventListener("pointerover", ({ target }) => this.follow(target));
    document.addEventListener("focusin", ({ target }) => this.follow(target));
    document.documentElement.addEventListener("pointerleave", () => this.follow(null));
  }

  /** The cards are in the page. @param {{outlines: object[]}|null} data */
  show(data) {
    this.explorer.setFindings(data?.outlines ?? []);
    for (const card of document.querySelectorAll("#found-cards [data-finding]")) this.mark(card);
    this.fill();
  }

  /** Draw the thumbnails of all cards, from one request. */
  async fill() {
    this.loading.end();
    this.urls.forEach((url) => URL.revokeObjectURL(url));
    this.urls = [];
    const places = [...document.querySelectorAll("#found-cards .card-pictures")].flatMap((host) => placesIn(host));
    if (!places.length) return;
    const rows = [...new Set(places.map(({ row }) => row))];
    try {
      const pack = await this.loading.ask((signal) => this.gallery.load(rows, SIZE, signal));
      if (!pack) return;
      const urls = new Map(Array.from(pack.rows, (row, i) => [row, this.address(pack.images[i])]));
      for (const { row, picture } of places) if (urls.get(row)) picture.src = urls.get(row);
    } catch (error) {
      sayBeside(places[0].button.parentElement, error.message);
    }
  }

  address(bytes) {
    if (!bytes.length) return "";
    this.urls.push(URL.createObjectURL(new Blob([bytes], { type: typeOf(bytes) })));
    return this.urls.at(-1);
  }

  /** Remember a card as looked at, or as not. @param {HTMLElement} card */
  toggle(card) {
    const { finding } = card.dataset;
    if (!this.looked.delete(finding)) this.looked.add(finding);
    write(this.key, this.looked);
    this.mark(card);
  }

  mark(card) {
    const done = this.looked.has(card.dataset.finding);
    card.classList.toggle("done", done);
    const button = card.querySelector(".looked");
    button.setAttribute("aria-pressed", String(done));
    button.title = done ? "Looked at; mark as new" : "Mark as looked at";
  }

  follow(target) {
    const card = target instanceof Element ? target.closest("#found-cards [data-outline]") : null;
    const place = card ? Number(card.dataset.outline) : -1;
    if (place === this.pointed) return;
    this.pointed = place;
    this.explorer.pointAt(place);
  }
}

function placesIn(host) {
  const rows = host.dataset.rows.split(" ").filter(Boolean).map(Number);
  const places = rows.map((row) => {
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-label", `Inspect image ${row}`);
    Object.assign(button.dataset, { action: "inspect", row: String(row) });
    const picture = document.createElement("img");
    picture.alt = "";
    picture.draggable = false;
    button.append(picture);
    return { row, picture, button };
  });
  host.replaceChildren(...places.map(({ button }) => button));
  return places;
}

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "[]");
    return new Set(Array.isArray(kept) ? kept.filter((k) => typeof k === "string") : []);
  } catch {
    return new Set(); // Storage is forbidden, or holds something else.
  }
}

function write(key, looked) {
  try {
    localStorage.setItem(key, JSON.stringify([...looked].slice(-MOST_KEPT)));
  } catch {
    // Storage is forbidden or full: the marks hold until the page is closed.
  }
}
