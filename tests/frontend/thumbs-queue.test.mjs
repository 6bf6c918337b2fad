import assert from "node:assert/strict";
import { test } from "node:test";

import { ThumbsQueue } from "../../frontend_assets/modules/thumbs-queue.mjs";
import { ThumbsCache } from "../../frontend_assets/modules/thumbs-cache.mjs";
import { picture } from "./fixtures.mjs";

/** A loader that answers when it is told to, and keeps a list of what was asked for and given up. */
function makeLoader() {
  const asked = [];
  return {
    asked,
    load(rows, { tile }, receiver) {
      const request = { rows, tile, receiver, given: false };
      asked.push(request);
      return () => (request.given = true);
    },
  };
}

function pageOf({ rows, tile }) {
  return { bitmap: { width: tile * rows.length, height: tile, close() {} }, rows: Uint32Array.from(rows), tile, columns: rows.length, drawn: new Uint8Array(rows.length).fill(1) };
}

function setUp() {
  const loader = makeLoader();
  const received = [];
  const thumbsQueue = new ThumbsQueue(loader, new ThumbsCache(), (rows) => received.push(rows.length), (message) => received.push(message));
  return { loader, received, thumbsQueue };
}

test("what is fetched ahead goes on when its picture is shown", () => {
  const { loader, received, thumbsQueue } = setUp();
  const ahead = picture();
  thumbsQueue.prepare(ahead, 1);
  thumbsQueue.start({ ...ahead }, 1);
  assert.equal(loader.asked.length, 1);
  assert.equal(loader.asked[0].given, false);
  assert.equal(thumbsQueue.busy, true);
  loader.asked[0].receiver.page(pageOf(loader.asked[0]));
  loader.asked[0].receiver.done();
  assert.equal(thumbsQueue.busy, false);
  assert.deepEqual(received, [8, 0]);
});

test("what is fetched ahead for another picture, or another density, is given up", () => {
  for (const [shown, ratio] of [[picture({ node: 3 }), 1], [null, 2]]) {
    const { loader, thumbsQueue } = setUp();
    const ahead = picture();
    thumbsQueue.prepare(ahead, 1);
    thumbsQueue.start(shown ?? ahead, ratio);
    assert.equal(loader.asked[0].given, true);
    assert.equal(loader.asked.length, 2);
  }
});

test("what was fetched ahead to the end is not fetched again", () => {
  const { loader, thumbsQueue } = setUp();
  const ahead = picture();
  thumbsQueue.prepare(ahead, 1);
  loader.asked[0].receiver.page(pageOf(loader.asked[0]));
  loader.asked[0].receiver.done();
  thumbsQueue.start(ahead, 1);
  assert.equal(loader.asked.length, 1);
  assert.equal(thumbsQueue.busy, false);
});

test("nothing is fetched ahead while the present picture waits; the last picture's wait ends with it", () => {
  const { loader, received, thumbsQueue } = setUp();
  thumbsQueue.start(picture(), 1);
  thumbsQueue.prepare(picture({ node: 3 }), 1);
  assert.equal(loader.asked.length, 1);
  thumbsQueue.start(picture({ node: 4 }), 1);
  assert.equal(loader.asked[0].given, true);
  loader.asked[1].receiver.error("The server does not answer.");
  assert.deepEqual(received, ["The server does not answer."]);
  assert.equal(thumbsQueue.busy, false);
});
