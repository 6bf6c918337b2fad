"""The findings panel: cards, flying there, what was looked at, outlines, and what the address keeps."""

import json

CARDS = "#found-cards [data-finding]"


def open_findings(walker) -> None:
    """Open the tab and wait for cards with their thumbnails."""
    walker.page.get_by_role("tab", name="Findings").click()
    wait_for_cards(walker)


def wait_for_cards(walker) -> None:
    """Wait for them, and for their thumbnails."""
    walker.page.wait_for_selector(CARDS)
    walker.wait_for("[...document.querySelectorAll('#found-cards .card-pictures img')].every((i) => i.src)")


def test_cards_say_what_python_says_and_a_click_flies_there(new_walker, small_index):
    """What is worked on; then title, numbers in plain words, thumbnails; the address says what is asked."""
    walker = new_walker
    seen, held = [], []

    def hold(route):
        if "found-cards" not in route.request.post_data_json["output"]:
            route.continue_()
        elif not seen:  # asked twice, of which one ends at once
            seen.append(route)
            route.fulfill(status=204)
        else:
            held.append(route)

    walker.page.route("**/_dash-update-component*", hold)
    walker.page.get_by_role("tab", name="Findings").click()
    working = walker.page.locator(".find-working")
    working.get_by_text("looking at").wait_for()
    for route in held:
        route.continue_()
    walker.page.unroute("**/_dash-update-component*")
    wait_for_cards(walker)
    assert not working.is_visible()
    first = small_index.findings(limit=60).clusters[0]
    card = walker.page.locator(CARDS).first
    assert first["title"] in card.inner_text()
    assert (
        f"{first['size']} images" in card.inner_text()
        and "elsewhere, p\u00a0=\u00a00.001" in card.inner_text()
    )
    assert card.locator("img").count() == 6
    assert walker.query == {"findings": "errors"}
    card.locator(".card-title").click()
    walker.wait_for_node(first["node"])
    walker.settle()
    walker.page.go_back()
    walker.wait_for_node(small_index.tree.root)
    card.locator(".card-pictures button").first.click()
    walker.wait_for(f"dendro.explorer.state.row === {first['representatives'][0]}")


def test_why_shows_facts_and_the_nearest_right_images(walker, small_index):
    """Asked for when it is opened: shares, what wrong images are taken for, and pictures to inspect."""
    open_findings(walker)
    told = small_index.explain(small_index.findings(limit=60), 1)
    card = walker.page.locator(CARDS).first
    assert card.locator(".why *").count() == 0
    card.get_by_text("Why?").click()
    shown = "document.querySelectorAll('.why-pictures img[src]').length"
    rows = [pair["row"] for pair in told["pairs"]]
    nearest = [pair["nearest"] for pair in told["pairs"] if pair["nearest"] is not None]
    walker.wait_for(f"{shown} === {len(rows) + len(nearest)}")
    text = card.locator(".why").inner_text()
    assert told["taken_for"][0]["class"] in text and all(fact["words"] in text for fact in told["facts"])
    assert (told["sentences"]["raised"] or told["sentences"]["told"]) in text
    card.locator(".why-pictures").last.locator("button").first.click()
    walker.wait_for(f"dendro.explorer.state.row === {nearest[0]}")


def test_looked_at_is_remembered(walker):
    """After a reload too, and can be taken back."""
    open_findings(walker)
    card = walker.page.locator(CARDS).first
    card.hover()
    card.locator(".looked").click()
    assert "done" in card.get_attribute("class")
    walker.page.reload()
    walker.settle()
    walker.page.wait_for_selector(f"{CARDS}.done .looked[aria-pressed=true]")
    walker.page.locator(f"{CARDS}.done .looked").click()
    walker.wait_for("!document.querySelector('.card.done')")


def test_findings_are_outlined_on_the_map_at_every_level(walker, small_index):
    """The switch draws them, the address keeps it; a view around a finding and one inside it both have it."""
    open_findings(walker)
    walker.page.locator("label[for=outlines], .outlines label").first.click()
    walker.wait_for("dendro.explorer.state.outlines === 'on'")
    assert walker.query == {"findings": "errors", "outlines": "on"}
    finding = small_index.findings(limit=60).clusters[0]
    walker.wait_for("dendro.explorer.outlined.some(({ place }) => place === 0)")
    walker.page.reload()
    walker.settle()
    walker.wait_for("dendro.explorer.outlined.some(({ place }) => place === 0)")
    walker.page.evaluate(f"dendro.explorer.zoomTo({finding['node']})")
    walker.wait_for_node(finding["node"])
    whole = finding["rows"] is None or {*range(finding["lo"], finding["hi"])} <= {*finding["rows"]}
    # What fills the view needs no outline; of a ball, its images are told from the others around them.
    outlined = "dendro.explorer.outlined.some(({ place }) => place === 0)"
    walker.wait_for(f"{outlined} === {json.dumps(not whole)}")


def test_another_question_is_another_word_of_the_address(walker, small_index):
    """Drift asks for a column and two values; duplicates and labels show images."""
    open_findings(walker)
    walker.page.locator("#find").click()
    walker.page.get_by_role("option", name="What changed between two groups").click()
    walker.page.get_by_text("Choose a column and two of its values").wait_for()
    walker.page.locator(".find-column input").click()
    walker.page.get_by_role("option", name="split", exact=True).click()
    walker.wait_for("document.querySelectorAll('.find-parts input').length >= 3")
    assert walker.query["findings"].startswith("drift:split")
    nothing = "Nothing stands out among 300 images"
    walker.page.get_by_text(nothing).or_(walker.page.locator(CARDS).first).first.wait_for()
    walker.page.locator("#find").click()
    walker.page.get_by_role("option", name="Outliers").click()
    walker.page.wait_for_selector(".card-image")
    rows = [image["row"] for image in small_index.findings("outliers", limit=60).images]
    walker.page.get_by_role("button", name=f"Select {len(rows)} images").click()
    walker.wait_for("String(dendro.explorer.state.selection) === $rows", rows=",".join(map(str, rows)))
    row = rows[0]
    walker.page.locator(".card-image .card-title").first.click()
    walker.wait_for(f"dendro.explorer.state.row === {row}")


def test_the_smallest_size_and_the_held_out_half_are_chosen_on_the_page(walker, small_index):
    """Both are in the address, and the cards are those of the same options."""
    open_findings(walker)
    walker.page.locator("#find-min").fill("20")
    walker.wait_for("dendro.explorer.state.findings === 'errors;min=20'")
    walker.page.locator(".find-ways .switch label").first.click()
    walker.wait_for("dendro.explorer.state.findings === 'errors;min=20;held'")
    found = small_index.findings(limit=60, min_size=20, held_out=True)
    words = f"{found.held_out['confirmed']} of {found.held_out['found']} confirmed"
    walker.page.get_by_text(words).or_(walker.page.get_by_text("Nothing stands out")).wait_for()
    walker.open("?findings=errors;min=9999")
    walker.page.get_by_text("min_size: 9999").wait_for()


def test_transformed_copies_are_chosen_on_the_page(walker):
    """Where the kind takes them; the address says so, and cards are asked for anew."""
    walker.open("?findings=duplicates")
    switch = walker.page.locator(".find-transformed .switch label").first
    switch.click()
    walker.wait_for("dendro.explorer.state.findings === 'duplicates;transformed'")
    walker.page.locator(CARDS).first.or_(walker.page.locator(".found .muted").first).first.wait_for()
    walker.open("?findings=outliers")
    walker.page.wait_for_selector(".card-image")
    assert not switch.is_visible()


def test_an_address_from_a_stranger_is_answered_in_a_sentence(walker):
    """Values that are not there; nothing in the console."""
    walker.open("?findings=drift:split:never:there")
    walker.page.get_by_text("has no value 'never'").wait_for()
    walker.open("?findings=nonsense&outlines=maybe")
    assert walker.state["findings"] == "" and walker.state["outlines"] == ""


def test_on_a_narrow_window_the_panel_goes_away_when_it_led_somewhere(open_page, address, small_index):
    """It lies over the map, and would cover what it leads to."""
    walker = open_page(address, size=(800, 700))
    open_findings(walker)
    walker.page.locator(".card-title").first.click()
    walker.wait_for_node(small_index.findings(limit=60).clusters[0]["node"])
    walker.wait_for("document.documentElement.dataset.left === 'folded'")


def test_what_has_no_clusters_offers_no_outlines(walker):
    """The switch says why; of what has clusters it works."""
    switch = walker.page.locator("#outlines")
    walker.page.evaluate("dendro.explorer.update({findings: 'duplicates'})")
    walker.page.get_by_role("tab", name="Findings").click()
    walker.page.get_by_text("no clusters here").wait_for()
    assert switch.is_disabled()
    walker.page.evaluate("dendro.explorer.update({findings: 'errors'})")
    walker.page.locator("#found-cards [data-outline]").first.wait_for()
    walker.wait_for("!document.getElementById('outlines').disabled")
