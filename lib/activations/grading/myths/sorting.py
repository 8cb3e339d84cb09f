"""Sentences sorted by verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...ledger import VERDICTS as KNOWN
from ..compare import show
from ..kinds import as_parts
from ..records import Exercise, Outcome, Slip
from ..safely import untouched
from .sections import VERDICTS

# The sentence, its verdict, and why another verdict is often given.
SENTENCES = (
    (
        "Softmax of (1, 2, 3) ends in 0.665",
        "true",
        {"imprecise": ("Rounded is not imprecise", "0.665 is what it says to three decimals: 0.66524.")},
    ),
    (
        "Stacked linear layers are wasted",
        "condition",
        {
            "true": ("The narrow layer is left out", "A layer narrower than both ends lowers the rank."),
            "false": ("Mostly right", "Where no layer is narrow they add no function. Name the condition."),
        },
    ),
    (
        "tanh's slope is four times the sigmoid's",
        "imprecise",
        {
            "true": ("At one point only", "At 0 it is four. At 3 it is 0.2."),
            "false": ("Not without truth", "At 0 it is exactly four, so the number has a place."),
        },
    ),
    (
        "GELU's dip makes features that help with language",
        "unsupported",
        {
            "false": ("The opposite is a claim, too", "Nobody has shown that it does not."),
            "true": ("Nobody has shown it", "No comparison is cited for it anywhere."),
        },
    ),
    (
        "ReLU's corner makes the loss jump",
        "false",
        {
            "imprecise": ("It does not jump at all", "The loss is continuous. Its slope jumps."),
            "unsupported": ("There is evidence", "With steps a tenth as long, it changes a tenth as much."),
        },
    ),
)


@dataclass(frozen=True)
class Verdict:
    """One of the answer's verdicts, by its place."""

    place: int

    def __call__(self, answer, _slips: Sequence[Slip]) -> Outcome:
        sentence, right, mistakes = SENTENCES[self.place]
        tried, parts = f"“{sentence}”", as_parts(answer)
        if parts is None or len(parts) != len(SENTENCES):
            got = show(answer) if parts is None else f"{len(parts)} of them"
            return Outcome(False, tried, got, f"{len(SENTENCES)} verdicts, one for each sentence", stop=True)
        given = parts[self.place]
        if untouched(given):
            return Outcome(False, tried, "still blank", "a verdict")
        if not isinstance(given, str) or given not in KNOWN:
            return Outcome(False, tried, show(given), f"one of {', '.join(map(repr, KNOWN))}")
        if given == right:
            return Outcome(True, tried)
        slip = Slip(*mistakes[given]) if given in mistakes else None
        return Outcome(False, tried, repr(given), "another verdict", slip)


EXERCISES = [
    Exercise(
        id="8.1",
        title="Five sentences, five verdicts",
        section=VERDICTS,
        tests=[Verdict(place) for place in range(len(SENTENCES))],
        next_step="ask of each: can it be computed, and does the number hold everywhere?",
        afterwards="each verdict came up once. In the whole ledger, which is the commonest?",
    )
]
