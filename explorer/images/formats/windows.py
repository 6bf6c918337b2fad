"""Windows: the numbers of a measurement that a screen shows, from black to white."""

import numpy as np

LINEAR, EXACT, SIGMOID = "LINEAR", "LINEAR_EXACT", "SIGMOID"


def windowed(values: np.ndarray, center: float, width: float, function: str = LINEAR) -> np.ndarray:
    """Bring what lies in a window into 0…255 (DICOM PS3.3, C.11.2.1.2 and C.11.2.1.3).

    Parameters
    ----------
    values : array
        Numbers; what is not finite comes out black.
    center, width : float
        Of the window; a width below 1 is taken for 1, or of the exact function for what is hardly anything.
    function : str
        `LINEAR`, `EXACT` or `SIGMOID`.

    Returns
    -------
    uint8 array of the same shape
    """
    values = values.astype(np.float32)
    if function == SIGMOID:
        with np.errstate(over="ignore"):
            shares = 1 / (1 + np.exp(-4 * (values - center) / max(width, 1e-6)))
    elif function == EXACT:
        shares = (values - center) / max(width, 1e-6) + 0.5
    else:
        shares = (values - (center - 0.5)) / max(width - 1, 1e-6) + 0.5
    return np.rint(255 * np.nan_to_num(shares, nan=0.0, posinf=1.0, neginf=0.0).clip(0, 1)).astype(np.uint8)
