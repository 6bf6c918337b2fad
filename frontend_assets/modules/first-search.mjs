/** What the first view marks of what the address searches for. No DOM. */

import { foundParams, isSought, soughtOf } from "./searching.mjs";

/** @import { MarkParams, ViewState } from "./types.d.ts" */

/** Milliseconds that the view waits for an encoder that is loaded; one that is not would take seconds, and is not waited for. */
const PATIENCE = 3000;

/**
 * @param {ViewState} state
 * @param {{text_search?: boolean, class_search?: boolean, encoder_ready?: boolean, lookUp?: import("./main.mjs").LookUp}} config
 * @param {number} [patience]
 * @returns {Promise<MarkParams|null>} null for nothing, or nothing yet
 */
export async function firstSearch(state, { text_search: byEncoder, class_search: byClasses, encoder_ready: ready, lookUp }, patience = PATIENCE) {
  const sought = soughtOf(state);
  if (!isSought(sought)) return null;
  const waits = Boolean(sought.text) && (byEncoder || byClasses) && !ready;
  if (waits) return null;
  if (state.cut) return foundParams(sought, state.cut);
  if (sought.text && !byEncoder) return { text: sought.text };
  if (!lookUp) return null;
  const late = new Promise((give) => setTimeout(give, patience, null));
  return Promise.race([lookUp(state), late]);
}
