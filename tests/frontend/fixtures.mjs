/** Pictures and packs that the tests share. */

import { makePicture } from "../../frontend_assets/modules/picture.mjs";

/** A cell whose rows are lo … hi - 1, or every `step`-th of them, `columns` in a line. */
export function cell({ node, lo, hi, x, y, w, h, band = 16, size = 10, gap = 0, columns = 2, step = 1, leaf = false, wrong }) {
  const rows = [];
  for (let row = lo; row < hi; row += step) rows.push(row);
  const colors = rows.map((row) => row.toString(16).padStart(6, "0")).join("");
  const thumbs = { x, y, w, h, size, gap, columns, lines: Math.ceil(rows.length / columns), rows, colors, wrong: wrong ?? "" };
  return { node, lo, hi, count: hi - lo, matching: hi - lo, x, y, w, h, band, title: `cluster ${node}`, leaf, accuracy: null, interval: null, thumbs };
}

/** Eight images: a wide cell above two narrow ones, in a canvas of 200 × 100. */
export function answer() {
  return {
    node: 14, lo: 0, hi: 8, count: 8, matching: 8, note: "", build: "b",
    breadcrumb: [{ node: 14, title: "All", count: 8 }],
    frames: [],
    cells: [
      cell({ node: 12, lo: 0, hi: 4, x: 0, y: 0, w: 200, h: 48, columns: 4 }),
      cell({ node: 11, lo: 4, hi: 6, x: 0, y: 50, w: 98, h: 50, gap: 1 }),
      cell({ node: 13, lo: 6, hi: 8, x: 100, y: 50, w: 100, h: 50, wrong: "1-" }),
    ],
  };
}

/** The same as the canvas keeps it. */
export function picture(patch = {}) {
  return makePicture({ ...answer(), ...patch }, 200, 100);
}

/** A pack as the server sends it. */
export function pack(entries, { magic = "DTHM", version = 1, count = entries.length } = {}) {
  const bodies = entries.map(([, bytes]) => bytes);
  const out = new Uint8Array(12 + 8 * entries.length + bodies.reduce((sum, b) => sum + b.length, 0));
  const view = new DataView(out.buffer);
  [...magic].forEach((letter, i) => view.setUint8(i, letter.charCodeAt(0)));
  view.setUint32(4, version, true);
  view.setUint32(8, count, true);
  let at = 12 + 8 * entries.length;
  entries.forEach(([row, bytes], i) => {
    view.setUint32(12 + 8 * i, row, true);
    view.setUint32(16 + 8 * i, bytes.length, true);
    out.set(bytes, at);
    at += bytes.length;
  });
  return out.buffer;
}
