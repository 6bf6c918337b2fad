"""The kinds of findings, in the order in which they are offered; a new one is a file here, named below."""

from collections.abc import Mapping
from types import MappingProxyType

from explorer.analysis.findings.finding_kind import Kind
from explorer.analysis.findings.kinds import (
    classes,
    drift,
    duplicates,
    errors,
    labels,
    outliers,
    quality,
    regressions,
)

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        module.KIND.name: module.KIND
        for module in (errors, regressions, drift, labels, duplicates, outliers, quality, classes)
    }
)
