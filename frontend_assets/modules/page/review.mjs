/** A review: the images of a finding one after the other in the inspector, one decision a key. What is decided is on the server alone. */

import { sentenceOf } from "../api.mjs";
import { readAsked, writeReview } from "../asked-finding.mjs";
import { freeKeyOf } from "../keys.mjs";
import { afterAnswer, allButOne, comingRows, copiesOf, meaningOf, nextOpen, placeAfter, placeOf, seenAt } from "../reviewing.mjs";
import { dismissHint } from "./chrome.mjs";
import { all, byId } from "./elements.mjs";
import { drawnRow, NextPictures, toPicture } from "./next-pictures.mjs";
import { otherCopies, ReviewBar } from "./review-bar.mjs";
import { AT_ONCE, exportRest, ReviewList, telling } from "./review-list.mjs";

/** @import { PageConfig, ReviewAnswer, ReviewDocument, ViewState } from "../types.d.ts" */
/** @import { Meant } from "../reviewing.mjs" */

export class Review {
  #explorer;
  #decisions;
  #deciding;
  #walk;
  #gallery;
  #config;
  #list;
  #pictures;
  /** @type {ReviewDocument|null} while there is a review */
  #review = null;
  /** The review that is under way or begins, as it stands in the address; "" for none. */
  #asked = "";
  /** Whether this page undid something, and has not been there yet. */
  #undid = false;
  /** Of the image that is asked about; -1 at the end. */
  #place = -1;
  /** Where it was before the end. */
  #last = 0;
  /** While the server takes an answer; the picture of the next image is shown already. */
  #busy = false;
  /** What was pressed meanwhile, each with the image that was seen then. @type {{meant: Meant, row: number}[]} */
  #pressed = [];
  /** @type {ReviewBar|null} */
  #bar = null;

  /**
   * @param {object} page
   * @param {import("../explorer.mjs").Explorer} page.explorer
   * @param {import("./decisions.mjs").Decisions} page.decisions
   * @param {import("./decided.mjs").Deciding} page.deciding
   * @param {import("./walk.mjs").Walk} page.walk
   * @param {import("./gallery.mjs").Gallery} page.gallery
   * @param {PageConfig} page.config
   */
  constructor({ explorer, decisions, deciding, walk, gallery, config }) {
    this.#explorer = explorer;
    this.#decisions = decisions;
    this.#deciding = deciding;
    this.#walk = walk;
    this.#gallery = gallery;
    this.#config = config;
    this.#pictures = new NextPictures(config);
    this.#list = new ReviewList(config);
    decisions.addEventListener("change", () => (this.#review ? this.#busy || this.#follow() : this.heed()));
    decisions.addEventListener("made", (event) => (this.#undid ||= /** @type {CustomEvent} */ (event).detail.route === "undo"));
    explorer.addEventListener("state", ({ detail }) => this.heed(detail));
    document.addEventListener("click", ({ target }) => this.#click(target));
  }

  /** The image that is asked about; undefined at the end, and without a review. */
  get #image() {
    return this.#review?.images[this.#place];
  }

  /** Whether what is asked about is what a person sees. */
  get #isHere() {
    const row = this.#image?.row;
    return row !== undefined && row === this.#explorer.state.row;
  }

  /** Begin and end as the state says: that of a link, of a page that is loaded again, of a step back. @param {Readonly<ViewState>} [state] */
  heed({ review, row } = this.#explorer.state) {
    if (!document.getElementById("review")) return; // Dash draws it, and follows then.
    const { choice, transformed } = readAsked(review);
    if (review !== this.#asked && !review) this.end();
    else if (review !== this.#asked && this.#decisions.changes) this.start(choice, transformed, row);
    else if (review !== this.#asked && this.#decisions.answer) this.#refuse();
    else if (this.#review && row === null) this.end();
    else if (this.#review) this.#draw();
  }

  /** This server takes no decisions. */
  #refuse() {
    this.#explorer.update({ review: "" }, { push: false });
    this.#explorer.complain("Nothing can be decided on this server, so that its review does not begin; the image of the link is shown.");
  }

  /**
   * Begin at an image, else at the first that is not decided yet.
   *
   * @param {string} kind of findings
   * @param {boolean} [transformed] whether copies that are rotated, flipped or grayscale are asked about, too
   * @param {number|null} [row]
   */
  async start(kind, transformed = false, row = null) {
    this.#asked = writeReview(kind, transformed);
    this.#list.begin(kind, transformed);
    this.#place = -1;
    this.#explorer.update({ review: this.#asked }, { push: false });
    await telling(this.#reach(-1, { row }), this.#deciding);
  }

  /** @returns {boolean} whether there was a review to end */
  end() {
    this.#asked = "";
    if (this.#explorer.state.review) this.#explorer.update({ review: "" }, { push: false });
    this.#list.end();
    if (!this.#review) return false;
    this.#review = null;
    this.#pressed = [];
    this.#pictures.clear();
    this.#bar?.hide();
    delete document.documentElement.dataset.reviewing;
    const opener = all("[data-review]").find((button) => button.checkVisibility());
    (opener ?? this.#explorer).focus();
    return true;
  }

  /** Escape: back to the image that is asked about, else the end of the review. @returns {boolean} whether it was for a review */
  escape() {
    if (!this.#image || this.#isHere) return this.end();
    this.#go(this.#place);
    return true;
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether it was for a review */
  key(event) {
    if (!this.#review) return false;
    const key = freeKeyOf(event);
    const onButton = event.target instanceof Element && event.target.closest("button, a, summary") !== null;
    const image = this.#image ?? this.#review.images[this.#last];
    if (!key || !image || (key === "Enter" && onButton)) return false;
    const meant = meaningOf(key, image, this.#review.answers);
    if (!meant || meant.do === "nothing") return meant !== null;
    if (!this.#walk.holdsImage) return key !== "Enter" && this.#bringBack(); // Enter is the map's.
    if (meant.do === "answer" && !this.#isHere) return false;
    // A key that is held down decides nothing, and walks no faster than pictures come.
    if (!event.repeat || (meant.do !== "answer" && this.#isDrawn)) this.#do(meant);
    return true;
  }

  /** Nothing is decided about an image that is out of sight: the key brings it back. */
  #bringBack() {
    const { row } = this.#explorer.state;
    if (row !== null) this.#explorer.inspect(row);
    return row !== null;
  }

  get #isDrawn() {
    return this.#image !== undefined && drawnRow() === this.#image.row;
  }

  /** @param {EventTarget|null} target */
  #click(target) {
    const button = target instanceof Element ? target.closest("[data-review], [data-review-do], [data-action=review-copy]") : null;
    if (!(button instanceof HTMLElement)) return;
    const { review: kind, reviewDo: what = "", action, row } = button.dataset;
    const copy = this.#review?.images.findIndex((image) => image.row === Number(row)) ?? -1;
    if (action === "review-copy") this.#busy || copy < 0 || this.#go(copy);
    else if (kind) this.start(kind, button.dataset.transformed === "true");
    else if (!this.#review) return;
    else if (what === "end") this.end();
    else if (what === "again") this.#go(nextOpen(this.#review.images, -1));
    else if (what === "more") this.#reach(this.#review.images.length - 1, { more: AT_ONCE });
    else if (what === "transformed") this.start(this.#review.kind, true);
    else if (what === "here") this.#go(this.#place);
    else if (what === "export") exportRest(this.#config, this.#review, button);
    else if (what === "rest") this.#giveRest(button.dataset.split ?? "");
    else if (what === "skip" || what === "back") this.#do({ do: what });
    else {
      const answer = this.#review.answers.find(({ key }) => key === what);
      if (answer && this.#isHere) this.#do({ do: "answer", answer });
    }
  }

  /** @param {Meant} meant */
  #do(meant) {
    if (!this.#review) return;
    if (this.#busy) return void this.#pressed.push({ meant, row: drawnRow() });
    const { images } = this.#review;
    if (meant.do === "answer") this.#ask(meant.answer);
    else if (this.#image && !this.#isHere) this.#go(this.#place); // A neighbour was looked at: back to the question.
    else if (meant.do === "back") this.#go(this.#image ? Math.max(0, this.#place - 1) : this.#last);
    else if (this.#image) this.#go(nextOpen(images, this.#place));
  }

  /** @param {ReviewAnswer} answer */
  #ask(answer) {
    const image = this.#image;
    if (!image || !this.#isDrawn) return; // Nobody decides about what is not seen yet.
    if (answer.decides !== "corrected") this.#give(answer, image.row, null);
    else if (!answer.asks) this.#give(answer, image.row, image.suggested);
    else this.#deciding.chooseLabel(image.row, (label) => this.#give(answer, image.row, label));
  }

  /** @param {ReviewAnswer} answer @param {number} row @param {string|null} label */
  async #give(answer, row, label) {
    if (!this.#review || this.#busy) return;
    this.#busy = true;
    const of = this.#review;
    const next = nextOpen(afterAnswer(of.images, this.#place, answer), this.#place);
    if (next >= 0) this.#pictures.put(of.images[next].row); // while the server takes the answer
    const copies = answer.others ? copiesOf(of.images, this.#place).map((copy) => copy.row) : [];
    const seen = seenAt(of.images, this.#place);
    const done = await this.#deciding.change("review", { kind: of.kind, row, answer: answer.key, label, copies, seen });
    if (!done && this.#review === of) this.#pictures.put(row);
    const place = this.#place;
    const read = this.#review === of ? await this.#read(!done) : null; // Refused, too: others may have decided.
    this.#busy = false;
    if (read && this.#review) this.#go(done ? nextOpen(this.#review.images, place) : place);
    this.#catchUp();
  }

  /** Keep one of each group of identical files that is left. @param {string} split that it is of, where it can be */
  async #giveRest(split) {
    if (!this.#review || this.#busy) return;
    const { images, answers } = this.#review;
    const tag = answers.find(({ others }) => others)?.name;
    const rows = allButOne(images, split);
    if (tag && rows.length) await this.#deciding.change("tags", { tag, rows });
  }

  /** Do what was pressed while the server took an answer, where it was meant for what is asked now. */
  #catchUp() {
    while (this.#pressed.length && !this.#busy) {
      const [{ meant, row }] = this.#pressed.splice(0, 1);
      if (row === this.#image?.row) this.#do(meant);
    }
  }

  /** Something was decided or undone, by other keys or other people. */
  async #follow() {
    const before = this.#review;
    if (!before || !(await this.#read()) || !this.#review) return;
    const place = placeAfter(before.images, this.#review.images, this.#place, this.#undid);
    this.#undid = false;
    if (place === this.#place) this.#draw();
    else this.#go(place);
  }

  /** Go to an image, else to the first open one after a place. @param {number} place @param {{more?: number, row?: number|null}} how */
  async #reach(place, { more = 0, row = null }) {
    const read = await this.#read(false, () => this.#list.reach(place, row, more));
    if (read?.images.length) this.#begin(placeOf(read.images, place, row));
    else if (read) {
      const { transformed } = readAsked(this.#asked);
      this.end();
      this.#deciding.say(`Nothing to review: ${read.kind} finds no image here.`, otherCopies(read.kind, transformed));
    }
  }

  /** @param {number} place */
  #begin(place) {
    document.documentElement.dataset.reviewing = "on";
    dismissHint();
    this.#bar ??= new ReviewBar(byId("review"), `${this.#config.api}/corrections?format=csv`, this.#gallery);
    this.#go(place);
    if (this.#explorer.state.row !== null) this.#explorer.inspect(this.#explorer.state.row); // which opens the inspector
    this.#bar.host.focus({ preventScroll: true });
  }

  /** Ask the server how all stands. @param {boolean} [quiet] @param {() => Promise<ReviewDocument|null>} [ask] @returns {Promise<ReviewDocument|null>} null where that cannot be had; it was said why */
  async #read(quiet = false, ask = () => this.#list.read()) {
    try {
      const read = await ask();
      if (read && read.build !== this.#config.build) return this.end(), null; // Its rows are other images; the page says that it was built anew.
      if (read) this.#review = read;
      return read;
    } catch (error) {
      if (!this.#review) this.end();
      if (!quiet) this.#explorer.complain(sentenceOf(error));
      return null;
    }
  }

  /** @param {number} place -1 for the end */
  #go(place) {
    if (!this.#review) return;
    if (place < 0) this.#last = this.#place >= 0 ? this.#place : Math.max(0, this.#review.images.length - 1);
    this.#place = place;
    const row = (this.#image ?? this.#review.images[this.#last])?.row;
    if (row !== undefined) {
      toPicture();
      this.#pictures.put(row);
      this.#explorer.update({ row }, { push: false });
    }
    this.#draw();
    this.#pictures.ahead(comingRows(this.#review.images, place));
  }

  #draw() {
    if (this.#review) this.#bar?.show(this.#review, this.#place, { here: this.#isHere, transformed: readAsked(this.#asked).transformed });
  }
}
