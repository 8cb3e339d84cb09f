"""`check`: grade an answer, remember the result, show the notebook's state."""

from __future__ import annotations

import difflib
import time
from collections.abc import Iterable

from . import progress
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

    ``check.save()`` and ``check.load()`` carry results from one session to the next and to the Progress page.

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
        self._entries: dict[str, progress.Entry] = {}  # for the file: the best result of each, with its time
        self._loaded: dict[str, progress.Entry] = {}

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
        entry = progress.Entry(result.state, result.score, int(time.time() * 1000))
        self._entries = progress.merged({exercise.id: entry}, self._entries)
        return result

    def all(self) -> Summary:
        """The state of every exercise of the chapters checked or loaded (of the whole course, if none was).

        A result of an earlier day, brought in by `load`, stands until the exercise is attempted again.
        """
        known = {**self._results, **self._earlier()}
        chapters = {self.exercises[key].section.chapter for key in known}
        chosen = [e for e in self.exercises.values() if e.section.chapter in chapters or not chapters]
        return Summary(tuple(known.get(e.id) or Result(e, NOT_ATTEMPTED) for e in chosen))

    def save(self, path="progress.json") -> progress.Saved:
        """Merge the results into a progress file, which the book's Progress page imports.

        Of an exercise that stands in the file already the better result is kept. Answers to questions and
        all else that the page has put there stay as they are.

        Raises:
            ValueError: if there is a file of another kind at `path`; it is not touched.
        """
        return progress.write(path, progress.merged(self._entries, self._loaded), time.time())

    def load(self, path="progress.json") -> Summary:
        """Bring in the results of a progress file and show the state of the exercises.

        Raises:
            FileNotFoundError: if there is no such file.
            ValueError: if it is not a progress file of this book.
        """
        self._loaded = progress.merged(progress.read(path), self._loaded)
        return self.all()

    def reset(self) -> None:
        """Forget every result."""
        for kept in (self._results, self._entries, self._loaded):
            kept.clear()

    def _earlier(self) -> dict[str, Result]:
        """The loaded results of exercises that are not attempted in this session."""
        attempted = {key for key, result in self._results.items() if result.state != NOT_ATTEMPTED}
        return {
            key: Result(self.exercises[key], entry.state, earlier=entry.score)
            for key, entry in self._loaded.items()
            if key in self.exercises and key not in attempted and entry.state != NOT_ATTEMPTED
        }

    def _exercise(self, exercise_id) -> Exercise:
        key = str(exercise_id)
        if key in self.exercises:
            return self.exercises[key]
        near = difflib.get_close_matches(key, self.exercises, n=3, cutoff=0.5) or list(self.exercises)
        raise ValueError(f"there is no exercise {key!r}; did you mean {', '.join(map(repr, near))}?")
