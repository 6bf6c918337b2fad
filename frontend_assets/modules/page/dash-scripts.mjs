/**
 * Dash's scripts stand asleep in the page (explorer/web/page/dash_page.py); they are run in their order once the first
 * picture is complete, since fetching and running them takes longer than all of it.
 */

/** @import { Explorer } from "../explorer.mjs" */

/** A first view that takes longer has no claim on being alone any more. */
const LONGEST = 3000;
/** Milliseconds to wait with what could not be loaded; the last one repeats. */
const DELAYS = [400, 1600, 6400];

const ASLEEP = "script[type='text/plain']";

/** Whether the page may turn to something else than its first picture. */
export class FirstPicture {
  /** @type {() => void} */
  #over = () => {};
  /** Settled once the first picture is complete, or will not be, or has been waited for long enough. @type {Promise<void>} */
  over;

  /**
   * @param {Pick<Explorer, "addEventListener"|"failed">} explorer
   * @param {number} [longest] milliseconds; by a clock, since a hidden tab draws nothing
   */
  constructor(explorer, longest = LONGEST) {
    const timer = setTimeout(() => this.hurry(), longest);
    this.over = new Promise((resolve) => {
      this.#over = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    explorer.addEventListener("settled", () => this.hurry());
    explorer.addEventListener("status", () => explorer.failed && this.hurry());
  }

  /** Somebody wants what comes after the picture now. */
  hurry() {
    this.#over();
  }
}

/** Run the sleeping scripts of a document. What cannot be loaded is tried again, with all that follows it. @param {Document} document */
export async function wakeScripts(document) {
  let left = [...document.querySelectorAll(ASLEEP)].filter((script) => script instanceof HTMLScriptElement);
  for (let tries = 0; left.length; tries++) {
    const sources = left.filter(({ dataset }) => dataset.src);
    // All are asked for at once, and run in this order.
    const there = await Promise.all(sources.map((script) => load(script)));
    const missing = there.indexOf(false);
    if (missing < 0) break;
    left = left.slice(left.indexOf(sources[missing]));
    await new Promise((go) => setTimeout(go, DELAYS[Math.min(tries, DELAYS.length - 1)]));
  }
  // What starts Dash is written in the page itself, and last.
  for (const script of left.filter(({ dataset }) => !dataset.src)) script.replaceWith(awake(script));
}

/** @param {HTMLScriptElement} asleep @returns {Promise<boolean>} whether it was loaded */
function load(asleep) {
  const script = awake(asleep);
  return new Promise((say) => {
    script.addEventListener("load", () => say(true));
    script.addEventListener("error", () => {
      script.remove();
      say(false);
    });
    asleep.ownerDocument.head.append(script);
  });
}

/** @param {HTMLScriptElement} asleep */
function awake(asleep) {
  const script = asleep.ownerDocument.createElement("script");
  script.async = false;
  script.fetchPriority = "low";
  if (asleep.id) script.id = asleep.id;
  if (asleep.dataset.src) script.src = asleep.dataset.src;
  else script.textContent = asleep.textContent;
  return script;
}
