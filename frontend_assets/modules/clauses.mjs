/**
 * Conditions on labels and predictions as lists of clauses, and the one place of the page that joins them. No DOM.
 *
 * The server takes filters apart: a view tells the clauses of the filter that it is under (`clauses` of /api/view).
 */

/** What this page joined lately, by the text: a hand may come to it again before the view of it is there. @type {Map<string, string[]>} */
const written = new Map();
const WRITTEN_KEPT = 100;

/** @param {string} value @returns {string} a text in single quotes */
export function literal(value) {
  return `'${value.replaceAll("'", "''")}'`;
}

/** The prediction column of a model, quoted where it has to be. @param {string} model @param {string[]} models */
export function predictionOf(model, models) {
  const name = model || models[0] || "";
  return name ? `"prediction:${name.replaceAll('"', '""')}"` : "prediction";
}

/** Images with this label. @param {string} name */
export function ofClass(name) {
  return `label = ${literal(name)}`;
}

/**
 * The clauses of the mistakes that are meant: all, of a true class, into a predicted class, or of one into the other.
 *
 * @param {{truth: string, guess: string, model: string}} state
 * @param {string[]} models
 * @returns {string[]}
 */
export function wrongOf({ truth, guess, model }, models) {
  const column = predictionOf(model, models);
  const parts = truth && truth === guess ? [] : [`label <> ${column}`];
  if (truth) parts.push(ofClass(truth));
  if (guess) parts.push(`${column} = ${literal(guess)}`);
  return parts;
}

/**
 * The clauses of images of one class that are predicted as another, or as itself.
 *
 * @param {string} label
 * @param {string} prediction
 * @param {string} model
 * @param {string[]} models
 * @returns {string[]}
 */
export function pairOf(label, prediction, model, models) {
  return [ofClass(label), `${predictionOf(model, models)} = ${literal(prediction)}`];
}

/** One filter of clauses, each of which `and` may stand beside. @param {string[]} clauses */
export function joined(clauses) {
  const text = clauses.join(" and ");
  written.delete(text);
  written.set(text, clauses);
  if (written.size > WRITTEN_KEPT) written.delete(/** @type {string} */ (written.keys().next().value));
  return text;
}

/**
 * The clauses of a filter, as a view told them or as they were written here; what is neither is one clause as it stands.
 *
 * @param {string} where
 * @param {{where: string, clauses: string[]}|null} told
 * @returns {string[]}
 */
export function clausesOf(where, told) {
  if (!where) return [];
  return told?.where === where ? told.clauses : written.get(where) ?? [`(${where})`];
}

/** Whether all of `some` are among the clauses. @param {string[]} clauses @param {string[]} some */
export function hasAll(clauses, some) {
  return some.every((clause) => clauses.includes(clause));
}

/** The clauses and more, each once. @param {string[]} clauses @param {string[]} more */
export function withAll(clauses, more) {
  return [...clauses, ...more.filter((clause) => !clauses.includes(clause))];
}

/** The clauses without some, where all of these are among them. @param {string[]} clauses @param {string[]} some */
export function withoutAll(clauses, some) {
  return hasAll(clauses, some) ? clauses.filter((clause) => !some.includes(clause)) : clauses;
}
