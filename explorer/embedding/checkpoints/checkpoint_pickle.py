"""Take a pickle apart without running anything in it.

Trainers pickle their options, counters and callbacks along with the weights. What is no tensor, array or
container is taken in by a stand-in that accepts everything and does nothing, so that neither its code nor its
package is needed.
"""

import io
import pickle

_BY_NAME = {
    "collections": {"OrderedDict", "defaultdict", "Counter"},
    "torch._utils": {
        "_rebuild_tensor",
        "_rebuild_tensor_v2",
        "_rebuild_parameter",
        "_rebuild_parameter_with_state",
    },
    "torch.nn.parameter": {"Parameter"},
    "torch": {"Size", "Tensor"},
    "numpy": {"ndarray", "dtype"},
    "numpy.core.multiarray": {"_reconstruct"},
    "numpy._core.multiarray": {"_reconstruct"},
    "numpy._core.numeric": {"_frombuffer"},
    "_codecs": {"encode"},
    "torch.storage": {"UntypedStorage", "TypedStorage"},
}
"""Globals that are what they say: containers, tensors and arrays."""


class StandIn:
    """Anything but containers and tensors: it can be made, called and filled, and only keeps its state."""

    state: dict

    def __new__(cls, *arguments, **named):
        made = super().__new__(cls)
        made.state = {}
        return made

    def __init__(self, *arguments, **named):
        """Take whatever is given."""

    def __setstate__(self, state):
        # An object with slots comes as a pair.
        parts = state if isinstance(state, tuple) else (state,)
        for part in parts:
            if isinstance(part, dict):
                self.state.update(part)

    def __call__(self, *arguments, **named):
        return StandIn()

    def __setitem__(self, key, value):
        self.state[key] = value

    def append(self, value):
        """Take an item of a list, and forget it."""

    def extend(self, values):
        """Take items of a list, and forget them."""


class Unpickler(pickle.Unpickler):
    """Finds the globals that are listed, and stand-ins for all others."""

    def find_class(self, module, name):
        import torch

        if module == "torch" and (
            name.endswith("Storage") or isinstance(getattr(torch, name, None), torch.dtype)
        ):
            return getattr(torch, name)
        if (module, name) == ("torch.storage", "_load_from_bytes"):
            return _storage_from_bytes
        if name in _BY_NAME.get(module, ()):
            return super().find_class(module, name)
        return StandIn


def load(stream, **named):
    """Read a pickle as `pickle.load` does."""
    return Unpickler(stream, **named).load()


def _storage_from_bytes(data: bytes):
    """A storage within a pickle that torch did not write: a file of torch in itself."""
    import torch

    return torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
