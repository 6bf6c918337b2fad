/** Undo and redo of everything: steps of the view are kept on the page, decisions on the server, and both are turned back in the order in which they were done. */

import { NAMES, Steps, wordsOf } from "../steps.mjs";
import { turnOf } from "../keys.mjs";
import { sanitize } from "../state.mjs";
import { counted } from "../text.mjs";
import { partInThisBuild } from "./new-build.mjs";

/** @import { PageConfig, ViewState } from "../types.d.ts" */
/** @import { ViewStep } from "../steps.mjs" */
/** @import { Explorer } from "../explorer.mjs" */

export class Undoing {
  #explorer;
  #decisions;
  #deciding;
  #config;
  #steps;
  /** @type {Readonly<ViewState>} */
  #state;
  #turning = false;
  /** One after the other: where a step was of an earlier build, the server is asked first. */
  #turned = Promise.resolve();

  /** @param {{explorer: Explorer, decisions: import("./decisions.mjs").Decisions, deciding: import("./decided.mjs").Deciding, config: PageConfig, steps: string}} page  `steps` of the page before, which showed an earlier build */
  constructor({ explorer, decisions, deciding, config, steps }) {
    this.#config = config;
    this.#steps = steps ? Steps.read(steps) : new Steps();
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
  turn(again) {
    return (this.#turned = this.#turned.then(() => this.#turn(again)));
  }

  /** What was done on this page and those before it, for a page that shows another build. */
  written() {
    return this.#steps.written(this.#config.tree);
  }

  /** @param {boolean} again */
  async #turn(again) {
    const dropped = again ? 0 : this.#steps.pastKept();
    if (dropped) return this.#deciding.say(`${counted(dropped, "earlier step")} cannot be undone any more: only the last ones are kept. Once more undoes what is stored.`);
    const step = this.#steps.next(again);
    if (step && step !== "decision") await this.#view(step, again);
    else if (step && this.#decisions.changes) await this.#deciding.change(again ? "redo" : "undo", {});
    else this.#deciding.say(`Nothing to ${again ? "redo" : "undo"}.`);
  }

  /** @param {ViewStep} step @param {boolean} again */
  async #view(step, again) {
    const here = await partInThisBuild(again ? step.after : step.before, step.of, this.#config);
    if (this.#steps.next(again) !== step) return; // something else was done meanwhile
    const turned = again ? "done again" : "undone";
    if (here === "unknown") {
      const many = this.#steps.forget(step.of ?? "");
      return this.#deciding.say(`${counted(many, "earlier step")} cannot be ${turned}: what ${many === 1 ? "it was" : "they were"} of is a build that this index does not know any more.`);
    }
    if (!here) return this.#deciding.say(`This cannot be ${turned} now: the server does not say where it is in this build.`);
    this.#steps.turned(again);
    this.#turning = true;
    this.#explorer.update(here.part);
    this.#turning = false;
    this.#deciding.say(`${again ? "Done again" : "Undone"}: ${wordsOf(step).slice(0, 120)}${this.#without(here)}`);
  }

  /** What of a step this build has not. @param {{part: Partial<ViewState>, gone: number}} step */
  #without({ part, gone }) {
    const kept = sanitize(part, this.#config);
    const lost = Object.keys(part).filter((key) => !(key in kept)).map((key) => NAMES[key] ?? key);
    return [gone && `${counted(gone, "image")} of it ${gone === 1 ? "is" : "are"} gone`, lost.length && `not here any more: ${lost.join(", ")}`].filter(Boolean).map((words) => `; ${words}`).join("");
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
