"""The methods of sampling: a file each, with its description; a new one is named here."""

from collections.abc import Mapping
from types import MappingProxyType

from explorer.export.sampling.method import Method
from explorer.export.sampling.methods import (
    balanced,
    best_copies,
    cluster_margin,
    density,
    importance,
    k_center,
    simcore,
    simple_random,
    stratified,
    typical,
)

_MODULES = (
    simple_random,
    stratified,
    balanced,
    k_center,
    density,
    typical,
    simcore,
    importance,
    cluster_margin,
    best_copies,
)
METHODS: Mapping[str, Method] = MappingProxyType(
    {each.name: each for module in _MODULES for each in module.METHODS}
)
"""By name, in the order in which they are offered."""
