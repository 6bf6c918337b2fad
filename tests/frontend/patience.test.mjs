import assert from "node:assert/strict";
import { test } from "node:test";
import { Patience } from "../../frontend_assets/modules/patience.mjs";

/** A server that answers what it is told, one after the other; a null is a refused connection. */
function server(...answers) {
  const asked = [];
  const ask = async (url, init) => {
    asked.push({ url, init });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (!answer) throw new TypeError("Failed to fetch");
    return new Response("{}", answer);
  };
  return { ask, asked };
}

const FINE = { status: 200 };

/** What is said on the way, in order. */
function listen(patience) {
  const said = [];
  patience.addEventListener("change", () => said.push(patience.trouble));
  return said;
}

for (const [what, answers, said] of [
  ["a server that is away is asked until it answers", [null, null, FINE], ["away", ""]],
  ["so is one behind a proxy", [{ status: 502 }, { status: 504 }, FINE], ["away", ""]],
  ["one that says when to come again is busy", [{ status: 503, headers: { "retry-after": "0" } }, FINE], ["busy", ""]],
  ["a server may be busy as soon as it is back", [null, { status: 503, headers: { "retry-after": "0" } }, FINE], ["away", "busy", ""]],
  ["an answer is an answer", [FINE], []],
]) {
  test(what, async () => {
    const { ask, asked } = server(...answers);
    const patience = new Patience(ask, [1]);
    const heard = listen(patience);
    assert.equal((await patience.ask("a", { method: "POST", body: "b" })).status, 200);
    assert.equal(asked.length, said.length ? asked.length : 1);
    assert.ok(asked.every(({ url, init }) => url === "a" && init.body === "b"));
    assert.deepEqual(heard, said);
  });
}

test("what the server refuses, or could not do, is not asked again", async () => {
  for (const status of [400, 401, 404, 500, 503]) {
    const { ask, asked } = server({ status });
    assert.equal((await new Patience(ask, [1]).ask("a")).status, status);
    assert.equal(asked.length, 1);
  }
});

test("who no longer wants the answer does not wait for it", async () => {
  const { ask, asked } = server(null);
  const patience = new Patience(ask, [1e6]);
  const stop = new AbortController();
  const waiting = assert.rejects(patience.ask("a", { signal: stop.signal }), { name: "AbortError" });
  await new Promise(setImmediate);
  stop.abort();
  await waiting;
  assert.equal(asked.length, 1);
  assert.equal(patience.trouble, "");
});

test("one that is answered wakes those that wait, in the page and beside it", async () => {
  const { ask } = server(null, FINE);
  const patience = new Patience(ask, [1e6]);
  const first = patience.ask("a");
  let woken = 0;
  const troubled = patience.join(() => (woken += 1));
  troubled("away");
  await new Promise(setImmediate);
  await patience.ask("b");
  assert.equal((await first).status, 200);
  assert.ok(woken > 0);
  assert.equal(patience.trouble, "away");
  troubled("");
  assert.equal(patience.trouble, "");
});

test("every request says which build it is about; one that is not served any more is said, and for good", async () => {
  const { ask, asked } = server({ status: 409 }, FINE);
  const patience = new Patience(ask, [1]);
  const heard = listen(patience);
  patience.build = "b1";
  assert.equal((await patience.ask("a", { headers: { accept: "x" } })).status, 409);
  assert.equal((await patience.ask("a")).status, 200);
  assert.deepEqual(asked.map(({ init }) => init.headers.get("dendro-build")), ["b1", "b1"]);
  assert.equal(asked[0].init.headers.get("accept"), "x");
  assert.deepEqual(heard, ["outdated"]);
  patience.join(() => {})("away");
  assert.equal(patience.trouble, "outdated", "worse than being away");
});
