/** What the browser keeps for this page, under one prefix. */

/** What is kept where storage is forbidden or full: it holds until the page is closed. @type {Map<string, string>} */
const kept = new Map();

/** @param {string} key @param {string} value */
export function remember(key, value) {
  kept.set(key, value);
  try {
    localStorage.setItem(`dendro.${key}`, value);
  } catch {
    // As said above.
  }
}

/** In this tab alone, and for as long as it is open. @param {string} key @param {string} value */
export function rememberHere(key, value) {
  try {
    sessionStorage.setItem(`dendro.${key}`, value);
  } catch {
    // Storage is forbidden or full: it holds until the page is loaded again.
  }
}

/** @param {string} key */
export function recallHere(key) {
  try {
    return sessionStorage.getItem(`dendro.${key}`);
  } catch {
    return null;
  }
}

/** @param {string} key */
export function recall(key) {
  try {
    return localStorage.getItem(`dendro.${key}`) ?? kept.get(key) ?? null;
  } catch {
    return kept.get(key) ?? null;
  }
}

/** The panel that the rail shows, open or folded, for when the page is loaded again (first-paint.js). @param {string} name */
export function keepPanel(name) {
  rememberHere("panel", name);
}

/** The panel that was shown in this tab before the page was loaded again, "" where this is another page. */
export function keptPanel() {
  return recallHere("panel") ?? "";
}
