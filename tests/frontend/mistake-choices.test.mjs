/** Classes of mistakes to choose from, as corrections name new ones. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { MistakeChoices } from "../../frontend_assets/modules/page/mistake-choices.mjs";
import { sanitize } from "../../frontend_assets/modules/state.mjs";
import { CONTROLS } from "./controls.mjs";

/** @returns {import("../../frontend_assets/modules/explorer.mjs").Explorer} */
const explorer = () => /** @type {any} */ ({ state: {}, update: () => {} });

test("classes that corrections name are offered, and may be in the state and the address", () => {
  const config = { n: 9, models: [], judged: true, classes: ["cat", "dog"], ...CONTROLS };
  const choices = new MistakeChoices(explorer(), config);
  assert.equal(choices.offered, null);
  assert.deepEqual(sanitize({ truth: "lynx" }, config), {});
  assert.equal(choices.learn(["dog", "lynx"]), true);
  assert.deepEqual(choices.offered, ["cat", "dog", "lynx"]);
  assert.deepEqual(sanitize({ truth: "lynx" }, config), { truth: "lynx" });
  assert.equal(choices.learn(["lynx"]), false);
});

test("where the page was told no classes, none are made up", () => {
  const choices = new MistakeChoices(explorer(), { models: [], classes: null });
  assert.equal(choices.learn(["lynx"]), false);
  assert.equal(choices.offered, null);
});
