/** Where on the map one is, and goes. */

import { fitted, levelOf, panned, reachOf, same, tilesIn, within, zoomed } from "./camera.mjs";
import { FAR, Flight, NEAR } from "./flight.mjs";
import { cameraAt, readPlace, writePlace } from "./place.mjs";

/** @import { Size } from "../types.d.ts" */
/** @import { Camera, Point } from "./camera.mjs" */
/** @import { Described } from "./source.mjs" */

export class Sight {
  /** @type {Size} */
  size = { width: 0, height: 0 };
  #flight = new Flight({ x: 0.5, y: 0.5, scale: 1 });
  #reach = { least: 1, most: 1 };
  #whole = [0, 0, 1, 1];
  /** @type {Described|null} */
  #map = null;
  /** Where one is as the address says it, "" for what the map fills by itself. */
  #told = "";
  /** Whether a hand went elsewhere since. */
  hasGone = false;

  /** Whether there is anything to see. */
  get isReady() {
    return this.#map !== null && this.size.width > 0;
  }

  /** Where one will be. @returns {Camera} */
  get target() {
    return this.#flight.target;
  }

  get middle() {
    return { x: this.size.width / 2, y: this.size.height / 2 };
  }

  /** Where one is. @param {number} now @returns {Camera} */
  at(now) {
    return this.#flight.at(now);
  }

  /** @param {number} now */
  isMoving(now) {
    return this.#flight.isMoving(now);
  }

  /** @param {Size} size */
  resize(size) {
    this.size = size;
    this.#measure();
  }

  /** What the map is, once the server has said; `whole` is the frame of all images. @param {Described} map @param {number[]} [whole] */
  learn(map, whole = this.#whole) {
    this.#map = map;
    this.#whole = whole;
    this.#measure();
  }

  /** @param {number} dx CSS pixels that the hand moves the map @param {number} dy @param {boolean} smooth */
  pan(dx, dy, smooth) {
    this.#go(panned(this.target, dx, dy), smooth ? NEAR : 0);
  }

  /** @param {number} factor @param {Point} at on the screen @param {boolean} smooth */
  zoom(factor, at, smooth) {
    this.#go(zoomed(this.target, this.size, factor, at, this.#reach), smooth ? NEAR : 0);
  }

  /** See the whole map. */
  fit() {
    this.#go(fitted(this.#whole, this.size, this.#reach), FAR);
  }

  /** Where a hand went, for the address. */
  tell() {
    const { frame } = /** @type {Described} */ (this.#map);
    this.#told = same(this.target, fitted(frame, this.size, this.#reach)) ? "" : writePlace(this.target, this.size);
    this.hasGone = false;
    return this.#told;
  }

  /** The address says another place than it was told: go there. @param {string} place */
  follow(place) {
    if (!this.hasGone && place !== this.#told) this.goTo(place, true);
  }

  /** @param {string} place as the address says it @param {boolean} smooth */
  goTo(place, smooth) {
    const found = readPlace(place);
    const { frame } = /** @type {Described} */ (this.#map);
    this.#go(found ? within(cameraAt(found, this.size), this.#reach) : fitted(frame, this.size, this.#reach), smooth ? FAR : 0);
    this.#told = place;
    this.hasGone = false;
  }

  /** Level of the pictures, `side` CSS pixels wide or up to twice as wide. @param {number} side */
  level(side) {
    return levelOf(this.target.scale, side, this.#map?.depth ?? 0);
  }

  /** Level of the names. */
  get namesLevel() {
    const { deepest_names: deepest, names_width: width } = /** @type {Described} */ (this.#map);
    return Math.max(0, Math.min(deepest, Math.floor(Math.log2(this.target.scale / width) + 1e-9)));
  }

  /** Tiles of a level in view. @param {number} z @param {number} now */
  tiles(z, now) {
    return tilesIn(this.at(now), this.size, z);
  }

  /** @param {Camera} camera @param {number} lasts milliseconds */
  #go(camera, lasts) {
    this.hasGone = true;
    this.#flight.go(camera, lasts, performance.now());
  }

  #measure() {
    if (this.isReady) this.#reach = reachOf(this.#whole, this.size, this.#map?.depth ?? 0);
  }
}
