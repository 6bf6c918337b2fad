/**
 * Words and numbers as they stand on the canvas. No DOM: `measure` is injected.
 *
 * @typedef {{count: number, matching?: number|null}} Counted
 * @typedef {Partial<Pick<Said, "accuracy"|"interval">>} Judged
 */

/** @import { Item, Said } from "./types.d.ts" */

const NUMBER = new Intl.NumberFormat("en-US");

/** 1204 → "1,204" @param {number} n */
export function formatCount(n) {
  return NUMBER.format(n);
}

/**
 * "1 class", "1,204 classes": a count with what is counted, as `counted` of `explorer/words.py` writes it.
 *
 * @param {number} n
 * @param {string} one
 * @param {string} [many]
 */
export function counted(n, one, many = "") {
  return `${formatCount(n)} ${n === 1 ? one : many || `${one}s`}`;
}

/**
 * The folders that all of some names begin with, with the slash behind them: "animal/" of "animal/cat" and "animal/dog". What
 * `without_shared_folder` of `explorer/words.py` leaves out.
 *
 * @param {readonly string[]} names
 */
export function sharedFolder(names) {
  if (names.length < 2) return "";
  const [first, ...others] = names;
  let end = first.length;
  for (const name of others) while (!name.startsWith(first.slice(0, end))) end -= 1;
  const shared = first.slice(0, first.slice(0, end).lastIndexOf("/") + 1);
  return shared.length > 3 && names.every((name) => name.length > shared.length) ? shared : "";
}

/** From here on floats are not as fine as the digits before the point. */
const NO_COUNT = 1e15;

/**
 * A measured number with three digits that count, as `number` of `explorer/words.py` writes it: "0.0123", "12,300". Halves
 * go to the even digit.
 *
 * @param {number} value
 */
export function number(value) {
  const size = Math.abs(value);
  if (size >= 999.5 && size < NO_COUNT) return formatCount(size % 1 === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));
  const [, even, exponent] = /^(-?\d\.\d[02468])50*e(.*)$/.exec(value.toExponential(40)) ?? [];
  const rounded = even ? Number(`${even}e${exponent}`) : Number(value.toPrecision(3));
  if (rounded && (size < 1e-4 || size >= NO_COUNT)) return rounded.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  return String(rounded);
}

/** A cell's count: "1,204", or "37 of 1,204" where a filter leaves some out. @param {Counted} box */
export function countText({ count, matching }) {
  return matching === undefined || matching === null || matching === count ? formatCount(count) : `${formatCount(matching)} of ${formatCount(count)}`;
}

/** "27 of 186": images that are marked, of those that match. @param {Counted} box @param {number} marked */
export function markedText({ count, matching }, marked) {
  return `${formatCount(marked)} of ${formatCount(matching ?? count)}`;
}

/** "1 image", "1,204 images", "37 of 1,204 images" @param {Counted} box */
export function imagesText(box) {
  return `${countText(box)} ${box.count === 1 ? "image" : "images"}`;
}

/** What a cluster is called: its title, or how many images it has where no words tell more. @param {Counted & {title?: string, names?: string[]}} box */
export function nameOf(box) {
  // Where names have commas, these are no place to turn.
  return box.title ? (box.names ? box.title : keptApart(box.title)) : imagesText(box);
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const LEFT_TO_RIGHT_MARK = "\u200e";

/** After a name that is written from right to left, its share and the next name stand where they stand after any other. @param {string} title */
function keptApart(title) {
  return RIGHT_TO_LEFT.test(title) ? title.replace(/(?=, )/g, LEFT_TO_RIGHT_MARK) : title;
}

/**
 * A share in one way everywhere, as `explorer/words.py` writes it: only nothing is 0% and only all is 100%; one
 * decimal below 10% and above 99%; a dash where it is not known.
 *
 * @param {number|null|undefined} share from 0 to 1
 */
export function percent(share) {
  if (typeof share !== "number" || Number.isNaN(share)) return "–";
  if (share === 0 || share === 1) return share ? "100%" : "0%";
  const tenths = Math.floor(1000 * share + 0.5);
  if (tenths < 1) return "<0.1%";
  if (tenths >= 1000) return ">99.9%";
  if (tenths < 100 || tenths > 990) return `${Math.floor(tenths / 10)}.${tenths % 10}%`;
  return `${Math.floor(100 * share + 0.5)}%`;
}

/**
 * Both ends of an interval; null where they read the same, as among hundreds of thousands of images.
 *
 * @param {Said["interval"]|undefined} interval
 */
function endsOf(interval) {
  const ends = Array.isArray(interval) ? interval.map(percent) : [];
  return ends[0] === ends[1] ? null : ends;
}

/**
 * "92% (91–94%) of 1,204": a rate with its 95% interval and of how many, as `rate` of `explorer/words.py` writes it.
 *
 * @param {number|null|undefined} share
 * @param {Said["interval"]} [interval]
 * @param {number|null} [n]
 */
export function rate(share, interval = null, n = null) {
  const ends = typeof share === "number" ? endsOf(interval) : null;
  const said = ends ? `${percent(share)} (${ends[0].slice(0, -1)}–${ends[1]})` : percent(share);
  return n === null ? said : `${said} of ${formatCount(n)}`;
}

/** "91% (88–93%)", or "" where there is nothing to say. The interval is not even about the share, least of all near 100%. @param {Judged} box */
export function accuracyText({ accuracy, interval }) {
  return typeof accuracy === "number" ? rate(accuracy, interval) : "";
}

/** "91% (88–93%) right", or "". @param {Judged} box */
export function accuracyWords(box) {
  const said = accuracyText(box);
  return said && `${said} right`;
}

/** The value that a cell's colour stands for: "Mostly cat, 61% of 1,204", or "". @param {Pick<Said, "tint">} box */
export function tintWords({ tint }) {
  return tint ? capitalized(tint.words) : "";
}

/** What a screen reader says of a cell. @param {Said} cell @param {number} index @param {number} total */
export function spokenCell(cell, index, total) {
  const parts = cell.title ? [cell.title, imagesText(cell)] : [imagesText(cell)];
  if (typeof cell.marked === "number") parts.push(`${markedText(cell, cell.marked)} marked`);
  if (cell.accuracy !== null && cell.accuracy !== undefined) parts.push(spokenAccuracy(cell));
  if (cell.tint) parts.push(cell.tint.words);
  parts.push(`cell ${index + 1} of ${total}`);
  return parts.join(", ");
}

/** "cat, 00034.png, wrongly predicted dog": an image to those who cannot see it. @param {Pick<Item, "path"|"label"|"models">} item @param {string} model whose prediction counts */
export function spokenItem({ path, label, models }, model) {
  const verdict = models.find(({ name }) => name === model) ?? models[0];
  const guess = verdict?.right === false ? `wrongly predicted ${verdict.prediction}` : "";
  return [label, path.split("/").at(-1), guess].filter(Boolean).join(", ");
}

/** "91% classified right, between 89% and 93%" @param {Judged} box */
function spokenAccuracy({ accuracy, interval }) {
  const share = `${percent(accuracy)} classified right`;
  const ends = endsOf(interval);
  return ends ? `${share}, between ${ends[0]} and ${ends[1]}` : share;
}

/**
 * A measuring function that asks `context` once for every text and font.
 *
 * @param {Pick<OffscreenCanvasRenderingContext2D, "font"|"measureText">} context
 * @param {number} [limit]
 * @returns {(text: string, font: string) => number}
 */
export function makeMeasure(context, limit = 5000) {
  /** @type {Map<string, number>} */
  const known = new Map();
  return (text, font) => {
    const key = `${font}\n${text}`;
    let width = known.get(key);
    if (width === undefined) {
      if (known.size > limit) known.clear();
      context.font = font;
      width = context.measureText(text).width;
      known.set(key, width);
    }
    return width;
  };
}

/** Words with a capital at their beginning. @param {string} words one at least */
export function capitalized(words) {
  return words[0].toUpperCase() + words.slice(1);
}
