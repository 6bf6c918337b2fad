/** Answers as a server gives them: JSON, a refusal in a sentence, an end when nobody wants it any more. No DOM. */

import { Missing, Unanswerable, Unreachable } from "./files.mjs";

/** @param {() => Promise<Response>} answer @param {AbortSignal|null} [signal] @returns {Promise<Response>} */
export function replied(answer, signal) {
  const coming = answer().catch((/** @type {unknown} */ error) => {
    // What cannot be reached is waited for (patience.mjs); what is not there is said.
    if (error instanceof Unreachable) throw error;
    const status = error instanceof Unanswerable ? 400 : error instanceof Missing ? 404 : 500;
    return refused(status, error instanceof Error ? error.message : String(error), error instanceof Unanswerable ? error.position : null);
  });
  if (!signal) return coming;
  return new Promise((give, stop) => {
    const aborted = () => stop(signal.reason);
    if (signal.aborted) aborted();
    signal.addEventListener("abort", aborted, { once: true });
    coming.then(give, stop);
  });
}

/** @param {unknown} document */
export function json(document) {
  return new Response(JSON.stringify(document), { headers: { "content-type": "application/json" } });
}

/** @param {number} status @param {string} error a sentence @param {[number, number]|null} [position] what of a filter is wrong */
export function refused(status, error, position = null) {
  return new Response(JSON.stringify(position ? { error, position } : { error }), { status, headers: { "content-type": "application/json" } });
}
