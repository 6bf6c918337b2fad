import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultState, fromQuery, isStep, looksOther, marksOther, needsView, sanitize, toQuery, withoutPlace } from "../../frontend_assets/modules/state.mjs";
import { leftOut, placesOf, unreadWords } from "../../frontend_assets/modules/unread.mjs";
import { CONTROLS } from "./controls.mjs";

const { limits } = CONTROLS;
const config = { ...CONTROLS, n: 100, models: ["small", "large"], colors: ["accuracy", "column:a&b"] };

test("without a query string the root is shown with the usual settings", () => {
  const { node, clusters, thumb, where, row, show } = fromQuery("", config);
  assert.deepEqual({ node, clusters, thumb, where, row, show }, { node: 198, clusters: 0, thumb: 24, where: "", row: null, show: "all" });
});

test("defaults are absent from the address", () => {
  assert.equal(toQuery(defaultState(config), config), "");
});

test("a state survives the way through the address", () => {
  const state = { ...defaultState(config), node: 150, clusters: 7, thumb: 40, where: "label = 'a&b' and x < 0.5", model: "large", color: "column:a&b", row: 0, query: "é ?&=#", show: "isolate", truth: "it's", guess: "b&c" };
  assert.deepEqual(fromQuery(toQuery(state, config), config), state);
});

test("labels as given are absent from the address, as corrected they stand in it and need another view", () => {
  const state = { ...defaultState(config), labels: "corrected" };
  assert.equal(toQuery(state, config), "?labels=corrected");
  assert.equal(fromQuery("?labels=mine", config).labels, "given");
  assert.equal(needsView(defaultState(config), state), true);
});

test("selection and theme stay out of the address", () => {
  assert.equal(toQuery({ ...defaultState(config), selection: [1, 2], theme: "light" }, config), "");
});

test("keys of others stay, a token does not", () => {
  assert.equal(toQuery({ ...defaultState(config), node: 3 }, config, "?lang=de&token=secret&k=9"), "?lang=de&node=3");
});

for (const [search, key, expected] of [
  ["?node=-1", "node", 198], ["?node=199", "node", 198], ["?node=1e9", "node", 198], ["?node=1.5", "node", 198], ["?node=<script>", "node", 198],
  ["?node=", "node", 198], ["?node=0", "node", 0], ["?k=1", "clusters", 2], ["?k=9999", "clusters", 200], ["?k=NaN", "clusters", 0], ["?k=Infinity", "clusters", 0], ["?k=auto", "clusters", 0], ["?k=0", "clusters", 0],
  ["?k=7.6", "clusters", 8], ["?size=1", "thumb", 12], ["?size=1000", "thumb", 160], ["?row=100", "row", null], ["?row=99", "row", 99], ["?row=-0.5", "row", null],
  ["?model=unknown", "model", ""], ["?model=small", "model", "small"], ["?show=wrong", "show", "isolate"], ["?show=__proto__", "show", "all"],
  ["?color=red;background:url(x)", "color", ""], ["?q=a%00b%0ac", "query", "a b c"], ["?where=a%00b%0ac", "where", "a b\nc"], ["?%E0%A4%A=1", "node", 198],
]) {
  test(`${search} means ${key} = ${JSON.stringify(expected)}`, () => assert.equal(fromQuery(search, config)[key], expected));
}

test("texts are cut to a bounded length, but no filter: a part of one is another", () => {
  const long = "x".repeat(10_000);
  assert.equal(fromQuery(`?q=${long}`, config).query.length, limits.text);
  assert.equal(fromQuery(`?where=${long}`, config).where, "");
  assert.deepEqual(leftOut(`?q=${long}&where=${long}`, config), [`q=${"x".repeat(58)}… (cut after 8,000 characters)`, `where=${"x".repeat(54)}…`]);
});

test("a selection keeps whole rows of the index, each once, and no more than the bound", () => {
  assert.deepEqual(sanitize({ selection: [5, 5, -1, 100, 2.5, "7", 99] }, config), { selection: [5, 99] });
  const many = sanitize({ selection: Array.from({ length: limits.selection + 7 }, (_, i) => i) }, { ...config, n: 2 * limits.selection });
  assert.equal(many.selection.length, limits.selection);
});

test("unknown and senseless parts of a patch are left out", () => {
  assert.deepEqual(sanitize({ nonsense: 1, node: {}, row: true, theme: "pink", show: undefined, selection: 5 }, config), {});
});

test("a row can be cleared", () => {
  assert.deepEqual(sanitize({ row: null }, config), { row: null });
});

test("defaults of the configuration are defaults of the address", () => {
  const own = { ...config, defaults: { clusters: 12 } };
  assert.equal(fromQuery("", own).clusters, 12);
  assert.equal(toQuery({ ...defaultState(own), clusters: 48 }, own), "?k=48");
});

test("an index of one image has its root at node 0", () => {
  assert.equal(defaultState({ ...CONTROLS, n: 1 }).node, 0);
});

test("the back button undoes nodes, filters and images, not sliders", () => {
  const a = defaultState(config);
  assert.deepEqual([{ node: 1 }, { where: "x" }, { row: 1 }, { clusters: 3 }, { thumb: 30 }, { show: "outline" }, { fair: "split" }].map((patch) => isStep(a, { ...a, ...patch })), [true, true, true, false, false, false, false]);
});

test("only what changes the layout asks the server again", () => {
  const a = defaultState(config);
  const changed = ["node", "clusters", "thumb", "where", "model", "row", "show", "color", "truth", "guess", "selection", "query", "fair"].filter((key) => needsView(a, { ...a, [key]: "other" }));
  assert.deepEqual(changed, ["node", "clusters", "thumb", "where", "model", "color"]);
});

test("other images are marked for other mistakes, whoever's they are", () => {
  const a = defaultState(config);
  const changed = ["node", "where", "model", "show", "color", "truth", "guess", "row"].filter((key) => marksOther(a, { ...a, [key]: "other" }));
  assert.deepEqual(changed, ["model", "show", "truth", "guess"]);
});

test("a picture is painted anew for marks and selection only", () => {
  const a = { ...defaultState(config), selection: [1, 2] };
  const patches = [{ show: "outline" }, { selection: [1] }, { selection: [2, 1] }, { selection: [1, 2] }, { row: 3 }, { node: 3 }, { query: "x" }];
  assert.deepEqual(patches.map((patch) => looksOther(a, { ...a, ...patch })), [true, true, true, false, false, false, false]);
});

test("what a link asks for that is not here is named, and what of it is taken otherwise", () => {
  assert.deepEqual(leftOut("?node=999&model=gone&color=column:gone&k=9999&row=100&where=x&show=odd", config), ["node=999", "model=gone", "color=column:gone", "k=9999 (200 is taken)", "row=100", "show=odd"]);
  assert.deepEqual(leftOut("?k=auto&size=24&show=wrong&like=3,3&cut=0.50&at=&tree=ab&token=s&utm_source=x&fbclid=y&__theme=dark", config), []);
  assert.deepEqual(leftOut("?true=cat&predicted=gone", { ...config, classes: ["cat", "dog"] }), ["predicted=gone"]);
  assert.deepEqual(leftOut("?node=3&model=small&lang=de&row=", config), []);
});

test("what needs labels and predictions is named with it where there are none", () => {
  const plain = { ...config, judged: false, classes: ["cat"], fair_by: [] };
  const needing = ["show=outline", "true=cat", "predicted=cat", "fair=split"];
  const search = `?${needing.join("&")}`;
  assert.deepEqual(leftOut(search, plain), needing.map((part) => `${part} (needs labels and predictions)`));
  const { show, truth, guess, fair } = fromQuery(search, plain);
  assert.deepEqual([show, truth, guess, fair], ["all", "", "", ""]);
  assert.deepEqual(leftOut("?show=all", plain), []);
});

test("a column without subgroups is named", () => {
  assert.deepEqual(leftOut("?fair=gone", { ...config, fair_by: ["split"] }), ["fair=gone"]);
  assert.deepEqual(leftOut("?fair=split", { ...config, fair_by: ["split"] }), []);
});

test("examples are rows and names of images that there can be, each once, and a cut is a number", () => {
  const read = (search) => fromQuery(search, config);
  assert.equal(read("?like=3,17,3,99999999999,-1,x,1e2").like, "3,17");
  assert.equal(read("?images=0123456789abcdef01234567,../../etc,<b>").images, "0123456789abcdef01234567");
  assert.equal(read(`?like=${Array.from({ length: 500 }, (_, i) => i % 50).join(",")}`).like.split(",").length, 50);
  assert.deepEqual(["0.3", "-1e-2", "", "x", "NaN", "Infinity", "1e9"].map((cut) => read(`?cut=${cut}`).cut), ["0.3", "-0.01", "", "", "", "", ""]);
  assert.deepEqual([read("?in=cluster").within, read("?in=all").within], ["cluster", ""]);
  assert.deepEqual(leftOut("?like=x&cut=y&images=..", config), ["like=x", "cut=y", "images=.."]);
});

for (const [search, expected] of [
  ["?spell=1&thumb=40&onload", ["spell=1", "thumb=40", "onload"]], ["?k=5&k=5&k=9", ["k=9"]], ["?size=-5", ["size=-5 (12 is taken)"]], ["?k=7.5", ["k=7.5 (8 is taken)"]],
  ["?like=3,foo,<b>,4", ["like=foo,<b>"]], ["?findings=labels;min=-5;held;class=;<i>", ["min=-5 of findings", "class= of findings", "<i> of findings"]],
  ["?findings=gone;min=4", ["findings=gone;min=4"]], ["?q=a&%E0%A4%A=1", ["\ufffd%A=1"]], ["?spell=%E2%80%AEabc%00", ["spell=\ufffdabc\ufffd"]],
]) {
  test(`of ${search} is not read: ${expected}`, () => assert.deepEqual(leftOut(search, { ...config, finds: ["labels"] }), expected));
}

test("ways to look that are none are left out of what is asked", () => {
  const read = (search) => fromQuery(search, { ...config, finds: ["labels", "drift"] }).findings;
  assert.equal(read("?findings=labels;min=-5;held"), "labels;held");
  assert.equal(read("?findings=drift:split:a%253Bb:test;min=30"), "drift:split:a%3Bb:test;min=30");
  assert.equal(read("?findings=labels;min=0"), "labels");
  const review = (search) => fromQuery(search, { ...config, reviews: ["duplicates"] }).review;
  assert.deepEqual(["?review=duplicates;transformed;min=4", "?review=duplicates", "?review=errors"].map(review), ["duplicates;transformed", "duplicates", ""]);
  assert.deepEqual(leftOut("?review=duplicates;min=4", { ...config, reviews: ["duplicates"] }), ["review=duplicates;min=4"]);
});

test("a line names the first of many parts that mean nothing", () => {
  const many = Array.from({ length: 50 }, (_, i) => `x${i}=${i}`).join("&");
  assert.equal(unreadWords("This link", many, config), "This link asks for what is not here, which is left out: x0=0, x1=1, x2=2, x3=3, x4=4, x5=5 and 44 more.");
  assert.equal(unreadWords("This link", "?k=9", config), "");
});

test("examples are images of their tree, like a row", () => {
  assert.deepEqual(placesOf("?like=3&unlike=4&q=cat"), ["like=3", "unlike=4"]);
  assert.equal(withoutPlace("?like=3&unlike=4&q=cat&tree=ab"), "?q=cat");
  assert.match(toQuery({ ...defaultState(config), like: "3" }, { ...config, tree: "ab" }), /like=3&tree=ab/);
});

test("a filter keeps the line breaks and tabs of the values that it names", () => {
  const where = "label = 'a\n\tb'";
  assert.equal(sanitize({ where: ` ${where} ` }, config).where, where);
  assert.equal(fromQuery(toQuery({ ...defaultState(config), where }, config), config).where, where);
});
