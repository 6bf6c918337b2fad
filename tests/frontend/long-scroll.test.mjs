/** A list higher than any element: small steps as they are, jumps by share, both ends within reach. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LongScroll, MOST } from "../../frontend_assets/modules/grid-view/long-scroll.mjs";

const HIGH = 113_000_000;

function long(height = HIGH, room = 800) {
  const scroll = new LongScroll();
  scroll.resize(height, room);
  return scroll;
}

test("a list that fits is scrolled as any element", () => {
  const scroll = long(5000);
  assert.equal(scroll.length, 5000);
  assert.equal(scroll.scrolled(1234), null);
  assert.equal(scroll.top, 1234);
  assert.equal(scroll.settle(), null);
  assert.equal(scroll.to(9999), 4200);
});

test("the element is no higher than browsers allow", () => {
  assert.equal(long().length, MOST);
  assert.equal(long(10).length, 800);
});

test("a wheel goes as far in the list as in the element", () => {
  const scroll = long();
  const begun = scroll.to(50_000_000);
  for (let step = 1; step <= 20; step++) scroll.scrolled(begun + step * 100);
  assert.equal(scroll.top, 50_002_000);
  const place = scroll.settle();
  assert.ok(begun < place && place < begun + 200, "bar and list agree again at rest");
  assert.equal(scroll.settle(), null);
  scroll.scrolled(place + 100);
  assert.equal(scroll.top, 50_002_100);
});

test("the bar goes to the same share of the list", () => {
  const scroll = long();
  scroll.scrolled((MOST - 800) / 2);
  assert.ok(Math.abs(scroll.top - (HIGH - 800) / 2) < 1);
  scroll.scrolled(MOST - 800);
  assert.equal(scroll.top, HIGH - 800);
  scroll.scrolled(0);
  assert.equal(scroll.top, 0);
});

test("who reaches an end of the element by small steps is not stuck there", () => {
  const scroll = long();
  scroll.scrolled(scroll.to(5000));
  let at = scroll.place;
  for (let step = 0; step < 100 && scroll.top > 0; step++) {
    at = Math.max(0, at - 100);
    at = scroll.scrolled(at) ?? at;
  }
  assert.equal(scroll.top, 0);
  const end = long();
  at = end.to(HIGH - 800 - 5000);
  for (let step = 0; step < 100 && end.top < end.most; step++) {
    at = Math.min(MOST - 800, at + 100);
    at = end.scrolled(at) ?? at;
  }
  assert.equal(end.top, HIGH - 800);
});

test("every line can be gone to", () => {
  const scroll = long();
  for (const top of [0, 1, 77_777_777, HIGH - 800]) {
    scroll.to(top);
    assert.equal(scroll.top, top);
  }
  scroll.to(-5);
  assert.equal(scroll.top, 0);
  scroll.to(HIGH);
  assert.equal(scroll.top, HIGH - 800);
});

test("another height keeps the place, or the end", () => {
  const scroll = long();
  scroll.to(1_000_000);
  scroll.resize(500_000, 800);
  assert.equal(scroll.top, 499_200);
});
