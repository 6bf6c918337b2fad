/** Lists of choices show the first of many; who comes to the end of one is shown more, until all of them are there. */

/** Pixels from the end at which more are wanted. */
const NEAR = 160;

/**
 * @param {(id: string|Record<string, unknown>, props: {limit: number}) => void} setProps of Dash
 * @param {number} first  Entries that a list begins with.
 */
export function growLists(setProps, first) {
  /** @type {Set<string>} */
  const grown = new Set();
  const limit = (/** @type {string} */ id, /** @type {number} */ most) => setProps(id.startsWith("{") ? JSON.parse(id) : id, { limit: most });
  document.addEventListener("scroll", ({ target }) => {
    if (!(target instanceof Element) || target.scrollTop + target.clientHeight < target.scrollHeight - NEAR) return;
    const list = target.closest("[role=listbox]");
    const field = list?.id ? document.querySelector(`input[aria-controls="${CSS.escape(list.id)}"]`) : null;
    const shown = list?.querySelectorAll("[role=option]").length ?? 0;
    if (!field?.id || !shown || shown % first) return; // others are all there
    grown.add(field.id);
    limit(field.id, 2 * shown);
  }, { capture: true, passive: true });
  document.addEventListener("focusout", ({ target }) => {
    if (target instanceof Element && grown.delete(target.id)) limit(target.id, first);
  });
}
