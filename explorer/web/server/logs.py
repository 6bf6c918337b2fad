"""The server's log on stderr: a line an event, whoever writes it, and none that a client has made up."""

import logging

from explorer.terminal import escaped


class SafeFormatter(logging.Formatter):
    """Escapes what clients have put into a message; a traceback follows, indented to be told apart."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record, and its traceback where it has one."""
        record.message = record.getMessage()
        lines = [escaped(self.formatMessage(record))]
        if record.exc_info and record.exc_info[0] is not None:
            lines += [f"  {escaped(line)}" for line in self.formatException(record.exc_info).split("\n")]
        return "\n".join(lines)


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"safe": {"()": SafeFormatter, "format": "%(levelname)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "safe"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Say of every body that is no form, and of every odd image, what the answer says if it matters.
    "loggers": {name: {"level": "ERROR"} for name in ("python_multipart", "py.warnings", "PIL", "tifffile")},
}
"""What uvicorn is given as `log_config`: the application, uvicorn, asyncio and libraries go the same way."""
