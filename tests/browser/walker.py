"""A person at the page: what the tests see and do there."""

import json
import time
from urllib.parse import parse_qs, urlsplit

from explorer.layout.grid import tiles

PATIENCE = 45
SETTLED = "#stage[data-state=settled]"


class Walker:
    """One page in one browser profile.

    Attributes
    ----------
    page : playwright.sync_api.Page
    complaints : list of str
        Errors and warnings of the console, and exceptions.
    requests : list of playwright.sync_api.Request
    """

    def __init__(self, context, url: str, size: tuple[int, int], storage: dict[str, str]) -> None:
        self.url = url
        self.complaints: list[str] = []
        self.requests: list = []
        self.expected: tuple[str, ...] = ()
        self.page = context.new_page()
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        for key, value in storage.items():
            stored = (
                f"localStorage.getItem('dendro.{key}') ?? localStorage.setItem('dendro.{key}', '{value}')"
            )
            self.page.add_init_script(f"try {{ {stored} }} catch {{}}")
        self.page.set_default_timeout(1000 * PATIENCE)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request))

    def open(self, query: str = "") -> "Walker":
        """Go to the page and wait until both canvas and Dash are there."""
        self.page.goto(self.url + query)
        self.settle()
        self.page.wait_for_selector("#inspector .title", state="attached")
        return self

    def close(self) -> None:
        """Leave nothing behind in the profile; called by a test whose server ends before the test does."""
        if self.page.is_closed():
            return
        self.page.evaluate("localStorage.clear()")
        self.page.close()

    def settle(self) -> dict:
        """Wait until the view that was asked for stands; gives it."""
        self.page.wait_for_selector(SETTLED)
        return self.view

    @property
    def view(self) -> dict:
        """The view on screen, as `/api/view` answered it."""
        return self.page.evaluate("dendro.explorer.view")

    @property
    def state(self) -> dict:
        """What the person has chosen."""
        return self.page.evaluate("({...dendro.explorer.state})")

    @property
    def query(self) -> dict[str, str]:
        """The query of the address."""
        return {key: values[0] for key, values in parse_qs(urlsplit(self.page.url).query).items()}

    @property
    def foreign_requests(self) -> list[str]:
        """Requests that went anywhere but to the server."""
        own = urlsplit(self.url).netloc
        there = [request.url for request in self.requests]
        return [u for u in there if urlsplit(u).scheme not in ("data", "blob") and urlsplit(u).netloc != own]

    def asked(self, part: str) -> list:
        """The requests so far with `part` in their path."""
        return [request for request in self.requests if part in urlsplit(request.url).path]

    def box(self) -> dict:
        """The canvas, in the window."""
        return self.page.locator("#stage").bounding_box()

    def big_cell(self) -> dict:
        """A cluster with a title and room, several images."""
        return max((c for c in self.view["cells"] if not c["leaf"]), key=lambda c: c["w"] * c["h"])

    def click_title(self, cell: dict) -> None:
        """Click on the title of a cluster."""
        self.page.mouse.click(*self.title_of(cell))

    def title_of(self, cell: dict) -> tuple[float, float]:
        """The middle of the title of a cluster, in the window."""
        titles = self.page.evaluate("dendro.explorer.titles")
        title = next(title for title in titles if title["node"] == cell["node"])
        box = self.box()
        return box["x"] + title["x"] + title["w"] / 2, box["y"] + title["y"] + title["h"] / 2

    def place_of(self, cell: dict, i: int = 0) -> tuple[float, float]:
        """A place on the i-th thumbnail of a cluster that no title covers, in the window."""
        box, t = self.box(), cell["thumbs"]
        grid = (t[name] for name in ("x", "y", "w", "h"))
        places = t.get("tiles") or tiles(*grid, len(t["rows"]), t["lines"], t["gap"]).tolist()
        x, y, w, h = places[i]
        return box["x"] + x + w - 2, box["y"] + y + h - 2

    def enter(self, cell: dict) -> dict:
        """Go into a cluster by its title, and wait for it."""
        self.click_title(cell)
        self.wait_for_node(cell["node"])
        return self.settle()

    def wait_for_node(self, node: int) -> None:
        """Wait until a cluster fills the canvas."""
        self.wait_for("dendro.explorer.view?.node === $node", node=node)

    def wait_for(self, expression: str, **values) -> None:
        """Wait for a condition in the page; values are written as JSON for `$name`."""
        for name, value in values.items():
            expression = expression.replace(f"${name}", json.dumps(value))
        # Asked from here: the page's own policy forbids the evaluation that Playwright would poll with.
        end = time.monotonic() + PATIENCE
        while not self.page.evaluate(f"Boolean({expression})"):
            if time.monotonic() > end:
                raise TimeoutError(f"{expression} did not come true in {PATIENCE} s")
            self.page.wait_for_timeout(20)

    def wait_for_request(self, part: str) -> None:
        """Wait until something with `part` in its path was asked for, of the server or of what is kept."""
        end = time.monotonic() + PATIENCE
        while not self.asked(part):
            if time.monotonic() > end:
                raise TimeoutError(f"{part} was not asked for in {PATIENCE} s")
            self.page.wait_for_timeout(20)

    def text(self, selector: str) -> str:
        """Text of an element."""
        return self.page.locator(selector).inner_text()

    def _heard(self, message) -> None:
        if message.type in ("error", "warning") and not any(part in message.text for part in self.expected):
            self.complaints.append(f"{message.type}: {message.text}")
