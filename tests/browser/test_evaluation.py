"""The evaluation on the page: a bar of the diagram and images gained become filters, a threshold is typed."""


def test_what_is_clicked_in_the_evaluation_becomes_a_filter(walker, small_index):
    """A bar leaves its bin and a second click lifts it; a typed threshold says what it accepts."""
    page = walker.page
    page.get_by_role("tab", name="Evaluation").click()
    bars = page.locator("#calibration .bars .point")
    bars.last.wait_for()
    page.wait_for_timeout(300)  # until the chart has its size

    def click_last() -> None:
        box = bars.last.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 0.7 * box["height"])
        page.wait_for_timeout(200)  # plotly follows the pointer by steps
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 0.7 * box["height"])

    click_last()
    walker.wait_for("dendro.explorer.state.where === 'confidence > 0.933333 and confidence <= 1.0'")
    sure = int((small_index.column("confidence") > 0.933333).sum())
    walker.wait_for("dendro.explorer.view.matching === $sure", sure=sure)
    page.get_by_text("clear filter").click()
    walker.wait_for("dendro.explorer.state.where === ''")
    page.locator("#threshold").fill("0.8")
    page.locator("#coverage-words").get_by_text("From a confidence of 0.8:").wait_for()
    page.locator(".difference .link").first.click()
    walker.wait_for("dendro.explorer.state.where.includes('prediction:b')")
