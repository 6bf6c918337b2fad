/** Dash gives up on a request that fails, and leaves its panel as it was; here its requests wait like all others. */

import { sentence } from "../api.mjs";

const OWN = "/_dash-";
const CALLBACK = "/_dash-update-component";
/** What Dash takes for "leave it as it is". */
const NO_UPDATE = 204;

/**
 * @param {Window} window its `fetch` is what Dash calls
 * @param {import("../patience.mjs").Patience} patience
 * @param {(message: string) => void} failed called with a sentence when the server says no
 */
export function waitForDash(window, patience, failed) {
  const { fetch } = window;
  /** @param {RequestInfo|URL} url @param {RequestInit} [init] */
  const ask = async (url, init) => {
    const response = await patience.ask(url, init);
    if (response.ok || !String(url).includes(CALLBACK)) return response;
    failed(await sentence(response));
    return new Response(null, { status: NO_UPDATE });
  };
  window.fetch = (url, init) => (String(url).includes(OWN) ? ask(url, init) : fetch(url, init));
}
