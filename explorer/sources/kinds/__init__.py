"""The kinds of sources, a file each; a new one is a file here, named below."""

from explorer.sources.kinds import folder, table
from explorer.sources.source import SourceKind

KINDS: tuple[SourceKind, ...] = (folder, table)
"""The first that accepts a location opens it."""
