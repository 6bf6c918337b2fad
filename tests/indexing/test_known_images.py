"""Known images are found by file and by content, and their parts gathered."""

from dataclasses import dataclass

import numpy as np
import pytest

from explorer.images.digests import DIGEST, pack
from explorer.indexing.known_images import Known, KnownImages, as_objects, file_key, unmeasured


@dataclass
class Made:
    """A block of images made up: each has its number in every part."""

    known: Known
    numbers: list[int]

    def vectors(self) -> np.ndarray:
        """(m, 2): the number twice."""
        return np.array([[number, number] for number in self.numbers], np.float32)

    def thumbnails(self, i: int) -> list[bytes]:
        """The number."""
        return [b"", str(self.numbers[i]).encode()]


def block(**images: tuple[str, int]) -> Made:
    """Images by name of file: content, as one hexadecimal digit, and a number."""
    numbers = [number for _, number in images.values()]
    known = Known(
        digests=pack([content * 32 for content, _ in images.values()]),
        files=np.array([file_key(name, 1, 1) for name in images], DIGEST),
        sizes=np.array([(number, number + 1) for number in numbers], np.int32),
        colors=np.array([(number, 0, 0) for number in numbers], np.uint8),
        concepts=as_objects([str(number) for number in numbers]),
        measures=unmeasured(len(numbers)),
        changed=np.array([5 if name == "a" else 0 for name in images], np.int64),
    )
    return Made(known, numbers)


@pytest.fixture
def known_images() -> KnownImages:
    """Two blocks with one content and one file in both; the file has other content in the second."""
    both = KnownImages()
    both.add(block(a=("0", 10), b=("1", 11)))
    both.add(block(c=("2", 12), d=("0", 13), b=("3", 14)))
    return both


def keys(*names: str) -> np.ndarray:
    return np.array([file_key(name, 1, 1) if name else b"" for name in names], DIGEST)


def found(known_images: KnownImages, *names: str) -> list[int]:
    """Slots of files of whose status nothing is known."""
    return known_images.find_files(keys(*names), np.zeros(len(names), np.int64)).tolist()


def test_of_equal_content_the_first_stands(known_images: KnownImages) -> None:
    """By hash, and by a file that has it; what is not there is -1."""
    assert known_images.find(pack([one * 32 for one in "30129"])).tolist() == [4, 0, 1, 2, -1]
    assert found(known_images, "a", "d") == [0, 0]


def test_of_a_file_read_twice_the_last_reading_counts(known_images: KnownImages) -> None:
    """Its content is what was found then."""
    assert found(known_images, "b", "c", "nowhere", "") == [4, 2, -1, -1]


@pytest.mark.parametrize(("changed", "slot"), [(5, 0), (0, 0), (6, -1)])
def test_a_file_whose_status_changed_is_doubted(known_images: KnownImages, changed: int, slot: int) -> None:
    """Where one side has no time, as in older indexes, size and time of the content count as before."""
    times = np.array([changed, changed], np.int64)
    assert known_images.find_files(keys("a", "c"), times).tolist() == [slot, 2]
    assert known_images.find_doubted(keys("a", "c"), times).tolist() == ([] if slot == 0 else [0])


def test_slots_stay_when_blocks_are_added(known_images: KnownImages) -> None:
    """What was found before is found in the same place, and the new beside it."""
    wanted = pack([one * 32 for one in "01239"])
    before = known_images.find(wanted)
    known_images.add(block(e=("9", 15), a=("0", 16)))
    assert known_images.find(wanted).tolist() == [*before[:-1].tolist(), 5]


def test_parts_are_gathered_in_the_order_asked(known_images: KnownImages) -> None:
    """Over blocks, to and fro and twice."""
    slots = np.array([4, 0, 3, 3, 1])
    known = known_images.known(slots)
    numbers = [14, 10, 13, 13, 11]
    assert known.sizes.tolist() == [[number, number + 1] for number in numbers]
    assert known.colors[:, 0].tolist() == numbers and known.concepts.tolist() == [str(n) for n in numbers]
    assert known_images.find(known.digests).tolist() == [4, 0, 0, 0, 1]
    vectors = known_images.vectors(slots)
    assert vectors.tolist() == [[n, n] for n in numbers] and vectors.dtype == np.float32
    assert [known_images.thumbnails(slot)[1] for slot in slots] == [str(n).encode() for n in numbers]


def test_an_empty_pool_knows_nothing() -> None:
    """The first build begins with it."""
    assert KnownImages().find(pack(["0" * 32])).tolist() == [-1] and found(KnownImages(), "a", "") == [-1, -1]
    assert len(KnownImages().digests()) == 0


def test_every_part_of_a_files_state_counts() -> None:
    """Path, size and time; and numbers do not run into one another."""
    states = [("a", 1, 1), ("b", 1, 1), ("a", 2, 1), ("a", 1, 2), ("1 a", 1, 1), ("a", 11, 1), ("a", 1, 11)]
    assert len({file_key(*state) for state in states}) == len(states)
    assert file_key("é\n", 1, 1) == file_key("é\n", 1, 1) and len(file_key("", 0, 0)) == 16
