import assert from "node:assert/strict";
import { test } from "node:test";
import { placeBeside } from "../../frontend_assets/modules/beside.mjs";

const card = { w: 120, h: 40 };

test("to the right of the box, level with the pointer", () => {
  assert.deepEqual(placeBeside({ x: 100, y: 100, w: 20, h: 20 }, { x: 105, y: 110 }, card, { w: 800, h: 600 }), { x: 126, y: 90 });
});

test("wherever the box is, it is not covered and the card is in the window", () => {
  for (const area of [{ w: 800, h: 600 }, { w: 200, h: 600 }]) {
    for (const [w, h] of [[6, 6], [24, 24], [90, 50]]) {
      for (let x = 0; x <= area.w - w; x += 11) {
        for (let y = 0; y <= area.h - h; y += 13) {
          const at = placeBeside({ x, y, w, h }, { x: x + w / 3, y: y + h / 2 }, card, area);
          const covers = at.x < x + w && at.x + card.w > x && at.y < y + h && at.y + card.h > y;
          assert.ok(!covers, `covers ${x}, ${y} of ${w} × ${h} in ${area.w}`);
          assert.ok(at.x >= 8 && at.y >= 8 && at.x + card.w <= area.w - 8 && at.y + card.h <= area.h - 8, `outside at ${x}, ${y}`);
        }
      }
    }
  }
});
