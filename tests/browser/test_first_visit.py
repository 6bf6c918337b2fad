"""The first moments of a visit: the picture first, then Dash, whatever happens to either."""

import pytest

DASH = "_dash-component-suites"
ASKED = (
    f"performance.getEntriesByType('resource').filter(e => e.name.includes('{DASH}')).map(e => e.startTime)"
)


@pytest.fixture
def stranger(chromium):
    """A page of a visitor who has nothing in a cache."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def wait_for_dash(page) -> None:
    """Wait until the panels are there."""
    page.wait_for_selector("#inspector .title", state="attached", timeout=30_000)


def test_dash_is_asked_for_once_the_first_picture_is_complete(stranger, address):
    """None of its scripts competes with the view and its thumbnails."""
    stranger.goto(address)
    wait_for_dash(stranger)
    settled = stranger.evaluate("performance.getEntriesByName('dendro:settled')[0].startTime")
    asked = stranger.evaluate(ASKED)
    assert len(asked) >= 8 and min(asked) >= settled


def test_while_scripts_are_on_their_way_the_page_says_so(stranger, address):
    """Over a slow line they take seconds; it is said until there is something to draw on."""
    held = []
    stranger.route("**/page/boot.mjs", lambda route: held.append(route))
    stranger.goto(address, wait_until="commit")
    stranger.wait_for_selector("#stage:empty", state="attached")
    while stranger.evaluate("getComputedStyle(document.querySelector('#stage')).overflow") != "hidden":
        stranger.wait_for_timeout(20)  # the style sheets are on their way, too
    said = """['#stage', '#progress'].map((one) => getComputedStyle(
        document.querySelector(one), '::after').content)"""
    assert stranger.evaluate(said) == ['"Loading…"', '""']
    held.pop().continue_()
    stranger.wait_for_selector("#stage[data-state=settled]")
    assert stranger.evaluate(said) == ["none", "none"]


@pytest.mark.parametrize("part", ["/api/thumbs", "/api/view"])
def test_dash_comes_though_the_picture_does_not(stranger, address, part):
    """A server that is busy with the pictures for ever does not keep the panels away."""
    held = []
    stranger.route(f"**{part}*", lambda route: held.append(route))
    stranger.goto(address)
    stranger.wait_for_selector("#bottombar .slider", state="attached", timeout=30_000)
    assert held
    assert min(stranger.evaluate(ASKED)) > 2900
    for route in held:
        route.abort()


def test_dash_comes_at_once_when_the_first_view_fails(stranger, address):
    """There is nothing to wait for any more: the moment until which a picture is waited for never comes."""
    never = "const real = setTimeout; setTimeout = (f, ms, ...all) => real(f, ms === 3000 ? 1e9 : ms, ...all)"
    stranger.add_init_script(never)
    stranger.route("**/api/view*", lambda route: route.fulfill(status=500, json={"error": "Nothing there."}))
    stranger.goto(address)
    stranger.wait_for_selector("#alert:visible")
    stranger.wait_for_selector("#bottombar .slider", state="attached", timeout=30_000)


def test_dash_comes_to_a_tab_that_draws_nothing(stranger, address):
    """In a tab behind another there is no frame, so no picture is ever complete."""
    stranger.add_init_script("window.requestAnimationFrame = () => 0")
    stranger.goto(address)
    stranger.wait_for_selector("#bottombar .slider", state="attached", timeout=30_000)


def test_a_script_that_does_not_come_is_asked_for_again(stranger, address):
    """A proxy that drops one of them costs a moment, and not the panels."""
    dropped = []

    def drop_once(route):
        if dropped:
            route.continue_()
        else:
            dropped.append(route.request.url)
            route.abort()

    stranger.route("**/dash_mantine_components.*", drop_once)
    stranger.goto(address)
    wait_for_dash(stranger)
    assert dropped


def test_a_click_before_dash_is_there_reaches_what_it_was_meant_for(stranger, address):
    """The shell keeps the place of the bars, has Dash come at once, and hands the click on."""
    stranger.goto(address)
    wait_for_dash(stranger)
    box = stranger.locator("#help-open").bounding_box()
    held = []
    stranger.route("**/bridge.js*", lambda route: held.append(route))
    stranger.reload()
    stranger.wait_for_selector("#stage[data-state=settled]")
    stranger.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert stranger.locator("#help-open").count() == 0
    while not held:
        stranger.wait_for_timeout(20)
    held[0].continue_()
    stranger.get_by_role("dialog").wait_for()
