"""`check`: grade an answer, remember the result, show the notebook's state."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from .records import DONE, NOT_ATTEMPTED, NOT_YET, Exercise, Result, Summary, Untouched
from .safely import untouched


def grade(exercise: Exercise, answer) -> Result:
    """Run the exercise's tests on the answer. Whatever the answer does, the result is a `Result`."""
    if untouched(answer):
        return Result(exercise, NOT_ATTEMPTED)
    outcomes = []
    for test in exercise.tests:
        try:
            outcomes.append(test(answer, exercise.slips))
        except Untouched:
            return Result(exercise, NOT_ATTEMPTED)
        if outcomes[-1].stop:
            break
    complete = len(outcomes) == len(exercise.tests) and all(outcome.passed for outcome in outcomes)
    return Result(exercise, DONE if complete else NOT_YET, tuple(outcomes))


class Check:
    """Callable as ``check("2.3", answer)``; ``check.all()`` shows the state of the notebook.

    Args:
        exercises: every exercise of the course, chapter after chapter.
    """

    def __init__(self, exercises: Iterable[Exercise]):
        self.exercises: dict[str, Exercise] = {}
        for exercise in exercises:
            if exercise.id in self.exercises:
                raise ValueError(f"two exercises are called {exercise.id!r}")
            self.exercises[exercise.id] = exercise
        self._results: dict[str, Result] = {}

    def __call__(self, exercise_id, answer=...) -> Result:
        """Grade an answer.

        Args:
            exercise_id: such as "2.3".
            answer: what the exercise asks for: a number, several, a function, a figure, a text.

        Returns:
            What was tried, what came out and what was expected; Jupyter shows it as a card.

        Raises:
            ValueError: if there is no such exercise.
        """
        exercise = self._exercise(exercise_id)
        result = self._results[exercise.id] = grade(exercise, answer)
        return result

    def all(self) -> Summary:
        """The state of every exercise of the chapters checked so far (of the whole course, if none was)."""
        chapters = {self.exercises[key].section.chapter for key in self._results}
        chosen = [e for e in self.exercises.values() if e.section.chapter in chapters or not chapters]
        return Summary(tuple(self._results.get(e.id) or Result(e, NOT_ATTEMPTED) for e in chosen))

    def reset(self) -> None:
        """Forget every result."""
        self._results.clear()

    def _exercise(self, exercise_id) -> Exercise:
        key = str(exercise_id)
        if key in self.exercises:
            return self.exercises[key]
        near = difflib.get_close_matches(key, self.exercises, n=3, cutoff=0.5) or list(self.exercises)
        raise ValueError(f"there is no exercise {key!r}; did you mean {', '.join(map(repr, near))}?")
