/** Times in filters, as microseconds since 1970 in UTC. No DOM. */

import { Unanswerable } from "../files.mjs";

const TIME = /^\s*(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?)?\s*$/;

/** The first and the last that a filter can name. */
export const NAMED = [microseconds("0001-01-01"), microseconds("9999-12-31 23:59:59")];

/** @param {string} text @param {[number, number]} [at] @throws {Unanswerable} */
export function microseconds(text, at) {
  const found = TIME.exec(text);
  const [year, month, day, hour, minute, second] = (found ?? []).slice(1, 7).map((part) => Number(part ?? 0));
  const time = new Date(0);
  time.setUTCFullYear(year, month - 1, day);
  time.setUTCHours(hour, minute, second);
  if (!found || time.getUTCMonth() !== month - 1 || time.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) {
    throw new Unanswerable(`'${text.slice(0, 40)}' is no time; write '2024-05-31' or '2024-05-31 12:00:00'.`, at);
  }
  return time.getTime() * 1000 + Number((found[7] ?? "").padEnd(6, "0"));
}
