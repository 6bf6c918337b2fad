/**
 * Many small JPEGs of one size as a single tall one, without decoding any. No DOM.
 *
 * A browser spends nearly all its time on small images in getting ready: 2,000 of them one by one take over a
 * second, in strips a few dozen milliseconds. JPEG allows the joining: at a restart marker the decoder aligns to a byte and
 * forgets its predictions (ITU-T T.81, E.1.4 and F.2.1.3.1), so images that agree in size and tables can follow each other as restart
 * intervals of one scan, each beginning on a new row of blocks.
 *
 * @typedef {object} Head
 * @property {string} key     Equal for images that may be joined.
 * @property {number} sof     Offset of the frame header, marker included.
 * @property {number} sos     Offset of the scan header, marker included.
 * @property {number} data    Offset of the compressed data.
 * @property {number} width
 * @property {number} height
 * @property {number} padded  Height in whole rows of blocks: the distance between images in a strip.
 * @property {number} blocks  Blocks (MCUs) of one image.
 * @property {number} bleed   Rows at the upper and lower edge whose colour the neighbour in the strip may tint: decoders smooth halved
 *                            colour over the border.
 */

const SOF0 = 0xc0, SOF1 = 0xc1, DHT = 0xc4, DAC = 0xcc, RST0 = 0xd0, EOI = 0xd9, SOS = 0xda, DRI = 0xdd, APP1 = 0xe1;

/** Tall enough to win, small enough for every graphics memory. */
const MAX_HEIGHT = 8192;

/** @param {Uint8Array} bytes @returns {Head|null} null for what cannot be joined: not JPEG, progressive, cut short */
export function readHead(bytes) {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  if (bytes[bytes.length - 2] !== 0xff || bytes[bytes.length - 1] !== EOI) return null;
  let sof = 0;
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1];
    const next = at + 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
    if (marker === SOS) return sof && next < bytes.length ? describe(bytes, sof, at, next) : null;
    if (marker === SOF0 || marker === SOF1) sof = at;
    // EXIF may turn an image, and would turn the strip.
    else if (marker === APP1 || marker === DRI || (marker >= SOF0 && marker <= 0xcf && marker !== DHT) || marker === DAC) return null;
    at = next;
  }
  return null;
}

/** @param {Uint8Array} bytes @param {number} sof @param {number} sos @param {number} data @returns {Head|null} */
function describe(bytes, sof, sos, data) {
  const height = (bytes[sof + 5] << 8) | bytes[sof + 6];
  const width = (bytes[sof + 7] << 8) | bytes[sof + 8];
  const parts = bytes[sof + 9];
  // A scan of one component has blocks of 8 × 8 whatever its sampling says; several interleave by the largest.
  let [h, v] = [1, 1];
  for (let i = 0; parts > 1 && i < parts; i++) {
    h = Math.max(h, bytes[sof + 11 + 3 * i] >> 4);
    v = Math.max(v, bytes[sof + 11 + 3 * i] & 15);
  }
  const padded = Math.ceil(height / (8 * v)) * 8 * v;
  const blocks = Math.ceil(width / (8 * h)) * (padded / (8 * v));
  if (!width || !height || padded > MAX_HEIGHT || blocks > 0xffff || bytes[sos + 4] !== parts) return null;
  return { key: String.fromCharCode(...bytes.subarray(2, data)), sof, sos, data, width, height, padded, blocks, bleed: v > 1 ? 1 : 0 };
}

/** How many images with this head go into one strip. @param {Head} head */
export function stripLength(head) {
  return Math.floor(MAX_HEIGHT / head.padded);
}

/**
 * @param {Uint8Array[]} images that share a key, at most `stripLength(head)`
 * @param {Head} head of any of them
 * @returns {Uint8Array<ArrayBuffer>} one JPEG in which image i begins at row i × head.padded
 */
export function joinStrip(images, head) {
  const { sof, sos, data, padded, blocks } = head;
  const size = images.reduce((sum, image) => sum + image.length - data, data + 6);
  const out = new Uint8Array(size);
  out.set(images[0].subarray(0, sos));
  const height = padded * images.length;
  out.set([height >> 8, height & 255], sof + 5);
  out.set([0xff, DRI, 0, 4, blocks >> 8, blocks & 255], sos);
  out.set(images[0].subarray(sos, data), sos + 6);
  let at = data + 6;
  images.forEach((image, i) => {
    out.set(image.subarray(data, image.length - 2), at);
    at += image.length - data;
    out.set([0xff, i === images.length - 1 ? EOI : RST0 + (i & 7)], at - 2);
  });
  return out;
}
