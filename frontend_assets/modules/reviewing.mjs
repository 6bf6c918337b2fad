/** The order and the progress of a review, and what a key means in it. No DOM. */

import { readAsked } from "./asked-finding.mjs";
import { meaningsIn } from "./key-list.mjs";
import { counted, formatCount } from "./text.mjs";

/** @import { ReviewAnswer, ReviewImage } from "./types.d.ts" */

/** The outcome of what was judged to be no duplicate. */
const KEPT = "kept";
const WAYS = meaningsIn(["review"]);
/** What leads away from the list, or is about other images: it rests while there is a question. */
const RESTING = new Set(["more-like", "more-unlike", "only", "export", "view", "invert", "review"]);
const ELSEWHERE = meaningsIn(["actions", "selection"]);

/** What a review does where the server says what can be answered. @typedef {{do: "answer", answer: ReviewAnswer} | {do: "skip"} | {do: "back"} | {do: "nothing"}} Meant */

/**
 * Which images ask for no decision any more: those with one, and of copies the one that is left, since every other has one.
 *
 * @param {ReviewImage[]} images
 * @returns {boolean[]}
 */
export function settled(images) {
  /** @type {Map<number, number>} */
  const open = new Map();
  for (const { group, outcome } of images) if (group !== null && !outcome) open.set(group, (open.get(group) ?? 0) + 1);
  return images.map(({ group, outcome }) => Boolean(outcome) || (group !== null && open.get(group) === 1));
}

/** The first image after a place that asks for a decision. @param {ReviewImage[]} images @param {number} place -1 from the beginning @returns {number} -1 for none */
export function nextOpen(images, place) {
  return settled(images).findIndex((done, i) => i > place && !done);
}

/** The place of an image, else of the first that is open after a place. @param {ReviewImage[]} images @param {number} place @param {number|null} row @returns {number} -1 for none */
export function placeOf(images, place, row) {
  const there = images.findIndex((image) => image.row === row);
  return there >= 0 ? there : nextOpen(images, place);
}

/** Rows that may come next: the one before, this one, the open one after the next, the next open one. @param {ReviewImage[]} images @param {number} place -1 at the end */
export function comingRows(images, place) {
  if (place < 0) return [];
  const open = nextOpen(images, place);
  return [place - 1, place, open < 0 ? -1 : nextOpen(images, open), open].filter((one) => one >= 0).map((one) => images[one].row);
}

/**
 * Where to stand after something was decided or undone, here or elsewhere.
 *
 * @param {ReviewImage[]} before
 * @param {ReviewImage[]} after the same images
 * @param {number} place -1 at the end
 * @param {boolean} [undid] whether this page undid something: also what another answer had replaced
 * @returns {number} what was undone, else the place, else the next that is open where it was settled meanwhile; -1 for the end
 */
export function placeAfter(before, after, place, undid = false) {
  const undone = after.findIndex(({ outcome, corrected }, i) => (undid ? outcome !== before[i]?.outcome || corrected !== before[i]?.corrected : !outcome && before[i]?.outcome));
  if (undone >= 0) return undone;
  const now = place >= 0 && settled(after)[place] && !settled(before)[place];
  return now ? nextOpen(after, place) : place;
}

/** "12 of 84 · 9 decided" @param {ReviewImage[]} images @param {number} place */
export function progressWords(images, place) {
  return `${formatCount(place + 1)} of ${formatCount(images.length)} · ${formatCount(decidedOf(images))} decided`;
}

/** How many ask for no decision any more. @param {ReviewImage[]} images */
export function decidedOf(images) {
  return settled(images).filter(Boolean).length;
}

/** "3 corrected · 4 kept · 5 skipped" @param {ReviewImage[]} images @param {ReviewAnswer[]} answers */
export function summaryWords(images, answers) {
  const parts = [...new Set(answers.map(({ outcome }) => outcome))].map((name) => `${formatCount(images.filter(({ outcome }) => outcome === name).length)} ${name}`);
  const left = images.filter(({ outcome }) => !outcome).length - skippedOf(images);
  if (left) parts.push(`${counted(left, "last copy", "last copies")} left`);
  return [...parts, `${formatCount(skippedOf(images))} skipped`].join(" · ");
}

/** @param {ReviewImage[]} images */
export function skippedOf(images) {
  return images.length - decidedOf(images);
}

/**
 * The images as they stand once an answer is taken, so that what comes next is known before.
 *
 * @param {ReviewImage[]} images
 * @param {number} place
 * @param {ReviewAnswer} answer
 * @returns {ReviewImage[]}
 */
export function afterAnswer(images, place, { outcome, others }) {
  const { group } = images[place];
  return images.map((image, i) => {
    if (!others) return i === place ? { ...image, outcome } : image;
    return i === place ? { ...image, outcome: "" } : image.group === group ? { ...image, outcome } : image;
  });
}

/** @typedef {{row: number, place: number, title: string, caption: string, asked: boolean, outcome: string}} Copy  One of the copies of a picture, beside the others. */

/**
 * The copies of the picture that is asked about, with what tells them from each other; none of a single image.
 *
 * @param {ReviewImage[]} images
 * @param {number} place
 * @returns {Copy[]}
 */
export function copiesOf(images, place) {
  const group = images[place]?.group ?? null;
  if (group === null) return [];
  const copies = images.flatMap((image, i) => (image.group === group ? [{ image, i }] : []));
  /** @param {(image: ReviewImage) => string|null} said */
  const differs = (said) => new Set(copies.map(({ image }) => said(image))).size > 1;
  const [bySplit, byLabel] = [differs(({ split }) => split), differs(({ label }) => label)];
  return copies.map(({ image, i }) => {
    const said = [bySplit && (image.split ?? "no split"), byLabel && (image.label ?? "no label"), image.transform].filter(Boolean);
    const caption = said.length ? said.join(" · ") : nameOf(image.path);
    return { row: image.row, place: i, title: image.path, caption, asked: i === place, outcome: image.outcome };
  });
}

/**
 * Groups of files with the same bytes that are left to decide about, each by its images that have no decision. What somebody
 * judged to be no duplicate stays with its group for one by one, as do copies that only look alike.
 *
 * @param {ReviewImage[]} images
 * @returns {ReviewImage[][]}
 */
function openExact(images) {
  /** @type {Map<number, ReviewImage[]>} */
  const groups = new Map();
  for (const image of images) if (image.group !== null && image.exact) groups.set(image.group, [...(groups.get(image.group) ?? []), image]);
  const copies = [...groups.values()].filter((group) => !group.some(({ outcome }) => outcome === KEPT));
  return copies.map((group) => group.filter(({ outcome }) => !outcome)).filter((group) => group.length > 1);
}

/** @typedef {{groups: number, splits: string[]}} AtOnce  What may be decided at once, and the splits that a copy can be kept of. */

/** @param {ReviewImage[]} images @returns {AtOnce} */
export function atOnce(images) {
  const open = openExact(images);
  const splits = open.filter((group) => new Set(group.map(({ split }) => split)).size > 1).flatMap((group) => group.flatMap(({ split }) => split ?? []));
  return { groups: open.length, splits: [...new Set(splits)].sort() };
}

/**
 * All but one of each group of files with the same bytes: the one that stays is of a split, else the first.
 *
 * @param {ReviewImage[]} images
 * @param {string} split
 * @returns {number[]} rows
 */
export function allButOne(images, split) {
  return openExact(images).flatMap((group) => {
    const kept = group.find((image) => image.split === split) ?? group[0];
    return group.filter((image) => image !== kept).map(({ row }) => row);
  });
}

/** @param {string} path */
function nameOf(path) {
  return path.split("/").at(-1) ?? path;
}

/** What there is to review: what the findings panel asks for, else the first that can be. @param {string} findings @param {string[]} reviews @returns {{kind: string|undefined, transformed: boolean}} */
export function reviewOf(findings, reviews) {
  const { choice, transformed } = readAsked(findings);
  return reviews.includes(choice) ? { kind: choice, transformed } : { kind: reviews[0], transformed: false };
}

/** By row what stands about an image and its copies, as it is seen. @param {ReviewImage[]} images @param {number} place @returns {Record<number, string>} */
export function seenAt(images, place) {
  const { group } = images[place];
  const seen = images.filter((image, i) => i === place || (group !== null && image.group === group));
  return Object.fromEntries(seen.map(({ row, outcome }) => [row, outcome]));
}

/** What is asked of an image. @param {ReviewImage[]} images @param {number} place */
export function questionOf(images, place) {
  const { label, suggested, group, path, outcome, corrected, split, step, steps, transform } = images[place];
  const copies = group === null ? [] : images.filter((image) => image.group === group);
  const about = suggested !== null ? `${label ?? "no label"} → ${suggested}` : copies.length ? `Copy ${copies.indexOf(images[place]) + 1} of ${copies.length}` : nameOf(path);
  const stands = outcome && corrected !== null ? `${outcome} to ${corrected}` : outcome;
  const labelled = suggested === null && label !== null ? `labelled ${label}` : "";
  const along = step === null ? "" : `step ${step} of ${steps}`;
  return [about, transform, along, split && `in ${split}`, labelled, stands && `decided: ${stands}`].filter(Boolean).join(" · ");
}

/** The answers that an image may be given, in words. @param {ReviewImage} image @param {ReviewAnswer[]} answers @returns {{key: string, words: string}[]} */
export function offered({ suggested }, answers) {
  return answers.filter((answer) => !takesSuggested(answer) || suggested !== null).map(({ key, words }) => ({ key, words: words.replace("{suggested}", () => suggested ?? "") }));
}

/** Whether an answer is the label that is suggested. @param {ReviewAnswer} answer */
function takesSuggested({ decides, asks }) {
  return decides === "corrected" && !asks;
}

/**
 * @param {string} key as it was pressed
 * @param {ReviewImage} image
 * @param {ReviewAnswer[]} answers
 * @returns {Meant|null}
 */
export function meaningOf(key, image, answers) {
  const name = key.length === 1 ? key.toLowerCase() : key;
  const answer = answers.find((one) => (name === "Enter" ? takesSuggested(one) : one.key === name));
  if (answer) return takesSuggested(answer) && image.suggested === null ? null : { do: "answer", answer };
  const meant = WAYS.get(name);
  if (meant === "skip" || meant === "back") return { do: meant };
  return RESTING.has(ELSEWHERE.get(name) ?? "") ? { do: "nothing" } : null;
}
