/** Starts the page of a static copy: the modules of the page that is served, which here are answered from files. */

import { answerBy, patience } from "../api.mjs";
import { mount } from "../main.mjs";
import { listenToClasses } from "../page/class-rows.mjs";
import { followImage, followSystem, followWindow, listenToRail, theme } from "../page/chrome.mjs";
import { byId, element } from "../page/elements.mjs";
import { FullSize } from "../page/full-size.mjs";
import { Gallery } from "../page/gallery.mjs";
import { followPointer } from "../page/hovered-rows.mjs";
import { Legend, makeRoom } from "../page/legend.mjs";
import { listenToMore } from "../page/more.mjs";
import { showStatus } from "../page/notices.mjs";
import { listenToGrips } from "../page/sheet-drag.mjs";
import { fold } from "../page/chrome.mjs";
import { ThreeViews } from "../page/three-views.mjs";
import { Walk } from "../page/walk.mjs";
import { capitalized } from "../text.mjs";
import { listenToActions } from "./actions.mjs";
import { answering, openCopy } from "./answers.mjs";
import { Bars } from "./bars.mjs";
import { ImagePanel } from "./image-panel.mjs";
import { listenToKeys } from "./keys.mjs";
import { openPanels } from "./panels.mjs";

/** @import { PageConfig } from "../types.d.ts" */
/** @import { CopyConfig } from "./copy.mjs" */

/** @type {PageConfig & CopyConfig} */
const config = JSON.parse(byId("dendro-config").textContent ?? "");
if (location.protocol === "file:") sayServed();
else start();

/** Browsers load nothing from files that are opened as such. */
function sayServed() {
  byId("alert").hidden = false;
  byId("alert-text").textContent = "This copy is read through a web server: in its folder run “python -m http.server” and open http://localhost:8000.";
  for (const button of byId("alert").querySelectorAll("button")) button.hidden = true;
}

function start() {
  makeRoom(Boolean(new URLSearchParams(location.search).get("color")));
  const copy = openCopy(config);
  answerBy(answering(copy));
  offerViews();
  const explorer = mount(byId("stage"), config);
  if (explorer.state.theme !== theme()) explorer.setTheme(theme());
  new Legend(explorer);
  const gallery = new Gallery(config);
  const walk = new Walk(explorer);
  const full = new FullSize(explorer, gallery, walk, config);
  new ImagePanel({ explorer, gallery, walk, config });
  new ThreeViews(byId("stage"), explorer, config);
  const bars = new Bars(explorer, config);
  /** @type {Promise<unknown>|null} */
  let explaining = null;
  const explains = () => (explaining ??= import("../page/explanations.mjs").then(({ Explanations }) => new Explanations(gallery, config)).catch((error) => {
    explaining = null; // whoever asks again tries again
    throw error;
  }));
  openPanels({ explorer, gallery, config, counts: (view) => copy.classes(view), findings: () => copy.files.json("findings.bin"), explains });
  listenToClasses(explorer);
  showStatus(explorer, patience);
  followWindow(explorer);
  followImage(explorer);
  followPointer(explorer);
  followSystem((name) => explorer.setTheme(name));
  listenToRail();
  listenToMore();
  listenToGrips((side) => fold(side, false));
  listenToActions({ explorer, walk, full, patience, bars });
  listenToKeys({ explorer, walk, full });
  Object.assign(window.dendro, { explorer, config });
}

/** One view needs no switch. */
function offerViews() {
  const { views } = config.packaged;
  const buttons = views.map((view) => {
    const words = capitalized(view);
    const button = element("button", { type: "button", className: "icon-button", title: words, ariaLabel: words, ariaPressed: "false" }, element("span", { className: `icon icon-${view}`, ariaHidden: "true" }));
    Object.assign(button.dataset, { action: "view", view });
    return button;
  });
  byId("view-choice").replaceChildren(...buttons);
  byId("view-choice").hidden = views.length < 2;
}
