/** The bar of a review above the inspected image: where it stands, what is asked, and every key as a button. */

import { atOnce, copiesOf, decidedOf, offered, progressWords, questionOf, skippedOf, summaryWords } from "../reviewing.mjs";
import { counted, formatCount } from "../text.mjs";
import { element, keyOf } from "./elements.mjs";
import { images as imagesWords } from "./words.mjs";

/** @import { ReviewAnswer, ReviewDocument } from "../types.d.ts" */
/** @import { Gallery } from "./gallery.mjs" */
/** @import { Copy } from "../reviewing.mjs" */

/** CSS pixels of a copy beside the others, and as many as stand there at once: a run of frames has thousands. */
const COPY_SIZE = 80;
const MOST_BESIDE = 48;

const OTHER_COPIES = "Look for rotated, flipped and grayscale copies, too";

export class ReviewBar {
  /** Buttons stay while images come and go, so that the focus stays on one. @type {Map<string, HTMLButtonElement>} */
  #answers = new Map();
  /** @type {ReviewAnswer[]|null} that the buttons are of */
  #of = null;
  /** Rows of the copies that are drawn. */
  #drawn = "";
  /** What may be decided at once, as it is offered. */
  #rest = "";

  /** @param {HTMLElement} host @param {string} corrections address of the diff @param {Gallery} gallery */
  constructor(host, corrections, gallery) {
    this.host = host;
    this.gallery = gallery;
    this.corrections = corrections;
    this.words = element("p", { className: "review-place" });
    this.words.setAttribute("role", "status");
    this.done = element("div", {});
    this.question = element("p", { className: "review-question" });
    this.question.setAttribute("role", "status");
    this.copies = element("div", { className: "review-copies", role: "group", ariaLabel: "All copies of this picture" });
    this.answers = element("div", { className: "review-answers" });
    this.ways = element("div", { className: "review-ways" }, button("Back", "K", "back"), button("Skip", "S", "skip"), undo());
    this.bulk = element("div", { className: "review-bulk" });
    this.ended = element("div", { className: "review-ended" });
    /** What is corrected can be had before the end: a list has two hundred images, and people stop before. */
    this.sofar = element("a", { className: "link review-sofar", href: corrections, download: "corrections.csv" }, "Export the corrections so far (CSV)");
    const close = element("button", { className: "icon-button", type: "button", title: "End the review ( Esc )", ariaLabel: "End the review" }, element("span", { className: "icon icon-close", ariaHidden: "true" }));
    close.dataset.reviewDo = "end";
    this.here = button("Back to the question", "K", "here");
    const track = element("div", { className: "review-track", ariaHidden: "true" }, this.done);
    host.replaceChildren(element("div", { className: "review-head" }, this.words, close), track, this.question, this.here, this.copies, this.answers, this.ways, this.sofar, this.bulk, this.ended);
  }

  hide() {
    this.host.hidden = true;
  }

  /** @param {ReviewDocument} review @param {number} place -1 at the end @param {{here: boolean, transformed: boolean}} how  Whether the image is inspected that is asked about, and whether transformed copies are in the list */
  show({ images, answers, kind, more }, place, { here, transformed }) {
    const ended = place < 0;
    this.host.hidden = false;
    write(this.words, ended ? endWords(images.length, images.length - skippedOf(images)) : progressWords(images, place));
    this.done.style.width = `${images.length ? (100 * decidedOf(images)) / images.length : 100}%`;
    write(this.question, ended ? summaryWords(images, answers) : here ? questionOf(images, place) : "Another image is inspected.");
    this.question.title = ended ? "" : images[place].path;
    this.here.hidden = ended || here;
    this.#beside(ended ? [] : copiesOf(images, place), answers.filter(({ decides }) => decides === "tag").map(({ outcome }) => outcome));
    this.answers.hidden = this.ways.hidden = ended || !here;
    this.ended.hidden = !ended;
    this.sofar.hidden = ended || !correct(answers) || !images.some(({ corrected }) => corrected !== null);
    this.#offerRest(answers.some(({ others }) => others) && !ended ? atOnce(images) : { groups: 0, splits: [] });
    if (!ended) this.#offer(answers, offered(images[place], answers));
    else this.#end(answers, skippedOf(images), more, kind === "duplicates" && !transformed);
  }

  /** Draw the copies of a picture side by side: nobody can choose among them one by one. @param {Copy[]} all @param {string[]} going outcomes of what is to go */
  #beside(all, going) {
    const first = MOST_BESIDE * Math.floor(Math.max(0, all.findIndex(({ asked }) => asked)) / MOST_BESIDE);
    const copies = all.slice(first, first + MOST_BESIDE);
    const rows = copies.map(({ row }) => row).join();
    this.copies.hidden = !copies.length;
    if (rows !== this.#drawn) {
      this.#drawn = rows;
      const extra = (/** @type {Copy} */ { caption }) => [element("span", { className: "review-caption", ariaHidden: "true" }, caption)];
      this.gallery.fill(this.copies, copies.map((copy) => ({ ...copy, title: `${copy.title} · ${copy.caption}` })), { size: COPY_SIZE, action: "review-copy", extra });
    }
    copies.forEach(({ asked, outcome }, i) => {
      const item = this.copies.children[i];
      item.classList.toggle("going", going.includes(outcome));
      const button = item.firstElementChild;
      if (asked) button?.setAttribute("aria-current", "true");
      else button?.removeAttribute("aria-current");
      if (asked) item.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
  }

  /** Offer to decide about all identical files at once: there is nothing in them to look at. @param {import("../reviewing.mjs").AtOnce} rest */
  #offerRest({ groups, splits }) {
    const said = `${groups} ${splits}`;
    this.bulk.hidden = groups < 2;
    if (said === this.#rest) return;
    this.#rest = said;
    const ways = splits.length ? splits.map((split) => ({ split, words: `that in ${split}` })) : [{ split: "", words: "the first" }];
    const buttons = ways.map(({ split, words }) => {
      const made = element("button", { className: "link", type: "button", title: `Tag all other copies remove, of ${counted(groups, "group")}; one undo takes it back` }, words);
      Object.assign(made.dataset, { reviewDo: "rest", split });
      return made;
    });
    this.bulk.replaceChildren(element("span", { className: "muted" }, `Of all ${formatCount(groups)} groups of identical files left, keep only`), ...buttons);
  }

  /** @param {ReviewAnswer[]} answers @param {{key: string, words: string}[]} now those that this image may be given */
  #offer(answers, now) {
    if (this.#of?.map(({ key, words }) => key + words).join() !== answers.map(({ key, words }) => key + words).join()) {
      this.#of = answers;
      this.#answers = new Map(answers.map(({ key, words }) => [key, button(words, key.toUpperCase(), key)]));
      this.answers.replaceChildren(...this.#answers.values());
    }
    for (const [key, made] of this.#answers) {
      const said = now.find((one) => one.key === key);
      made.hidden = !said;
      const [name] = made.children;
      if (said && name) name.textContent = made.title = said.words;
    }
  }

  /** @param {ReviewAnswer[]} answers @param {number} skipped @param {boolean} more @param {boolean} plain whether there may be copies that are transformed, beside these */
  #end(answers, skipped, more, plain) {
    const corrects = correct(answers);
    const parts = [];
    if (corrects) parts.push(element("a", { className: "button", href: this.corrections, download: "corrections.csv" }, "Export the corrections (CSV)"));
    parts.push(button(corrects ? "Export the corrected table (CSV)" : "Export the table without what is to go (CSV)", "", "export"));
    if (skipped) parts.push(button(`Go through ${imagesWords(skipped)} skipped`, "", "again"));
    if (more) parts.push(button("Go on with the next", "", "more"));
    if (plain) parts.push(button(OTHER_COPIES, "", "transformed"));
    this.ended.replaceChildren(...parts, button("Back", "K", "back"));
  }
}

/** What is said already is not said again. @param {HTMLElement} place @param {string} words */
function write(place, words) {
  if (place.textContent !== words) place.textContent = words;
}

/** The way on from a review of no copies, null where there is none. @param {string} kind @param {boolean} transformed */
export function otherCopies(kind, transformed) {
  if (kind !== "duplicates" || transformed) return null;
  const made = element("button", { className: "link", type: "button" }, OTHER_COPIES);
  Object.assign(made.dataset, { review: kind, transformed: "true" });
  return made;
}

/** Whether labels are corrected. @param {ReviewAnswer[]} answers */
function correct(answers) {
  return answers.some(({ decides }) => decides === "corrected");
}

/** @param {number} total @param {number} decided */
function endWords(total, decided) {
  return decided === total ? `All ${imagesWords(total)} decided` : "The end of the list";
}

/** @param {string} words @param {string} key @param {string} what it does */
function button(words, key, what) {
  const made = element("button", { className: "button", type: "button" }, element("span", {}, words), ...(key ? [keyOf(key)] : []));
  made.dataset.reviewDo = what;
  return made;
}

/** What was decided last is undone wherever that is offered. */
function undo() {
  const made = element("button", { className: "button", type: "button" }, element("span", {}, "Undo"), keyOf("Ctrl Z"));
  made.dataset.decide = "undo";
  return made;
}
