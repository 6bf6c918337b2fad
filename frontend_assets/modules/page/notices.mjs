/** What the page says over the map: that it waits, that something failed, that there is a newer build. */

const EVERY = 60_000;

/** @param {import("../main.mjs").Explorer} explorer */
export function showStatus(explorer) {
  const progress = document.getElementById("progress");
  const alert = document.getElementById("alert");
  const text = document.getElementById("alert-text");
  explorer.addEventListener("status", ({ detail }) => {
    progress.dataset.busy = String(Boolean(detail.loading));
    alert.hidden = !detail.error;
    if (detail.error) text.textContent = detail.error;
  });
  // Who comes back from starting the server again need not say so.
  window.addEventListener("focus", () => explorer.retry());
}

/**
 * Dash keeps it to itself when its own requests do not arrive.
 *
 * @param {import("../main.mjs").Explorer} explorer
 */
export function watchDash(explorer) {
  const lost = ({ name, responseStatus }) => responseStatus === 0 && name.includes("/_dash-update-component");
  const observer = new PerformanceObserver((list) => list.getEntries().some(lost) && explorer.lose());
  observer.observe({ type: "resource" });
}

/**
 * Ask now and then, and whenever the person comes back to the window, whether the index was built again.
 *
 * @param {{api: string, build: string}} config
 */
export function watchBuild(config) {
  const notice = document.getElementById("stale");
  const ask = async () => {
    if (document.hidden) return;
    try {
      const response = await fetch(`${config.api}/index`);
      const about = await response.json();
      notice.hidden = !(about.stale || (about.build && about.build !== config.build));
    } catch {
      // The canvas says that the server is gone when someone wants something of it.
    }
  };
  document.addEventListener("visibilitychange", ask);
  setInterval(ask, EVERY);
}
