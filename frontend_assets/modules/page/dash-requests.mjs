/** Dash gives up on a request that fails, and leaves its panel as it was; here its requests wait like all others. */

const OWN = "/_dash-";

/**
 * @param {Window} window its `fetch` is what Dash calls
 * @param {import("../patience.mjs").Patience} patience
 */
export function waitForDash(window, patience) {
  const { fetch } = window;
  window.fetch = (url, init) => (String(url).includes(OWN) ? patience.ask(url, init) : fetch(url, init));
}
