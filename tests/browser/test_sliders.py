"""A slider on its way: the map follows, and asks for one view at a time."""

from urllib.parse import parse_qs, urlsplit

import pytest

STEPS = 40
SLOW_SERVER = """
const known = window.fetch;
window.views = {asked: [], now: 0, most: 0};
window.fetch = async (url, init) => {
  if (!String(url).includes("/api/view")) return known(url, init);
  views.asked.push(String(url));
  views.most = Math.max(views.most, ++views.now);
  try {
    await new Promise((go) => setTimeout(go, 150));
    return await known(url, init);
  } finally {
    views.now--;
  }
};
"""


@pytest.mark.parametrize(("slider", "key"), [("clusters", "clusters"), ("thumb", "thumb")])
def test_a_drag_asks_for_one_view_at_a_time_and_the_newest_next(chromium, address, slider, key):
    """Of forty steps a few are asked for, never two at once, the last of them in the end."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(SLOW_SERVER)
    page.goto(address)
    page.wait_for_selector("#inspector .title", state="attached")
    page.wait_for_load_state("networkidle")
    box = page.locator(f"#{slider}").bounding_box()
    x, y = box["x"] + 0.2 * box["width"], box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("Object.assign(views, {asked: [], most: 0})")
    said = set()
    for step in range(STEPS):
        page.mouse.move(x + 0.6 * box["width"] * (step + 1) / STEPS, y)
        said.add(page.evaluate(f"dendro.explorer.state.{key}"))
    page.mouse.up()
    page.wait_for_timeout(500)
    page.wait_for_selector("#stage[data-state=settled]")
    chosen = page.evaluate(f"dendro.explorer.state.{key}")
    views = page.evaluate("views")
    shown = page.locator(f"#{slider}-value").inner_text()
    context.close()
    assert len(said) >= 10, "the state follows the hand"
    assert shown == str(chosen)
    assert views["most"] == 1
    assert 1 <= len(views["asked"]) < len(said)
    asked = [int(parse_qs(urlsplit(url).query)[key][0]) for url in views["asked"]]
    assert asked[-1] == chosen and len(set(asked)) == len(asked)
