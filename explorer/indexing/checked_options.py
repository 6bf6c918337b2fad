"""Options of a build are checked before anything is read: a wrong one would be found after hours."""

from explorer.argument_types import check_fields
from explorer.clustering.coarse.cost_model import TREES
from explorer.errors import InputError
from explorer.options import BuildOptions

_RANGES = {
    "neighbors": (1, 1000),
    "seed": (0, 2**32 - 1),
    "batch_size": (1, None),
    "workers": (0, None),
    "max_pixels": (1, None),
}
_MAY_BE_NONE = ("batch_size", "workers", "max_pixels")


def check_options(options: BuildOptions) -> BuildOptions:
    """Return the options, or raise `InputError` for the first that no build can have."""
    if not isinstance(options, BuildOptions):
        raise InputError(f"options: {type(options).__name__}; expected explorer.BuildOptions(…)")
    for name, (least, most) in _RANGES.items():
        value = getattr(options, name)
        if value is None and name in _MAY_BE_NONE:
            continue
        if not _is_whole(value) or value < least or (most is not None and value > most):
            upwards = f"{least} or more" if most is None else f"{least} to {most}"
            raise InputError(f"{name}: {value!r}; expected a whole number, {upwards}")
    for name in ("encoder", "device", "precision"):
        if not isinstance(getattr(options, name), str):
            raise InputError(f"{name}: {getattr(options, name)!r}; expected a name")
    if not options.encoder.strip():
        raise InputError(f"encoder: {options.encoder!r}; expected a name, such as auto or packaged")
    check_fields(options)
    if options.tree not in TREES:
        raise InputError(f"tree: {options.tree!r}; expected one of {', '.join(TREES)}")
    return options


def _is_whole(value: object) -> bool:
    return hasattr(value, "__index__") and not isinstance(value, bool)
