/** Whether a person wants nothing to move by itself. */
export function isStill() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
