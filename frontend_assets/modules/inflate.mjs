/**
 * Decompression of short zlib streams (RFC 1950, 1951) into a buffer of known size. No DOM.
 *
 * The browser has DecompressionStream, but only as a stream a call: for thousands of images of a few kilobytes its ceremony costs
 * many times the work. Codes of up to 10 bits, nearly all, are read by one look into a table.
 */

const FAST = 10;
const FAST_MASK = (1 << FAST) - 1;
const NO_LITERAL = 256 << 4;
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const LENGTHS = Uint16Array.of(3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258);
const LENGTH_BITS = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0);
const DISTANCES = Uint16Array.of(1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577);
const DISTANCE_BITS = Uint8Array.of(0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13);

/** A canonical Huffman code: a table for its short codes, counts and symbols by length for the rest. */
class Code {
  fast = new Uint16Array(1 << FAST);
  counts = new Uint16Array(16);
  symbols;

  constructor(most) {
    this.symbols = new Uint16Array(most);
  }

  /** @param {Uint8Array} lengths of the codes of symbols 0, 1, … */
  build(lengths) {
    const { counts, fast, symbols } = this;
    counts.fill(0);
    fast.fill(0);
    for (const length of lengths) counts[length] += 1;
    counts[0] = 0;
    const next = new Uint16Array(16);
    const first = new Uint16Array(16);
    for (let length = 1; length < 15; length++) {
      next[length + 1] = (next[length] + counts[length]) << 1;
      first[length + 1] = first[length] + counts[length];
    }
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      const length = lengths[symbol];
      if (!length) continue;
      symbols[first[length]++] = symbol;
      const code = next[length]++;
      if (length > FAST) continue;
      const entry = (symbol << 4) | length;
      for (let at = REVERSED[code] >> (FAST - length); at < 1 << FAST; at += 1 << length) fast[at] = entry;
    }
  }
}

/** The bits of each number below 2^FAST in reverse: codes stand in the stream with their first bit lowest. */
const REVERSED = Uint16Array.from({ length: 1 << FAST }, (_, code) => {
  let out = 0;
  for (let i = 0; i < FAST; i++) out |= ((code >> i) & 1) << (FAST - 1 - i);
  return out;
});

/** Keeps its tables from one stream to the next. */
export class Inflater {
  #literals = new Code(288);
  #distances = new Code(32);
  #meta = new Code(19);
  #lengths = new Uint8Array(320);
  #bytes;
  #at = 0;
  #bits = 0;
  #have = 0;
  #out;
  #end = 0;

  /**
   * @param {Uint8Array} bytes a zlib stream
   * @param {Uint8Array} out as long as what it holds
   * @throws {Error} when it is damaged or holds another number of bytes
   */
  inflate(bytes, out) {
    if (bytes.length < 6 || (bytes[0] & 15) !== 8 || bytes[1] & 32) throw new Error("Found no zlib stream.");
    [this.#bytes, this.#at, this.#bits, this.#have, this.#out, this.#end] = [bytes, 2, 0, 0, out, 0];
    for (let last = 0; !last; ) {
      last = this.#take(1);
      const kind = this.#take(2);
      if (kind === 0) this.#copyStored();
      else if (kind === 3) throw new Error("Found an unknown kind of block in a zlib stream.");
      else {
        if (kind === 1) this.#useFixed();
        else this.#readCodes();
        this.#copyBlock();
      }
    }
    if (this.#end !== out.length) throw new Error(`Found ${this.#end} bytes in a zlib stream, expected ${out.length}.`);
  }

  #take(count) {
    while (this.#have < count) this.#refill();
    const value = this.#bits & ((1 << count) - 1);
    this.#bits >>>= count;
    this.#have -= count;
    return value;
  }

  #refill() {
    // The last code may be read with bits to spare; a stream that needs whole bytes more is cut short.
    if (this.#at > this.#bytes.length + 4) throw new Error("A zlib stream is cut short.");
    this.#bits |= (this.#bytes[this.#at++] ?? 0) << this.#have;
    this.#have += 8;
  }

  #copyStored() {
    this.#at -= this.#have >> 3;
    this.#bits = this.#have = 0;
    const length = this.#bytes[this.#at] | (this.#bytes[this.#at + 1] << 8);
    const start = this.#at + 4;
    if (start + length > this.#bytes.length || this.#end + length > this.#out.length) throw new Error("A zlib stream is cut short.");
    this.#out.set(this.#bytes.subarray(start, start + length), this.#end);
    this.#at = start + length;
    this.#end += length;
  }

  #useFixed() {
    const lengths = this.#lengths;
    lengths.fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280, 288).fill(5, 288, 320);
    this.#literals.build(lengths.subarray(0, 288));
    this.#distances.build(lengths.subarray(288, 318));
  }

  #readCodes() {
    const [literals, distances, metas] = [this.#take(5) + 257, this.#take(5) + 1, this.#take(4) + 4];
    const lengths = this.#lengths.fill(0);
    for (let i = 0; i < metas; i++) lengths[ORDER[i]] = this.#take(3);
    this.#meta.build(lengths.subarray(0, 19));
    lengths.fill(0);
    const total = literals + distances;
    for (let i = 0; i < total; ) {
      const symbol = this.#symbol(this.#meta);
      if (symbol < 16) lengths[i++] = symbol;
      else {
        const value = symbol === 16 ? lengths[i - 1] : 0;
        const again = symbol === 16 ? 3 + this.#take(2) : symbol === 17 ? 3 + this.#take(3) : 11 + this.#take(7);
        lengths.fill(value, i, Math.min(total, i + again));
        i += again;
      }
    }
    this.#literals.build(lengths.subarray(0, literals));
    this.#distances.build(lengths.subarray(literals, total));
  }

  #symbol(code) {
    while (this.#have < 15) this.#refill();
    const entry = code.fast[this.#bits & FAST_MASK];
    if (!entry) return this.#slowSymbol(code);
    this.#bits >>>= entry & 15;
    this.#have -= entry & 15;
    return entry >> 4;
  }

  #slowSymbol({ counts, symbols }) {
    let [code, first, index] = [0, 0, 0];
    for (let length = 1; length < 16; length++) {
      code |= this.#take(1);
      if (code - counts[length] < first) return symbols[index + code - first];
      index += counts[length];
      first = (first + counts[length]) << 1;
      code <<= 1;
    }
    throw new Error("Found an unknown code in a zlib stream.");
  }

  /** The loop where all the time goes: bits and literals are handled on the spot. */
  #copyBlock() {
    const out = this.#out;
    const bytes = this.#bytes;
    const fast = this.#literals.fast;
    for (;;) {
      let [at, bits, have, end] = [this.#at, this.#bits, this.#have, this.#end];
      let entry = 0;
      for (;;) {
        if (have < FAST) {
          if (at + 1 >= bytes.length) break;
          bits |= (bytes[at] | (bytes[at + 1] << 8)) << have;
          at += 2;
          have += 16;
        }
        entry = fast[bits & FAST_MASK];
        if (entry === 0 || entry >= NO_LITERAL) break;
        bits >>>= entry & 15;
        have -= entry & 15;
        out[end++] = entry >> 4;
      }
      [this.#at, this.#bits, this.#have, this.#end] = [at, bits, have, end];
      const symbol = this.#symbol(this.#literals);
      if (symbol === 256) return;
      if (symbol > 256) this.#repeat(symbol - 257);
      else out[this.#end++] = symbol;
      if (this.#end > out.length) throw new Error(`Found more than ${out.length} bytes in a zlib stream.`);
    }
  }

  #repeat(symbol) {
    const out = this.#out;
    const length = LENGTHS[symbol] + this.#take(LENGTH_BITS[symbol]);
    const code = this.#symbol(this.#distances);
    const distance = DISTANCES[code] + this.#take(DISTANCE_BITS[code]);
    let end = this.#end;
    if (!(distance <= end && end + length <= out.length)) throw new Error("A zlib stream refers beyond its data.");
    for (const stop = end + length; end < stop; end++) out[end] = out[end - distance];
    this.#end = end;
  }
}
