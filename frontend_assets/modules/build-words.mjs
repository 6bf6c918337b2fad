/** What is said of a build that goes on while an earlier one is shown. No DOM. */

import { formatCount, imagesText } from "./text.mjs";

/** @import { BuildAnswer, View } from "./types.d.ts" */

/** What the button says for a wish. */
export const WISHES = { "": "", pause: "Pause", "go on": "Go on", again: "Try again" };

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * @typedef {object} BuildWords
 * @property {boolean} shown Whether there is anything to say.
 * @property {string} said
 * @property {string} more What there is to say besides, "" for nothing.
 * @property {number} share Of the images that are read, from 0 to 1.
 * @property {""|"pause"|"go on"|"again"} wish What a person may want of it.
 * @property {string} offer What of a newer build can be shown, "" where there is none.
 */

/** @param {BuildAnswer} build @returns {BuildWords} */
export function buildWords(build) {
  const { state, read, of, n, stale } = build;
  const whole = Math.max(of, n);
  const shown = stale || n < whole || state === "running" || state === "paused" || state === "failed";
  return {
    shown,
    said: n < whole ? `${formatCount(n)} of ${imagesText({ count: whole })}; ${standing(build)}` : lastSteps(build),
    more: n < whole ? `${formatCount(read)} of ${imagesText({ count: whole })} are read.${evenly(build)}` : "",
    share: whole ? Math.min(1, read / whole) : 0,
    wish: build.changes ? wishOf(build) : "",
    offer: offerOf(build),
  };
}

/** @param {BuildAnswer} build */
function standing({ state, stage, seconds_left: left, error }) {
  if (state === "paused") return "paused";
  if (state === "failed") return `stopped: ${error}`;
  if (state === "done") return "the others are there, too";
  if (state === "none") return "dendro open of the source reads the others";
  if (!stage.startsWith("Reading")) return `${stage.toLowerCase() || "the others follow"}…`;
  return left === null ? "the others are being read" : leftText(left);
}

/** Of an index that has all images that are known so far. @param {BuildAnswer} build */
function lastSteps({ state, stage, error, n }) {
  if (state === "failed") return `${imagesText({ count: n })}; looking for new ones stopped: ${error}`;
  if (state === "paused") return `${imagesText({ count: n })}; looking for new ones is paused`;
  return state === "running" ? `${imagesText({ count: n })}; ${stage.toLowerCase() || "looking for new ones"}…` : imagesText({ count: n });
}

/** @param {BuildAnswer} build */
function evenly({ partial }) {
  return partial?.even ? " Those that are shown are spread evenly over the source; counts and findings rest on them." : "";
}

/** @param {BuildAnswer} build @returns {BuildWords["wish"]} */
function wishOf({ state, pausable }) {
  if (state === "running") return pausable ? "pause" : "";
  if (state === "paused") return "go on";
  return state === "failed" ? "again" : "";
}

/** @param {BuildAnswer} build */
function offerOf({ stale, newest, n, of, state }) {
  if (!stale) return "";
  if (newest === null || newest === n) return "Show the new build";
  return state === "done" || newest >= of ? `Show all ${formatCount(newest)}` : `Show ${formatCount(newest)}`;
}

/** "1 h 5 min left" @param {number} seconds */
export function leftText(seconds) {
  if (seconds < MINUTE) return "less than a minute left";
  const hours = Math.floor(seconds / HOUR);
  const minutes = Math.round((seconds - hours * HOUR) / MINUTE);
  if (minutes === 60) return `${hours + 1} h left`;
  return [hours ? `${hours} h` : "", minutes ? `${minutes} min` : "", "left"].filter(Boolean).join(" ");
}

/** Seconds of reading, above which a first map is made before all is read. */
const SOON = 20;

/**
 * What is said while the first build is made; `share` is null where it is not known how much there is to do, as
 * where the first map does not wait for all images.
 *
 * @param {BuildAnswer} build
 * @returns {{said: string, step: string, share: number|null, wish: BuildWords["wish"]}}
 */
export function firstBuildWords(build) {
  return { ...firstSteps(build), wish: build.changes ? wishOf(build) : "" };
}

/** @param {BuildAnswer} build */
function firstSteps({ state, stage, step, seconds_left: left }) {
  const said = state === "paused" ? `${stage || "Starting"}: paused` : `${stage || "Starting"}…`;
  if (!step?.total) return { said, step: step?.done ? `${formatCount(step.done)} ${step.unit}`.trim() : "", share: null };
  const counted = `${formatCount(step.done)} of ${formatCount(step.total)} ${step.unit}`.trim();
  if (!stage.startsWith("Reading") || left === null || left <= SOON) return { said, step: counted, share: Math.min(1, step.done / step.total) };
  return { said, step: `${counted}; ${leftText(left)} for all of them`, share: null };
}

/** What is said beside a view. @param {View} answer @param {string} build that the page is of */
export function noteOf(answer, build) {
  if (build && answer.build && answer.build !== build) return "The index was built anew. Reload the page to see it.";
  return answer.note ?? "";
}
