/** How far a view has come: said to the page as `status`, to tests as `data-state`, to benchmarks as performance marks. */

/** A request that takes no longer is not worth a word. */
const PATIENCE = 150;

export class Progress {
  loading = false;
  failed = false;
  #host;
  #emit;
  #timer = 0;
  #note = "";
  #due = { first: false, painted: false, settled: false };

  /** @param {HTMLElement} host @param {(name: string, detail: object) => void} emit */
  constructor(host, emit) {
    this.#host = host;
    this.#emit = emit;
    host.dataset.state = "loading";
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
    this.#timer = setTimeout(() => this.#say({ loading: true, error: "" }), PATIENCE);
  }

  /** A view is there. */
  show(note) {
    clearTimeout(this.#timer);
    Object.assign(this, { loading: false, failed: false });
    this.#due = { first: true, painted: true, settled: true };
    this.#note = note;
    this.#host.dataset.state = "sharpening";
    this.#say({ loading: false, error: "" });
  }

  fail(message) {
    clearTimeout(this.#timer);
    Object.assign(this, { loading: false, failed: true });
    this.#host.dataset.state = "failed";
    this.#say({ loading: false, error: message });
  }

  /** A frame was drawn. */
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

  #once(name, mark, ready) {
    if (!ready || !this.#due[name]) return false;
    this.#due[name] = false;
    performance.mark(mark);
    return true;
  }

  #say(status) {
    this.#emit("status", { ...status, note: this.#note });
  }
}
