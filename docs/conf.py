"""Settings of Sphinx, which renders this folder: `make docs`. Nothing is fetched while it runs."""

from importlib.metadata import version as version_of

project = "Dendro Explorer"
author = "the Dendro Explorer contributors"
copyright = "the Dendro Explorer contributors. Apache-2.0"
release = version_of("dendro-explorer")
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
