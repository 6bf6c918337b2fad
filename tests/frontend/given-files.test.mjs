import assert from "node:assert/strict";
import { test } from "node:test";
import { inAll, taken } from "../../frontend_assets/modules/given-files.mjs";

const [png, odd, text, nameless] = [{ name: "a.png", type: "image/png" }, { name: "b.heic", type: "" }, { name: "c.txt", type: "text/plain" }, { name: "", type: "text/html" }];

test("images are taken, and each other file is told of", () => {
  assert.deepEqual(taken([text, png, odd, nameless], 8), { images: [png, odd], left: ["c.txt is no image.", "What was given is no image."] });
});

test("more than are taken are told of, too", () => {
  assert.deepEqual(taken([png, odd, png], 2), { images: [png, odd], left: ["Of 3 images the first 2 are taken."] });
  assert.deepEqual(taken([png, odd], 2).left, []);
});

test("three are said, and how many more there are", () => {
  assert.equal(inAll(["A."]), "A.");
  assert.equal(inAll(["A.", "B.", "C."]), "A. B. C.");
  assert.equal(inAll(["A.", "B.", "C.", "D."]), "A. B. C. And 1 other.");
});
