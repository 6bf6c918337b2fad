/** The files of a static copy: each loaded once, when something of it is asked for. No DOM. */

/** @typedef {(url: string, init?: RequestInit) => Promise<Response>} Load */

/** Packs of thumbnails that are kept: a large screen of small ones takes a dozen. */
const KEPT = 48;
const GZIP = [0x1f, 0x8b];

export class Files {
  #base;
  #load;
  /** @type {Map<string, Promise<unknown>>} */
  #known = new Map();
  /** @type {Map<string, Promise<ArrayBuffer>>} the one used longest ago first */
  #packs = new Map();

  /** @param {string} base address of the folder @param {Load} [load] */
  constructor(base, load = globalThis.fetch.bind(globalThis)) {
    this.#base = base;
    this.#load = load;
  }

  /** @param {string} name @returns {Promise<ArrayBuffer>} */
  bytes(name) {
    return this.#once(name, (content) => content);
  }

  /** @param {string} name @returns {Promise<any>} */
  json(name) {
    return this.#once(name, (content) => JSON.parse(new TextDecoder().decode(content)));
  }

  /** What is too large to keep for ever. @param {string} name @returns {Promise<ArrayBuffer>} */
  pack(name) {
    const known = this.#packs.get(name) ?? this.#fetch(name);
    this.#packs.delete(name);
    this.#packs.set(name, known);
    known.catch(() => this.#packs.delete(name));
    if (this.#packs.size > KEPT) this.#packs.delete([...this.#packs.keys()][0]);
    return known;
  }

  /** @template T @param {string} name @param {(content: ArrayBuffer) => T} read @returns {Promise<T>} */
  #once(name, read) {
    const known = /** @type {Promise<T>|undefined} */ (this.#known.get(name));
    if (known) return known;
    const coming = this.#fetch(name).then(read);
    this.#known.set(name, coming);
    coming.catch(() => this.#known.delete(name)); // the next question tries again
    return coming;
  }

  /** @param {string} name */
  async #fetch(name) {
    const response = await this.#load(`${this.#base}/${name}`).catch((error) => {
      throw new Unreachable(String(error));
    });
    if (!response.ok) throw new Missing(`This copy lacks ${name}: it was not copied whole. Publish it again.`);
    const content = await response.arrayBuffer();
    const [first, second] = new Uint8Array(content, 0, Math.min(2, content.byteLength));
    // A host that has unpacked it on the way has done so already.
    return first === GZIP[0] && second === GZIP[1] ? unpacked(content) : content;
  }
}

/** The host does not answer, which passes. */
export class Unreachable extends Error {}

/** What a copy does not understand, in a sentence. */
export class Unanswerable extends Error {
  /** @param {string} message @param {[number, number]|null} [position] what of a filter is wrong, in characters */
  constructor(message, position = null) {
    super(message);
    this.position = position;
  }
}

/** Something that is not in the copy, in a sentence. */
export class Missing extends Error {}

/** @param {ArrayBuffer} content */
async function unpacked(content) {
  const stream = new Blob([content]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}
