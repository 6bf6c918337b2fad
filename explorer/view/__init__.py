"""The one place that composes cut, layout, sampling and titles into what a person sees."""

from explorer.view.marks import Mark
from explorer.view.request import ViewRequest
from explorer.view.views import Views, make_view

__all__ = ["Mark", "ViewRequest", "Views", "make_view"]
