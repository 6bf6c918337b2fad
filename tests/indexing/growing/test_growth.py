"""Builds on the way to the whole one."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import InputError
from explorer.index.reader import open_index
from explorer.indexing.build_index import BuildRequest, build_index, run_build
from explorer.indexing.growing.growth import Growth, GrowthPlan
from explorer.indexing.growing.spread import spread
from explorer.options import BuildOptions
from tests.index.drawing import draw_folder
from tests.index.fakes import FakeEncoder

pytestmark = pytest.mark.usefixtures("cheap_projection")

PLAN = GrowthPlan(first=10, seconds=1e9, fewest=4, sizes=(20, 40), least_left=0, share=1e9)
"""Builds of 10, 20, 40 and all, whatever the time."""


@dataclass
class Told:
    """What `Growth` tells, and what was there to be opened then."""

    index: Path
    begun: list = field(default_factory=list)
    builds: list = field(default_factory=list)

    def growth(self, plan: GrowthPlan = PLAN, **more) -> Growth:
        return Growth(plan, begun=lambda *counts: self.begun.append(counts), published=self._look, **more)

    def _look(self, n: int) -> None:
        with open_index(self.index) as opened:
            assert opened.n == n and opened.verify() == []
            self.builds.append((n, opened.manifest.partial, opened.items["path"].to_pylist()))


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A folder of 97 pictures."""
    draw_folder(tmp_path / "many", 97)
    return tmp_path / "many"


@pytest.fixture
def told(many: Path) -> Told:
    return Told(many.with_suffix(".dendro"))


def grow(many: Path, told: Told, options: BuildOptions, encoder=None, plan=PLAN, **more):
    encoder = encoder or FakeEncoder()
    run_build(BuildRequest(many, options=options, encoder=encoder, growth=told.growth(plan, **more)))
    return encoder


def test_each_build_holds_the_one_before_and_no_image_is_embedded_twice(many, told, options):
    """The first images of the order; in the end the very index that is built at once."""
    encoder = grow(many, told, options)
    assert told.begun == [(0, 97)] and [n for n, *_ in told.builds] == [10, 20, 40]
    assert [partial for _, partial, _ in told.builds] == 3 * [{"of": 97, "even": True}]
    ten, twenty, forty = (set(paths) for *_, paths in told.builds)
    assert ten < twenty < forty
    listing = sorted(str(path.relative_to(many)) for path in many.rglob("*.png"))
    assert ten == {listing[place] for place in spread(97)[:10]}
    assert encoder.seen == 97
    whole = open_index(told.index)
    again = open_index(build_index(many, many.parent / "other", options, encoder=FakeEncoder()).index)
    assert whole.manifest.partial is None and whole.rests_on == "" and whole.notes == []
    assert whole.items.equals(again.items) and np.array_equal(whole.embeddings, again.embeddings)
    assert not (told.index / "staging").exists() and len(list((told.index / "builds").iterdir())) == 1


def test_what_a_build_rests_on_is_said(many, told, options):
    """In the index, among its notes, and in its findings."""
    sentence = (
        "These are 10 of 97 images, spread evenly over the source: counts and findings rest on them until "
        "the others are read."
    )
    said = []

    def look(n: int) -> None:
        from explorer.dataset import open_index as open_all

        with open_all(told.index) as opened:
            said.append(
                (opened.rests_on, opened.notes, opened.findings(kind="duplicates").document()["notes"])
            )

    growth = Growth(PLAN, published=look)
    run_build(BuildRequest(many, options=options, encoder=FakeEncoder(), growth=growth))
    assert said[0] == (sentence, [sentence], [sentence])


@dataclass
class Killed(FakeEncoder):
    """The process ends when this many images have been encoded."""

    after: int = 0

    def encode(self, pixels):
        if self.seen >= self.after:
            raise KeyboardInterrupt
        return super().encode(pixels)


@pytest.mark.parametrize("growing", [True, False])
def test_what_was_read_before_an_interruption_is_kept(many, told, options, growing):
    """Whoever goes on: neither opening it again nor `dendro index` embeds an image twice."""
    with pytest.raises(KeyboardInterrupt):
        grow(many, told, options, Killed(after=56))
    assert open_index(told.index).n == 40
    encoder = FakeEncoder()
    again = Told(told.index)
    growth = again.growth() if growing else None
    run_build(BuildRequest(many, options=options, encoder=encoder, growth=growth))
    assert encoder.seen == 97 - 56
    assert open_index(told.index).n == 97 and open_index(told.index).manifest.partial is None
    if growing:  # the build that is there is looked at meanwhile
        assert again.begun == [(56, 97)] and [n for n, *_ in again.builds] == [40]


def test_a_first_build_comes_in_time_on_a_slow_machine(many, told, options):
    """After a few images, where more would take too long."""
    clock = iter(np.arange(0, 1e6, 1.0))
    plan = GrowthPlan(first=50, seconds=3, fewest=4, sizes=(), least_left=0)
    grow(many, told, options, plan=plan, clock=lambda: next(clock))
    assert len(told.builds) == 1 and 4 <= told.builds[0][0] <= 16


def test_no_build_on_the_way_where_all_is_read_soon(many, told, options):
    """Nor any that would make the whole one late."""
    grow(many, told, options, plan=GrowthPlan(first=10, fewest=4))
    assert told.builds == []
    assert Growth(GrowthPlan())._sizes(700, 21_000) == [2_000, 10_000]
    assert Growth(GrowthPlan())._sizes(700, 1_281_167) == [2_000, 10_000, 100_000]
    assert Growth(GrowthPlan())._sizes(2_000, 19_000) == []
    assert Growth(GrowthPlan())._sizes(64, 19_000) == [500, 2_000]


def test_a_build_that_costs_too_much_is_left_out(many, told, options):
    """The first is always made."""
    grow(many, told, options, plan=GrowthPlan(10, 1e9, 4, (20, 40), least_left=0, share=0))
    assert [n for n, *_ in told.builds] == [10]


def test_new_images_of_an_index_that_is_there(many, told, options):
    """It is looked at while they are read; what is known is not read again."""
    build_index(many, options=options, encoder=FakeEncoder())
    for path in draw_folder(many.parent / "more", 60):
        path.rename(many / f"new-{path.parent.name}-{path.name}")
    encoder = grow(many, told, options, plan=GrowthPlan(5, 1e9, 4, (20, 60), least_left=0, share=1e9))
    assert told.begun == [(97, 157)] and [n for n, *_ in told.builds] == [97]
    assert open_index(told.index).n == 157 and encoder.seen <= 60


def test_broken_files_are_failures_of_every_build(many, told, options):
    """A first build without any image that can be used is passed over."""
    for path in sorted(many.rglob("*.png")):
        if path != sorted(many.rglob("*.png"))[int(spread(97)[15])]:
            path.write_bytes(b"no picture")
    grow(many, told, options)
    assert [(n, partial["of"]) for n, partial, _ in told.builds] == [(1, 78), (1, 58)]
    whole = open_index(told.index)
    assert whole.n == 1 and whole.failures.num_rows == 96


def test_a_full_disk_leaves_the_last_build(many, told, options, monkeypatch):
    """And what was read."""
    from explorer.indexing import build_run

    real, calls = build_run.write_build, []

    def write(*given):
        calls.append(given)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        return real(*given)

    monkeypatch.setattr(build_run, "write_build", write)
    with pytest.raises(InputError, match="No space left on device"):
        grow(many, told, options)
    assert open_index(told.index).n == 10
    encoder = grow(many, told, options)
    assert encoder.seen == 77
