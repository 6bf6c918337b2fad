"""Settings of Sphinx, which renders this folder: `make docs`. Nothing is fetched while it runs."""

import re
from pathlib import Path

from sphinx.application import Sphinx

from explorer import __version__

project = "Dendro Explorer"
author = "the Dendro Explorer contributors"
copyright = "the Dendro Explorer contributors. Apache-2.0"
release = __version__
version = release

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]

myst_heading_anchors = 4
"""Anchors of headings are those that a forge makes, so that one link works in both places."""

autodoc_member_order = "bysource"
autodoc_typehints = "none"
"""The docstrings say the types, with shapes and units."""
napoleon_google_docstring = False

html_theme = "furo"
html_title = f"Dendro Explorer {release}"
html_copy_source = False
html_show_sphinx = False

LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((\.\./[^)#]+)\)")


def name_files_outside(app: Sphinx, page: str, source: list[str]) -> None:
    """Name what a page links to outside this folder, such as CONTRIBUTING.md: that is not rendered."""
    folder = (Path(app.srcdir) / page).parent

    def named(link: re.Match[str]) -> str:
        target = (folder / link[2]).resolve()
        if target.is_relative_to(app.srcdir):
            return link[0]
        path = target.relative_to(Path(app.srcdir).parent).as_posix()
        return link[1] if path in link[1] else f"{link[1]} (`{path}` of the repository)"

    source[0] = LINK.sub(named, source[0])


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("source-read", name_files_outside)
