/** The page before there is a map: how far the first one is, and the map once it is made. */

import { WISHES, firstBuildWords } from "../build-words.mjs";
import { byId, write } from "./elements.mjs";

/** @import { BuildAnswer } from "../types.d.ts" */

const EVERY = 500;
/** Answers in a row that do not come, after which the server is taken to have ended. */
const PATIENCE = 4;

const api = document.body.dataset.api ?? "api";
let unanswered = 0;
let wish = "pause";

/** Pause the build, or have it go on. */
async function say() {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(`${api}/build`, { method: "POST", headers, body: JSON.stringify({ do: wish }) }).catch(() => null);
  if (answer?.ok) show(await answer.json());
}

async function ask() {
  /** @type {Response|null} */
  const answer = await fetch(`${api}/build`).catch(() => null);
  unanswered = answer ? 0 : unanswered + 1;
  /** @type {BuildAnswer|null} */
  const build = answer?.ok ? await answer.json() : null;
  if (build?.build) return location.reload();
  if (build?.state === "failed") return end(build.error); // and so does the server
  if (build) show(build);
  else if (unanswered === PATIENCE) end("The server does not answer: its terminal says why. Reload this page once it runs again.");
  setTimeout(ask, unanswered < PATIENCE ? EVERY : 10 * EVERY);
}

/** @param {BuildAnswer} build */
function show(build) {
  const { said, step, share, wish: offered } = firstBuildWords(build);
  wish = offered;
  byId("wish").hidden = !offered;
  write("wish", WISHES[offered]);
  delete document.documentElement.dataset.state;
  write("stage", said);
  write("step", step);
  const bar = byId("bar");
  bar.dataset.state = build.state;
  bar.style.setProperty("--share", String(share ?? 0));
  if (share === null) bar.removeAttribute("aria-valuenow");
  else bar.setAttribute("aria-valuenow", String(Math.floor(100 * share)));
}

/** Say that nothing comes any more. @param {string} why */
function end(why) {
  document.documentElement.dataset.state = byId("bar").dataset.state = "failed";
  byId("more").hidden = byId("wish").hidden = true;
  write("stage", why);
  write("step", "");
}

byId("wish").addEventListener("click", say);
ask();
