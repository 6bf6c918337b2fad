/** Pictures on a canvas for tests that look at its pixels: the page's own scene, and a clock that the test turns. */

import { makePicture } from "../../frontend_assets/modules/picture.mjs";
import { Scene } from "../../frontend_assets/modules/scene.mjs";
import { cell } from "../frontend/fixtures.mjs";

/** No two things have one colour. */
const THEME = {
  ground: "#000000", surface: "#303030", raised: "#505050", line: "#707070", text: "#ffffff", muted: "#909090", accent: "#00ffff",
  right: "#0000c0", wrong: "#ff8000", finding: "#ffff00", findingEdge: "#404000", family: "sans-serif",
};

/** What tints the cells: those of the outer picture are red, those of the inner one blue. */
const LEGEND = { steps: [{ color: "#ff0000", strength: 1 }, { color: "#0000ff", strength: 1 }] };

const GREEN = "00c000";
const BLUE = "0000ff";

/** A cell of 98 × 100 whose images lie two pixels apart. */
function box(patch, step, colors = "") {
  const made = { ...cell({ y: 0, w: 98, h: 100, band: 0, gap: 2, ...patch }), tint: { step } };
  made.thumbs.colors = colors || GREEN.repeat(made.thumbs.rows.length);
  return made;
}

/** Two cells side by side; the left one draws images 0 and 3 of its four, the right one is wrong about image 4. */
function outer() {
  const cells = [box({ node: 12, lo: 0, hi: 4, x: 0, step: 3 }, 0), box({ node: 13, lo: 4, hi: 8, x: 102, wrong: "1000" }, 0)];
  return { node: 14, lo: 0, hi: 8, count: 8, note: "", frames: [], cells };
}

/** The left cell of the outer picture as a whole, in two cells: images 1 and 2, which are new, are blue. */
function inner() {
  const cells = [box({ node: 9, lo: 0, hi: 2, x: 0 }, 1, GREEN + BLUE), box({ node: 10, lo: 2, hi: 4, x: 102 }, 1, BLUE + GREEN)];
  return { node: 12, lo: 0, hi: 4, count: 4, note: "", frames: [], cells };
}

/** The left cell of the outer picture as a wall of one row: two wide images, then two clusters of one each. */
function wall() {
  const cell = (node, lo, hi, tiles, step) => {
    const made = box({ node, lo, hi, x: tiles[0][0], step: 1 }, step);
    return { ...made, thumbs: { ...made.thumbs, tiles } };
  };
  const cells = [cell(9, 0, 2, [[0, 0, 60, 100], [61, 0, 60, 100]], 0), cell(2, 2, 3, [[122, 0, 38, 100]], 1), cell(3, 3, 4, [[161, 0, 39, 100]], 1)];
  return { node: 12, lo: 0, hi: 4, count: 4, note: "", frames: [], cells };
}

/** Four images in two rows; the cluster of the second and third goes from the end of one to the beginning of the other. */
function rows() {
  const tiles = [[0, 0, 99, 49], [100, 0, 100, 49], [0, 50, 99, 50], [100, 50, 100, 50]];
  const cell = (node, lo, hi, place) => {
    const made = box({ node, lo, hi, ...place });
    return { ...made, thumbs: { ...made.thumbs, tiles: tiles.slice(lo, hi) } };
  };
  const cells = [cell(1, 0, 1, { x: 0, w: 99, h: 49 }), cell(9, 1, 3, { x: 0, w: 200 }), cell(4, 3, 4, { x: 100, w: 100, y: 50, h: 50 })];
  return { node: 12, lo: 0, hi: 4, count: 4, note: "", frames: [], cells };
}

/** That cluster, as a wall of one row. */
function row() {
  const made = box({ node: 9, lo: 1, hi: 3, x: 0, w: 200 });
  const cells = [{ ...made, thumbs: { ...made.thumbs, tiles: [[0, 0, 99, 100], [100, 0, 100, 100]] } }];
  return { node: 9, lo: 1, hi: 3, count: 2, note: "", frames: [], cells };
}

/** Elsewhere in the tree: all blue. */
function beside() {
  return { node: 20, lo: 8, hi: 12, count: 4, note: "", frames: [], cells: [box({ node: 20, lo: 8, hi: 12, x: 0, w: 200 }, 0, BLUE.repeat(4))] };
}

/** The same with titles on the pictures. */
const titled = (picture) => () => {
  const answer = picture();
  return { ...answer, cells: answer.cells.map((cell) => ({ ...cell, band: 16 })) };
};

const PICTURES = { outer, inner, wall, rows, row, beside, titledOuter: titled(outer), titledInner: titled(inner) };

/** A thumbnail of four colours, red, green, blue and white from the top left, in the middle of a grey page. */
function quartered(edge) {
  const bitmap = new OffscreenCanvas(3 * edge, 3 * edge);
  const context = bitmap.getContext("2d");
  const half = edge / 2;
  context.fillStyle = "#808080";
  context.fillRect(0, 0, bitmap.width, bitmap.height);
  ["#ff0000", "#00ff00", "#0000ff", "#ffffff"].forEach((color, i) => {
    context.fillStyle = color;
    context.fillRect(edge + (i % 2) * half, edge + Math.floor(i / 2) * half, half, half);
  });
  return { bitmap, sx: edge, sy: edge, edge, w: edge, h: edge };
}

/** A scene of 200 × 100, and hands to move it. */
export class Easel {
  #canvas = document.createElement("canvas");
  #tiles = new Map();
  #style;
  #scene;
  #frame = null;

  constructor({ tinted = false, selection = [], ...look } = {}) {
    globalThis.requestAnimationFrame = (callback) => {
      this.#frame = callback;
      return 1;
    };
    this.#style = { ratio: 1, theme: THEME, legend: tinted ? LEGEND : null, show: "all", marked: () => null, kind: "", selection: new Set(selection), ...look };
    this.#scene = new Scene(this.#canvas, { get: (row) => this.#tiles.get(row), square: () => null, has: () => false }, this.#style, () => {});
  }

  show(name, animate = false) {
    this.#scene.show(makePicture(PICTURES[name](), 200, 100), this.#style, animate);
  }

  /** What lies over the picture: the inspected image, the cell with the keyboard's focus. */
  lay(patch) {
    this.#scene.lay(patch);
  }

  /** The thumbnail of a row has come. */
  receive(row, edge, high = edge) {
    this.#tiles.set(row, { ...quartered(edge), h: high });
    this.#scene.receive([row]);
  }

  /** Draw the frame of this moment, in ms. */
  tick(now) {
    const callback = this.#frame;
    this.#frame = null;
    callback?.(now);
  }

  /** Whether there is more to draw. */
  get restless() {
    return this.#frame !== null;
  }

  /** Colours at places of the canvas in device pixels. @returns {number[][]} [r, g, b] each */
  colors(places) {
    const context = this.#canvas.getContext("2d");
    return places.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data].slice(0, 3));
  }
}
