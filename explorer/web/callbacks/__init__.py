"""Callbacks of the page, one module a panel. The canvas waits for none of them."""

from explorer.web.callbacks import classes, confusion, controls, filters, findings, inspector

__all__ = ["register"]


def register(dash_app, workspace) -> None:
    """Register the callbacks of every panel on one Dash app."""
    controls.register(dash_app, workspace)
    classes.register(dash_app, workspace)
    confusion.register(dash_app, workspace)
    filters.register(dash_app, workspace)
    findings.register(dash_app, workspace)
    inspector.register(dash_app, workspace)
