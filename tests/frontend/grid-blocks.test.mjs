/** Blocks of a list: each read once, those that are not looked at any more given up, old ones forgotten. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Blocks } from "../../frontend_assets/modules/grid-view/blocks.mjs";

function source() {
  const asked = [];
  const failures = [];
  const fetch = (offset, limit, signal) => new Promise((resolve, reject) => {
    asked.push({ offset, limit, signal, resolve: () => resolve({ offset }), reject });
    signal.addEventListener("abort", () => reject(new Error("aborted")));
  });
  return { asked, failures, blocks: new Blocks({ size: 10, fetch, received: () => {}, failed: (error) => failures.push(error.message) }) };
}

const turn = () => new Promise((resolve) => setTimeout(resolve));

test("each block is read once, three at a time", async () => {
  const { asked, blocks } = source();
  blocks.look(5, 48);
  assert.deepEqual(asked.map(({ offset }) => offset), [0, 10, 20]);
  blocks.look(5, 48);
  assert.equal(asked.length, 3);
  asked.forEach(({ resolve }) => resolve());
  await turn();
  assert.deepEqual(asked.map(({ offset }) => offset), [0, 10, 20, 30, 40]);
  assert.deepEqual(blocks.holding(27), { offset: 20 });
  assert.equal(blocks.holding(31), undefined);
});

test("what has scrolled away is given up, and can be asked for again", async () => {
  const { asked, failures, blocks } = source();
  blocks.look(0, 10);
  blocks.look(500, 510);
  assert.ok(asked[0].signal.aborted);
  blocks.look(0, 10);
  await turn();
  assert.deepEqual(asked.map(({ offset }) => offset), [0, 500, 0]);
  assert.ok(!asked[2].signal.aborted);
  asked[2].resolve();
  await turn();
  assert.ok(blocks.holding(3));
  assert.deepEqual(failures, []);
});

test("a failure is said once, and looking again asks again", async () => {
  const { asked, failures, blocks } = source();
  blocks.look(0, 10);
  asked[0].reject(new Error("The server does not answer."));
  await turn();
  assert.deepEqual(failures, ["The server does not answer."]);
  blocks.look(0, 10);
  assert.equal(asked.length, 2);
});

test("blocks looked at long ago are forgotten", async () => {
  const { asked, blocks } = source();
  for (let i = 0; i < 70; i++) {
    blocks.look(10 * i, 10 * i + 10);
    asked.at(-1).resolve();
    await turn();
    blocks.look(0, 10); // looked at all the time
  }
  assert.ok(blocks.holding(0));
  assert.equal(blocks.holding(10), undefined);
  assert.ok(blocks.holding(690));
});
