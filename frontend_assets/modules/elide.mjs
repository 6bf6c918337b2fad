/** Titles that have less room than they need, as `explorer/export/figures/elided_titles.py` cuts them. No DOM. */

/** Of a cut title, the least letters that are one. */
const LEAST = 2;

/** The same of one that a word stands behind, which tells it: fewer are no word any more ("car… brown" is no carnivore). */
const LEAST_BEFORE = 4;

/** Ends before which one letter will do: of "class 12" and "horse B" the sign tells all. */
const NUMBERED = /^(\d{1,4}|[A-Z])$/;

/** Words of colour and light, which say something alone (explorer/analysis/titles/color_words.py). */
const SHADES = /^(grey|red|brown|yellow|green|blue|purple|dark|bright|(dark|bright|green|redd|warm|cool)(er|est))$/;

/** Before what images resemble and may not be (explorer/analysis/titles/source_titles.py). */
const LIKE = "like ";

/** What is left of an emoji that is cut in two. */
const HALF = /[\ud800-\udbff\u200d]+$/;

/** @typedef {(text: string) => boolean} Fits */

/**
 * As much of a title as fits, and what tells it from those beside it, where there is room: whole words of several
 * ("cat, dog") before cut ones, and of a kind ("device: radio") what it is, which tells more. Where others begin alike,
 * what they share is cut ("auto… red"), and of a colour it may go. A cut one has a "…", never in front.
 *
 * @param {string} title
 * @param {number} room
 * @param {(text: string) => number} measure width of a text
 * @param {readonly string[]} [beside] other titles
 * @param {readonly string[]} [names] what it joins, where a name has the signs that stand between names
 * @returns {string} "" when not even two letters fit
 */
export function elide(title, room, measure, beside = [], names = []) {
  /** @type {Fits} */
  const fits = (text) => measure(text) <= room;
  if (fits(title)) return title;
  const others = beside.filter((other) => other !== title);
  const [first, ...more] = beginnings(title, names);
  const fewer = [...more.reverse(), first].filter((some) => some !== title && fits(some));
  const kind = names.length ? first : (first.split(": ").at(-1) ?? "");
  if (kind !== first && fits(kind)) fewer.push(kind);
  const whole = fewer.find((some) => !others.some((other) => isSaid(other, some)));
  if (whole) return whole;
  const cut = cutAt(kind, "", fits);
  const plain = fewer[0] ?? cut;
  const shared = sharedWith(others, title);
  // Where the first letters differ, these tell it.
  return (shared >= plain.replace("…", "").length && withoutShared(title, shared, fits)) || plain;
}

/** A title's first name, its first two, and so on. @param {string} title @param {readonly string[]} names @returns {string[]} one at least */
function beginnings(title, names) {
  let end = 0;
  return (names.length ? names : title.split(", ")).map((name) => {
    end = title.indexOf(name, end) + name.length;
    return title.slice(0, end);
  });
}

/** Whether a title begins with some words, or with a kind of what it begins with. @param {string} title @param {string} some */
function isSaid(title, some) {
  return [title, ...title.split(": ").slice(1)].some((said) => said.startsWith(some) && /^($|[,:]? )/.test(said.slice(some.length)));
}

/** How many letters of a title are the beginning of another, too. @param {string[]} others @param {string} title */
function sharedWith(others, title) {
  return others.reduce((most, other) => {
    let i = 0;
    while (i < title.length && title[i] === other[i]) i += 1;
    return Math.max(most, i);
  }, 0);
}

/** What tells a title, from the beginning of a word where there is room, behind some of what it shares. @param {string} title @param {number} shared @param {Fits} fits */
function withoutShared(title, shared, fits) {
  if (!shared || shared === title.length) return "";
  const gap = /^[,:]? /.exec(title.slice(shared))?.[0].length ?? 0;
  let word = gap ? shared + gap : title.lastIndexOf(" ", shared - 1) + 1;
  if (title.slice(0, word).endsWith(`, ${LIKE}`)) word -= LIKE.length; // Without it, it would be said of the images.
  const tells = title.slice(word || shared);
  const before = title.slice(0, word || shared).replace(/[\s,:]+$/, "").split(": ").at(-1) ?? "";
  for (const some of new Set([tells, tells.split(", ")[0]])) {
    const said = cutAt(before, word ? ` ${some}` : some, fits);
    if (said) return said;
    if (SHADES.test(some) && fits(some)) return some;
  }
  const rest = cutAt(title, "", fits);
  return rest.length > shared ? rest : "";
}

/** As many letters as fit before "…" and an end, before an end no two or three of a further word; "" where these are no word. @param {string} text @param {string} end @param {Fits} fits */
function cutAt(text, end, fits) {
  const few = end ? /[\s,:]+(\S{1,3})?$/ : /[\s,:]+$/;
  const cut = (/** @type {number} */ n) => `${n < text.length ? text.slice(0, n).replace(HALF, "").replace(few, "") : text}…${end}`;
  const least = !end ? LEAST : NUMBERED.test(end.trimStart()) ? 1 : LEAST_BEFORE;
  let [lo, hi] = [0, text.length];
  while (lo < hi) {
    const middle = Math.ceil((lo + hi) / 2);
    if (fits(cut(middle))) lo = middle;
    else hi = middle - 1;
  }
  return lo >= Math.min(least, text.length) ? cut(lo) : "";
}
