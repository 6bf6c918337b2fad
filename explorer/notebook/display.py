"""Showing something in the output of a cell, once, whether or not it is the cell's result, too."""

import sys
import webbrowser
from typing import Any


class Shown:
    """Displays itself in a notebook; after `display_now`, not once more as the result of the same cell."""

    url: str
    _quiet_in: int | None = None

    def display_now(self) -> None:
        """Show it: in the output of the cell that runs, or else in the browser."""
        shell = kernel_shell()
        if shell is None:
            webbrowser.open(self.url)
            return
        self._display()
        self._quiet_in = shell.execution_count

    def _ipython_display_(self) -> None:
        quiet, self._quiet_in = self._quiet_in, None
        shell = kernel_shell()
        if quiet is None or shell is None or quiet != shell.execution_count:
            self._display()

    def _display(self) -> None:
        from IPython.display import display

        display(self._bundle(), raw=True)

    def _bundle(self) -> dict[str, Any]:
        """Return what is shown, by media type."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<explorer.show at {self.url}>"


def kernel_shell() -> Any:
    """Return IPython's shell where this process is a notebook's kernel, else None."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell if getattr(shell, "kernel", None) is not None else None
