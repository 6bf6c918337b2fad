/** Conditions on labels and predictions, in the syntax of filters. No DOM. */

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
 * The condition of the mistakes that are meant: of a true class, into a predicted class, or of one into the other.
 *
 * @param {{truth: string, guess: string, model: string}} state
 * @param {string[]} models
 * @returns {string} "" when every mistake is meant
 */
export function markingOf({ truth, guess, model }, models) {
  return truth || guess ? wrongOf({ truth, guess, model }, models) : "";
}

/** The same for a filter, with every mistake where no class is named. */
export function wrongOf({ truth, guess, model }, models) {
  const column = predictionOf(model, models);
  const parts = truth && truth === guess ? [] : [`label <> ${column}`];
  if (truth) parts.push(ofClass(truth));
  if (guess) parts.push(`${column} = ${literal(guess)}`);
  return parts.join(" and ");
}

/** Images of one class that are predicted as another, or as itself. */
export function pairOf(label, prediction, model, models) {
  return `${ofClass(label)} and ${predictionOf(model, models)} = ${literal(prediction)}`;
}

/** A filter and one more clause. */
export function withClause(where, clause) {
  if (!where) return clause;
  return `${/\bor\b/i.test(where) ? `(${where})` : where} and ${clause}`;
}

/** Whether a filter has this clause, as `withClause` wrote it. */
export function hasClause(where, clause) {
  return where === clause || where.endsWith(` and ${clause}`) || where.startsWith(`${clause} and `) || where.includes(` and ${clause} and `);
}

/** The filter without it. */
export function withoutClause(where, clause) {
  if (!hasClause(where, clause)) return where;
  if (where === clause) return "";
  if (where.endsWith(` and ${clause}`)) return where.slice(0, -` and ${clause}`.length);
  if (where.startsWith(`${clause} and `)) return where.slice(`${clause} and `.length);
  return where.replace(` and ${clause} and `, " and ");
}
