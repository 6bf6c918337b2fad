"""Explanations of findings in plain words, for the command line and the page alike."""

from explorer.analysis.explaining.facts import COLOR, CONCEPT, TEXT, WORD
from explorer.analysis.explaining.taken_for import LEVEL
from explorer.words import count, counted, p_value, percent, rate

NAMED = 0.8
"""From this share of a finding on its first classes are named, two at most."""
IN_SENTENCE = 3
LONGEST = 60
_WORDS = {
    CONCEPT: "“{name}” to the encoder",
    COLOR: "{name} on the whole",
    WORD: "“{name}” in the path",
    TEXT: "“{name}” in {column}",
}
_CALLED = {"object": "thing, not an animal"}
"""Classes of the encoder whose word in the dictionary tells nobody what they are."""


def fact_words(fact: dict) -> str:
    """Say one fact: `“tabby” to the encoder`, `camera phone`, `brightness below 0.31`."""
    name, column = (_short(fact[key] or "") for key in ("name", "column"))
    name = _CALLED.get(name, name) if fact["source"] == CONCEPT else name
    return _WORDS.get(fact["source"], "{column} {name}").format(name=name, column=column)


def explanation_sentences(document: dict) -> dict[str, str]:
    """Say what tells a finding from the images that it is compared with, or that nothing does.

    `taken` what its wrong images are taken for, `labels` how many of them have a doubtful one, `told` the
    first facts, `raised` which of them go with the outcome elsewhere, `note` what is compared, and what facts
    are not; empty where there is nothing to say.
    """
    facts = bool(document["facts"])
    return {
        "taken": _taken(document),
        "labels": _labels(document),
        "told": _told(document),
        "raised": _raised(document) if facts and document["spreads"] else "",
        "note": _note(document) if facts else "",
    }


def explanation_lines(document: dict) -> list[str]:
    """Say it all: the sentence, how images elsewhere fare of which each fact holds, and what was sampled."""
    facts = [f"{fact['words']}: {fact['sentence']}" for fact in document["facts"]]
    note = document["sentences"]["note"]
    return [document["sentence"], *facts, *([note] if note else [])]


def fact_sentence(document: dict, fact: dict) -> str:
    """Say how much more frequent a fact is, and how images elsewhere fare for which it holds.

    `71% (61–79%) against 30% (28–32%), p < 0.0001. Elsewhere …`; nothing of elsewhere where the outcome
    cannot be there.
    """
    sides = (fact["share"], fact["interval"]), (fact["share_outside"], fact["interval_outside"])
    here, there = (rate(share, interval) for share, interval in sides)
    said = f"{here} against {there}, {p_value(fact['p'])}."
    return f"{said} {elsewhere_sentence(document, fact)}" if document["spreads"] else said


def elsewhere_sentence(document: dict, fact: dict) -> str:
    """Say how images outside the finding fare for which a fact holds.

    `Elsewhere 31% of 420 such images are wrong, against 12% of their classes.`
    """
    elsewhere = fact["elsewhere"]
    if elsewhere is None:
        return "No such image elsewhere."
    whole = "of their classes" if document["classes"] else "in all"
    such = "such image is" if elsewhere["known"] == 1 else "such images are"
    return (
        f"Elsewhere {percent(elsewhere['rate'])} of {count(elsewhere['known'])} {such} "
        f"{document['having']['words']}, against {percent(elsewhere['expected'])} {whole}."
    )


def compared_words(document: dict) -> str:
    """Name the images that a finding is compared with: `right images of dog elsewhere`."""
    of, covered, names = document["classes"], 0.0, []
    for each in of[:2]:
        names.append(_short(each["class"]))
        covered += each["share"]
        if covered >= NAMED:
            return f"{document['without']} images of {' and '.join(names)} elsewhere"
    return f"{document['without']} images {'of its classes ' if of else ''}elsewhere"


def _note(document: dict) -> str:
    """Say how many images were compared, of how many, and by what."""
    sides = [document["compared"], document["outside"]]
    these, others = (
        count(n["count"]) + (f" of {count(n['of'])}" if n["count"] < n["of"] else "") for n in sides
    )
    return (
        f"{these} images beside {others} {compared_words(document)}; {count(document['looked_at'])} facts "
        "looked at. They describe and were chosen after looking: no causes."
    )


def _taken(document: dict) -> str:
    if not document["taken_for"]:
        return ""
    each, all_, called = document["taken_for"], document["having"]["count"], document["called"]
    # What is as frequent elsewhere tells nothing of the finding; so one that is not, where there is one.
    first = next((one for one in each if one["p"] <= LEVEL), each[0])
    said = (
        f"{count(first['count'])} of {counted(all_, called['images'] + ' image')} {called['verb']} "
        f"{_short(first['class'])}"
    )
    if first["share_outside"] is None:
        return f"{said}."
    return (
        f"{said} ({percent(first['share'])}; of the {called['images']} ones elsewhere "
        f"{percent(first['share_outside'])})."
    )


def _labels(document: dict) -> str:
    """Say how many wrong images have a label that is doubtful itself; empty where that is not known."""
    doubtful, all_ = document["doubtful"], document["having"]["count"]
    if doubtful is None:
        return ""
    some = count(doubtful["count"]) if doubtful["count"] else "none"
    having = "has" if doubtful["count"] < 2 else "have"
    said = f"{some.capitalize()} of {count(all_)} {having} a label that may be wrong itself"
    if doubtful["share_outside"] is None:
        return f"{said}."
    here, there = percent(doubtful["share"]), percent(doubtful["share_outside"])
    return f"{said} ({here}; of the {document['called']['images']} ones elsewhere {there})."


def _told(document: dict) -> str:
    others = compared_words(document)
    if not document["compared"]["count"]:
        return f"There are no {others} to compare with."
    if not document["facts"]:
        looked = counted(document["looked_at"], "fact")
        return f"Nothing that is known of the images tells them from {others} ({looked} looked at)."
    facts = [
        f"{fact['words']} ({percent(fact['share'])} against {percent(fact['share_outside'])})"
        for fact in document["facts"][:IN_SENTENCE]
    ]
    return f"More frequent than among {others}: {', '.join(facts)}."


def _raised(document: dict) -> str:
    """Say which facts go with the outcome where the finding is not."""
    raised = [fact for fact in document["facts"] if fact["elsewhere"] and fact["elsewhere"]["raised"]]
    having = document["having"]["words"]
    if not raised:
        return f"Elsewhere, images like that are not seen to be {having} more often."
    names = ", or ".join(fact["words"] for fact in raised)
    return f"Elsewhere, too, images are {having} more often where they are so: {names}."


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"
