/**
 * What Dash is told of its components. It looks at all of them for each property that is set, so only what changed is
 * told, and all of a frame at once.
 */

/** @import { SetProps } from "../types.d.ts" */

/** Before the next frame; a hidden page has none. @param {() => void} task */
function soon(task) {
  if (globalThis.document?.hidden) task();
  else requestAnimationFrame(task);
}

export class DashProps {
  #tell;
  #later;
  /** @type {Map<string, Map<string, unknown>>} what Dash holds, by component and property */
  #told = new Map();
  /** @type {Map<string, Record<string, unknown>>} */
  #due = new Map();

  /** @param {SetProps} tell @param {(task: () => void) => void} [later] */
  constructor(tell, later = soon) {
    this.#tell = tell;
    this.#later = later;
  }

  /** A component is to have these properties. @type {SetProps} */
  set = (id, props) => {
    if (!this.#due.size) this.#later(() => this.flush());
    this.#due.set(id, { ...this.#due.get(id), ...props });
  };

  /** A person has given a component these properties. @type {SetProps} */
  heard = (id, props) => {
    for (const [name, value] of Object.entries(props)) this.#of(id).set(name, value);
  };

  /** Tell what is due now. */
  flush() {
    const due = [...this.#due];
    this.#due.clear();
    for (const [id, props] of due) {
      const told = this.#of(id);
      const other = Object.entries(props).filter(([name, value]) => !told.has(name) || !Object.is(told.get(name), value));
      if (!other.length) continue;
      this.heard(id, Object.fromEntries(other));
      this.#tell(id, Object.fromEntries(other));
    }
  }

  /** @param {string} id */
  #of(id) {
    const told = this.#told.get(id) ?? new Map();
    this.#told.set(id, told);
    return told;
  }
}
