"""What every kind of encoder is: a module of `explorer.embedding.kinds` has one, `KIND`."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from explorer.embedding.encoder import Encoder
from explorer.embedding.hub import DEADLINE, HubRepository, ask, cached, fetch
from explorer.errors import EncoderError

Notice = Callable[[str], None]


def say_nothing(text: str) -> None:
    """The notice of a caller who wants none."""


@dataclass(frozen=True)
class Loading:
    """Where an encoder is to run, and whom it may ask for its weights.

    Attributes
    ----------
    device : str
        `cpu` or `cuda`.
    offline : bool
        Never ask the hub.
    notice : callable
        Told in one line when something is fetched.
    version : int or None
        Of the vectors, for an index that has it; the kind's own where it is None.
    """

    device: str = "cpu"
    offline: bool = False
    notice: Notice = say_nothing
    version: int | None = None

    def find(self, remote: HubRepository, name: str) -> tuple[Path | None, str]:
        """Return a published file, from the cache or the hub, or the end of a sentence that says why not."""
        file = cached(remote)
        if file is not None:
            return file, ""
        if self.offline:
            return None, "--offline forbids asking for them"
        answer = ask(remote, DEADLINE)
        if answer.file is None:
            return None, answer.reason
        size = f" ({answer.size / 1e6:.0f} MB)" if answer.size else ""
        self.notice(f"Fetching the weights {name}{size} into the hub's cache, once.")
        try:
            return fetch(remote, answer.file), ""
        except EncoderError as error:
            return None, str(error).rstrip(".")

    def weights(self, remote: HubRepository, name: str, instead: str) -> Path:
        """Return published weights, from the cache or the hub.

        Parameters
        ----------
        remote : Remote
        name : str
            How people call them.
        instead : str
            What can be given in their place.

        Raises
        ------
        EncoderError
            When they cannot be had.
        """
        file, reason = self.find(remote, name)
        if file is None:
            raise EncoderError(
                f"The weights {name} are not in the hub's cache, and {reason}. Run once where the hub can be "
                f"reached, or give {instead}, or use --encoder packaged."
            )
        return file


@dataclass(frozen=True)
class EncoderKind:
    """One kind of encoder.

    Attributes
    ----------
    name : str
        Of the kind.
    title : str
        What it is, for the table of `dendro formats` and the manual.
    takes : str
        What is typed after `--encoder`.
    accepts : callable
        Whether a text that was typed, or the name that an index remembers, is of this kind.
    load : callable
        Takes such a text and `Loading`, gives the `Encoder`. It raises `EncoderError` where that cannot be
        had: one line says what is missing and how to get it.
    weights : callable
        Takes such a name, gives the file of its weights where it is on this machine, else None. Asks nobody.
    package, install : str
        What has to be installed, as it is imported, and the line that installs it; empty where nothing has.
    text : str
        Whether words can be searched: `yes`, `no`, or when.
    check : callable or None
        Takes such a text and raises `EncoderError` where it names nothing that can be loaded, whatever a hub
        would answer: no such model, or a file that is not there. Asks nobody. None where `weights` does that.
    state : callable or None
        Gives what `dendro doctor` says, instead of whether the package is installed: dictionaries with
        `name`, `available`, `text_search` and `note`.
    version : int
        Of what is made of the network's output: an index of another one is embedded anew when it is
        refreshed, and its queries are encoded as it was.
    """

    name: str
    title: str
    takes: str
    accepts: Callable[[str], bool]
    load: Callable[[str, Loading], Encoder]
    weights: Callable[[str], Path | None]
    package: str = ""
    install: str = ""
    text: str = "no"
    check: Callable[[str], object] | None = None
    state: Callable[[], list[dict]] | None = None
    version: int = 1

    @property
    def is_installed(self) -> bool:
        """Whether the package that it needs is there."""
        return not self.package or find_spec(self.package) is not None

    def require(self, name: str) -> None:
        """Say what has to be installed for an encoder of this kind, before anything is loaded.

        Raises
        ------
        EncoderError
        """
        if not self.is_installed:
            raise EncoderError(f"{name} needs {self.package}, which is not installed; run: {self.install}")

    def refuse_unknown(self, name: str) -> None:
        """Refuse what names no encoder of this kind, or needs what is not installed; loads no weights.

        Raises
        ------
        EncoderError
        """
        self.require(name)
        (self.check or self.weights)(name)

    def describe(self) -> list[dict]:
        """Tell what can be used here, as `explorer.embedding.service.describe_encoders` does."""
        if self.state is not None:
            return self.state()
        note = (
            f"{self.package} is not installed; run: {self.install}" if not self.is_installed else self.title
        )
        words = self.takes.replace("`", "")
        return [
            {"name": words, "available": self.is_installed, "text_search": self.text != "no", "note": note}
        ]
