"""An index that a command reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from explorer.dataset import Dataset


@contextmanager
def opened_index(path: Path) -> Iterator["Dataset"]:
    """Open an index while a command reads it; where tags and corrected labels cannot be read, say so."""
    from explorer.dataset import open_index
    from explorer.decisions.current import decided

    with open_index(path) as opened:
        if problem := decided(opened).problem:
            click.echo(f"dendro: {problem} What does not need them goes on.", err=True)
        yield opened
