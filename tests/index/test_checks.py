"""The one look-up of a model's name."""

from types import SimpleNamespace

import pytest

from explorer.errors import NotFoundError
from explorer.index.checks import check_model


@pytest.mark.parametrize(
    ("models", "named"),
    [
        (["", "b"], {None: "", "": "", "prediction": "", "b": "b"}),
        (["a", "b"], {None: "a", "": "a", "b": "b"}),
        (["", "prediction"], {None: "", "": "", "prediction": "prediction"}),
        ([], {None: None, "": None}),
    ],
)
def test_names_mean_the_same_everywhere(models, named):
    """The plain column goes by no name or by its own; nothing named means the first."""
    index = SimpleNamespace(models=models)
    assert {name: check_model(index, name) for name in named} == named


@pytest.mark.parametrize(
    ("models", "known"),
    [(["", "b"], "there are: prediction, b"), ([], "none: no column holds predictions")],
)
def test_an_unknown_name_is_told_which_there_are(models, known):
    """As people write them, not as they are kept."""
    with pytest.raises(NotFoundError, match=known):
        check_model(SimpleNamespace(models=models), "nobody")
