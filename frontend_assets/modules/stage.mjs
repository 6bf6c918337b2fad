/** The elements the treemap lives in, and word of their size, of the screen's density and of the page's colours. */

import { adoptSheet } from "./sheet.mjs";

/** @import { StageSize } from "./types.d.ts" */

const SETTLE = 120;

/** @param {HTMLElement} host */
export function buildStage(host) {
  const document = host.ownerDocument;
  const removeSheet = adoptSheet(document);
  host.classList.add("dendro-stage");
  const canvas = Object.assign(document.createElement("canvas"), { className: "dendro-canvas", tabIndex: 0 });
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-roledescription", "treemap");
  const spoken = Object.assign(document.createElement("div"), { className: "dendro-spoken" });
  spoken.setAttribute("aria-live", "polite");
  host.append(canvas, spoken);
  const remove = () => {
    canvas.remove();
    spoken.remove();
    removeSheet();
  };
  return { canvas, spoken, remove };
}

/** No view is larger (explorer/view/request.py). */
const LARGEST = 8192;

/** Whole CSS pixels of the host, and device pixels in one. @param {HTMLElement} host @returns {StageSize} */
export function measureStage(host) {
  /** @param {number} length */
  const edge = (length) => Math.min(LARGEST, Math.floor(length));
  return { width: edge(host.clientWidth), height: edge(host.clientHeight), ratio: devicePixelRatio || 1 };
}

/**
 * Call `changed` when the host's size or the screen's density has come to rest at another value.
 *
 * @param {HTMLElement} host
 * @param {() => void} changed
 * @returns {() => void} stop watching
 */
export function watchStage(host, changed) {
  let timer = 0;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(changed, SETTLE);
  };
  const observer = new ResizeObserver(later);
  observer.observe(host);
  const stop = new AbortController();
  const watchRatio = () => {
    const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    const moved = () => {
      later();
      watchRatio();
    };
    query.addEventListener("change", moved, { once: true, signal: stop.signal });
  };
  watchRatio();
  return () => {
    clearTimeout(timer);
    observer.disconnect();
    stop.abort();
  };
}

/**
 * Call `changed` when the page turns light or dark, whoever turned it.
 *
 * @param {Document} document
 * @param {() => void} changed
 * @returns {() => void} stop watching
 */
export function watchTheme(document, changed) {
  const observer = new MutationObserver(changed);
  const options = { attributes: true, attributeFilter: ["class", "style", "data-theme", "data-mantine-color-scheme"] };
  observer.observe(document.documentElement, options);
  observer.observe(document.body, options);
  return () => observer.disconnect();
}
