import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsOf } from "../../frontend_assets/modules/chips.mjs";

const style = { ratio: 1, theme: { family: "sans" }, measure: (text) => 6 * text.length, marked: () => null, tags: ({ node }) => (node === 7 ? ["fix", "night"] : []) };
const box = { node: 7, title: "deer", count: 12, matching: 12, accuracy: null, interval: null };
const said = (more, across) => wordsOf({ ...box, ...more }, style, across).words.map(({ text }) => text);

test("tags of a cluster stand on its title, as a sign where there is no room, and on no other", () => {
  assert.deepEqual(said({}, 200), ["deer", "# fix, night", "12"]);
  assert.deepEqual(said({}, 56), ["deer", "#"]);
  assert.deepEqual(said({ node: 8 }, 200), ["deer", "12"]);
});
