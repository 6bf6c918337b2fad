"""Options that commands share, as decorators, and the frozen values they become."""

import math
from collections.abc import Callable, Iterable
from typing import Any

import click

from explorer.cli.paths import any_path
from explorer.numerals import checked
from explorer.options import ServeOptions

Command = Callable[..., object]
_WIDEST = 40
"""Characters of names that stand within brackets; of more, help lists them beside the option."""


class LateChoice(click.Option):
    """One of some names, which are looked up when they are needed: their room takes long to load.

    Parameters
    ----------
    names : callable
        Gives the names.
    """

    def __init__(self, *args, names: Callable[[], Iterable[str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.names = names

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Name them, within brackets or, where they are many, beside the option."""
        names = list(self.names())
        self.type = click.Choice(names)
        many = len("|".join(names)) > _WIDEST
        if many:
            self.metavar = self.metavar or "NAME"
        record = super().get_help_record(ctx)
        if record is None or not many:
            return record
        option, said = record
        return option, f"{', '.join(names[:-1])} or {names[-1]}. {said}".strip()

    def type_cast_value(self, ctx: click.Context, value: object) -> object:
        """Refuse what is none of them."""
        if value is not None:
            self.type = click.Choice(list(self.names()))
        return super().type_cast_value(ctx, value)


class Whole(click.IntRange):
    """A whole number, in a range or not, in decimal digits."""

    name = "integer"

    def convert(self, value, param, ctx):
        """Refuse what is none."""
        return super().convert(_plain(value, "is not a valid integer", self, param, ctx), param, ctx)

    def _describe_range(self) -> str:
        return "" if self.min is None and self.max is None else super()._describe_range()


class Finite(click.FloatRange):
    """A finite number, in a range or not; ranges let `nan` in, as no comparison with it is true."""

    def convert(self, value, param, ctx):
        """Refuse what is no finite number."""
        number = super().convert(_plain(value, "is not a valid float", self, param, ctx), param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number", param, ctx)
        return number

    def _describe_range(self) -> str:
        return "" if self.min is None and self.max is None else super()._describe_range()


def _plain(value: Any, what: str, type_: click.ParamType, param, ctx) -> Any:
    """A value, unless Python alone takes it for a number: `1_0`, other digits."""
    try:
        return checked(value) if isinstance(value, str) else value
    except ValueError:
        type_.fail(f"{value!r} {what}.", param, ctx)


DEFAULT_PORT = ServeOptions().port


def index_argument(command: Command) -> Command:
    """INDEX."""
    return click.argument("index", type=any_path)(command)


def json_option(command: Command) -> Command:
    """--json."""
    return click.option("as_json", "--json", is_flag=True, help="Print one JSON document to stdout.")(command)


def labels_option(command: Command) -> Command:
    """--labels: for whatever judges by them."""
    return click.option(
        "--labels",
        type=click.Choice(["given", "corrected"]),
        default="given",
        show_default=True,
        help="Labels that count: as they were given, or as corrected by people.",
    )(command)


def device_option(command: Command) -> Command:
    """--device: for whatever may load an encoder."""
    return click.option(
        "--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True
    )(command)


def _not_empty(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    """The address; an empty one, as a variable is that was not set, would be all addresses of the machine."""
    if not value:
        raise click.BadParameter("an empty address; 127.0.0.1 is this machine alone, 0.0.0.0 everybody's")
    return value


def serve_options(command: Command) -> Command:
    """Where and how an index is served."""
    for option in reversed(
        [
            click.option(
                "--host",
                callback=_not_empty,
                default=ServeOptions().host,
                show_default=True,
                help="Address to bind.",
            ),
            click.option(
                "--port",
                type=Whole(0, 65535),
                help=f"Default: {DEFAULT_PORT}, or a free one when that is taken. 0: a free one.",
            ),
            click.option(
                "--token",
                envvar="DENDRO_TOKEN",
                metavar="TEXT",
                help="Ask visitors for this; with a --host that others reach, one is made up.",
            ),
            click.option(
                "--no-token", is_flag=True, help="Ask nothing, even with a --host that others reach."
            ),
            click.option(
                "--url-prefix", default="", metavar="/PATH", help="Serve under this path, behind a proxy."
            ),
            click.option(
                "--forwarded-allow-ips",
                envvar="FORWARDED_ALLOW_IPS",
                default="",
                metavar="ADDRESSES",
                help="Proxies that are believed who their clients are, separated by commas; * for all.",
            ),
            click.option(
                "--read-only", is_flag=True, help="Show tags and corrected labels, and change none."
            ),
            browser_option,
        ]
    ):
        command = option(command)
    return command


def browser_option(command: Command) -> Command:
    """--no-browser."""
    return click.option("--no-browser", is_flag=True, help="Open no browser.")(command)
