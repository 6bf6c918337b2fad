"""Dendro Explorer: walk a folder of images as a zoomable treemap of their exact cluster tree.

The names below are the public API; everything else may move. They are loaded when first used, so that
`import explorer` costs nothing.
"""

TYPE_CHECKING = False  # type checkers take it for true; Ctrl-C is not heard in order until `typing` is loaded
if TYPE_CHECKING:  # what `__getattr__` gives
    from typing import Any

    from explorer.clustering.ward.ward_linkage import ward_linkage
    from explorer.dataset import open_index
    from explorer.embedding.function_encoder import FunctionEncoder
    from explorer.errors import ExplorerError
    from explorer.indexing.build_index import build_index
    from explorer.notebook.show import show
    from explorer.options import BuildOptions, ImageOptions, ServeOptions, SourceOptions
    from explorer.publishing import publish
    from explorer.web.app import create_app

__version__ = "0.1.0"

_HOMES = {
    "BuildOptions": "explorer.options",
    "ExplorerError": "explorer.errors",
    "FunctionEncoder": "explorer.embedding.function_encoder",
    "ImageOptions": "explorer.options",
    "ServeOptions": "explorer.options",
    "SourceOptions": "explorer.options",
    "build_index": "explorer.indexing.build_index",
    "create_app": "explorer.web.app",
    "open_index": "explorer.dataset",
    "publish": "explorer.publishing",
    "show": "explorer.notebook.show",
    "ward_linkage": "explorer.clustering.ward.ward_linkage",
}

__all__ = [
    "BuildOptions",
    "ExplorerError",
    "FunctionEncoder",
    "ImageOptions",
    "ServeOptions",
    "SourceOptions",
    "build_index",
    "create_app",
    "open_index",
    "publish",
    "show",
    "ward_linkage",
]


def __getattr__(name: str) -> "Any":
    """Load a public name from its home."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module 'explorer' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
