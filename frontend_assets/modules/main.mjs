/**
 * The treemap canvas. `mount(host, config)` fills `host` and gives an Explorer.
 *
 * Methods
 *   state                        ViewState, a frozen copy (see state.mjs)
 *   view                         last answer of /api/view shown, or null
 *   trail                        [{node, title, count}] the path walked, outermost first, the present view last
 *   update(patch, {push?})       change the state; push decides about the history, by itself when absent
 *   zoomTo(node), zoomOut()      go into a cluster; go back out the way that was walked
 *   zoomIn()                     into the cell with the keyboard focus
 *   showInTree(row)              go to the cluster of an image and mark it
 *   light(rows|null)             mark search results, fade the rest; null or [] ends it
 *   setFindings([{node, lo, hi}]) what is outlined while the state says so, most significant first
 *   pointAt(place)               bring one of them out; -1 ends it
 *   setTheme("dark"|"light")     also sets data-theme on the document's root
 *   retry()                      ask again after an error
 *   focus()                      give the canvas the keyboard
 *   destroy()
 *
 * Events (CustomEvent, `detail` in brackets)
 *   state [ViewState]            after every change
 *   view [answer]                a view is shown; its `breadcrumb` is the path walked, `drawn` counts its thumbnails
 *   spot                         a hand rests on something that is to stand out, or on nothing any more; findings are others
 *   inspect [{row}]              an image was clicked
 *   hover [{row}]                the pointer rests on an image, or on none (null)
 *   status [{loading, error, remedy, note}]  error and note are sentences, "" for none; remedy is what helps against the
 *                                error: retry, clear-filter or dismiss
 *   lit [null]                   a search marks other images than before, or none
 *   forgotten [null]             something was decided: what was answered before may be old
 *   settled [{node, drawn}]      every thumbnail of the view stands in its place
 *   search, help, fold-left, fold-right  keys that belong to the page
 *
 * For tests and benchmarks: `host.dataset.state` is loading, sharpening, settled or failed; performance marks
 * dendro:click (the action), dendro:first-frame (first frame of the new view), dendro:painted (the first frame in which
 * every thumbnail of the view is drawn) and dendro:settled (the same, at rest).
 *
 * @typedef {Server & StateConfig & Partial<PageConfig> & {clusterStep?: number, lookUp?: LookUp}} Config  What the server
 *   sends of itself; `defaults` of the state; `clusterStep`, what + and - add: one step of the slider; `lookUp`, which gives
 *   what to mark for the words that the first view is about, where an encoder looks for them
 *
 * @typedef {(state: ViewState) => Promise<MarkParams|null>} LookUp
 */

import { Explorer } from "./explorer.mjs";

/** @import { MarkParams, PageConfig, Server, StateConfig, ViewState } from "./types.d.ts" */

/**
 * @param {HTMLElement} host an element with a size, such as #stage
 * @param {Config} config
 * @returns {Explorer}
 */
export function mount(host, config) {
  return new Explorer(host, config);
}

export { Explorer };
