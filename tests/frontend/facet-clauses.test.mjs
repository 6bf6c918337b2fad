import assert from "node:assert/strict";
import { test } from "node:test";
import { barsOf, choiceOf, chosenAs, draggedBars, isChosen, toggledValue, withChoice } from "../../frontend_assets/modules/filters/facet-clauses.mjs";
import { barsWords, choiceWords, edgeWords, endWords, heights, isUniform, shortCount } from "../../frontend_assets/modules/filters/facet-words.mjs";

/** @typedef {import("../../frontend_assets/modules/types.d.ts").Facet} Facet */

const NONE = { missing: { count: 0, marked: null, chosen: false }, outside: { count: 0, marked: null } };
/** @type {Facet} */
const LABEL = {
  ...NONE, column: "label", written: "label", kind: "text", own: ["label = 'a'"], distinct: 2, found: 2, absent: [],
  values: [{ value: "a", whole: true, count: 2, marked: null, chosen: true }, { value: "it's", whole: true, count: 1, marked: null, chosen: false }],
};
/** @type {Facet} */
const PRICE = { ...NONE, column: "the price", written: '"the price"', kind: "number", own: [], edges: ["0", "10", "20", "30"], whole: false, counts: [1, 2, 3], marked: null, bounds: [] };
/** @type {Facet} */
const WIDTH = { ...PRICE, column: "width", written: "width", whole: true, edges: ["9007199254740993", "9007199254740994", "9007199254741000", "9007199254742000"] };
/** @type {Facet} */
const TAKEN = { ...PRICE, column: "taken", written: "taken", kind: "time", edges: ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"] };
const CLAUSES = ["label = 'a'", "x > 3"];

test("another choice exchanges the clauses of its facet, and no others", () => {
  const choice = choiceOf(LABEL);
  assert.deepEqual(withChoice(CLAUSES, LABEL, toggledValue(choice, "it's")), ["x > 3", "label in ('a', 'it''s')"]);
  assert.deepEqual(withChoice(CLAUSES, LABEL, toggledValue(choice, "a")), ["x > 3"]);
  assert.deepEqual(withChoice(CLAUSES, LABEL, { ...choice, missing: true }), ["x > 3", "(label = 'a' or label is null)"]);
  assert.deepEqual(withChoice(CLAUSES, { ...LABEL, own: [] }, { values: [], bars: null, missing: true }), [...CLAUSES, "label is null"]);
  assert.deepEqual(withChoice(["label = 'a'", "label = 'a'"], LABEL, { values: [], bars: null, missing: false }), ["label = 'a'"]);
});

test("the next choice is made from the last one, though the server has not counted under it yet", () => {
  const both = chosenAs(LABEL, { ...toggledValue(choiceOf(LABEL), "it's"), missing: true });
  assert.deepEqual(choiceOf(both), { values: ["a", "it's"], bars: null, missing: true });
  assert.deepEqual(withChoice(["x > 3", "(label IN ('a', 'it''s') OR label IS NULL)"], both, toggledValue(choiceOf(both), "a")), ["x > 3", "(label = 'it''s' or label is null)"]);
  assert.deepEqual(choiceOf(chosenAs(LABEL, { values: ["gone"], bars: null, missing: false })).values, ["gone"]);
  for (const facet of [PRICE, { ...WIDTH, edges: ["1", "2", "5", "9"] }, TAKEN]) {
    for (const bars of /** @type {([number, number]|null)[]} */ ([[0, 1], [1, 2], [1, 3], null])) {
      assert.deepEqual(choiceOf(chosenAs(facet, { values: [], bars, missing: false })).bars, bars, facet.column);
    }
  }
});

test("booleans are written without quotes", () => {
  const flag = { ...LABEL, column: "ok", written: "ok", kind: /** @type {const} */ ("boolean"), own: [] };
  assert.deepEqual(withChoice([], flag, { values: ["true"], bars: null, missing: false }), ["ok = true"]);
  assert.deepEqual(withChoice([], flag, { values: ["true", "false"], bars: null, missing: false }), ["ok in (true, false)"]);
});

test("bars are a range of what they hold: the outermost reach to the ends", () => {
  const range = (/** @type {Facet} */ facet, /** @type {number} */ one, /** @type {number} */ other) => withChoice([], facet, draggedBars({ values: [], bars: null, missing: false }, one, other));
  assert.deepEqual(range(PRICE, 1, 1), ['"the price" >= 10', '"the price" < 20']);
  assert.deepEqual(range(PRICE, 2, 1), ['"the price" >= 10']);
  assert.deepEqual(range(PRICE, 0, 0), ['"the price" < 10']);
  assert.deepEqual(range(PRICE, 0, 2), []);
  assert.deepEqual(range(WIDTH, 1, 1), ["width between 9007199254740994 and 9007199254740999"]);
  assert.deepEqual(range({ ...WIDTH, edges: ["1", "2", "3", "4"] }, 1, 1), ["width = 2"]);
  assert.deepEqual(range(TAKEN, 1, 1), ["taken >= '2024-02-01'", "taken < '2024-03-01'"]);
  assert.deepEqual(withChoice([], PRICE, { values: [], bars: [1, 2], missing: true }), ['("the price" >= 10 and "the price" < 20 or "the price" is null)']);
});

test("pressing the bars that are chosen lifts them", () => {
  const once = draggedBars({ values: [], bars: null, missing: true }, 1, 1);
  assert.deepEqual(once.bars, [1, 2]);
  assert.deepEqual(draggedBars(once, 1, 1).bars, null);
  assert.deepEqual(draggedBars(once, 1, 2).bars, [1, 3]);
  assert.ok(isChosen(once) && !isChosen({ values: [], bars: null, missing: false }));
});

test("bounds light the bars that they were written for, and those they cut", () => {
  /** @type {[Facet, Facet["bounds"], [number, number]|null][]} */
  const cases = [
    [PRICE, [], null],
    [PRICE, [["10", null], [null, "20"]], [1, 2]],
    [PRICE, [["10", "20"]], [1, 2]],
    [PRICE, [["12", "13"]], [1, 2]],
    [PRICE, [["-5", "5"]], [0, 1]],
    [PRICE, [["100", null]], [2, 3]],
    [PRICE, [[null, "-100"]], [0, 1]],
    [PRICE, [["20", "20"]], [2, 3]],
    [{ ...PRICE, whole: true }, [["10", "19"]], [1, 2]],
    [{ ...PRICE, whole: true, edges: ["1", "2", "3", "4"] }, [["2", "2"]], [1, 2]],
    [TAKEN, [["2024-02-01", null], [null, "2024-03-01"]], [1, 2]],
    [TAKEN, [["2024-02-01 10:00:00", null]], [1, 3]],
  ];
  for (const [facet, bounds, expected] of cases) assert.deepEqual(barsOf({ ...facet, bounds }), expected, JSON.stringify(bounds));
});

test("bars, edges and choices have words", () => {
  assert.equal(barsWords(PRICE, 0, 1), "0 to under 10");
  assert.equal(barsWords(PRICE, 2, 3), "20 to 30");
  const width = { ...PRICE, whole: true, edges: ["2015", "2016", "2020", "12345"] };
  assert.deepEqual([barsWords(width, 0, 1), barsWords(width, 1, 2), barsWords(width, 2, 3)], ["2,015", "2,016 to 2,019", "2,020 to 12,345"]);
  const year = { ...PRICE, whole: true, edges: ["1998", "2010", "2024"] };
  assert.deepEqual([barsWords(year, 0, 1), barsWords(year, 1, 2), edgeWords(year, 2)], ["1998 to 2009", "2010 to 2024", "2024"]);
  assert.equal(edgeWords({ ...PRICE, edges: ["1234.5"] }, 0), "1,234.5");
  assert.equal(barsWords(TAKEN, 1, 2), "2024-02-01 until 2024-03-01");
  assert.equal(endWords({ ...TAKEN, edges: ["2024-01-01 10:00:00", "2024-02-01", "2024-02-03 01:00:00"] }, 0), "2024-01-01");
  assert.deepEqual(["12000", "0.5", "1e+20", "0.00000012", "0"].map((edge) => edgeWords({ ...PRICE, edges: [edge] }, 0)), ["12,000", "0.5", "1e20", "1.2e-7", "0"]);
  assert.equal(choiceWords(LABEL), "a");
  assert.equal(choiceWords({ ...PRICE, bounds: [["10", null]], missing: { count: 1, marked: null, chosen: true } }), "10 to 30, no value");
  assert.deepEqual([shortCount(1204, 30), shortCount(1204, null), shortCount(0, 0)], ["30 of 1,204", "1,204", "0"]);
  assert.ok(isUniform({ ...PRICE, edges: ["0", "0"] }) && !isUniform(PRICE) && !isUniform({ ...LABEL, distinct: 1 }));
});

test("a single image is seen beside thousands", () => {
  assert.deepEqual(heights([0, 1, 10_000]), [0, 0.01, 1]);
  assert.deepEqual(heights([]), []);
});
