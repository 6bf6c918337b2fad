import assert from "node:assert/strict";
import { test } from "node:test";
import { markOf, rangesOf } from "../../frontend_assets/modules/marking.mjs";

const MODELS = ["", 'b"c'];

const still = { show: "all", truth: "", guess: "", model: "", outlines: "", selection: [] };

test("what is marked: a hand's rest, then a search with mistakes, then mistakes, findings, the selection", () => {
  const all = { ...still, show: "outline", outlines: "on", selection: [3, 1, 2] };
  const also = { models: MODELS, spot: { mark: "label = 'cat'" }, search: { text: "cat" }, findings: [{ lo: 4, hi: 9 }] };
  assert.deepEqual(markOf(all, also), { params: { mark: "label = 'cat'" }, kind: "spot", lit: 2 });
  assert.deepEqual(markOf(all, { ...also, spot: { rows: "4:9" } }).lit, 0);
  assert.deepEqual(markOf(all, { ...also, spot: null }), { params: { text: "cat", mark: "label <> prediction" }, kind: "search", lit: 1 });
  assert.deepEqual(markOf({ ...all, show: "all" }, { ...also, spot: null }).params, { text: "cat" });
  assert.deepEqual(markOf({ ...all, truth: "cat" }, { models: MODELS }), { params: { mark: "label <> prediction and label = 'cat'" }, kind: "mistakes", lit: 0 });
  assert.deepEqual(markOf({ ...all, show: "all" }, { findings: also.findings }), { params: { rows: "4:9" }, kind: "findings", lit: 0 });
  assert.deepEqual(markOf({ ...all, show: "all", outlines: "" }, also.findings), { params: { rows: "1:4" }, kind: "selection", lit: 0 });
  assert.deepEqual(markOf(still, {}), { params: {}, kind: "", lit: 0 });
});

test("a selection that no address has room for is outlined where it is drawn, and no more", () => {
  assert.equal(markOf({ ...still, selection: Array.from({ length: 6000 }, (_, i) => 2 * i) }, {}).kind, "");
  assert.equal(markOf({ ...still, selection: Array.from({ length: 6000 }, (_, i) => i) }, {}).params.rows, "0:6000");
});

test("findings that are no nodes are marked by their rows, the first that an address has room for", () => {
  const far = Array.from({ length: 3500 }, (_, i) => 2 * i);
  const findings = [{ lo: 0, hi: 9, rows: [1, 2, 5] }, { lo: 20, hi: 30 }, { lo: 0, hi: 7000, rows: far }, { lo: 40, hi: 50 }];
  assert.equal(markOf({ ...still, outlines: "on" }, { findings: findings.slice(0, 2) }).params.rows, "1:3,5,20:30");
  assert.equal(markOf({ ...still, outlines: "on" }, { findings: [...findings, { lo: 0, hi: 7000, rows: far }] }).params.rows.split(",").length, 3503 + 1);
});

test("rows side by side are one range", () => {
  assert.deepEqual([[], [7], [2, 1, 0], [5, 9, 6, 5]].map(rangesOf), ["", "7", "0:3", "5:7,9"]);
});
