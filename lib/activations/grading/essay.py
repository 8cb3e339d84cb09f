"""Written exercises: first the learner writes, then come rubric and model answer, then the own score."""

from __future__ import annotations

from dataclasses import dataclass

from .compare import show
from .kinds import as_parts, one_number
from .records import Outcome, Slip, Untouched
from .safely import untouched

TOO_SHORT = Slip(
    "Too short to score",
    "The rubric asks for reasons. Write some sentences, as if to a fellow student.",
)
REPEATED = Slip("The same words over and over", "Nobody reads this but you: write what you would say.")
ONE_TOTAL = Slip("One total", "Score the points of the rubric one by one: that is where the learning is.")


@dataclass(frozen=True)
class Essay:
    """A text with a rubric. The answer is ``(text, points)``: the learner scores the own text.

    Attributes:
        rubric: the points a good text makes.
        model: a good text.
        errors: what is often written and wrong.
        words: the shortest text that is scored.
        enough: how many points of the rubric make the exercise done.
        worth: what each point of the rubric is worth; 1 each if left out.
    """

    rubric: tuple[str, ...]
    model: str
    errors: tuple[str, ...]
    words: int = 25
    enough: float = 3
    worth: tuple[float, ...] = ()

    @property
    def total(self) -> float:
        """What the whole rubric is worth."""
        return sum(self.worth) if self.worth else len(self.rubric)

    @property
    def tests(self) -> list:
        """The tests of the exercise: the text, then its score."""
        return [self._written, self._scored]

    def _written(self, answer, _slips) -> Outcome:
        tried, parts = "your text", as_parts(answer)
        if parts is None or len(parts) != 2:
            return Outcome(False, tried, show(answer), "two things: (text, points)", stop=True)
        text = parts[0]
        if untouched(text) or (isinstance(text, str) and not text.strip()):
            raise Untouched
        if not isinstance(text, str):
            return Outcome(False, tried, show(text), "a text in quotation marks", stop=True)
        words = text.lower().split()
        different = len(set(words))
        if len(words) < self.words:
            return Outcome(False, tried, f"{len(words)} words", f"{self.words} or more", TOO_SHORT, stop=True)
        if different < self.words // 2:
            return Outcome(False, tried, f"{different} different words", "sentences", REPEATED, stop=True)
        return Outcome(True, f"your text, {len(words)} words", details=self._shown())

    def _shown(self) -> tuple[str, ...]:
        worth = [f" ({w:g} points)" for w in self.worth] or [""] * len(self.rubric)
        numbered = enumerate(zip(self.rubric, worth, strict=True), start=1)
        points = tuple(f"Point {i}{worth}. {text}" for i, (text, worth) in numbered)
        return (*points, f"Model answer. {self.model}", *(f"Common error. {text}" for text in self.errors))

    def _scored(self, answer, _slips) -> Outcome:
        tried, points = "your score", answer[1]
        wanted = f"a list of {len(self.rubric)} marks, 1 where your text makes the point and 0 where not"
        if untouched(points):
            return Outcome(False, tried, "none yet", f"compare text and rubric, then give {wanted}")
        marks = as_parts(points)
        if marks is None:
            slip = None if one_number(points) is None else ONE_TOTAL
            return Outcome(False, tried, show(points), wanted, slip)
        if len(marks) != len(self.rubric):
            return Outcome(False, tried, f"{len(marks)} marks", wanted)
        if any(one_number(mark) not in (0, 0.5, 1) for mark in marks):
            return Outcome(False, tried, "marks other than 0, ½ and 1", wanted)
        worth = self.worth or (1,) * len(self.rubric)
        total = sum(w * one_number(mark) for w, mark in zip(worth, marks, strict=True))
        got = f"{total:g} of {self.total:g} points, by your own judgement"
        if total < self.enough:
            missing = next(i for i, mark in enumerate(marks, start=1) if one_number(mark) < 1)
            wanted = f"{self.enough:g} or more: add to your text what point {missing} asks for"
            return Outcome(False, tried, got, wanted)
        return Outcome(True, tried, got)
