"""What graders are made of: exercises, the slips they know, and the outcomes of their tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

DONE, NOT_YET, NOT_ATTEMPTED = "done", "not yet", "not attempted"


class Untouched(Exception):
    """Raised by a test that meets the stub instead of an answer."""


@dataclass(frozen=True)
class Section:
    """A section of a chapter, to be reread."""

    chapter: str
    title: str

    @property
    def link(self) -> str:
        """Relative address in a notebook; Jupyter's heading ids are the titles with dashes for spaces."""
        return f"../chapters/{self.chapter}.ipynb#{self.title.replace(' ', '-')}"


@dataclass(frozen=True)
class Slip:
    """A known wrong answer, and the misconception it comes from.

    Attributes:
        name: the misconception in a few words.
        why: what is wrong about it, in a sentence or two.
        wrong: the answer this slip leads to: a function, a number, or a list of numbers. An answer that does
            the same is recognised. None for slips that a test recognises in its own way.
    """

    name: str
    why: str
    wrong: Any = None


@dataclass(frozen=True)
class Outcome:
    """What one test found.

    Attributes:
        tried, got, expected: what was tried, what came out, what was expected: each a short text.
        slip: the misconception recognised, if any.
        details: further lines to show, such as a rubric.
        stop: whether there is no point in running the remaining tests.
    """

    passed: bool
    tried: str
    got: str = ""
    expected: str = ""
    slip: Slip | None = None
    details: tuple[str, ...] = ()
    stop: bool = False


# A test takes the learner's answer and the exercise's slips.
Test = Callable[[Any, Sequence[Slip]], Outcome]


@dataclass(frozen=True)
class Exercise:
    """One exercise: its tests run in order on the answer.

    Attributes:
        id: chapter and number, such as "2.3".
        section: what to reread after a failure.
        next_step: one thing to do after a failure; `begin` is one before the first attempt, `afterwards` one
            after success.
    """

    id: str
    title: str
    section: Section
    tests: Sequence[Test]
    next_step: str
    slips: Sequence[Slip] = ()
    begin: str = "replace the ... by your answer, run that cell, then run this one again."
    afterwards: str = "go on with the next exercise."


@dataclass(frozen=True)
class Result:
    """The state of one exercise. Shows itself as text and as a card; see `display`.

    Attributes:
        earlier: the score, if the result comes from a progress file: then there are no outcomes.
    """

    exercise: Exercise
    state: str
    outcomes: tuple[Outcome, ...] = ()
    earlier: float | None = None

    @property
    def passed(self) -> bool:
        return self.state == DONE

    @property
    def score(self) -> float:
        """The share of the exercise's tests that pass."""
        if self.earlier is not None:
            return self.earlier
        return self.marks / len(self.exercise.tests)

    @property
    def marks(self) -> int:
        """One mark for each test that passes."""
        return sum(outcome.passed for outcome in self.outcomes)

    def __repr__(self):
        from .display import result_text

        # nbgrader reads a cell's marks from the text of its result; while it marks, it says so here.
        marking = os.environ.get("NBGRADER_EXECUTION") == "autograde"
        return str(self.marks) if marking else result_text(self)

    def _repr_html_(self):
        from .display import result_html

        return result_html(self)


@dataclass(frozen=True)
class Summary:
    """The state of all the exercises of a notebook."""

    results: tuple[Result, ...]

    def count(self, state: str) -> int:
        return sum(result.state == state for result in self.results)

    def __repr__(self):
        from .display import summary_text

        return summary_text(self)

    def _repr_html_(self):
        from .display import summary_html

        return summary_html(self)
