"""Which facts are told: what is planted, nothing by chance, nothing that a class explains, nothing twice."""

import numpy as np
import pytest

from explorer.analysis.explaining.facts import Facts
from explorer.analysis.explaining.sides import make_sides
from explorer.analysis.explaining.telling_facts import telling_facts


def sides_of(n=400, size=80, strata=None, outcomes=None):
    """The first rows against all others, which are right."""
    outcomes = np.zeros(n, np.int8) if outcomes is None else outcomes
    strata = np.zeros(n, int) if strata is None else strata
    return make_sides(np.arange(size), outcomes, outcomes == 0, strata, np.arange(n))


def facts_of(sides, **columns):
    """Facts by name from (n,) bool."""
    rows = np.concatenate([sides.inside, sides.outside])
    holds = np.column_stack([column[rows] for column in columns.values()])
    return Facts("column", "c", list(columns), holds, [""] * len(columns))


def names(found):
    return [fact["name"] for fact in found.told]


def test_shares_and_p_are_those_of_a_count_by_hand():
    """40 of 80 inside, 32 of 320 elsewhere; of those, 8 of 32 are wrong against 20 of 320."""
    n = 400
    phone = np.zeros(n, bool)
    phone[:40] = phone[80:112] = True
    outcomes = np.zeros(n, np.int8)
    outcomes[80:88] = outcomes[200:212] = 1
    sides = sides_of(outcomes=outcomes)
    (fact,) = telling_facts(sides, [facts_of(sides, phone=phone)]).told
    assert (fact["count"], fact["share"], fact["share_outside"]) == (40, 0.5, 0.08)  # of 300 right ones, 24
    assert fact["interval"][0] < 0.5 < fact["interval"][1]
    assert fact["p"] < 1e-9
    elsewhere = fact["elsewhere"]
    assert (elsewhere["known"], elsewhere["count"], elsewhere["rate"]) == (32, 8, 0.25)
    assert elsewhere["expected"] == 0.0625 and elsewhere["raised"]


def test_what_a_class_explains_is_no_fact():
    """All dogs are outdoors, all cats indoors: a finding that is mostly dogs is not told by that."""
    strata = np.repeat([0, 1], 200)
    strata[60:80] = 1
    outdoors = strata == 0
    free = telling_facts(sides_of(), [facts_of(sides_of(), outdoors=outdoors)])
    held = sides_of(strata=strata)
    assert names(free) == ["outdoors"]
    assert names(telling_facts(held, [facts_of(held, outdoors=outdoors)])) == []
    assert held.weights.tolist() == [0.75, 0.25]


def test_nothing_is_said_twice():
    """A wider word for the same images adds nothing; another fact does."""
    rng = np.random.default_rng(1)
    cat = np.append(rng.random(80) < 0.6, rng.random(320) < 0.1)
    feline = cat | (rng.random(400) < 0.02)
    night = np.append(rng.random(80) < 0.6, rng.random(320) < 0.2)
    sides = sides_of()
    found = telling_facts(sides, [facts_of(sides, feline=feline, cat=cat, night=night)])
    assert len(found.told) == 2 and "night" in names(found) and found.looked_at == 3


def test_of_ends_of_ranges_one_is_told():
    """Although the second would tell something more."""
    value = np.concatenate([np.full(20, 0.6), np.full(60, 0.9), np.linspace(0, 1, 320)])
    sides = sides_of()
    facts = facts_of(sides, upper=value > 0.5, top=value > 0.75)
    assert len(telling_facts(sides, [facts]).told) == 2
    assert len(telling_facts(sides, [Facts(**{**vars(facts), "one": True})]).told) == 1


def test_ends_of_one_range_crowd_out_no_other_fact():
    """However many of them tell more than it, and are more than are tested."""
    value = np.concatenate([np.linspace(0.8, 1, 80), np.linspace(0, 1, 320)])
    night = np.random.default_rng(1).random(400) < np.where(np.arange(400) < 80, 0.6, 0.2)
    sides = sides_of()
    ends = facts_of(sides, **{str(i): value >= 0.6 + i / 1000 for i in range(200)})
    found = telling_facts(sides, [Facts(**{**vars(ends), "one": True}), facts_of(sides, night=night)])
    assert len(found.told) == 2 and "night" in names(found) and found.looked_at == 201


@pytest.mark.parametrize("count", [1, 200])
def test_chance_tells_something_in_one_of_twenty(count):
    """However many facts are looked at: at most 5% of random findings, within what 200 runs can show."""
    rng = np.random.default_rng(count)
    sides = sides_of()
    told = 0
    for _ in range(200):
        columns = rng.random((400, count)) < rng.uniform(0.2, 0.6, count)
        facts = facts_of(sides, **{str(i): columns[:, i] for i in range(count)})
        told += bool(telling_facts(sides, [facts]).told)
    assert told <= 19  # 5% are 10; more than 19 in less than one of 200


def test_few_images_tell_nothing():
    """Four of a finding, however rare elsewhere."""
    four = np.arange(400) < 4
    sides = sides_of(size=12)
    assert names(telling_facts(sides, [facts_of(sides, four=four)])) == []
    five = np.arange(400) < 5
    assert names(telling_facts(sides, [facts_of(sides, five=five)])) == ["five"]


def test_sides_leave_out_copies_and_classes_without_a_right_image():
    """And say of how many images the samples are."""
    strata = np.array([0, 0, 1, 1, 0, 0, 0, 1, 2])
    outcomes = np.array([1, 0, 1, -1, 0, 1, 0, 1, 0], np.int8)
    firsts = np.array([0, 0, 2, 3, 4, 5, 0, 7, 8])
    sides = make_sides(np.arange(4), outcomes, outcomes == 0, strata, firsts)
    assert sides.inside.tolist() == [0]  # 1 is a copy of it, 2 has no right image of its class elsewhere
    assert sides.outside.tolist() == [4, 5]  # 6 is a copy of 0
    assert sides.right.tolist() == [True, False]
    assert sides.there == (1, 1)


def test_large_sides_are_even_samples(monkeypatch):
    """Of a stated size."""
    from explorer.analysis.explaining import sides as module

    monkeypatch.setattr(module, "MOST_INSIDE", 20)
    monkeypatch.setattr(module, "MOST_OUTSIDE", 30)
    sides = sides_of()
    assert (len(sides.inside), len(sides.outside), sides.there) == (20, 30, (80, 320))
