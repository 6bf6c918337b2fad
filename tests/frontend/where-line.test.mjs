import assert from "node:assert/strict";
import { test } from "node:test";
import { complete, offersAt, slotAt, spanIn, tokensOf, valueOffers } from "../../frontend_assets/modules/filters/where-line.mjs";

/** @type {import("../../frontend_assets/modules/types.d.ts").FilterColumn[]} */
const COLUMNS = [
  { name: "label", written: "label", kind: "text", counted: true },
  { name: "price", written: "price", kind: "number", counted: true },
  { name: "prediction:b", written: '"prediction:b"', kind: "text", counted: true },
  { name: "select", written: '"select"', kind: "text", counted: true },
  { name: "ok", written: "ok", kind: "boolean", counted: true },
];

/** What is wanted at the bar. @param {string} line */
function at(line) {
  const caret = line.indexOf("|");
  return slotAt(line.replace("|", ""), caret, COLUMNS);
}

test("what is wanted follows what stands before the caret", () => {
  /** @type {[string, string, string|undefined, string][]} */
  const cases = [
    ["|", "column", undefined, ""],
    ["la|", "column", undefined, "la"],
    ["label |", "operator", "label", ""],
    ["label i|", "operator", "label", "i"],
    ["LABEL = |", "value", "label", ""],
    ["label = ca|", "value", "label", "ca"],
    ["label = 'ca|", "value", "label", "ca"],
    ["label = 'it''s|", "value", "label", "it's"],
    ["label = 'c|at' and price > 3", "value", "label", "c"],
    ["label = 'cat' |", "join", undefined, ""],
    ["label = 'cat'|", "join", undefined, ""],
    ["label = 'cat' an|", "join", undefined, "an"],
    ["label = 'cat' and |", "column", undefined, ""],
    ["label in |", "list", "label", ""],
    ["label in (|", "value", "label", ""],
    ["label in ('a'|", "more", "label", ""],
    ["label in ('a', |", "value", "label", ""],
    ["label in ('a', 'b') |", "join", undefined, ""],
    ["price between 1 |", "between", "price", ""],
    ["price between 1 and |", "value", "price", ""],
    ["price between 1 and 2 |", "join", undefined, ""],
    ["price > -|", "value", "price", ""],
    ["price > -1 |", "join", undefined, ""],
    ["label is |", "is", "label", ""],
    ["label is not |", "is", "label", ""],
    ["label is null |", "join", undefined, ""],
    ["not |", "column", undefined, ""],
    ["(label = 'a' or |", "column", undefined, ""],
    ['"predict|', "column", undefined, "predict"],
    ['"prediction:b" = |', "value", "prediction:b", ""],
    ['"prediction:b|', "column", undefined, "prediction:b"],
    ["unknown = 'x|", "value", undefined, "x"],
    ["label not in (|", "value", "label", ""],
    ["found(|", "call", undefined, ""],
    ["found('a dog', |", "call", undefined, ""],
    ["found('a dog', 0.2) |", "join", undefined, ""],
    ["not images('3:5') and |", "column", undefined, ""],
    ["(cluster(5) or |", "column", undefined, ""],
    ["label like 'a%' escape |", "value", undefined, ""],
  ];
  for (const [line, want, column, typed] of cases) {
    const slot = at(line);
    assert.deepEqual([slot.want, slot.column?.name, slot.typed], [want, column, typed], line);
  }
});

test("columns are offered that begin so, then those that hold it, and operators of their kind", () => {
  const words = (/** @type {string} */ line) => offersAt(at(line), COLUMNS).map((offer) => offer.words);
  assert.deepEqual(words("|"), COLUMNS.map(({ name }) => name));
  assert.deepEqual(words("l|"), ["label", "select"]);
  assert.deepEqual(words("PR|"), ["price", "prediction:b"]);
  assert.deepEqual(words("n|"), ["prediction:b", "not"]);
  assert.ok(words("price |").includes("between") && !words("price |").includes("like"));
  assert.deepEqual(words("price <|"), ["<>", "<", "<="]);
  assert.deepEqual(words("ok = |"), ["true", "false"]);
  assert.deepEqual(words("label = 'a' |"), ["and", "or"]);
  assert.deepEqual(words("label = 'a' and|"), []);
  assert.deepEqual(words("label in ('a' |"), [",", ")"]);
  assert.deepEqual(words("label = |"), []);
});

test("what is chosen takes the place of what was typed, in quotes where it needs them", () => {
  /** @type {[string, string, string][]} */
  const cases = [
    ["pr|", '"prediction:b"', '"prediction:b" |'],
    ["label = ca|", "'cat'", "label = 'cat' |"],
    ["label = 'ca|", "'it''s'", "label = 'it''s' |"],
    ["label = 'c|at' and price > 3", "'dog'", "label = 'dog' |and price > 3"],
    ["label |", "in", "label in (|"],
    ["label in (|", "'cat'", "label in ('cat' |"],
    ["label in ('cat' |", ",", "label in ('cat', |"],
    ["label in ('cat'|", ")", "label in ('cat') |"],
    ["label in (ca|)", "'cat'", "label in ('cat'|)"],
    ["label = 'cat'|", "and", "label = 'cat' and |"],
    ["label = 'cat' |", "and", "label = 'cat' and |"],
  ];
  for (const [line, insert, expected] of cases) {
    const { text, caret } = complete(line.replace("|", ""), at(line), insert);
    assert.equal(`${text.slice(0, caret)}|${text.slice(caret)}`, expected, line);
  }
});

test("any text is taken apart without an end, and nothing of it is left out", () => {
  for (const text of ["", "'", '"', "''''", "a'b\"c", "😀 = '👩‍👩‍👧", "((((", "\u202eשלום = 'x", "%$#\\", "a=1and b<>2", "1e5 .5"]) {
    let end = 0;
    for (const token of tokensOf(text)) {
      assert.match(text.slice(end, token.start), /^\s*$/);
      assert.equal(text.slice(token.start, token.end), token.text);
      end = token.end;
    }
    assert.match(text.slice(end), /^\s*$/);
    for (let caret = 0; caret <= text.length; caret++) offersAt(slotAt(text, caret, COLUMNS), COLUMNS);
  }
});

test("values are written as the filter takes them; what is cut is not offered", () => {
  const values = [{ value: "it's", whole: true, count: 3 }, { value: "", whole: true, count: 2 }, { value: "long…", whole: false, count: 1 }];
  assert.deepEqual(valueOffers(values, String), [{ insert: "'it''s'", words: "it's", detail: "3" }, { insert: "''", words: "(empty)", detail: "2" }]);
});

test("what is wrong is where the server says, whatever signs stand before it", () => {
  const text = "  label = '😀' and lable = 'a'";
  const [start, end] = spanIn(text, [16, 21]) ?? [0, 0];
  assert.equal(text.slice(start, end), "lable");
  assert.equal(spanIn(text, null), null);
});
