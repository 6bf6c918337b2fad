/** Undo and redo of everything: steps of the view are kept on the page, decisions on the server, and both are turned back in the order in which they were done. */

import { Steps, wordsOf } from "../steps.mjs";
import { turnOf } from "../keys.mjs";

/** @import { ViewState } from "../types.d.ts" */
/** @import { Explorer } from "../explorer.mjs" */

export class Undoing {
  #explorer;
  #decisions;
  #deciding;
  #steps = new Steps();
  /** @type {Readonly<ViewState>} */
  #state;
  #turning = false;

  /** @param {{explorer: Explorer, decisions: import("./decisions.mjs").Decisions, deciding: import("./decided.mjs").Deciding}} page */
  constructor({ explorer, decisions, deciding }) {
    this.#explorer = explorer;
    this.#decisions = decisions;
    this.#deciding = deciding;
    this.#state = explorer.state;
    explorer.addEventListener("state", ({ detail }) => this.#follow(detail));
    decisions.addEventListener("made", (event) => this.#made(/** @type {CustomEvent} */ (event).detail));
    document.addEventListener("keydown", (event) => {
      const turn = turnOf(event);
      if (!turn) return;
      event.preventDefault();
      this.turn(turn === "redo");
    });
  }

  /** Undo what was done last, whichever it was, or do it again. @param {boolean} again */
  async turn(again) {
    const step = this.#steps.next(again);
    if (step && step !== "decision") {
      this.#steps.turned(again);
      this.#turning = true;
      this.#explorer.update(again ? step.after : step.before);
      this.#turning = false;
      this.#deciding.say(`${again ? "Done again" : "Undone"}: ${wordsOf(step).slice(0, 120)}`);
    } else if (step && this.#decisions.changes) await this.#deciding.change(again ? "redo" : "undo", {});
    else this.#deciding.say(`Nothing to ${again ? "redo" : "undo"}.`);
  }

  /** @param {Readonly<ViewState>} state */
  #follow(state) {
    if (!this.#turning) this.#steps.viewed(this.#state, state, performance.now());
    this.#state = state;
  }

  /** @param {{route: string, change: {parts: number}|null|undefined}} made */
  #made({ route, change }) {
    if (route !== "undo" && route !== "redo") change?.parts && this.#steps.decided();
    else if (change) this.#steps.turnedDecision(route === "redo");
    else this.#steps.missing(route === "redo");
  }
}
