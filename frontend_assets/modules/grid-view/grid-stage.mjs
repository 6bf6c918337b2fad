/** The elements of the grid: a bar, and below it a box that is scrolled by the browser itself, around a canvas that stays. */

/**
 * @typedef {object} Stage
 * @property {HTMLElement} root
 * @property {HTMLElement} bar
 * @property {HTMLElement} scroller  Has the keyboard, and the role of a grid.
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} length    As high as the list, as far as browsers go.
 * @property {HTMLElement} spoken    What is said of the images.
 * @property {HTMLElement} empty     Words where there is none.
 */

const RULES = `
.grid-view { position: absolute; inset: 0; display: grid; grid-template-rows: auto minmax(0, 1fr); background: var(--ground); }
.grid-view[hidden] { display: none; }
.grid-scroll { position: relative; overflow: hidden scroll; outline: none; overflow-anchor: none; overscroll-behavior: contain; scrollbar-color: var(--line-strong) var(--ground); user-select: none; -webkit-user-select: none; }
.grid-scroll:focus-visible { box-shadow: inset 0 0 0 2px var(--accent); }
.grid-canvas { position: sticky; top: 0; left: 0; display: block; touch-action: pan-y; }
.grid-length { width: 1px; }
.grid-spoken { position: absolute; top: 0; left: 0; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.grid-empty { position: absolute; inset: 40% 16px auto; text-align: center; color: var(--muted); pointer-events: none; }
.grid-bar { display: flex; align-items: center; gap: 4px 8px; min-height: 36px; padding: 0 12px; background: var(--surface); border-bottom: 1px solid var(--line); white-space: nowrap; font-size: 12px; overflow: hidden; }
.grid-bar label, .grid-bar .grid-count { color: var(--muted); }
.grid-count { flex: 1 1 0; min-width: 0; overflow: hidden; text-overflow: ellipsis; font-variant-numeric: tabular-nums; }
.grid-bar select, .grid-bar button { height: 26px; padding: 0 8px; font: inherit; color: var(--text); background: var(--raised); border: 1px solid var(--line); border-radius: var(--radius); }
.grid-bar select { max-width: 180px; }
.grid-bar button { min-width: 28px; cursor: pointer; }
.grid-bar button:hover, .grid-bar select:hover { border-color: var(--line-strong); }
.grid-bar button[aria-pressed="true"] { color: var(--accent); background: var(--accent-soft); border-color: var(--accent); }
.grid-bar :focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
@media (pointer: coarse) { .grid-bar { min-height: 48px; } .grid-bar select, .grid-bar button { height: 40px; min-width: 40px; } }
@media (max-width: 700px) { .grid-bar { padding: 0 8px; gap: 4px; } .grid-bar label, .grid-bar .grid-wide { display: none; } .grid-bar select { max-width: 120px; } }
`;

/** @param {HTMLElement} host @returns {Stage & {remove: () => void}} */
export function buildGridStage(host) {
  const document = host.ownerDocument;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(RULES);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  /** @param {string} className */
  const box = (className) => Object.assign(document.createElement("div"), { className });
  const [root, bar, scroller, length, spoken, empty] = ["grid-view", "grid-bar", "grid-scroll", "grid-length", "grid-spoken", "grid-empty"].map(box);
  const canvas = Object.assign(document.createElement("canvas"), { className: "grid-canvas", ariaHidden: "true" });
  root.hidden = true;
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "Order of the images");
  scroller.tabIndex = 0;
  scroller.setAttribute("role", "grid");
  scroller.setAttribute("aria-multiselectable", "true");
  spoken.setAttribute("role", "presentation");
  length.setAttribute("aria-hidden", "true");
  empty.setAttribute("aria-hidden", "true");
  scroller.append(canvas, length, spoken);
  root.append(bar, scroller, empty);
  host.append(root);
  const remove = () => {
    root.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  };
  return { root, bar, scroller, canvas, length, spoken, empty, remove };
}
