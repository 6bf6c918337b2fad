/** One piece of work at a time, the newest next. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Turns } from "../../frontend_assets/modules/turns.mjs";

const moment = () => new Promise((go) => setTimeout(go, 5));

/** Work that is done when told to, and what was begun of it. */
function works() {
  const begun = [];
  const ends = [];
  const work = (name) => () => {
    begun.push(name);
    return new Promise((done) => ends.push(done));
  };
  return { begun, ends, work };
}

test("of forty steps while one is under way only the last is begun, after it", async () => {
  const { begun, ends, work } = works();
  const turns = new Turns(0);
  for (let step = 0; step < 40; step++) turns.take(work(step));
  await moment();
  assert.deepEqual(begun, [0]);
  ends[0]();
  await moment();
  assert.deepEqual(begun, [0, 39]);
  ends[1]();
  await moment();
  assert.deepEqual(begun, [0, 39]);
});

test("between two there is a pause, and a single wish waits for none", async () => {
  const { begun, ends, work } = works();
  const turns = new Turns(40);
  turns.take(work("first"));
  assert.deepEqual(begun, ["first"]);
  ends[0]();
  await moment();
  turns.take(work("second"));
  assert.deepEqual(begun, ["first"]);
  await new Promise((go) => setTimeout(go, 60));
  assert.deepEqual(begun, ["first", "second"]);
});

test("what is urgent waits for nothing, and nothing older is wanted after it", async () => {
  const { begun, ends, work } = works();
  const turns = new Turns(0);
  turns.take(work("slow"));
  turns.take(work("older"));
  turns.now(work("click"));
  assert.deepEqual(begun, ["slow", "click"]);
  for (const end of ends) end();
  await moment();
  assert.deepEqual(begun, ["slow", "click"]);
});

test("work that fails makes room all the same", async () => {
  const { begun, work } = works();
  const turns = new Turns(0);
  await assert.rejects(turns.take(() => Promise.reject(new Error("no"))));
  turns.take(work("next"));
  await moment();
  assert.deepEqual(begun, ["next"]);
});

test("at the end nothing is begun", async () => {
  const { begun, ends, work } = works();
  const turns = new Turns(0);
  turns.take(work("first"));
  turns.take(work("second"));
  turns.end();
  ends[0]();
  await moment();
  assert.deepEqual(begun, ["first"]);
});
