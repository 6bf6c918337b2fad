"""Findings in plain words, for the command line and the page alike."""

from collections import Counter

from explorer.analysis.findings.kinds import KINDS
from explorer.analysis.scan.balls import WHITENED
from explorer.words import count, counted, images, p_value, percent, rate, scale

_KIN = {"class ball": ", of its class", WHITENED: ", of its class by finer differences"}


def cluster_sentence(kind: str, cluster: dict) -> str:
    """Say what was found about a cluster: `187 images, 50% wrong against 24% elsewhere, p = 0.001`.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    cluster : dict
        As the JSON of findings has it.
    """
    described = KINDS[kind]
    if described.sentence is not None:
        return described.sentence(cluster)
    these = f"{images(cluster['size'])}{_around(cluster)}"
    known = "" if cluster["known"] == cluster["size"] else f"of {count(cluster['known'])} known "
    if cluster.get("mean") is not None:
        some = "" if not known else f"{count(cluster['known'])} of them known, "
        means = [mean for mean in (cluster["mean"], cluster["mean_outside"]) if mean is not None]
        said = f"{these}, {some}{cluster['measure']} {' against '.join(scale(means))}"
        said += " elsewhere" if len(means) > 1 else ""
    else:
        said = f"{these}, {known}{percent(cluster['rate'])} {described.outcome(cluster)}{_at_least(cluster)}"
    if cluster.get("expected") is not None:
        said += f" against {percent(cluster['expected'])} expected of their classes"
    elif cluster["outside"] is not None:
        said += f" against {percent(cluster['outside'])} elsewhere"
    if cluster["p"] is not None:
        said += f", {p_value(cluster['p'])}{_of_tested(cluster)}"
    said += _class_rest(kind, cluster)
    context = cluster.get("context")
    if context and not _is_rest(cluster):
        said += f"; within {images(context['size'])} at {percent(context['rate'])}"
    held = cluster.get("held_out")
    if held:
        said += f"; {_held_out(held)}"
    return said


def _class_rest(kind: str, cluster: dict) -> str:
    """Say whether it is a kind within its class or the class: `; the other 12 of espresso: 92% wrong`."""
    rest = cluster.get("class_rest")
    if not rest:
        return ""
    if not rest["known"]:
        return f"; all there are of {rest['name']}"
    said = percent(rest["rate"])
    return f"; the other {count(rest['known'])} of {rest['name']}: {said} {KINDS[kind].outcome(cluster)}"


def _held_out(held: dict) -> str:
    """Say what the other half says: `confirmed on 130 held out: 24% (17–32%), p = 0.002`."""
    verdict = "confirmed" if held["confirmed"] else "not confirmed"
    known = held.get("rate") is not None
    there = f" on {count(held['size'])} held out: {rate(held['rate'], held['interval'])}" if known else ""
    return f"{verdict}{there}, {p_value(held['p'])}"


def _around(cluster: dict) -> str:
    """Say where images lie that are no cluster of the tree."""
    rest = f", the rest of {count(cluster['context']['size'])}" if _is_rest(cluster) else ""
    if cluster.get("center") is None:
        return rest
    kin = _KIN.get(cluster["window"], "")
    return f" most like image {cluster['center']}{kin}{rest}"


def _window(tested: dict) -> str:
    """Name a window that was tested: `150 images most like image 8812`."""
    cluster = "cluster of " if tested["window"] == "node" else ""
    return f"{cluster}{images(tested['size'])}{_around({**tested, 'context': None})}"


def _of_tested(cluster: dict) -> str:
    """Say what p is of where other images are shown: ` for the 150 images most like image 8, at 44%`."""
    tested = cluster.get("tested")
    if not tested:
        return ""
    return f" for the {_window(tested)} at {percent(tested['rate'])}"


def _is_rest(cluster: dict) -> bool:
    """Whether it is what other findings leave of its context."""
    context = cluster.get("context")
    return bool(context) and context["own"]


def _at_least(cluster: dict) -> str:
    """Say how low the rate may well be, all the windows considered that it was chosen from."""
    least = cluster.get("least")
    return "" if least is None else f" (at least about {percent(least)})"


def context_sentence(kind: str, cluster: dict) -> str:
    """Say what is beside a finding in the broad one that it lies in; empty where there is none.

    `The other 1,957 of these 2,224: 12% wrong; nothing further stands out among them.`
    """
    context = cluster.get("context")
    if not context:
        return ""
    rest = context["rest"]
    if _is_rest(cluster):
        return f"The others of these {count(context['size'])} images are in other findings."
    if not rest["known"]:
        return f"All of these {count(context['size'])} images are in findings."
    said = f"The other {count(rest['size'])} of these {count(context['size'])}: "
    said += f"{percent(rest['rate'])} {KINDS[kind].outcome(cluster)}"
    if rest["listed"]:
        return f"{said}, a finding of its own."
    return f"{said}; nothing further stands out among them." if context["complete"] else f"{said}."


def group_sentence(group: dict) -> str:
    """Say how the images of a group are alike: `3 images, one file; in several values of split`.

    Of images that follow each other, from where to where, and how far that is: `120 images, each nearly the
    same as the next, from a1.jpg to a120.jpg; 6 steps, the ends look different`.
    """
    extent = group.get("extent")
    alike = "one file" if group["how"] == "exact" else "nearly the same"
    if extent:
        first, last = (group["paths"][end].rsplit("/", 1)[-1] for end in (0, -1))
        alike = alike if extent["steps"] == 1 else "each nearly the same as the next"
        alike += f", from {first} to {last}{_how_far(extent)}"
    done = Counter(filter(None, group.get("transforms") or ()))
    alike += "".join(f", {count(many)} {what}" for what, many in done.most_common())
    crossed = f"; in several values of {', '.join(group['crosses'])}" if group["crosses"] else ""
    return f"{images(len(group['rows']))}, {alike}{crossed}"


def _how_far(extent: dict) -> str:
    """Say in how many steps a sequence leads from one end to the other; empty where it stays."""
    if extent["steps"] == 1:
        return ""
    ends = "look alike" if extent["ends_alike"] else "look different"
    times = "" if extent["apart"] is None else f" ({extent['apart']:.1f} times as far as neighbours reach)"
    return f"; {count(extent['steps'])} steps, its ends {ends}{times}"


def some_of(group: dict, most: int) -> list[int]:
    """Return some rows of a group to show: the first ones, of images that follow each other evenly many."""
    rows = group["rows"]
    if not group.get("extent") or len(rows) <= most:
        return rows[:most]
    return [rows[place * (len(rows) - 1) // (most - 1)] for place in range(most)]


def summary(document: dict) -> str:
    """Say in one line how much was found, or that nothing was."""
    sizes = {what: len(document[f"{what}s"]) for what in ("cluster", "image", "group")}
    found = ", ".join(counted(n, what) for what, n in sizes.items() if n)
    if not found:
        return nothing(document)
    held = document.get("held_out")
    confirmed = f"; {held['confirmed']} of {held['found']} confirmed on the other half" if held else ""
    return f"{found}{confirmed}"


def thresholds_sentence(document: dict) -> str:
    """Say beyond which numbers images are findings; empty where the kind has none.

    `Blurred: detail wider than 1.2 pixels. Dark: …`.
    """
    return " ".join(
        threshold.about.format(document["thresholds"][threshold.name])
        for threshold in KINDS[document["kind"]].thresholds
        if threshold.name in document.get("thresholds", {})
    )


def nothing(document: dict) -> str:
    """Say that nothing was found, and among how many."""
    if document["rate"] is None and document.get("mean") is None:
        return "Nothing found."
    return (
        f"Nothing stands out among {images(document['n'])}: no cluster differs from the rest with "
        f"p ≤ {document['alpha']:g}."
    )
