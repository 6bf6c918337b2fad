"""What whoever reaches a server may do and read there."""

from explorer.options import ServeOptions
from explorer.web.server.urls import is_loopback


def take_changes(options: ServeOptions) -> bool:
    """Whether visitors may tag, correct and pause: who works on this machine, and who has the token."""
    known = is_loopback(options.host) or options.token is not None
    return known and not options.read_only


def read_places(options: ServeOptions) -> bool:
    """Whether answers say where files are: to who works on this machine, and to nobody else."""
    return is_loopback(options.host) and options.token is None
