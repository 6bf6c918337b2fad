import assert from "node:assert/strict";
import { test } from "node:test";
import { Views } from "../../frontend_assets/modules/views.mjs";

/** A server that answers when told to, and remembers what it was asked. */
function server() {
  const asked = [];
  const load = (url, signal) =>
    new Promise((answer, fail) => {
      signal.addEventListener("abort", () => fail(Object.assign(new Error("aborted"), { name: "AbortError" })));
      asked.push({ url, signal, answer: () => answer({ url }), fail: (message) => fail(new Error(message)) });
    });
  return { asked, load };
}

test("an answer is kept and asked for once", async () => {
  const { asked, load } = server();
  const views = new Views(load);
  const first = views.get("a");
  assert.equal(views.get("a"), first);
  asked[0].answer();
  assert.deepEqual(await first, { url: "a" });
  assert.deepEqual(views.peek("a"), { url: "a" });
  assert.equal(asked.length, 1);
});

test("another wish aborts the one before", async () => {
  const { asked, load } = server();
  const views = new Views(load);
  const late = assert.rejects(views.get("a"), { name: "AbortError" });
  const next = views.get("b");
  asked[1].answer();
  await late;
  assert.deepEqual(await next, { url: "b" });
  assert.ok(asked[0].signal.aborted && !asked[1].signal.aborted);
});

test("what is fetched ahead serves the wish that comes true", async () => {
  const { asked, load } = server();
  const views = new Views(load);
  const ahead = views.ahead("a");
  const now = views.get("a");
  views.cancelAhead();
  asked[0].answer();
  assert.deepEqual([await ahead, await now], [{ url: "a" }, { url: "a" }]);
  assert.equal(asked.length, 1);
});

test("fetching ahead follows the pointer: one at a time, and an old one ends in nothing", async () => {
  const { asked, load } = server();
  const views = new Views(load);
  const old = views.ahead("a");
  const now = views.ahead("b");
  asked[1].answer();
  assert.deepEqual([await old, await now], [null, { url: "b" }]);
  assert.ok(asked[0].signal.aborted);
});

test("a failure is told, and the next wish asks again", async () => {
  const { asked, load } = server();
  const views = new Views(load);
  const first = views.get("a");
  asked[0].fail("no");
  await assert.rejects(first, { message: "no" });
  views.get("a");
  assert.equal(asked.length, 2);
});

test("no more answers are kept than the bound, the longest unused goes", async () => {
  const { asked, load } = server();
  const views = new Views(load, 2);
  for (const url of ["a", "b"]) {
    const answer = views.get(url);
    asked.at(-1).answer();
    await answer;
  }
  views.peek("a");
  const last = views.get("c");
  asked.at(-1).answer();
  await last;
  assert.deepEqual(["a", "b", "c"].map((url) => views.peek(url) !== null), [true, false, true]);
});

test("what is old is not kept, and what is on its way still reaches who waits for it", async () => {
  const { asked, load } = server();
  const views = new Views(load);
  const first = views.get("a");
  views.clear();
  assert.ok(!asked[0].signal.aborted);
  const again = views.get("a");
  assert.equal(asked.length, 2);
  asked[0].answer();
  assert.deepEqual(await first, { url: "a" });
  assert.equal(views.peek("a"), null);
  asked[1].answer();
  await again;
  assert.deepEqual(views.peek("a"), { url: "a" });
});
