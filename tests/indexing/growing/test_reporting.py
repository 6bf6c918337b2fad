"""Progress as events for another process."""

from threading import Thread

from explorer.indexing.growing.reporting import Reporting


class Clock:
    """Tells the time that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_seconds_left_follow_the_pace_of_reading():
    """Ten images a second; other stages have none."""
    sent, clock = [], Clock()
    progress = Reporting(lambda *event: sent.append(event), clock)
    progress.stage("Building the tree", unit="steps")
    progress.update(1, 10)
    progress.stage("Reading and embedding", 100, "images")
    for done in range(0, 51, 5):
        clock.now += 0.5
        progress.update(done, 100)
    assert sent[1] == ("update", 1, 10, False, None)
    assert sent[-1] == ("update", 50, 100, True, 5.0)


def test_it_is_not_told_more_often_than_it_is_read():
    """Four times a second, and at the end."""
    sent, clock = [], Clock()
    progress = Reporting(lambda *event: sent.append(event), clock)
    progress.stage("Reading", 1000)
    for done in range(1, 1001):
        clock.now += 0.001
        progress.update(done, 1000)
    assert 4 <= len(sent) <= 7 and sent[-1][1] == 1000


def test_it_rests_while_it_is_paused():
    """And a pause is no time that images took."""
    sent, clock = [], Clock()
    progress = Reporting(lambda *event: sent.append(event), clock)
    progress.stage("Reading", 10)
    progress.update(0, 10)
    clock.now = 1.0
    progress.going.clear()
    thread = Thread(target=progress.update, args=(1, 10))
    thread.start()
    thread.join(0.1)
    assert thread.is_alive()
    clock.now = 1000.0
    progress.going.set()
    thread.join(5)
    assert not thread.is_alive()
    progress.update(2, 10)
    clock.now = 1001.0
    progress.update(3, 10)
    assert sent[-1][-1] == 7.0
