/** Why the images of a packaged finding are as they were found: /api/findings/explanation, worked out while the copy was made. No DOM. */

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
