/** The few rules that the canvas and its card need whatever page they stand in. */

const RULES = `
.dendro-stage { position: relative; overflow: hidden; }
.dendro-canvas { position: absolute; left: 0; top: 0; width: 100%; height: 100%; display: block; outline: none; touch-action: none; user-select: none; -webkit-user-select: none; }
.dendro-stage[data-view]:not([data-view="tree"]) > .dendro-canvas { display: none; }
.dendro-preview { position: fixed; z-index: 1000; left: 0; top: 0; max-width: 208px; box-sizing: border-box; padding: 8px; pointer-events: none;
  font-size: 12px; line-height: 16px; color: var(--text); background: var(--raised); border: 1px solid var(--line); border-radius: 6px; }
.dendro-preview[hidden] { display: none; }
.dendro-preview-picture { display: block; margin: 0 auto 8px; border-radius: 2px; }
.dendro-preview-title, .dendro-preview-text, .dendro-preview-muted { display: -webkit-box; overflow: hidden; overflow-wrap: anywhere; -webkit-box-orient: vertical; -webkit-line-clamp: 4; }
.dendro-preview-title { font-weight: 500; -webkit-line-clamp: 12; }
.dendro-preview-muted { color: var(--muted); font-size: 11px; font-variant-numeric: tabular-nums; }
.dendro-preview-wrong::before { content: ""; display: inline-block; margin-right: 5px; border: 4px solid var(--wrong); border-left-color: transparent; border-bottom-color: transparent; }
.dendro-spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;

/** @param {Document} document @returns {() => void} take them away again */
export function adoptSheet(document) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(RULES);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  };
}
