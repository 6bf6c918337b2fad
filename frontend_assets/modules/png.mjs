/**
 * Small plain PNGs into pixels: 8 bits a channel, grey, RGB or palette, not interlaced, opaque. No DOM. Anything else is
 * the browser's to decode.
 *
 * @typedef {object} PngHead
 * @property {number} width
 * @property {number} height
 * @property {number} kind       0 grey, 2 RGB, 3 palette.
 * @property {Uint8Array} palette
 * @property {Uint8Array[]} data Parts of the zlib stream.
 */

/** The first eight bytes, as two words. */
const SIGNATURE = [0x89504e47, 0x0d0a1a0a];
const CHANNELS = { 0: 1, 2: 3, 3: 1 };
const MOST_PIXELS = 64 * 64;

/** @param {Uint8Array} bytes @returns {PngHead|null} null for what is not such a PNG */
export function readPng(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8 || view.getUint32(0) !== SIGNATURE[0] || view.getUint32(4) !== SIGNATURE[1]) return null;
  let head = null;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const body = at + 8;
    if (body + length > bytes.length) return null;
    switch (view.getUint32(at + 4)) {
      case 0x49484452: // IHDR
        head = readHeader(view, body);
        if (!head) return null;
        break;
      case 0x504c5445: // PLTE
        head.palette = bytes.subarray(body, body + length);
        break;
      case 0x74524e53: // tRNS: see-through, and the background is not ours to choose
        return null;
      case 0x49444154: // IDAT
        head.data.push(bytes.subarray(body, body + length));
        break;
      case 0x49454e44: // IEND
        return head?.data.length ? head : null;
      default:
    }
    at = body + length + 4;
    if (!head) return null;
  }
  return null;
}

/** @returns {PngHead|null} */
function readHeader(view, at) {
  const [width, height] = [view.getUint32(at), view.getUint32(at + 4)];
  const [depth, kind, interlaced] = [view.getUint8(at + 8), view.getUint8(at + 9), view.getUint8(at + 12)];
  if (depth !== 8 || !(kind in CHANNELS) || interlaced || width * height > MOST_PIXELS || !width || !height) return null;
  return { width, height, kind, palette: new Uint8Array(0), data: [] };
}

/**
 * @param {PngHead} head
 * @param {import("./inflate.mjs").Inflater} inflater
 * @param {Uint8ClampedArray} out RGBA; width × height × 4 bytes from `offset` on, a multiple of 4, are written
 */
export function decodePng(head, inflater, out, offset = 0) {
  const { width, height, kind, palette } = head;
  const channels = CHANNELS[kind];
  const raw = new Uint8Array(height * (width * channels + 1));
  inflater.inflate(head.data.length === 1 ? head.data[0] : joined(head.data), raw);
  unfilter(raw, width * channels, height, channels);
  // A pixel is written as one little-endian word.
  const words = new Uint32Array(out.buffer, out.byteOffset + offset, width * height);
  const colour = (r, g, b) => 0xff000000 | (b << 16) | (g << 8) | r;
  for (let y = 0, to = 0, from = 0; y < height; y++) {
    from += 1;
    const end = to + width;
    if (kind === 2) for (; to < end; to++, from += 3) words[to] = colour(raw[from], raw[from + 1], raw[from + 2]);
    else if (kind === 0) for (; to < end; to++, from++) words[to] = colour(raw[from], raw[from], raw[from]);
    else for (; to < end; to++, from++) words[to] = colour(palette[3 * raw[from]], palette[3 * raw[from] + 1], palette[3 * raw[from] + 2]);
  }
}

function joined(parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Undo the filters of PNG (ISO/IEC 15948, 9.2) in place; each row begins with the filter's number. */
function unfilter(raw, stride, height, step) {
  const zeros = new Uint8Array(stride);
  let above = zeros;
  for (let y = 0; y < height; y++) {
    const start = y * (stride + 1) + 1;
    const row = raw.subarray(start, start + stride);
    const undo = FILTERS[raw[start - 1]];
    if (!undo) throw new Error(`Found PNG filter ${raw[start - 1]}, expected 0 to 4.`);
    undo(row, above, step);
    above = row;
  }
}

/** By number: what each adds back from the pixel to the left, the row above, or both. */
const FILTERS = [
  () => {},
  (row, above, step) => {
    for (let i = step; i < row.length; i++) row[i] += row[i - step];
  },
  (row, above) => {
    for (let i = 0; i < row.length; i++) row[i] += above[i];
  },
  (row, above, step) => {
    for (let i = 0; i < step; i++) row[i] += above[i] >> 1;
    for (let i = step; i < row.length; i++) row[i] += (row[i - step] + above[i]) >> 1;
  },
  (row, above, step) => {
    for (let i = 0; i < step; i++) row[i] += above[i];
    for (let i = step; i < row.length; i++) row[i] += paeth(row[i - step], above[i], above[i - step]);
  },
];

function paeth(a, b, c) {
  const pa = Math.abs(b - c);
  const pb = Math.abs(a - c);
  const pc = Math.abs(a + b - 2 * c);
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
}
