import assert from "node:assert/strict";
import { test } from "node:test";
import { Address } from "../../frontend_assets/modules/address.mjs";
import { withoutPlace } from "../../frontend_assets/modules/state.mjs";
import { CONTROLS } from "./controls.mjs";

const TRAIL = [{ node: 198, title: "All", count: 100 }];

/** A window at an address, with what the page has kept there. */
function windowAt(search, state = null) {
  const entry = { state, url: "" };
  const history = {
    get state() {
      return entry.state;
    },
    pushState: (kept, _title, url) => Object.assign(entry, { state: kept, url }),
    replaceState: (kept, _title, url) => Object.assign(entry, { state: kept, url }),
  };
  return { location: { search, pathname: "/", hash: "" }, history, entry };
}

const config = (build, tree = "") => ({ ...CONTROLS, n: 100, build, tree });
const OF_OTHER = "This link is of an earlier build, where node=150, row=7 meant other images: all are shown.";

test("what was kept comes back in the same build, and a link that nothing was kept for is taken as it is", () => {
  const window = windowAt("?node=150&row=7");
  const address = new Address(window, config("a"));
  assert.deepEqual([address.read().node, address.read().row, address.trail()], [150, 7, null]);
  address.write(address.read(), TRAIL, true);
  assert.equal(window.entry.url, "/?node=150&row=7");
  const again = new Address(window, config("a"));
  assert.deepEqual([again.read().node, again.trail(), again.complaints()], [150, TRAIL, []]);
});

test("after another build, nodes and rows of the one before are left out, which is said; the rest holds", () => {
  const window = windowAt("?node=150&row=7&where=a+%3D+1");
  new Address(window, config("a")).write({ ...new Address(window, config("a")).read() }, TRAIL, false);
  const later = new Address(window, config("b", "beefbeef"));
  const { node, row, where } = later.read();
  assert.deepEqual([node, row, where, later.trail()], [198, null, "a = 1", null]);
  assert.deepEqual(later.complaints(), [OF_OTHER]);
});

test("a place is written with its tree, and without a place there is none", () => {
  const window = windowAt("?node=150&tree=old");
  const address = new Address(window, config("a", "beefbeef"));
  const whole = { ...address.read(), node: 198, row: null };
  for (const [patch, url] of [[{ node: 150 }, "/?node=150&tree=beefbeef"], [{ row: 7 }, "/?row=7&tree=beefbeef"], [{}, "/"]]) {
    address.write({ ...whole, ...patch }, TRAIL, true);
    assert.equal(window.entry.url, url);
  }
});

test("a link of another tree shows no other cluster: its place is left out, which is said; the rest holds", () => {
  const address = new Address(windowAt("?node=150&k=9&row=7&tree=beefbeef&show=odd"), config("b", "cafecafe"));
  const { node, row, clusters } = address.read();
  assert.deepEqual([node, row, clusters], [198, null, 9]);
  assert.deepEqual(address.complaints(), [OF_OTHER, "This link asks for what is not here, which is left out: show=odd."]);
});

test("a link of another build with the same tree is taken as it is", () => {
  const window = windowAt("?node=150&tree=beefbeef");
  const before = new Address(window, config("a", "beefbeef"));
  before.write(before.read(), TRAIL, false);
  const later = new Address(window, config("b", "beefbeef"));
  assert.deepEqual([later.read().node, later.trail(), later.complaints()], [150, TRAIL, []]);
});

test("the way into a new build keeps all but the place", () => {
  assert.equal(withoutPlace("?node=150&k=9&row=7&tree=beefbeef"), "?k=9");
  assert.equal(withoutPlace("?node=150"), "");
});
