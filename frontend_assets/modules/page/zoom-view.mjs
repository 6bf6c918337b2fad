/** A picture in its room, zoomed and panned by wheel, drag, pinch and by calls. */

import { boundsOf, fitOf, panned, WHOLE, zoomed } from "../zoom-pan.mjs";
import { element } from "./elements.mjs";
import { listenToHands } from "./zoom-hands.mjs";

/** @import { Placement } from "../zoom-pan.mjs" */
/** @import { Point } from "./zoom-hands.mjs" */

/** CSS pixels of a picture's pixel from which on pixels are shown as they are: blurring would hide what the model saw. */
const PLAIN = 3;
/** A double click goes at least so much closer. */
const CLOSER = 2;
const MIDDLE = { x: 0, y: 0 };

export class ZoomView {
  /** @param {(pixel: number) => void} told CSS pixels of a picture's pixel, after every change @param {HTMLElement} over what lies on the picture, wherever that is */
  constructor(told, over) {
    this.told = told;
    this.over = over;
    this.at = WHOLE;
    this.picture = emptyPicture();
    this.room = element("div", { className: "full-room", tabIndex: -1 }, this.picture, over);
    listenToHands(this.room, {
      zoom: (factor, at) => this.zoom(factor, at),
      pan: (dx, dy) => this.pan(dx, dy),
      twice: (at) => this.toggle(at),
    });
    new ResizeObserver(() => this.zoom(1)).observe(this.room);
  }

  get isWhole() {
    return this.at.scale === 1;
  }

  get size() {
    const { naturalWidth, naturalHeight } = this.picture;
    return { width: naturalWidth || 1, height: naturalHeight || 1 };
  }

  get bounds() {
    const { clientWidth: width, clientHeight: height } = this.room;
    return boundsOf(this.size, { width, height });
  }

  /** @param {HTMLImageElement} picture loaded @param {boolean} anew whether it is another image, which is shown as a whole first */
  put(picture, anew) {
    this.release();
    Object.assign(picture, { className: "full-picture", draggable: false });
    this.picture.replaceWith(picture);
    this.picture = picture;
    this.go(anew ? WHOLE : this.at);
  }

  clear() {
    this.put(emptyPicture(), true);
  }

  /** The whole picture. */
  reset() {
    this.go(WHOLE, true);
  }

  /** @param {number} factor @param {Point} [at] what stays in its place @param {boolean} [eased] */
  zoom(factor, at = MIDDLE, eased = false) {
    this.go(zoomed(this.at, factor, at, this.bounds), eased);
  }

  /** @param {number} dx @param {number} dy @param {boolean} [eased] */
  pan(dx, dy, eased = false) {
    this.go(panned(this.at, dx, dy, this.bounds), eased);
  }

  /** From the whole picture to its own pixels, or closer, and back. @param {Point} at */
  toggle(at) {
    if (this.isWhole) this.zoom(Math.max(CLOSER, 1 / fitOf(this.size, this.bounds.room)), at, true);
    else this.reset();
  }

  /** @param {Placement} at @param {boolean} [eased] whether the way there is seen: after a key or a button */
  go(at, eased = false) {
    this.at = at;
    const { fitted, room } = this.bounds;
    const pixel = fitOf(this.size, room) * at.scale;
    this.picture.classList.toggle("eased", eased);
    this.picture.classList.toggle("plain", pixel >= PLAIN);
    Object.assign(this.picture.style, {
      width: `${fitted.width}px`,
      height: `${fitted.height}px`,
      transform: `translate(-50%, -50%) translate(${at.x}px, ${at.y}px) scale(${at.scale})`,
    });
    this.over.classList.toggle("eased", eased);
    Object.assign(this.over.style, {
      width: `${fitted.width * at.scale}px`,
      height: `${fitted.height * at.scale}px`,
      transform: `translate(-50%, -50%) translate(${at.x}px, ${at.y}px)`,
    });
    this.told(pixel);
  }

  release() {
    if (this.picture.src.startsWith("blob:")) URL.revokeObjectURL(this.picture.src);
  }
}

function emptyPicture() {
  return element("img", { className: "full-picture", alt: "", draggable: false });
}
