/**
 * The pack of thumbnails that /api/thumbs sends, little-endian: magic "DTHM", u32 version, u32 count,
 * count × (u32 row, u32 length), then the encoded images in that order. No DOM.
 */

const MAGIC = "DTHM";
const VERSION = 1;
const HEAD = 12;

/**
 * @param {ArrayBuffer} buffer
 * @returns {{rows: Uint32Array, images: Uint8Array<ArrayBuffer>[]}} views into `buffer`; an image may be empty
 * @throws {Error} what was found and what was expected
 */
export function decodePack(buffer) {
  if (buffer.byteLength < HEAD) throw refusal(`found ${buffer.byteLength} bytes, expected at least ${HEAD}`);
  const view = new DataView(buffer);
  const magic = String.fromCharCode(...new Uint8Array(buffer, 0, 4));
  if (magic !== MAGIC) throw refusal(`found the magic ${JSON.stringify(magic)}, expected "${MAGIC}"`);
  const version = view.getUint32(4, true);
  if (version !== VERSION) throw refusal(`found version ${version}, expected ${VERSION}; reload the page`);
  return split(buffer, view, view.getUint32(8, true));
}

/** @param {ArrayBuffer} buffer @param {DataView} view @param {number} count */
function split(buffer, view, count) {
  let at = HEAD + 8 * count;
  if (at > buffer.byteLength) throw refusal(`found ${buffer.byteLength} bytes, expected ${at} for the table of ${count} images`);
  const rows = new Uint32Array(count);
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const images = [];
  for (let i = 0; i < count; i++) {
    rows[i] = view.getUint32(HEAD + 8 * i, true);
    const length = view.getUint32(HEAD + 8 * i + 4, true);
    if (at + length > buffer.byteLength) throw refusal(`found ${buffer.byteLength} bytes, expected ${at + length} up to image ${i + 1} of ${count}`);
    images.push(new Uint8Array(buffer, at, length));
    at += length;
  }
  if (at !== buffer.byteLength) throw refusal(`found ${buffer.byteLength} bytes, expected ${at}`);
  return { rows, images };
}

/** The body of a request: u32 rows, little-endian on every machine. @param {number[]} rows */
export function encodeRows(rows) {
  const view = new DataView(new ArrayBuffer(4 * rows.length));
  rows.forEach((row, i) => view.setUint32(4 * i, row, true));
  return view.buffer;
}

/** Rows as the server sends them, likewise. @param {ArrayBuffer} buffer @returns {number[]} */
export function decodeRows(buffer) {
  const view = new DataView(buffer);
  return Array.from({ length: buffer.byteLength >> 2 }, (_, i) => view.getUint32(4 * i, true));
}

/** Edges that thumbnails are kept at, in device pixels: close enough that none is drawn at under three quarters of its size. */
const STEPS = [12, 16, 20, 24, 28, 32, 40, 48, 64, 80, 96, 128, 160];

/** The same of the longer side of whole pictures, which are up to twice as long as they are wide. Few, since there are few pictures. */
const WHOLE_STEPS = [48, 64, 96, 128, 192, 256, 320];

/**
 * The edge to keep a thumbnail at that is drawn at `pixels`: the next step up, since larger ones are not stored.
 *
 * @param {number} pixels
 * @param {boolean} [whole] whether it is not cut to a square
 * @returns {number}
 */
export function tileFor(pixels, whole = false) {
  const steps = whole ? WHOLE_STEPS : STEPS;
  return steps.find((step) => step >= pixels) ?? steps[steps.length - 1];
}

/**
 * Cut a list of rows into requests: a short one first, so that something sharpens at once.
 *
 * @param {number[]} rows
 * @param {number} [first]
 * @param {number} [rest]
 */
export function chunks(rows, first = 192, rest = 448) {
  /** @type {number[][]} */
  const out = [];
  for (let at = 0; at < rows.length; ) {
    const size = out.length ? rest : first;
    out.push(rows.slice(at, at + size));
    at += size;
  }
  return out;
}

/** @param {string} what */
function refusal(what) {
  return new Error(`The thumbnails cannot be read: ${what}.`);
}
