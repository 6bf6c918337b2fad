/** Titles of the cells of a static copy, and of names on its map. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { toldApart, toldBesides } from "../../frontend_assets/modules/static/titles.mjs";

const told = (text) => ({ text, kind: "label", share: 0.5 });
const cell = (own, within = "") => ({ own: told(own), within: within ? told(within) : null });
const single = (own) => ({ own: told(own), within: null, single: true });
const texts = (titles) => titles.map(({ text }) => text);

test("cells say what their group does not, and no two clusters of a view say the same", () => {
  const cells = [cell("frog", "green"), cell("frog", "green"), cell("frog"), cell("cat"), single("dog"), single("dog")];
  const over = ["frog", "", "", "", "", ""];
  assert.deepEqual(texts(toldApart(cells, over)), ["frog, green A", "frog, green B", "frog", "cat", "dog", "dog"]);
  assert.deepEqual(texts(toldApart([cell("a"), cell("a"), cell("a A")], ["", "", ""])), ["a B", "a C", "a A"]);
});

test("names on the map say both where they are the same, without letters", () => {
  const cells = [cell("frog", "green"), cell("frog", "frog, bird"), cell("frog"), cell("cat", "dark")];
  assert.deepEqual(texts(toldBesides(cells)), ["frog, green", "frog, bird", "frog", "cat"]);
  const parts = [cell("mixed: tool", "mixed: fish"), cell("mixed: tool", "mixed: cup")];
  assert.deepEqual(texts(toldBesides(parts)), ["mixed: tool, fish", "mixed: tool, cup"]);
});
