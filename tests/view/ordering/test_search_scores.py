"""What a search's scores sort by, by hand."""

from types import SimpleNamespace

import numpy as np

from explorer.view.ordering.search_scores import score_key


def test_of_equal_scores_what_people_say_better_comes_first():
    """All that people say so of is worth 1 and said to be; what does not answer has no score."""
    scores, told = (np.array(values, np.float32) for values in ([1, 1, 0, 0.5], [0.3, 0.9, 0, 0]))
    key = score_key(SimpleNamespace(scores=scores, told=told, query=None, left_out=()))
    assert key.order(slice(None), True).tolist() == [1, 0, 3, 2]
    assert key.said[:2].tolist() == [1, 1]
    assert np.isnan(key.said[2])


def test_the_nearest_are_exact_and_no_other_comes_before_them():
    """Rough scores beyond the exact ones are held below them; of what is left out an example has its own."""
    rough = np.array([0.9, 0.5, 0.8, 0.1, 0.95], np.float32)
    ranking = SimpleNamespace(
        scores=rough,
        told=None,
        query=np.ones(2),
        left_out=(3, 4),
        examples=(4,),
        best=lambda limit, above: (np.array([2, 1]), np.array([0.75, 0.6], np.float32)),
    )
    assert score_key(ranking).order(slice(None), True).tolist() == [4, 2, 0, 1, 3]
