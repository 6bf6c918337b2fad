"""The server's log: lines that no client can forge, whoever writes them."""

import logging
import logging.config
import subprocess
import sys

import pytest

from explorer.web.server.logs import LOGGING, SafeFormatter

WRITE = """
import logging, logging.config
from explorer.web.server.logs import LOGGING
logging.config.dictConfig(LOGGING)
logging.getLogger({name!r}).warning("GET %s failed", "/\\x1b[31m\\nERROR: forged\\x9b\\u202e")
"""


@pytest.mark.parametrize("name", ["explorer.web.responses", "uvicorn.error", "asyncio", "a_library"])
def test_what_clients_send_is_escaped(name):
    """One line, in which control characters are written as JSON writes them."""
    done = subprocess.run([sys.executable, "-c", WRITE.format(name=name)], capture_output=True, text=True)
    assert done.stderr == "WARNING: GET /\\u001b[31m\\nERROR: forged\\u009b\\u202e failed\n"


def test_a_traceback_stands_indented_below_its_line():
    """So a message of several lines inside of it begins none."""
    try:
        raise ValueError("first\nERROR: forged\x1b[0m")
    except ValueError as error:
        record = logging.LogRecord("a", logging.ERROR, "", 0, "failed", (), (ValueError, error, None))
    text = SafeFormatter("%(levelname)s: %(message)s").format(record)
    assert text == "ERROR: failed\n  ValueError: first\n  ERROR: forged\\u001b[0m"


def test_the_server_writes_so():
    """All goes by the root logger: no library has a way of its own."""
    assert LOGGING["root"]["handlers"] == ["stderr"]
    assert all("handlers" not in logger for logger in LOGGING["loggers"].values())
