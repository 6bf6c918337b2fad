"""How a subset was chosen, in words."""

from explorer.export.export_format import Chosen
from explorer.export.report.markup import short


def chosen_words(chosen: Chosen) -> str:
    """Say what a subset was chosen by; empty where that is all there is.

    `of cluster 12, where label = 'cat', tagged fix, drawn by coverage:100`.
    """
    said = [] if chosen.node is None else [f"of cluster {chosen.node}"]
    said += ["listed one by one"] if chosen.listed else []
    named = (
        ("where", chosen.where),
        ("tagged", chosen.tag),
        ("of the finding", chosen.finding),
        ("found by", chosen.search),
    )
    said += [f"{words} {short(text)}" for words, text in named if text]
    said += [f"drawn by {short(sample)}" for sample in chosen.samples]
    return ", ".join(said)
