"""Tests that every chapter's exercises share, made from the chapter's own right and wrong answers.

Each function returns a test for a module to give a name to, as in
``test_right_answers_pass = shared.right_answers_pass(BY_ID, RIGHT)``. In all of them `exercises` is
id → exercise, in the order of the course. Assertions carry their own messages: pytest explains bare ones in
test files only.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from activations.grading import check, safely
from activations.grading.checker import grade
from activations.grading.records import DONE, NOT_ATTEMPTED, NOT_YET

CHAPTERS = Path(__file__).resolve().parent.parent / "chapters"


def raises(*_):
    """An answer with an error in it."""
    raise RuntimeError("no")


def endless(*_):
    """An answer that never comes back."""
    while True:
        pass


JUNK = {
    "raises": raises,
    "endless": endless,
    "exits": lambda *_: exit(),
    "returns none": lambda *_: print("?"),
    "text": "x" * 10_000,
    "nan": np.nan,
    "dict": {"a": 1},
    "object": object(),
    "list": [1, 2, 3, 4, 5, 6, 7],
    "strings": np.array(["a", "b"]),
    "complex": 1j,
    "huge": 10**400,
    "empty": [],
    "true": True,
    "nans": (np.nan, np.nan),
    "two functions": (raises, endless),
    "nested": ([1], [[2]]),
    "class": dict,
    "three texts": ("a", "b", "c"),
    "type of number": np.float64,
    "returns text": lambda *_: "x",
}


def right_answers_pass(exercises, right):
    """Every right answer is done, and there are at least two styles of it.

    Args:
        right: id → list of answers.
    """

    @pytest.mark.parametrize("key", right)
    def test(key):
        assert len(right[key]) >= 2, f"{key} has fewer than two right answers"
        for answer in right[key]:
            result = grade(exercises[key], answer)
            assert result.state == DONE, result

    return test


def wrong_answers_get_their_own_message(exercises, wrong):
    """A wrong answer is not yet done, is told what is wrong with it, and what to do next.

    Args:
        wrong: list of (id, answer, words that the card must hold).
    """

    @pytest.mark.parametrize("key, answer, words", wrong, ids=[f"{key}: {words}" for key, _, words in wrong])
    def test(key, answer, words):
        result = grade(exercises[key], answer)
        assert result.state == NOT_YET, result
        assert words in repr(result), f"{words!r} is not in\n{result!r}"
        assert "Next: " in repr(result), result

    return test


def wrong_answers_are_varied(exercises, wrong):
    """Each exercise tried here has five wrong answers or more that differ in their message."""

    def test():
        kinds = {key: {words for k, _, words in wrong if k == key} for key, *_ in wrong}
        few = {key: len(found) for key, found in kinds.items() if len(found) < 5}
        assert few == {}, f"kinds of wrong answers: {few}"

    return test


def slips_are_recognised(exercises):
    """What each slip of an exercise leads to is wrong, and is told the slip's name.

    A slip that lists several numbers, one for each part of a larger exercise, is tried with each of them.
    """
    keys = [key for key, e in exercises.items() if any(slip.wrong is not None for slip in e.slips)]

    @pytest.mark.parametrize("key", keys)
    def test(key):
        for slip in exercises[key].slips:
            for wrong in slip.wrong if isinstance(slip.wrong, list) else [slip.wrong]:
                result = grade(exercises[key], wrong)
                assert result.state == NOT_YET, f"{slip.name}: {result!r}"
                assert f"Recognised: {slip.name}" in repr(result), f"{slip.name} is not in\n{result!r}"

    return test


def junk_gets_a_clear_answer(exercises, more=None):
    """Whatever is handed in, the card is short, never a pass, and shows no traceback.

    Args:
        more: name → junk of the chapter's own, beside `JUNK`.
    """
    junk = JUNK | (more or {})

    @pytest.mark.parametrize("key", exercises)
    @pytest.mark.parametrize("kind", junk)
    def test(key, kind, monkeypatch):
        monkeypatch.setattr(safely, "TIME_LIMIT", 0.05)
        result = grade(exercises[key], junk[kind])
        assert result.state in (NOT_YET, NOT_ATTEMPTED), result
        assert len(repr(result)) < 6000, f"{len(repr(result))} characters"
        assert "Traceback" not in result._repr_html_(), result

    return test


def sections_are_headings(exercises, chapter):
    """The sections that the cards send learners to are headings of the chapter's notebook."""

    def test():
        notebook = json.loads((CHAPTERS / f"{chapter}.ipynb").read_text(encoding="utf-8"))
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
        text = "\n".join("".join(cell["source"]) for cell in cells)
        headings = {line.lstrip("# ") for line in text.splitlines() if line.startswith("#")}
        missing = {exercise.section.title for exercise in exercises.values()} - headings
        assert missing == set(), f"no headings of {chapter}: {missing}"

    return test


def check_knows_them_all_in_order(exercises, chapter, key, answer):
    """The public `check` has the chapter's exercises in order, and passes one right answer to `key`."""

    def test():
        check.reset()
        own = [k for k, e in check.exercises.items() if e.section.chapter == chapter]
        assert own == list(exercises), f"check knows {own}"
        result = check(key, answer)
        assert result.passed, result
        assert check.all().count(DONE) == 1, check.all()
        check.reset()

    return test
