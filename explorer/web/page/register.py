"""Callbacks of the page, one module a panel. The canvas waits for none of them."""

from dash import Dash

from explorer.web.builds.workspace import Workspace
from explorer.web.page import browser_callbacks
from explorer.web.page.classes import callbacks as classes
from explorer.web.page.confusion import callbacks as confusion
from explorer.web.page.evaluation import callbacks as evaluation
from explorer.web.page.filters import callbacks as filters
from explorer.web.page.findings import callbacks as findings
from explorer.web.page.inspector import callbacks as inspector

__all__ = ["register"]


def register(dash_app: Dash, workspace: Workspace) -> None:
    """Register the callbacks of every panel on one Dash app.

    All of them whatever the index has, once: what is served may be another build by the next visit, and what
    the layout lacks, no callback is called for.
    """
    browser_callbacks.register(dash_app)
    classes.register(dash_app, workspace)
    confusion.register(dash_app, workspace)
    evaluation.register(dash_app, workspace)
    filters.register(dash_app, workspace)
    findings.register(dash_app, workspace)
    inspector.register(dash_app, workspace)
