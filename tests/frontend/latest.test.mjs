import assert from "node:assert/strict";
import { test } from "node:test";
import { Latest } from "../../frontend_assets/modules/latest.mjs";

/** A task that is answered, or fails, when told to. */
function task() {
  const made = {};
  made.run = (signal) => new Promise((answer, fail) => Object.assign(made, { signal, answer, fail }));
  return made;
}

test("an older answer that comes later is never seen, and its request is aborted", async () => {
  const [old, now] = [task(), task()];
  const wish = new Latest();
  const answers = [wish.ask(old.run), wish.ask(now.run)];
  now.answer("now");
  old.answer("old");
  assert.deepEqual(await Promise.all(answers), [null, "now"]);
  assert.ok(old.signal.aborted && !now.signal.aborted);
});

test("neither is an older failure, nor an answer that nobody wants any more; a failure of the latest is", async () => {
  const [old, now] = [task(), task()];
  const wish = new Latest();
  const first = wish.ask(old.run);
  const second = wish.ask(now.run);
  old.fail(new Error("old"));
  assert.equal(await first, null);
  now.fail(new Error("now"));
  await assert.rejects(second, { message: "now" });
  const last = task();
  const third = wish.ask(last.run);
  wish.end();
  last.answer("late");
  assert.equal(await third, null);
});
