"""`python -m explorer` is `dendro`; both begin here, and hear Ctrl-C from here on."""

import os
import sys

TYPE_CHECKING = False  # as in the package: `typing` takes its time

if TYPE_CHECKING:
    from typing import NoReturn


def _end(*_: object) -> "NoReturn":
    """End at once, with what is said of Ctrl-C later on: half-way imports may complain at a regular end."""
    try:
        os.write(sys.stderr.fileno(), b"\ndendro: interrupted\n")
    except (AttributeError, OSError, ValueError):  # none, gone, closed
        pass
    os._exit(130)


try:
    import signal

    heard = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # else it is ignored
    if heard:
        signal.signal(signal.SIGINT, _end)  # an exception would be lost where an import calls back
    from explorer.cli import main as run

    if heard:
        signal.signal(signal.SIGINT, signal.default_int_handler)
except KeyboardInterrupt:
    _end()


def main() -> None:
    """Run the command line, which hears signals itself as soon as it can."""
    try:
        run()
    except KeyboardInterrupt:
        _end()


if __name__ == "__main__":
    main()
