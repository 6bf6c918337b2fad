"""Paths as the command line takes them."""

import os
from pathlib import Path

import click

from explorer.options import VECTOR_FILES
from explorer.remote.addresses import local_path, spells_address


class _NamedPath(click.Path):
    """A path that is not empty, as a variable is that was not set, nor `-`, which is no file elsewhere."""

    def convert(self, value, param, ctx):
        if not os.fspath(value):
            self.fail("an empty path; name a file or a folder ('.' is the current one)", param, ctx)
        if os.fspath(value) == "-":
            self.fail(
                "- names no file here, and standard input and output are not taken; name a file", param, ctx
            )
        return super().convert(value, param, ctx)


class _Source(_NamedPath):
    """A path, or an address as it is, whether of a kind that is read or not."""

    def convert(self, value, param, ctx):
        local = local_path(value) if isinstance(value, str) else None
        if local is None and spells_address(value):
            return value
        return super().convert(local or value, param, ctx)


existing_file = _NamedPath(exists=True, dir_okay=False, path_type=Path)
any_source = _Source(path_type=Path, readable=False)
any_path = _NamedPath(path_type=Path, readable=False)  # what cannot be read is told by who reads it


class FileOrColumn(click.ParamType):
    """A file where there is one or the ending says so, else the name of a column."""

    name = "file or column"

    def convert(self, value, param, ctx):
        if value and os.path.isfile(value):
            return existing_file.convert(value, param, ctx)
        file, colon, name = value.rpartition(":")
        if colon and file.endswith(VECTOR_FILES):
            return f"{os.path.abspath(existing_file.convert(file, param, ctx))}:{name}"
        if not value or value.endswith(VECTOR_FILES):
            return existing_file.convert(value, param, ctx)
        return value
