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

/** @param {string} key */
export function recall(key) {
  try {
    return localStorage.getItem(`dendro.${key}`) ?? kept.get(key) ?? null;
  } catch {
    return kept.get(key) ?? null;
  }
}
