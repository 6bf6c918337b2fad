/** Starts the canvas at once, without waiting for Dash, and what stands around it as it comes. */

import { patience } from "../api.mjs";
import { mount } from "../main.mjs";
import { listen as listenToButtons } from "./actions.mjs";
import { fold, followImage, followSystem, followWindow, listenToRail, theme } from "./chrome.mjs";
import { Deciding } from "./decided.mjs";
import { Decisions } from "./decisions.mjs";
import { DashSync } from "./dash-sync.mjs";
import { waitForDash } from "./dash-requests.mjs";
import { FirstPicture, wakeScripts } from "./dash-scripts.mjs";
import { byId } from "./elements.mjs";
import { ExportBox } from "./export-box.mjs";
import { FiltersPanel } from "./filters/filters-panel.mjs";
import { Explanations } from "./explanations.mjs";
import { FindingCards } from "./findings.mjs";
import { Growing } from "./growing.mjs";
import { followPointer } from "./hovered-rows.mjs";
import { FullSize } from "./full-size.mjs";
import { Gallery } from "./gallery.mjs";
import { talkToHost } from "./host-messages.mjs";
import { listen as listenToKeys } from "./keys.mjs";
import { listenToClasses } from "./class-rows.mjs";
import { Legend, makeRoom } from "./legend.mjs";
import { listenToMatrices } from "./matrix-tip.mjs";
import { listenToMore } from "./more.mjs";
import { carriedOver, followLink, showNewBuild } from "./new-build.mjs";
import { showStatus, watchBuild } from "./notices.mjs";
import { Review } from "./review.mjs";
import { SavedViews } from "./saved-views.mjs";
import { Search } from "./search.mjs";
import { SearchAnswers } from "./search-answers.mjs";
import { Selecting } from "./selecting.mjs";
import { SentImages } from "./sent-images.mjs";
import { keepShell } from "./shell.mjs";
import { SpokenImage } from "./spoken.mjs";
import { suggest } from "./suggestions.mjs";
import { listenToGrips } from "./sheet-drag.mjs";
import { ThreeViews } from "./three-views.mjs";
import { Undoing } from "./undoing.mjs";
import { reviewOf } from "../reviewing.mjs";
import { percent } from "../text.mjs";

/** @type {import("../types.d.ts").PageConfig} */
const config = JSON.parse(byId("dendro-config").textContent ?? "");
makeRoom(Boolean(new URLSearchParams(location.search).get("color")));
patience.build = config.build;
const ofLink = await followLink(config);
const answers = new SearchAnswers(config);
const explorer = mount(byId("stage"), { ...config, lookUp: (state) => answers.lookUp(state) });
patience.labels = explorer.state.labels;
explorer.addEventListener("state", ({ detail }) => (patience.labels = detail.labels));
if (ofLink) explorer.complain(ofLink);
if (explorer.state.theme !== theme()) explorer.setTheme(theme());

const first = new FirstPicture(explorer);
first.over.then(() => wakeScripts(document));
waitForDash(window, patience, (message) => explorer.complain(message));
new Legend(explorer);
const gallery = new Gallery(config);
const search = new Search(explorer, gallery, answers, config);
const images = new SentImages(config, {
  begun: (words) => search.announce(words),
  sent: (names) => search.forImages(names),
  failed: (message, none) => (none ? search.announce(message, true) : deciding.say(message)), // a complaint of the map ends with its next view
});
const findings = new FindingCards(explorer, gallery, config);
new Explanations(gallery, config);
const dash = new DashSync({ explorer, gallery, search, findings, config });
const { walk } = dash.inspector;
new SpokenImage(explorer, walk, config);
const full = new FullSize(explorer, gallery, walk, config);
new ThreeViews(byId("stage"), explorer, config);
keepShell({ explorer, dash, first });
showStatus(explorer, patience);
const goOver = () => showNewBuild(config, explorer.state, { steps: undoing.written(), panel: dash.choices.panel });
const growing = new Growing(config, goOver);
watchBuild(config, patience, growing.tells);
followWindow(explorer);
followImage(explorer);
followPointer(explorer);
followSystem((name) => dash.controls.turn(name));
listenToRail();
listenToMore();
listenToGrips((side) => fold(side, false));
listenToClasses(explorer);
listenToMatrices();
const selecting = new Selecting(explorer, config);
dash.selecting = selecting;
const carried = carriedOver(config.build);
dash.panel = carried.panel;
if (carried.said) explorer.complain(carried.said);
if (carried.selection.length) explorer.update({ selection: carried.selection });
if (carried.lost) explorer.complain("The selection was too large to be kept for the new build: nothing is selected.");
const decisions = new Decisions(config);
listenToButtons({ selecting, decisions, exporting: new ExportBox(config), explorer, patience, search, images, findings, walk, full, config, growing, goOver, view: () => dash.view, filterPair: (label, prediction) => dash.mistakes.filterPair(label, prediction), filterBy: (clauses) => dash.mistakes.filterBy(clauses), askAgain: () => dash.askAgain(), enlarge: () => dash.controls.enlargeConfusion(true), review: startReview, saveView: () => dash.nameView() });
const deciding = new Deciding({ explorer, decisions, config, askAgain: () => dash.askAgain() });
dash.deciding = deciding;
const filters = new FiltersPanel({ explorer, config, decisions });
suggest({ explorer, search, config });
first.over.then(() => decisions.follow());
first.over.then(() => search.prepare());
decisions.addEventListener("change", () => selecting.forget());
decisions.addEventListener("change", () => dash.mistakes.learn(decisions.answer?.new_classes ?? []) && dash.sendState(explorer.state));
dash.savedViews = new SavedViews({ explorer, decisions, deciding, config, opened: (view) => dash.showPanelOf(view) });
const undoing = new Undoing({ explorer, decisions, deciding, config, steps: carried.steps });
function startReview() {
  const { kind, transformed } = reviewOf(explorer.state.findings, decisions.changes ? config.reviews : []);
  if (kind) review.start(kind, transformed);
}
const review = new Review({ explorer, decisions, deciding, walk, gallery, config });
dash.review = review;
listenToKeys({ explorer, search, walk, full, review, openHelp: () => dash.controls.help(1), filter: (text) => filters.apply(text) });
Object.assign(window.dendro, { explorer, config, clustersAt: dash.scale.at, percent });
window.dendro.resolve(dash);
talkToHost({ explorer, config, turn: (name) => dash.controls.turn(name) });
