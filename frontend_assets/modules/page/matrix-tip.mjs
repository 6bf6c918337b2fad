/**
 * What a cell of the confusion matrix stands for, beside it while the pointer is there.
 *
 * @typedef {{pointNumber: [number, number], customdata: string, data: {x: string[]}}} PlotPoint  As plotly tells of it: line and column.
 * @typedef {HTMLElement & {on?: (name: string, act: (event: {points: PlotPoint[], event: MouseEvent}) => void) => void}} Plot
 */

import { placeBeside } from "../beside.mjs";
import { element } from "./elements.mjs";

export function listenToMatrices() {
  const tip = element("div", { className: "matrix-tip", role: "tooltip", hidden: true });
  document.body.append(tip);
  const hide = () => {
    tip.hidden = true;
  };
  /** @type {WeakSet<Plot>} */
  const known = new WeakSet();
  document.addEventListener("pointerover", ({ target }) => {
    /** @type {Plot|null} */
    const plot = target instanceof Element ? target.closest(".matrix .js-plotly-plot") : null;
    if (!plot) hide();
    // Drawn anew with every tab that is opened.
    if (!plot?.on || known.has(plot)) return;
    known.add(plot);
    plot.on("plotly_hover", ({ points: [point], event }) => point && show(tip, plot, point, event));
    plot.on("plotly_unhover", hide);
  });
  for (const name of ["scroll", "click", "keydown"]) document.addEventListener(name, hide, { capture: true, passive: true });
  document.documentElement.addEventListener("pointerleave", hide);
}

/** @param {HTMLElement} tip @param {Plot} plot @param {PlotPoint} point @param {MouseEvent} event */
function show(tip, plot, { pointNumber: [line, column], customdata, data }, event) {
  const heat = plot.querySelector(".heatmaplayer")?.getBoundingClientRect();
  if (!heat) return;
  tip.textContent = customdata;
  tip.hidden = false;
  const [w, h] = [heat.width / data.x.length, heat.height / data.x.length];
  const box = { x: heat.left + column * w, y: heat.top + line * h, w, h };
  const { clientWidth, clientHeight } = document.documentElement;
  const card = { w: tip.offsetWidth, h: tip.offsetHeight };
  const at = placeBeside(box, { x: event.clientX, y: event.clientY }, card, { w: clientWidth, h: clientHeight });
  tip.style.transform = `translate(${Math.round(at.x)}px, ${Math.round(at.y)}px)`;
}
