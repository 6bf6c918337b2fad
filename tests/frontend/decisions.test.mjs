import assert from "node:assert/strict";
import { test } from "node:test";
import { Decisions } from "../../frontend_assets/modules/page/decisions.mjs";

test("what others decide is taken while the page is seen, and asked for in full only when it changed", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const stored = new Map();
  const server = { revision: 1, down: false };
  const asked = [];
  Object.assign(globalThis, {
    localStorage: { getItem: (name) => stored.get(name) ?? null, setItem: (name, value) => stored.set(name, value) },
    document: Object.assign(new EventTarget(), { hidden: false }),
    fetch: async (url) => {
      asked.push(url.split("?")[1] ?? "");
      if (server.down) throw new TypeError("Failed to fetch");
      const isKnown = url.endsWith(`revision=${server.revision}`);
      return { ok: true, status: isKnown ? 204 : 200, json: async () => ({ revision: server.revision, tags: [], problem: null }) };
    },
  });
  const rest = () => new Promise((resolve) => setImmediate(resolve));
  const after = async () => { t.mock.timers.tick(10_000); await rest(); };
  const decisions = new Decisions({ api: "/api", build: "one" });
  let changes = 0;
  decisions.addEventListener("change", () => { changes += 1; });
  await decisions.follow();
  await after();
  assert.deepEqual([asked, changes], [["", "revision=1"], 1]);
  server.revision = 2;
  await after();
  assert.deepEqual([decisions.answer.revision, changes], [2, 2]);
  document.hidden = true;
  await after();
  assert.equal(asked.length, 3);
  document.hidden = false;
  server.down = true;
  document.dispatchEvent(new Event("visibilitychange"));
  await rest();
  assert.deepEqual([asked.length, changes], [4, 2]);
});

test("a change that the server did not answer is said in a sentence, since it may be stored", async () => {
  Object.assign(globalThis, {
    localStorage: { getItem: () => null, setItem: () => {} },
    fetch: async () => Promise.reject(new TypeError("Failed to fetch")),
  });
  const decisions = new Decisions({ api: "/api", build: "one" });
  await assert.rejects(decisions.change("tags", { tag: "fix" }), /The server does not answer\. Once it does/);
});
