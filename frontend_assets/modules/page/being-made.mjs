/** What answers about findings wait for: lists of neighbours and the like, made once and kept. Said while somebody waits. */

import { fetchJson } from "../api.mjs";

const FIRST = 700;
const EVERY = 1500;

/**
 * @param {string} api
 * @param {(said: string) => void} say  "" once nothing is waited for
 * @param {() => boolean} waits  Whether the answer is still waited for.
 * @param {(milliseconds: number) => Promise<unknown>} [pause]
 */
export async function tellBeingMade(api, say, waits, pause = (milliseconds) => new Promise((go) => setTimeout(go, milliseconds))) {
  for (let time = FIRST; await pause(time), waits(); time = EVERY) {
    /** @type {{said: string}} */
    const { said } = await fetchJson(`${api.replace(/\/+$/, "")}/findings/working`).catch(() => ({ said: "" }));
    if (waits()) say(said);
  }
  say("");
}

/** Say it above the cards of findings, whenever they are waited for. @param {string} api */
export function tellAboveCards(api) {
  const cards = document.getElementById("found-cards");
  const place = document.getElementById("find-being-made");
  if (!cards || !place) return;
  let told = false;
  const waits = () => cards.classList.contains("busy");
  const follow = async () => {
    if (told || !waits()) return;
    told = true;
    await tellBeingMade(api, (said) => place.textContent !== said && (place.textContent = said), waits);
    told = false;
    follow();
  };
  new MutationObserver(follow).observe(cards, { attributes: true, attributeFilter: ["class"] });
  follow();
}
