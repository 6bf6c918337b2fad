"""An opened index."""


def test_opens(small_index):
    print(
        small_index,
        small_index.models,
        small_index.classes,
        small_index.correct().mean(),
        small_index.codes("place")[1],
        small_index.thumbnails.read(3, 160)[:4],
        small_index.column("price")[:4],
    )
    assert small_index.verify() == []
