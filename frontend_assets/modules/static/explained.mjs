/** Why images of a packaged finding or mistake are as they are (`/api/findings/explanation`, `…/mistake`), worked out while the copy was made. No DOM. */

import { Missing, Unanswerable } from "./files.mjs";
import { clausesIn } from "./where/clauses.mjs";
import { operandsOf } from "./where/parse.mjs";

/** @import { Explanation } from "../types.d.ts" */
/** @import { Copy } from "./copy.mjs" */
/** @import { Found } from "./findings-panel.mjs" */

/** @param {Copy} copy @param {number} number from 1 @returns {Promise<Explanation>} */
export async function explanationOf(copy, number) {
  /** @type {Found} */
  const { clusters } = await copy.files.json("findings.bin");
  const told = clusters[number - 1]?.why;
  if (!told) throw new Missing(`This copy tells of no finding ${number} why it is as it was found.`);
  return answered(copy, told);
}

/**
 * Why images of one class are taken for another, of all images of the copy.
 *
 * @param {Copy} copy @param {number} node @param {URLSearchParams} params  `label`, `prediction`, `model`
 * @returns {Promise<Explanation>}
 */
export async function mistakeOf(copy, node, params) {
  const [label, prediction, where] = ["label", "prediction", "where"].map((name) => params.get(name) ?? "");
  const model = copy.model(params.get("model") ?? "");
  /** @type {{model: string, label: string, prediction: string, why: Explanation}[]} */
  const all = copy.config.packaged.mistakes && node === copy.config.root && !where ? await copy.files.json("mistakes.bin") : [];
  const told = all.find((each) => each.model === model && each.label === label && each.prediction === prediction);
  if (!told) throw new Missing(`This copy does not tell why images of ${label} are predicted as ${prediction} here.`);
  return answered(copy, told.why);
}

/** Without filters that this copy cannot answer. @param {Copy} copy @param {Explanation} told @returns {Promise<Explanation>} */
async function answered(copy, told) {
  const facts = await Promise.all(told.facts.map(async (fact) => ({ ...fact, where: (await isAnswered(copy, fact.where)) ? fact.where : null })));
  return { ...told, facts };
}

/** Whether this copy has what a filter asks for: only then is it offered. @param {Copy} copy @param {string|null} where */
async function isAnswered(copy, where) {
  try {
    const operands = clausesIn(where ?? "").flatMap(({ node }) => operandsOf(node));
    await Promise.all(operands.filter(({ type }) => type === "column").map((operand) => copy.columns.named(operand)));
    return true;
  } catch (error) {
    if (error instanceof Unanswerable) return false;
    throw error;
  }
}
