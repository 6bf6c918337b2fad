"""In what state things at addresses are that no list has told: each is asked for, many at a time."""

from dataclasses import replace

import numpy as np

from explorer.errors import ImageError, RemoteError
from explorer.indexing.stayed_as_indexed import AsIndexed
from explorer.progress import Progress
from explorer.remote.addresses import is_address
from explorer.remote.reading import State, ask
from explorer.remote.retries import Silence
from explorer.remote.threads import each_at_once
from explorer.sources import Source


def with_states(source: Source, before: AsIndexed, progress: Progress) -> Source:
    """Return a source that knows the states of what it has at addresses.

    What a server does not want to tell, or cannot tell now, is taken to be as it was indexed: a bucket that
    is closed for an hour takes no image out of an index. What is not there any more is left to be read, which
    says so.

    Parameters
    ----------
    source : Source
    before : AsIndexed
        As it was indexed; it is told what could not be asked for.
    progress : Progress
    """
    known = (
        source.states if source.states is not None else np.full((len(source.files), 3), (-1, 0, 0), np.int64)
    )
    tells = (known[:, 0] >= 0) & known[:, 1:].any(axis=1)
    places = [i for i, file in enumerate(source.files) if not tells[i] and is_address(file)]
    if not places:
        return source
    states, silence = known.copy(), Silence()
    progress.stage("Asking what has changed", len(places), "images")
    answers = each_at_once(lambda place: _state(source.files[place], silence), places)
    for done, (place, found) in enumerate(zip(places, answers, strict=True), 1):
        progress.update(done, len(places))
        if isinstance(found, State):
            states[place] = found if found.tells else State()
        elif not found.gone:
            was = before.state(source.items["path"][place].as_py(), found.reason)
            if was is not None:
                states[place] = was
    return replace(source, states=states)


def _state(address: str, silence: Silence) -> State | RemoteError:
    try:
        silence.check(address)
        state = ask(address)
    except RemoteError as error:
        silence.heard(address, error)
        return error
    except ImageError:
        return State()
    silence.heard(address, None)
    return state
