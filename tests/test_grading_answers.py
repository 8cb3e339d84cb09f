"""Every exercise, wherever its answers are: two right ones of different style, five kinds of wrong ones."""

import importlib
from pathlib import Path

import pytest
from activations.grading import check

MODULES = [
    module
    for path in sorted(Path(__file__).parent.glob("test_grading_*.py"))
    if isinstance(getattr(module := importlib.import_module(path.stem), "RIGHT", None), dict)
]


@pytest.mark.parametrize("key", check.exercises)
def test_two_right_and_five_wrong_answers_are_tried(key):
    right = [answer for module in MODULES for answer in module.RIGHT.get(key, [])]
    wrong = {words for module in MODULES for k, _, words in module.WRONG if k == key}
    assert len(right) >= 2 and len(wrong) >= 5, (
        f"{len(right)} right answers, {len(wrong)} kinds of wrong ones"
    )


def test_no_answers_are_left_of_exercises_that_are_gone():
    tried = {key for module in MODULES for key in [*module.RIGHT, *(k for k, *_ in module.WRONG)]}
    assert tried <= set(check.exercises)
