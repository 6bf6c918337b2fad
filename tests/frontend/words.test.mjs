import assert from "node:assert/strict";
import { test } from "node:test";
import { Highlight } from "../../frontend_assets/modules/highlight.mjs";
import { counting, mistakesIn } from "../../frontend_assets/modules/marks.mjs";
import { layOutChips } from "../../frontend_assets/modules/chips.mjs";
import { elide } from "../../frontend_assets/modules/elide.mjs";
import { cellColor, snap } from "../../frontend_assets/modules/paint-cells.mjs";
import { missingRows } from "../../frontend_assets/modules/thumbs-queue.mjs";
import { readFileSync } from "node:fs";
import { accuracyText, accuracyWords, counted, countText, nameOf, percent, rate, sharedFolder, spokenCell, tintWords } from "../../frontend_assets/modules/text.mjs";
import { inkOn, mixColors } from "../../frontend_assets/modules/theme.mjs";
import { follow } from "../../frontend_assets/modules/trail.mjs";
import { spotWords } from "../../frontend_assets/modules/page/words.mjs";
import { makePicture } from "../../frontend_assets/modules/picture.mjs";
import { answer, picture } from "./fixtures.mjs";

const measure = (text) => 6 * text.length;
const width = (text) => text.length;

test("numbers say their n", () => {
  assert.equal(countText({ count: 1204, matching: 1204 }), "1,204");
  assert.equal(countText({ count: 1204, matching: 37 }), "37 of 1,204");
  assert.equal(accuracyText({ accuracy: 0.914, interval: [0.88, 0.94] }), "91% (88–94%)");
  assert.equal(accuracyText({ accuracy: null, interval: null }), "");
  assert.equal(accuracyText({ accuracy: 1 }), "100%");
  assert.equal(accuracyText({ accuracy: 0.77, interval: [0.7691, 0.7709] }), "77%");
  assert.equal(accuracyWords({ accuracy: 0.77, interval: [0.7691, 0.7709] }), "77% right");
  assert.equal(accuracyWords({ accuracy: 0.914, interval: [0.88, 0.94] }), "91% (88–94%) right");
  assert.equal(accuracyWords({ accuracy: null, interval: null }), "");
});

test("a title loses whole parts before it is cut, and what it shares with those beside it before what tells it", () => {
  const cases = JSON.parse(readFileSync(new URL("../elided.json", import.meta.url)));
  for (const [title, room, beside, shown, names] of cases) assert.equal(elide(title, room, width, beside, names), shown, `${title} in ${room}`);
  assert.equal(elide("ab\u{1f600}\u{1f600}", 4, width), "ab…", "no half of an emoji is left");
});

test("a screen reader hears title, count, accuracy and place", () => {
  const spoken = spokenCell({ title: "cat fox", count: 1204, matching: 1204, accuracy: 0.914, interval: [0.9, 0.93] }, 2, 48);
  assert.equal(spoken, "cat fox, 1,204 images, 91% classified right, between 90% and 93%, cell 3 of 48");
});

const WRITING = { ratio: 1, theme: { family: "x" }, measure, marked: () => null };

/** The title of a cell of a width. */
const chip = (w, patch = {}, writing = WRITING) => {
  const cell = { x: 10, y: 0, w, h: 60, band: 16, title: "cat fox", count: 1204, matching: 1204, accuracy: 0.5, interval: [0.4, 0.6], ...patch };
  return layOutChips({ cells: [cell], frames: [] }, writing)[0];
};
const said = (...of) => chip(...of).texts.map(({ text }) => text);

test("a title is followed by the count, on a large cell by the accuracy, and is as wide as its words", () => {
  const { texts, rect } = chip(300);
  assert.deepEqual(texts.map(({ text }) => text), ["cat fox", "1,204", "50%"]);
  assert.deepEqual([rect.x, rect.y, rect.h], [10, 0, 16]);
  assert.equal(rect.w, texts.reduce((sum, { text }) => sum + measure(text) + 6, 0) - 6 + 8);
});

test("in a narrow cell the accuracy goes first, then the count, then the title is cut", () => {
  assert.deepEqual([200, 140, 80, 60, 40].map((w) => said(w)), [
    ["cat fox", "1,204", "50%"], ["cat fox", "1,204"], ["cat fox"], ["cat fox"], ["cat…"],
  ]);
  assert.deepEqual([chip(140).whole, chip(80).whole], [true, false]);
});

test("the title of a group leaves the corners of its cells to their titles: it has fewer numbers, before two are stacked", () => {
  const box = { x: 0, y: 0, w: 200, h: 200, band: 16, title: "animals", count: 10, matching: 10 };
  const laid = (/** @type {string} */ title, more = {}) => layOutChips({ cells: [{ ...box, title, ...more }], frames: [{ ...box, depth: 0 }] }, WRITING).map(({ rect, texts }) => [rect.x, rect.y, ...texts.map(({ text }) => text)]);
  assert.deepEqual(laid("cat"), [[69, 0, "cat", "10"], [0, 0, "animals", "10"]]);
  assert.deepEqual(laid("automobile", { w: 130 }), [[51, 0, "automobile"], [0, 0, "animals"]]);
  assert.deepEqual(laid("cat, warmest of all", { w: 130 }), [[69, 0, "cat"], [0, 0, "animals", "10"]], "whole words of a name are enough");
  assert.deepEqual(laid("animals, warmest", { w: 130 }), [[69, 0, "warmest"], [0, 0, "animals", "10"]], "which say something beside the group's");
  assert.deepEqual(laid("automobile", { w: 100 }), [[0, 17, "automobile", "10"], [0, 0, "animals", "10"]], "and lies below where there is no room");
  assert.equal(laid("automobile", { w: 100, h: 20 }).length, 1, "and is left out where that has no room");
  const cells = [{ ...box, w: 100, h: 100 }, { ...box, x: 103, w: 97, h: 100 }, { ...box, y: 103, h: 97 }];
  const chips = layOutChips({ cells, frames: [{ ...box, depth: 0 }] }, WRITING);
  assert.deepEqual(chips.map(({ cell, rect, texts }) => [cell, rect.x, rect.y, texts[0].font.split(" ")[0]]), [[0, 0, 17, "500"], [1, 103, 0, "500"], [2, 0, 103, "500"], [-1, 0, 0, "700"]]);
});

test("among the titles of one group, what differs is seen where there is room for little", () => {
  const box = { y: 20, w: 80, h: 60, band: 16, count: 10, matching: 10 };
  const cells = [[0, "automobile, red"], [85, "automobile, blue"], [300, "automobile, red"]].map(([x, title]) => ({ ...box, x, title }));
  const frames = [{ ...box, x: 0, y: 0, w: 200, title: "automobile, old" }];
  const texts = layOutChips({ cells, frames }, WRITING).map(({ texts }) => texts[0].text);
  assert.deepEqual(texts, ["automob… red", "automo… blue", "automob… red", "automobile, old"]);
  assert.equal(layOutChips({ cells: [cells[0], cells[2]], frames }, WRITING)[0].texts[0].text, "automobile", "alone in its group");
});

test("a cluster without a title is called by its count, once", () => {
  assert.deepEqual(said(300, { title: "", accuracy: null }), ["1,204 images"]);
  assert.equal(spokenCell({ title: "", count: 1, matching: 1 }, 0, 2), "1 image, cell 1 of 2");
  assert.equal(follow([], null, view(2, 60, 70, [{ node: 7, title: "", count: 40 }]))[0].title, "40 images");
});

test("texts of a title never overlap and stay inside", () => {
  for (let w = 40; w < 400; w++) {
    const { texts, rect } = chip(w);
    let end = 10;
    for (const { text, x } of texts) {
      assert.ok(x >= end, `at ${w}`);
      end = x + measure(text);
    }
    assert.ok(end <= rect.x + rect.w && rect.w <= w, `at ${w}`);
  }
});

test("while images are marked, a title counts them instead of the accuracy, and the number outlives the rest", () => {
  const cell = { x: 0, y: 0, h: 60, title: "a", count: 186, matching: 186, accuracy: 0.5, interval: [0, 1] };
  const marking = (marked) => ({ ...WRITING, marked: () => marked });
  assert.deepEqual(said(300, cell, marking(27)), ["a", "27 of 186"]);
  assert.deepEqual(said(300, cell, marking(0)), ["a"]);
  assert.deepEqual(chip(300, cell, marking(0)).texts.map(({ tone }) => tone), ["muted"], "none needs no number");
  const box = { ...cell, y: 0, w: 140, band: 16, title: "automobile" };
  const texts = layOutChips({ cells: [box], frames: [{ ...box, title: "cars", depth: 0 }] }, marking(27)).map(({ texts }) => texts.map(({ text }) => text));
  assert.deepEqual(texts, [["automobile", "27"], ["cars", "27"]], "of a group, where its cell has no room else");
  const long = { ...cell, title: "automobile" };
  assert.deepEqual([said(40, long, marking(0)), said(40, long, marking(27))], [["auto…"], ["27"]]);
  assert.deepEqual(said(300, { ...cell, matching: 40 }, marking(27)), ["a", "27 of 40"]);
  assert.deepEqual(said(50, cell, marking(27)), ["a", "27"]);
});

test("what stands out is told by the digit it is asked for, mistakes by theirs", () => {
  const signs = ["0", "1", "2", "3"];
  const cells = answer().cells.map((cell, c) => ({ ...cell, thumbs: { ...cell.thumbs, marked: c ? "00" : signs.join("") } }));
  const read = (mark) => makePicture({ ...answer(), cells }, 200, 100, mark);
  const search = read({ params: { text: "cat", mark: "label <> prediction" }, kind: "search", lit: 1 });
  assert.deepEqual([[...search.lit], [...search.marked]], [[0, 1, 0, 1, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0, 0, 0]]);
  const spot = read({ params: { mark: "label = 'cat'" }, kind: "spot", lit: 2 });
  assert.deepEqual([[...spot.lit], spot.marked === spot.wrong], [[0, 0, 1, 1, 0, 0, 0, 0], true]);
  const plain = makePicture(answer(), 200, 100);
  assert.deepEqual([plain.lit, plain.kind, plain.marked === plain.wrong], [null, "", true]);
});

test("of a search that has found nothing here, nothing steps back", () => {
  const cells = answer().cells.map((cell) => ({ ...cell, thumbs: { ...cell.thumbs, marked: "0".repeat(cell.thumbs.rows.length) } }));
  const read = (marked) => makePicture({ ...answer(), cells, marked }, 200, 100, { params: { text: "cat" }, kind: "search", lit: 1 });
  assert.deepEqual([read(0).lit, read(0).kind, read(3).lit.length], [null, "search", 8]);
});

test("mistakes are any, some by their classes, or of images that cannot be judged", () => {
  const any = { truth: "", guess: "" };
  const seen = (accuracy, signs, kind = "mistakes") => ({ kind, cells: [{ accuracy }], wrong: Int8Array.from(signs) });
  assert.equal(mistakesIn(seen(1, [0]), any), "any");
  assert.equal(mistakesIn(seen(1, [0]), { ...any, guess: "cat" }), "some");
  assert.equal(mistakesIn(seen(null, [-1, -1]), any), "unjudged");
  assert.equal(mistakesIn(seen(null, [-1, 0]), any), "any", "a filter by right and wrong leaves no accuracy");
  assert.equal(mistakesIn({ ...seen(null, []), cells: [] }, any), "any", "of no image there is nothing to say");
  assert.equal(mistakesIn(seen(1, [0], "search"), any), "");
});

test("a selection counts itself in every cell; what the server marked goes before it; of none chips say nothing", () => {
  const read = ({ kind, marked }, cells) => [kind, ...cells.map(marked)];
  const cells = [{ lo: 0, hi: 4, marked: 3 }, { lo: 4, hi: 6, marked: 0 }, { lo: 6, hi: 8 }];
  assert.deepEqual(read(counting(picture(), [0, 1, 5]), cells), ["selection", 2, 1, 0]);
  assert.deepEqual(read(counting(picture(), [99]), cells), ["selection", null, null, null]);
  for (const kind of ["search", "mistakes"]) {
    assert.deepEqual(read(counting({ kind, answer: { marked: 3 } }, [0]), cells), [kind, 3, 0, null]);
    assert.deepEqual(read(counting({ kind, answer: { marked: 0 } }, [0]), cells), [kind, null, null, null]);
  }
  assert.deepEqual(read(counting(null, []), cells), ["", null, null, null]);
});

test("boxes snap to whole device pixels and keep their gaps", () => {
  const [a, b] = [{ x: 0, y: 0, w: 10, h: 10 }, { x: 12, y: 0, w: 10, h: 10 }].map((box) => snap(box, 1.5));
  assert.deepEqual([a, b.x - (a.x + a.w)], [{ x: 0, y: 0, w: 15, h: 15 }, 3]);
  for (const ratio of [1, 1.1, 1.25, 1.333, 1.75, 2]) {
    const boxes = Array.from({ length: 50 }, (_, i) => snap({ x: 7 * i, y: 0, w: 5, h: 5 }, ratio));
    boxes.slice(1).forEach((box, i) => assert.ok(box.x > boxes[i].x + boxes[i].w));
  }
});

test("a cell has the colour of its step of the legend, and the ground where it has none", () => {
  const legend = { steps: [{ color: "#ff0000", strength: 0.5 }, { color: "", strength: 0 }] };
  const style = { theme: { surface: "#000000" }, legend };
  assert.deepEqual([0, 1, null].map((step) => cellColor({ tint: { step } }, style)), ["rgb(128 0 0)", "#000000", "#000000"]);
  assert.equal(cellColor({}, style), "#000000");
  assert.equal(cellColor({ tint: { step: 0 } }, { ...style, legend: null }), "#000000");
});

test("words on a colour are read: black or white, 4.5 to 1 at least", () => {
  const light = (hex) => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  for (let value = 0; value < 0xffffff; value += 65_793 + 4_099) {
    const hex = `#${value.toString(16).padStart(6, "0")}`;
    const [a, b] = [light(hex), light(inkOn(hex))];
    assert.ok((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) >= 4.5, hex);
  }
  assert.equal(inkOn("rgb(255 255 255)"), "#000000");
});

test("what a colour stands for is said in words", () => {
  assert.equal(tintWords({ tint: { step: 1, words: "mean price 3" } }), "Mean price 3");
  assert.equal(tintWords({}), "");
  assert.match(spokenCell({ title: "cat", count: 4, tint: { step: 0, words: "mean price 3" } }, 0, 2), /, mean price 3, cell 1 of 2$/);
});

test("what stands out counts images that are not drawn", () => {
  assert.equal(spotWords("cat", { marked: 1204, drawn: 37 }), "1,204 images of cat here, 37 drawn");
  assert.equal(spotWords("cat", { marked: 1, drawn: 1 }), "1 image of cat here");
});

test("colours mix", () => {
  assert.equal(mixColors("#000", "#ffffff", 0.5), "rgb(128 128 128)");
});

test("results in a slice are counted", () => {
  const lit = new Highlight([5, 9, 5, 100, 7]);
  assert.deepEqual([[0, 5], [5, 6], [5, 10], [0, 1000], [8, 8]].map(([lo, hi]) => lit.within({ lo, hi })), [0, 1, 3, 4, 0]);
  assert.equal(lit.within({}), 0);
});

const view = (node, lo, hi, chain = []) => ({ node, lo, hi, count: hi - lo, breadcrumb: [...chain, { node, title: `t${node}`, count: hi - lo }] });
const nodes = (trail) => trail.map(({ node }) => node);

test("going in adds a stop, going out to one ends there", () => {
  const [root, a, b] = [view(9, 0, 100), view(5, 0, 50), view(3, 10, 20)];
  const inA = follow([], root, a);
  const inB = follow(inA, a, b);
  assert.deepEqual([nodes(inA), nodes(inB), nodes(follow(inB, b, a)), nodes(follow(inB, b, root))], [[9], [9, 5], [9], []]);
  assert.equal(inA[0].title, "t9");
});

test("the same cluster again changes nothing; a jump takes the server's way", () => {
  const [root, a] = [view(9, 0, 100), view(5, 0, 50)];
  const trail = follow([], root, a);
  assert.deepEqual(nodes(follow(trail, a, a)), [9]);
  const chain = [{ node: 9, title: "All", count: 100 }, { node: 7, title: "x", count: 40 }];
  assert.deepEqual(nodes(follow(trail, a, view(2, 60, 70, chain))), [9, 7]);
  assert.deepEqual(nodes(follow([], null, view(2, 60, 70, chain))), [9, 7]);
});

test("a picture keeps place, colour and verdict of every image", () => {
  const p = picture();
  assert.deepEqual([...p.rows], [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual([...p.first], [0, 4, 6, 8]);
  assert.deepEqual([p.x[5], p.y[5], p.w[5], p.h[5], p.cell[5], p.color[5], p.place.get(5)], [49, 50, 49, 50, 1, 5, 5]);
  assert.deepEqual([...p.wrong], [-1, -1, -1, -1, -1, -1, 1, -1]);
});

test("only thumbnails that are not there sharply enough are asked for, by the tile they need", () => {
  const cache = { has: (row, edge) => row < 2 && edge <= 64 };
  assert.deepEqual(missingRows(picture(), cache, 1), new Map([[64, [2, 3, 4, 5, 6, 7]]]));
  assert.deepEqual([...missingRows(picture(), cache, 2).keys()], [128]);
});

test("a share is written as Python writes it, by the table that both share", () => {
  const cases = JSON.parse(readFileSync(new URL("../shares.json", import.meta.url)));
  for (const [share, said] of cases) assert.equal(percent(share), said, String(share));
  assert.deepEqual([undefined, Number.NaN].map(percent), ["–", "–"]);
});

test("a count is written with what is counted as Python writes it, by the table that both share", () => {
  const cases = JSON.parse(readFileSync(new URL("../counts.json", import.meta.url)));
  for (const [n, one, many, said] of cases) assert.equal(counted(n, one, many), said);
});

test("folders that all names begin with are left out as Python leaves them out, by the table that both share", () => {
  const cases = JSON.parse(readFileSync(new URL("../shared_folders.json", import.meta.url)));
  for (const [names, shown] of cases) assert.deepEqual(names.map((name) => name.slice(sharedFolder(names).length)), shown);
});

test("a rate is written with its interval and of how many as Python writes it, by the table that both share", () => {
  const cases = JSON.parse(readFileSync(new URL("../rates.json", import.meta.url)));
  for (const [share, interval, n, said] of cases) assert.equal(rate(share, interval, n), said);
});

test("after a name written from right to left the comma does not go to the other side of it", () => {
  const said = (title) => nameOf({ title, count: 9 }).replaceAll("\u200e", "|");
  assert.equal(said("קטה, dog"), "קטה|, dog");
  assert.equal(said("قطة"), "قطة");
  assert.equal(said("cat, dog"), "cat, dog");
  assert.equal(elide(nameOf({ title: "קטה, dog" }), 4, (text) => text.replaceAll("\u200e", "").length), "קטה\u200e");
});
