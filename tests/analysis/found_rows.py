"""Which rows a cluster of the JSON of findings is."""

import numpy as np


def rows_of(cluster: dict) -> np.ndarray:
    """Return (r,) the rows of a node, or those listed of what is no node."""
    listed = cluster.get("rows")
    return np.arange(cluster["lo"], cluster["hi"]) if listed is None else np.array(listed)
