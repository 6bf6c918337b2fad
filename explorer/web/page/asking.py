"""How a panel asks, in one way for all: dimmed while it waits, and a sentence where there is no answer.

A server that is busy or stopping is no answer: that error is left to go to the browser, which asks again
(`frontend_assets/modules/patience.mjs`).
"""

from collections.abc import Callable
from typing import Any

from dash import Output

from explorer.cancellation import CancelledError
from explorer.errors import BusyError, ExplorerError
from explorer.web.builds.workspace import Workspace
from explorer.web.limits.work_pools import WorkPool
from explorer.web.page.components import failed


def busy(name: str, look: str) -> list[tuple]:
    """Return `running` of a callback that fills the component `name`, whose class is `look` at rest."""
    return [(Output(name, "className"), f"{look} busy", look)]


async def ask(workspace: Workspace, pool: WorkPool, question: Callable, *parts) -> tuple[Any, list]:
    """Return the answer and nothing, or None and what the panel says instead.

    Parameters
    ----------
    workspace : Workspace
    pool : WorkPool
        Whose threads work on it.
    question : callable
        Called with `parts`.
    """
    try:
        return await pool.run(question, *parts), []
    except (BusyError, CancelledError):
        raise
    except ExplorerError as error:
        return None, failed(workspace.told(str(error)))
