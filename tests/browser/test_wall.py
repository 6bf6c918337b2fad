"""The wall: few images in their own proportions, and what hands and keys do there."""

from explorer.layout.wall import WIDEST

PLUMS = "?where=label%20%3D%20%27plum%27"


def tiles_of(view):
    """Row and place of every image, in order."""
    return [
        (row, *tile)
        for cell in view["cells"]
        for row, tile in zip(cell["thumbs"]["rows"], cell["thumbs"]["tiles"], strict=True)
    ]


def test_a_wall_can_be_walked(open_page, address):
    """Images are inspected where they lie, selected from one to another; keys go from cluster to cluster."""
    walker = open_page(address + PLUMS)
    view = walker.settle()
    tiles = tiles_of(view)
    assert len(tiles) == view["matching"] > 40 and len(view["cells"]) > 1
    box = walker.box()
    assert max(x + w for _, x, _, w, _ in tiles) == round(box["width"])
    assert max(y + h for _, _, y, _, h in tiles) == round(box["height"])

    def click(i, **how):
        _, x, y, w, h = tiles[i]
        if how:
            walker.page.keyboard.down(how["key"])
        walker.page.mouse.click(box["x"] + x + w - 2, box["y"] + y + h - 2)
        if how:
            walker.page.keyboard.up(how["key"])

    click(20)
    walker.wait_for("dendro.explorer.state.row === $row", row=tiles[20][0])
    walker.page.keyboard.press("j")
    walker.wait_for("dendro.explorer.state.row === $row", row=tiles[21][0])
    view = walker.settle()
    tiles, box = tiles_of(view), walker.box()
    click(5, key="Control")
    click(9, key="Shift")
    walker.wait_for("dendro.explorer.state.selection.length === 5")
    assert sorted(walker.state["selection"]) == [row for row, *_ in tiles[5:10]]
    walker.page.evaluate("dendro.explorer.update({row: null, selection: []})")
    cell = walker.settle()["cells"][1]
    walker.page.keyboard.press("ArrowRight")
    walker.page.keyboard.press("ArrowRight")
    walker.page.keyboard.press("Enter")
    walker.wait_for_node(cell["node"])
    inner = tiles_of(walker.settle())
    assert [row for row, *_ in inner] == cell["thumbs"]["rows"]
    walker.page.keyboard.press("Escape")
    walker.wait_for_node(view["node"])


def test_pictures_of_a_wall_have_their_own_proportions(open_page, address):
    """Thumbnails come whole, the longer side as long as their place needs."""
    walker = open_page(address + PLUMS)
    tiles = tiles_of(walker.settle())
    assert all(1 / WIDEST / 1.4 <= w / h <= WIDEST * 1.4 for _, _, _, w, h in tiles)
    packs = [request.url for request in walker.asked("/api/thumbs") if request.method == "POST"]
    sizes = {url.partition("size=")[2].partition("&")[0] for url in packs}
    assert sizes == {"4096"}
