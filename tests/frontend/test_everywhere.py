"""Every action of the page has a key, a route and a command, or a reason why it has none.

What there is comes from the code: the actions of the page's modules and its list of keys, the routes that the
server describes, the commands and their options. A new one of any of them is missing here until somebody says
what it goes with.
"""

import json
import re
import subprocess
from pathlib import Path

import click
import pytest

from explorer.cli import cli
from explorer.options import ServeOptions
from explorer.web.app import create_app

MODULES = Path(__file__).parents[2] / "frontend_assets" / "modules"
TAB = "no key of its own: a button that Tab reaches and Enter presses"
WINDOW = "about what this window shows, and nothing of the data"
STEP = "a step of the question, whose answers have one"
TRIES = "asks the server once more for what is on the screen"

ACTIONS: dict[str, tuple[str, str, str]] = {
    "action auto-clusters": ("tree: more", "GET /api/view", "search --clusters"),
    "action change-crop": (TAB, WINDOW, WINDOW),
    "action choose-image": (TAB, "POST /api/examples", "search --image"),
    "action clear-filter": (TAB, "GET /api/view", "export --where"),
    "action clear-selection": ("tree: out", WINDOW, WINDOW),
    "action close-image": ("tree: out", WINDOW, WINDOW),
    "action close-search": ("tree: out", WINDOW, WINDOW),
    "action confused": (TAB, "GET /api/nodes/{node}", "evaluate"),
    "action dismiss": (TAB, WINDOW, WINDOW),
    "action dismiss-hint": (TAB, WINDOW, WINDOW),
    "action drop-image": (TAB, "GET /api/search", "search --image"),
    "action enlarge-confusion": (TAB, WINDOW, WINDOW),
    "action enter-cluster": ("tree: in", "GET /api/view", "export --node"),
    "action export": ("actions: export", "POST /api/exports", "export --format"),
    "action filter-by": (TAB, "GET /api/filter", "export --where"),
    "action filter-found": ("actions: only", "GET /api/filter", "export --search"),
    "action filter-selection": ("actions: only", "GET /api/filter", "export --rows"),
    "action fold-left": ("page: fold-left", WINDOW, WINDOW),
    "action fold-right": ("page: fold-right", WINDOW, WINDOW),
    "action full-size": ("image: full", "GET /api/items/{row}/image", "export --rows"),
    "action go": ("tree: in", "GET /api/view", "export --node"),
    "action inspect": ("tree: in", "GET /api/items/{row}", "export --rows"),
    "action invert-selection": ("selection: invert", "GET /api/nodes/{node}/rows", "export --where"),
    "action keep-selected": (TAB, "GET /api/nodes/{node}/rows", "export --where"),
    "action looked": (TAB, WINDOW, WINDOW),
    "action more": (TAB, WINDOW, WINDOW),
    "action more-like": ("actions: more-like", "GET /api/search", "search --like"),
    "action more-like-selection": ("actions: more-like", "GET /api/search", "search --like"),
    "action more-unlike": ("actions: more-unlike", "GET /api/search", "search --unlike"),
    "action only": (TAB, "GET /api/filter", "export --finding"),
    "action reload": (TAB, "POST /api/reload", "serve"),
    "action retry": (TAB, TRIES, TRIES),
    "action review": ("actions: review", "GET /api/review", "findings --kind"),
    "action save-view": ("actions: save-view", "POST /api/saved-views", "tags --view"),
    "action say-note": (TAB, WINDOW, WINDOW),
    "action search-within": (TAB, "GET /api/search", "search --node"),
    "action select": (TAB, WINDOW, WINDOW),
    "action select-all": ("selection: all", "GET /api/nodes/{node}/rows", "export --node"),
    "action select-found": (TAB, "GET /api/search", "export --search"),
    "action show-in-tree": ("actions: show-in-tree", "GET /api/items/{row}/clusters", "search --row"),
    "action view": ("actions: view", WINDOW, WINDOW),
    "action walk": ("image: next", WINDOW, WINDOW),
    "action wish-build": (TAB, "POST /api/build", "index"),
    "decide label": ("decisions: label", "POST /api/corrections", "tags --correct"),
    "decide note": ("decisions: note", "POST /api/notes", "tags --note"),
    "decide right": (TAB, "POST /api/verdicts", "tags --verdict --withdraw"),
    "decide tag": ("decisions: tag", "POST /api/tags", "tags --add"),
    "decide undo": ("page: undo", "POST /api/undo", "tags --undo"),
    "decide unlabel": (TAB, "POST /api/corrections", "tags --correct"),
    "decide untag": (TAB, "POST /api/tags", "tags --remove"),
    "key redo": ("page: redo", "POST /api/redo", "tags --redo"),
    "key search": ("page: search", "GET /api/search", "search"),
    "review again": (TAB, "GET /api/review", "findings --kind"),
    "review answer": (STEP, "POST /api/review", "tags --verdict"),
    "review back": ("review: back", WINDOW, WINDOW),
    "review end": ("review: end", WINDOW, WINDOW),
    "review export": (TAB, "GET /api/corrections", "tags --corrections"),
    "review here": ("review: back", WINDOW, WINDOW),
    "review more": (TAB, "GET /api/review", "findings --limit"),
    "review rest": (TAB, "POST /api/tags", "tags --add"),
    "review skip": ("review: skip", WINDOW, WINDOW),
    "review transformed": (TAB, "GET /api/review", "findings --transformed"),
    "view export": (TAB, "GET /api/saved-views", "tags --export"),
    "view forget": (TAB, "POST /api/saved-views", "tags --view"),
    "view import": (TAB, "POST /api/saved-views", "tags --import"),
    "view rename": (TAB, "POST /api/saved-views", "tags --view"),
}
"""Each action, its key, its route and its command, or a reason of several words for none."""

MOVES = (
    "left right up down first last page-up page-down nearer farther whole take enter inspect fewer".split()
)
"""What keys do that the hand does by pointing, dragging and scrolling."""
OTHER_KEYS = {*MOVES, "help", "previous", *(f"recent {digit}" for digit in range(1, 10))}
DRAWN = {
    "/view/marks", "/nodes/{node}/images", "/map", "/map/tiles", "/map/names", "/map/outline", "/map/points",
    "/items/{row}/boxes", "/thumbs", "/examples/{name}", "/suggestions", "/facets", "/index", "/exports",
    "/build", "/findings/working", "/tags", "/decisions",
}  # fmt: skip
"""What the page reads to draw itself, below `/api`."""
PANELS = {
    "/findings": "findings", "/findings/explanation": "findings", "/detections": "detections",
    "/evaluation": "evaluate", "/nodes/{node}/contrast": "findings", "/nodes/{node}/mistake": "evaluate",
}  # fmt: skip
"""What a panel shows that stands there by itself, and the command that says the same."""
ASKING = {
    "POST /api/thumbs": "as GET, of a list that no address holds",
    "POST /api/search": "as `POST /api/examples` and a search in one",
    "POST /api/map/rows": "a box or a lasso, which the hand draws: for scripts `index.projection`",
    "POST /api/encoder": "made ready for the first search",
    "POST /api/build/places": "leads links of earlier builds here",
}
OTHER_COMMANDS = {
    "open": "makes and shows", "info": "the bar below the pictures", "publish": "a folder of the page itself",
    "demo": "makes and shows", "formats": "what commands take", "doctor": "what this machine has",
    "detections": "a panel", "evaluate": "a panel",
}  # fmt: skip


def named(text: str) -> bool:
    """Whether a cell of the table names something, and is no reason."""
    return text not in (TAB, WINDOW, STEP, TRIES)


def column(place: int) -> set[str]:
    """What the table names as keys, routes or commands."""
    return {row[place] for row in ACTIONS.values() if named(row[place])}


def read(name: str) -> str:
    """A module of the page."""
    return (MODULES / name).read_text(encoding="utf-8")


def actions_there() -> set[str]:
    """Every action of the page, as its modules hear them."""
    (table,) = re.findall(r"const actions = \{\n(.*?)^  \};", read("page/actions.mjs"), flags=re.M | re.S)
    heard = {f"action {name}" for name in re.findall(r'^ {4}"?([a-z-]+)"?: ', table, flags=re.M)}
    decided, undoing = read("page/decided.mjs"), read("page/undoing.mjs")
    heard |= {f"decide {name}" for name in re.findall(r'decide\w* === "([a-z]+)"', decided + undoing)}
    heard |= {f"decide {name}" for name in re.findall(r'decide: "([a-z]+)"', decided)}
    heard |= {f"review {name}" for name in re.findall(r'what === "([a-z]+)"', read("page/review.mjs"))}
    views = read("page/saved-views.mjs")
    heard |= {f"view {name}" for name in re.findall(r'what === "([a-z]+)"', views)}
    return heard


@pytest.fixture(scope="module")
def keys() -> dict[str, list[str]]:
    """What the keys of each room mean."""
    told = (
        "import(process.argv[1]).then(({ KEY_LIST }) => console.log(JSON.stringify(Object.fromEntries("
        "Object.entries(KEY_LIST).map(([room, list]) => [room, "
        "list.flatMap((e) => Object.values(e.means))])))))"
    )
    ran = subprocess.run(
        ["node", "--eval", told, (MODULES / "key-list.mjs").as_uri()],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return json.loads(ran.stdout)


@pytest.fixture(scope="module")
def routes(small_index_path) -> set[str]:
    """What the server describes."""
    described = create_app(small_index_path, ServeOptions()).openapi()["paths"]
    return {f"{method.upper()} {path}" for path, methods in described.items() for method in methods}


def test_every_action_of_the_page_is_in_the_table():
    """And none that is not there; by keys, import and answers alone there are four more."""
    found = actions_there()
    assert len(found) > 50
    assert found | {"key redo", "key search", "review answer", "view import"} == set(ACTIONS)


def test_every_key_belongs_to_an_action_or_moves(keys):
    """And each key of the table is heard."""
    heard = {f"{room}: {meant}" for room, meanings in keys.items() for meant in meanings}
    assert column(0) <= heard
    alone = {key for key in heard - column(0) if key.split(": ")[1] not in OTHER_KEYS}
    assert alone == {"map: out", "grid: out"}  # as on the tree


def test_every_route_belongs_to_an_action_or_draws(routes):
    """And each route of the table is described."""
    quiet = {f"GET /api{path}" for path in DRAWN | set(PANELS)} | set(ASKING)
    assert column(1) | quiet == routes
    assert not column(1) & quiet


def test_every_command_belongs_to_an_action_or_is_beside_the_page():
    """And each command and option of the table is taken; all options by which people decide are in it."""
    taken = {name: [o for p in command.params for o in p.opts] for name, command in cli.commands.items()}
    wanted = [text.split() for text in column(2)]
    for name, *options in wanted:
        assert set(options) <= set(taken[name]), name
    assert {name for name, *_ in wanted} | set(OTHER_COMMANDS) | set(PANELS.values()) == set(taken)
    images = {"--node", "--cluster", "--rows", "--where", "--author", "--json"}
    asked = {o for p in cli.commands["tags"].params if isinstance(p, click.Option) for o in p.opts}
    assert {option for name, *options in wanted if name == "tags" for option in options} == asked - images
