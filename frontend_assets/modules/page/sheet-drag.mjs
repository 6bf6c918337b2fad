/** Sheets of a phone: drawn down by their grip they go away, let go earlier they come back. */

/** Pixels that a sheet is drawn before it goes. */
const FAR = 72;
/** Pixels in a millisecond: a flick. */
const FAST = 0.5;
/** Pixels that a finger moves in a tap. */
const SLOP = 6;

/** @param {(side: "left"|"right") => void} close */
export function listenToGrips(close) {
  document.addEventListener("pointerdown", (event) => {
    const grip = event.target instanceof Element ? event.target.closest(".grip") : null;
    const sheet = grip?.parentElement;
    if (grip && sheet && event.isPrimary && event.button === 0) follow(event, sheet, () => close(sheet.id === "right" ? "right" : "left"));
  });
}

/** @param {PointerEvent} down @param {HTMLElement} sheet @param {() => void} close */
function follow(down, sheet, close) {
  const stop = new AbortController();
  const { signal } = stop;
  let drawn = 0;
  document.addEventListener("pointermove", ({ pointerId, clientY }) => {
    if (pointerId !== down.pointerId) return;
    drawn = Math.max(0, clientY - down.clientY);
    sheet.style.setProperty("--drawn", `${drawn}px`);
  }, { signal });
  const end = (/** @type {PointerEvent} */ event) => {
    if (event.pointerId !== down.pointerId) return;
    stop.abort();
    sheet.style.removeProperty("--drawn");
    if (drawn <= SLOP) return; // a tap, which is a click
    if (event.type === "pointerup" && (drawn > FAR || drawn / Math.max(1, event.timeStamp - down.timeStamp) > FAST)) close();
    ignoreClick();
  };
  for (const type of /** @type {("pointerup"|"pointercancel")[]} */ (["pointerup", "pointercancel"])) document.addEventListener(type, end, { signal });
}

/** What follows a drag is no tap. */
function ignoreClick() {
  const ignore = (/** @type {Event} */ event) => event.stopPropagation();
  document.addEventListener("click", ignore, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", ignore, { capture: true }));
}
