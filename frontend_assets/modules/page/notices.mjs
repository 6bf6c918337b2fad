/** What the page says over the map: that it waits, that something failed, that there is a newer build. */

/** @import { Explorer } from "../explorer.mjs" */
/** @import { Patience, Trouble } from "../patience.mjs" */

import { all, byId, notice } from "./elements.mjs";

/** Milliseconds. */
const EVERY = 10_000;

/** A server that is slow for a moment is not worth a word. @type {Record<string, number>} */
const SOON = { outdated: 0, away: 700, busy: 4000 };

/** @type {Record<string, {error: string, remedy: string}>} */
const SAID = {
  outdated: { error: "The index was built again since this page was opened.", remedy: "reload" },
  away: { error: "The server does not answer. Is it still running? This page goes on by itself once it does.", remedy: "retry" },
  busy: { error: "The server is busy. This page goes on by itself once it answers.", remedy: "retry" },
};

/**
 * One line over the map for everything: what the page waits for, else what was wrong with the view.
 *
 * @param {import("../main.mjs").Explorer} explorer
 * @param {import("../patience.mjs").Patience} patience
 */
export function showStatus(explorer, patience) {
  const progress = byId("progress");
  /** @type {{error: string, remedy: string}} */
  let complaint = { error: "", remedy: "" };
  /** @type {Trouble} */
  let waiting = "";
  let timer = 0;
  const show = () => showAlert(SAID[waiting] ?? complaint);
  explorer.addEventListener("status", ({ detail }) => {
    progress.dataset.busy = String(Boolean(detail.loading));
    complaint = detail;
    show();
  });
  const tell = (/** @type {Trouble} */ trouble) => {
    waiting = trouble;
    show();
  };
  const follow = () => {
    const { trouble } = patience;
    clearTimeout(timer);
    if (trouble && !waiting) timer = setTimeout(() => tell(patience.trouble), SOON[trouble]);
    else tell(trouble);
  };
  patience.addEventListener("change", follow);
  // Who comes back from starting the server again need not say so.
  for (const back of ["focus", "online"]) window.addEventListener(back, () => again(explorer, patience));
}

/** @param {{error: string, remedy: string}} what */
function showAlert({ error, remedy }) {
  const alert = byId("alert");
  alert.hidden = !error;
  if (error) notice(byId("alert-text"), error);
  for (const button of all("[data-remedy]", alert)) button.hidden = button.dataset.remedy !== remedy;
}

/** Ask again, whatever was waited for or refused. @param {Pick<Explorer, "retry">} explorer @param {Pick<Patience, "wake">} patience */
export function again(explorer, patience) {
  patience.wake();
  explorer.retry();
}

/**
 * Ask now and then, and whenever the person comes back to the window, whether the index was built again.
 *
 * @param {import("../types.d.ts").Server} config
 * @param {import("../patience.mjs").Patience} patience
 * @param {boolean} [told]  Whether newer builds are told of elsewhere.
 */
export function watchBuild(config, patience, told = false) {
  const notice = byId("stale");
  const ask = async () => {
    if (document.hidden) return;
    try {
      const response = await fetch(`${config.api}/build`);
      /** @type {import("../types.d.ts").BuildAnswer} */
      const about = await response.json();
      if (about.build && about.build !== config.build) patience.outdate();
      notice.hidden = told || !about.stale || patience.trouble === "outdated";
    } catch {
      // The canvas says that the server is gone when someone wants something of it.
    }
  };
  document.addEventListener("visibilitychange", ask);
  // A server that was started again may serve another build.
  patience.addEventListener("change", () => patience.trouble || ask());
  setInterval(ask, EVERY);
}
