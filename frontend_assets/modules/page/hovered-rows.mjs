/** The pointer on the picture of an image, anywhere on the page, is the pointer on that image in the view. */

/** @import { Explorer } from "../explorer.mjs" */

/** @param {Explorer} explorer */
export function followPointer(explorer) {
  /** @param {EventTarget|null} target */
  const over = (target) => {
    if (!(target instanceof Element) || target.closest("#stage")) return;
    const row = target.closest("[data-row]")?.getAttribute("data-row");
    explorer.hover(row ? Number(row) : null);
  };
  for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, ({ target }) => over(target));
}
