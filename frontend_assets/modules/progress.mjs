/** How far a view has come: said to the page as `status`, to tests as `data-state`, to benchmarks as performance marks. */

/** @import { Emit } from "./types.d.ts" */

/** A request that takes no longer is not worth a word. */
const PATIENCE = 150;

/**
 * @typedef {object} Complaint
 * @property {string} error  A sentence; "" for none.
 * @property {""|"retry"|"clear-filter"|"dismiss"} remedy  What a person can do about it.
 */

/** @type {Readonly<Complaint>} */
const NONE = Object.freeze({ error: "", remedy: "" });

export class Progress {
  loading = false;
  failed = false;
  #host;
  #emit;
  #timer = 0;
  #note = "";
  /** @type {Readonly<Complaint>} */
  #complaint = NONE;
  #due = { first: false, painted: false, settled: false };

  /** @param {HTMLElement} host @param {Emit} emit */
  constructor(host, emit) {
    this.#host = host;
    this.#emit = emit;
    host.dataset.state = "loading";
  }

  /** What helps against the complaint that stands. */
  get remedy() {
    return this.#complaint.remedy;
  }

  /** A person did something that will lead to another view. */
  begin() {
    for (const name of ["click", "first-frame", "painted", "settled"]) performance.clearMarks(`dendro:${name}`);
    performance.mark("dendro:click");
  }

  /** A view was asked for. */
  load() {
    this.loading = true;
    this.#host.dataset.state = "loading";
    clearTimeout(this.#timer);
    if (this.failed) this.#complaint = NONE;
    this.#timer = setTimeout(() => this.#say(true), PATIENCE);
  }

  /** A view is there, but for what its `complaint` says. @param {string} note @param {Complaint} [complaint] */
  show(note, complaint = NONE) {
    clearTimeout(this.#timer);
    Object.assign(this, { loading: false, failed: false });
    this.#due = { first: true, painted: true, settled: true };
    this.#note = note;
    this.#host.dataset.state = "sharpening";
    this.complain(complaint);
  }

  /** Of the same view other images are drawn. */
  again() {
    this.#due.settled = true;
    this.#host.dataset.state = "sharpening";
  }

  /** @param {Complaint} complaint it stands until there is another */
  complain(complaint) {
    this.#complaint = complaint;
    this.#say(this.loading);
  }

  /** @param {string} error */
  fail(error) {
    clearTimeout(this.#timer);
    Object.assign(this, { loading: false, failed: true });
    this.#host.dataset.state = "failed";
    this.complain({ error, remedy: "retry" });
  }

  /** A frame was drawn. @param {{moving: boolean, busy: boolean, node: number, drawn: number}} drawn */
  frame({ moving, busy, node, drawn }) {
    if (this.loading || this.failed) return;
    this.#once("first", "dendro:first-frame", true);
    this.#once("painted", "dendro:painted", !busy);
    if (this.#once("settled", "dendro:settled", !busy && !moving)) {
      this.#host.dataset.state = "settled";
      this.#emit("settled", { node, drawn });
    }
  }

  destroy() {
    clearTimeout(this.#timer);
    delete this.#host.dataset.state;
  }

  /** @param {"first"|"painted"|"settled"} name @param {string} mark @param {boolean} ready */
  #once(name, mark, ready) {
    if (!ready || !this.#due[name]) return false;
    this.#due[name] = false;
    performance.mark(mark);
    return true;
  }

  /** @param {boolean} loading */
  #say(loading) {
    this.#emit("status", { loading, ...this.#complaint, note: this.#note });
  }
}
