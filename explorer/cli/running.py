"""Run the command line as a process: the one place where an error or a signal becomes a line and a status."""

import os
import signal
import sys
from io import StringIO
from typing import NoReturn

import click

from explorer.cli.commands import cli
from explorer.cli.signals import EndSignals
from explorer.errors import ExplorerError
from explorer.terminal import escape_what_cannot_be_encoded, write_lines


def main() -> NoReturn:
    """Run it, and end the process."""
    ending = EndSignals()
    with ending.heard():
        ending.leave(_run(ending))


def _run(ending: EndSignals) -> int:
    escape_what_cannot_be_encoded()
    try:
        status = cli.main(standalone_mode=False, prog_name="dendro", obj=ending)
        if ending.number not in (None, signal.SIGINT):  # Ctrl-C is how a server is meant to end
            return ending.status
        if sys.stdout is not None:  # as it is where whoever started us has closed it
            sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except click.UsageError as error:
        said = StringIO()
        error.show(said)
        write_lines(sys.stderr, *said.getvalue().splitlines())
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        ending.told = True
        return _fail(ending.text, ending.status)
    except BrokenPipeError:  # as with `| head`: who read us has had enough
        if sys.stdout is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except click.ClickException as error:
        return _fail(error.format_message(), error.exit_code)
    except (ExplorerError, OSError, MemoryError) as error:
        if os.environ.get("DENDRO_DEBUG"):
            raise
        return _fail(str(error) or type(error).__name__, 1)


def _fail(message: str, status: int) -> int:
    write_lines(sys.stderr, f"dendro: {' '.join(message.split())}")
    return status
