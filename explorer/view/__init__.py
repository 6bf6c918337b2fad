"""The one place that composes cut, layout, sampling and titles into what a person sees."""

from explorer.view.compose import Views, make_view
from explorer.view.request import ViewRequest

__all__ = ["ViewRequest", "Views", "make_view"]
