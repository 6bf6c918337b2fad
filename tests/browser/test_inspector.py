"""The inspector: from image to image, full size, and what it says of an image and of a cluster."""


def inspect(walker, row):
    """Inspect a row and wait for its content; gives what the route says of it."""
    walker.page.evaluate(f"dendro.explorer.inspect({row})")
    return shown(walker, row)


def shown(walker, row):
    """Wait until the inspector shows a row."""
    walker.page.wait_for_selector(f"#inspector [data-picture='{row}']")
    walker.wait_for("dendro.explorer.state.row === $row", row=row)


def test_keys_walk_from_image_to_image_in_tree_order(walker):
    """J, K and the arrows; the address keeps the row, and back is one step, not one for each image."""
    length = walker.page.evaluate("history.length")
    inspect(walker, 40)
    for key, row in (("j", 41), ("ArrowRight", 42), ("ArrowDown", 43), ("k", 42), ("ArrowUp", 41)):
        walker.page.keyboard.press(key)
        shown(walker, row)
    assert walker.query["row"] == "41"
    assert walker.page.evaluate("history.length") == length + 1
    walker.page.keyboard.press("Escape")
    walker.wait_for("dendro.explorer.state.row === null")


def test_without_an_image_the_arrows_move_between_clusters(walker):
    """Nothing is inspected by an arrow or J; Enter goes into the cluster that the arrow led to."""
    walker.page.keyboard.press("j")
    walker.page.keyboard.press("ArrowRight")
    walker.page.keyboard.press("ArrowDown")
    assert walker.state["row"] is None
    walker.page.keyboard.press("Enter")
    walker.wait_for("dendro.explorer.state.row !== null || dendro.explorer.view.node !== 598")


def test_arrows_are_the_clusters_again_once_the_inspector_is_folded(walker):
    """What nobody sees takes no keys."""
    inspect(walker, 40)
    walker.page.keyboard.press("]")
    walker.page.wait_for_selector("#right", state="hidden")
    walker.page.keyboard.press("ArrowRight")
    assert walker.state["row"] == 40


def test_buttons_walk_within_the_filter_and_stop_at_its_ends(walker):
    """Only what matches is walked; the inspector says how far one is, and the ends lead no further."""
    walker.page.evaluate("dendro.explorer.update({where: \"label = 'plum'\"})")
    walker.wait_for("dendro.explorer.view.matching < 300")
    rows = walker.page.evaluate("dendro.explorer.rowsOf(dendro.explorer.view)")
    assert len(rows) == walker.settle()["matching"]
    inspect(walker, rows[0])
    walker.wait_for(
        "document.querySelector('#inspector .walk-place').textContent === $words", words=f"1 of {len(rows)}"
    )
    assert walker.page.get_by_role("button", name="Previous image").is_disabled()
    walker.page.get_by_role("button", name="Next image").click()
    shown(walker, rows[1])
    walker.page.evaluate(f"dendro.explorer.update({{row: {rows[-1]}}})")
    shown(walker, rows[-1])
    walker.wait_for("[...document.querySelectorAll('[data-way=next]')].every((b) => b.disabled)")
    walker.page.keyboard.press("j")
    walker.page.keyboard.press("k")
    shown(walker, rows[-2])
