"""Scores of several classes an image and sizes of errors, in words."""

from explorer.words import count, counted, number


def several_words(found: dict) -> str:
    """Say how images with several classes fare, of what `describe_rate` gives.

    `Jaccard 0.91, Hamming loss 0.013, micro F1 0.95; 120 classes missed, 31 extra`.
    """
    scores = (("Jaccard", "jaccard"), ("Hamming loss", "hamming_loss"), ("micro F1", "f1_micro"))
    told = ", ".join(f"{name} {found[key]:.3f}" for name, key in scores if found[key] is not None)
    return f"{told}; {counted(found['missed'], 'class', 'classes')} missed, {count(found['extra'])} extra"


def error_facts(found: dict, around: dict | None = None) -> list[tuple[str, str]]:
    """Name and write the sizes of errors of `describe_errors`, with the mean of the cluster around."""
    size = number(found["mae"])
    if around and around["mae"] is not None:
        size += f", {number(around['mae'])} around"
    facts = [
        ("MAE", size),
        ("RMSE", number(found["rmse"]) if found["rmse"] is not None else None),
        ("Bias", signed(found["bias"])),
        ("R²", "undefined" if found["r2"] is None else f"{found['r2']:.3f}"),
        ("Judged", count(found["judged"])),
    ]
    return [(name, said) for name, said in facts if said is not None]


def signed(value: float) -> str:
    """Write a number with its sign: `+1.2`, `−0.3`."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{number(abs(value))}"
