import assert from "node:assert/strict";
import { test } from "node:test";
import { answering } from "../../frontend_assets/modules/deciding.mjs";
import { answerBy } from "../../frontend_assets/modules/api.mjs";
import { ClassNames } from "../../frontend_assets/modules/page/class-names.mjs";

test("few classes are known from the start, and many are asked for once, when they are wanted", async () => {
  const few = new ClassNames({ api: "/api", classes: ["cat"] });
  assert.deepEqual([few.any, few.now, await few.later()], [true, ["cat"], null]);
  assert.equal(new ClassNames({ api: "/api", classes: [] }).any, false);
  const asked = [];
  answerBy(async (url) => {
    asked.push(String(url));
    return Response.json({ classes: ["cat", "dog"] });
  });
  const many = new ClassNames({ api: "/api", classes: null });
  assert.deepEqual([many.any, many.now], [true, []]);
  assert.deepEqual(await Promise.all([many.later(), many.later()]), [["cat", "dog"], ["cat", "dog"]]);
  assert.deepEqual([many.now, await many.later(), asked], [["cat", "dog"], null, ["/api/index"]]);
});

test("where they cannot be had a label is typed without, and they are asked for again", async () => {
  const many = new ClassNames({ api: "/api", classes: null });
  answerBy(async () => Response.json({ error: "away" }, { status: 404 }));
  assert.deepEqual([await many.later(), many.now], [null, []]);
  answerBy(async () => Response.json({ classes: ["cat"] }));
  assert.deepEqual(await many.later(), ["cat"]);
});

test("all classes that answer are known, those that begin so first", () => {
  const tags = Array.from({ length: 1500 }, (_, i) => ({ tag: `class ${i}`, count: 0 }));
  assert.equal(answering(tags, "Class 14").length, 111);
  assert.deepEqual(answering([{ tag: "scat", count: 1 }, { tag: "cat", count: 1 }, { tag: "dog", count: 2 }], "cat").map(({ tag }) => tag), ["cat", "scat"]);
});
