/** What the findings panel asks for, as one word of the address (explorer/web/page/findings/query.py). No DOM. */

/**
 * @typedef {object} Asked
 * @property {string} question
 * @property {string} about the class that is asked about, quoted; empty where there is none
 * @property {number|null} least Smallest size; null where it is not said.
 * @property {boolean} held
 * @property {boolean} transformed
 */

/**
 * Taken apart: `drift:split:train:test;min=30;held`, `errors;class=cat`, `duplicates;transformed`.
 *
 * @param {string} text
 * @returns {Asked & {choice: string, unread: string[]}} `unread` are ways to look that are none
 */
export function readAsked(text) {
  const [question, ...ways] = text.split(";");
  const value = (/** @type {string} */ name) => ways.find((way) => way.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
  const least = value("min");
  const size = isSize(least) ? Number(least) : null;
  const unread = ways.filter((way) => way && !["held", "transformed"].includes(way) && !/^class=./.test(way) && !(way.startsWith("min=") && isSize(way.slice(4))));
  return { question, choice: question.split(":")[0], about: value("class"), least: size, held: ways.includes("held"), transformed: ways.includes("transformed"), unread };
}

/** The same put together again. @param {Asked} asked */
export function writeAsked({ question, about, least, held, transformed }) {
  return [question, ...(about ? [`class=${about}`] : []), ...(least === null ? [] : [`min=${least}`]), ...(held ? ["held"] : []), ...(transformed ? ["transformed"] : [])].join(";");
}

/** A review as it stands in the address: of a choice, of copies also with those that are transformed. @param {string} choice @param {boolean} transformed */
export function writeReview(choice, transformed) {
  return choice && transformed ? `${choice};transformed` : choice;
}

/** @param {string} text */
function isSize(text) {
  return /^[1-9]\d{0,8}$/.test(text);
}
