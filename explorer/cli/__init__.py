"""The command line: `dendro`."""

from explorer.cli.commands import cli, main

__all__ = ["cli", "main"]
