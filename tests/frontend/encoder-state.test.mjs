/** What words are searched by is loaded ahead, and the page says so. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { EncoderState } from "../../frontend_assets/modules/page/encoder-state.mjs";

const CONFIG = { api: "/api", encoder_ready: false, text_search: false, class_search: true, image_search: true };

/** Answers one after another, the last one for good; gives what was asked for. @param {object[]} answers */
function serverOf(...answers) {
  /** @type {string[]} */
  const asked = [];
  globalThis.fetch = /** @type {typeof fetch} */ (async (url) => {
    asked.push(String(url));
    return { json: async () => (answers.length > 1 ? answers.shift() : answers[0]) };
  });
  return asked;
}

const atOnce = async () => {};

test("loads what words need ahead, and says when that begins and ends", async () => {
  const loading = { state: "idle", classes: "loading" };
  const asked = serverOf(loading, loading, { state: "idle", classes: "ready" });
  /** @type {boolean[]} */
  const said = [];
  await new EncoderState(CONFIG, atOnce).ahead((is) => said.push(is));
  assert.deepEqual(said, [true, false]);
  assert.deepEqual(asked, ["/api/encoder?ahead=true", "/api/encoder?ahead=true", "/api/encoder?ahead=true"]);
});

test("says nothing of what is there at once, or takes too long to be loaded unasked", async () => {
  for (const classes of ["ready", "idle"]) {
    const asked = serverOf({ state: "idle", classes });
    await new EncoderState(CONFIG, atOnce).ahead(() => assert.fail("said"));
    assert.equal(asked.length, 1);
  }
});

test("asks for nothing where words need nothing, or all is there", async () => {
  const asked = serverOf({});
  await new EncoderState({ ...CONFIG, class_search: false }, atOnce).ahead(() => assert.fail("said"));
  await new EncoderState({ ...CONFIG, encoder_ready: true }, atOnce).ahead(() => assert.fail("said"));
  assert.deepEqual(asked, []);
});

test("a search for words does not wait for what only images need", async () => {
  const asked = serverOf({ state: "idle", classes: "ready" });
  await new EncoderState(CONFIG, atOnce).tell(() => assert.fail("said"), true);
  assert.deepEqual(asked, ["/api/encoder?ahead=true"]);
});

test("a server that does not answer is left alone", async () => {
  globalThis.fetch = async () => Promise.reject(new TypeError("gone"));
  await new EncoderState(CONFIG, atOnce).ahead(() => assert.fail("said"));
});
