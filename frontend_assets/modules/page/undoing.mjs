/**
 * Undo and redo of what this page did, in its order: steps of the view, and decisions, which the server turns back one by one by
 * their ids. What other pages and people decided stays; where it lies on top, that is said.
 */

import { lastWords } from "../deciding.mjs";
import { isDecision, NAMES, Steps, wordsOf } from "../steps.mjs";
import { turnOf } from "../keys.mjs";
import { sanitize } from "../state.mjs";
import { counted } from "../text.mjs";
import { undoing } from "./decided.mjs";
import { partInThisBuild } from "./new-build.mjs";
import { recallHere, rememberHere } from "./storage.mjs";

/** @import { MadeChange, PageConfig, ViewState } from "../types.d.ts" */
/** @import { DecisionStep, ViewStep } from "../steps.mjs" */
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
    this.#steps = Steps.read(steps || recallHere(keyOf(config)) || "{}");
    this.#explorer = explorer;
    this.#decisions = decisions;
    this.#deciding = deciding;
    this.#state = explorer.state;
    explorer.addEventListener("state", ({ detail }) => this.#follow(detail));
    decisions.addEventListener("made", (event) => this.#made(/** @type {CustomEvent} */ (event).detail));
    document.addEventListener("click", ({ target }) => this.#click(target));
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

  /** Buttons undo one decision: the one that they stand for, else the last of this page. @param {EventTarget|null} target */
  #click(target) {
    const button = target instanceof Element ? target.closest("[data-decide=undo]") : null;
    if (!(button instanceof HTMLElement)) return;
    const { change, time = "" } = button.dataset;
    const step = change ? { change: Number(change), time } : this.#steps.nextDecision(false);
    this.#turned = this.#turned.then(() => (step ? this.#decision(step, false) : this.#nothing(false)));
  }

  /** What was done on this page and those before it, for a page that shows another build. */
  written() {
    return this.#steps.written(this.#config.tree);
  }

  /** @param {boolean} again */
  async #turn(again) {
    const dropped = again ? 0 : this.#steps.pastKept();
    if (dropped) return this.#deciding.say(`${counted(dropped, "earlier step")} cannot be undone any more: only the last ones are kept.`);
    const step = this.#steps.next(again);
    if (!step) this.#nothing(again);
    else if (isDecision(step)) await this.#decision(step, again);
    else await this.#view(step, again);
  }

  /** @param {DecisionStep} step @param {boolean} again */
  async #decision({ change, time }, again) {
    await this.#deciding.change(again ? "redo" : "undo", { change, time });
  }

  /** Nothing was done on this page: what another did last is undone only when asked for. @param {boolean} again */
  #nothing(again) {
    const last = !again && this.#decisions.changes ? this.#decisions.answer?.last : null;
    if (last) this.#deciding.say(`Nothing to undo on this page. ${lastWords(last)}`, undoing({ change: last.id, time: last.time }));
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
    this.#deciding.say(`${again ? "Done again" : "Undone"}: ${wordsOf(step)}${this.#without(here)}`);
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

  /** @param {{route: string, body: Record<string, unknown>, change: MadeChange|null|undefined}} made */
  #made({ route, body, change }) {
    const again = route === "redo";
    const step = change ? { change: change.id, time: change.time } : { change: Number(body.change), time: String(body.time) };
    if (route !== "undo" && !again) change?.parts && this.#steps.decided(step);
    else if (change) this.#steps.turnedDecision(again, step);
    else this.#steps.missing(again, step);
    rememberHere(keyOf(this.#config), this.#steps.decisions);
  }
}

/** Of one index: another may be served at the same address later. @param {PageConfig} config */
function keyOf({ name }) {
  return `steps ${location.pathname} ${name}`;
}
