"""The written exercise: first the learner writes, then come rubric and model answer, then the own score."""

from ..compare import show
from ..kinds import as_parts, one_number
from ..records import Exercise, Outcome, Slip, Untouched
from ..safely import untouched
from .sections import ZIGZAG

RUBRIC = (
    "Says what is exact: for one example, the gradients of a neuron's weights are δ·aᵢ with every aᵢ > "
    "0, so all have the sign of δ.",
    "Says where that stops: a batch sums over examples whose δ differ in sign, so one sign is not forced "
    "(though at the start of training it is still common).",
    "Says that ReLU's outputs are never negative either, so this cannot be why ReLU does better.",
    "Says what helps: zero-centred activations or normalised inputs; and that the harm is a slower path, "
    "not a gradient that vanishes.",
)
MODEL = (
    "Take one neuron, z = Σ wᵢ·aᵢ + b, and one example. Its weights' gradients are δ·aᵢ. Outputs of a "
    "sigmoid are positive, so all of them have the sign of δ: the step goes up in every weight or down in "
    "every weight. If the best step goes up in one and down in another, the path must zig-zag. That much "
    "is exact. In a batch the gradients of many examples are added, and δ is positive for some and "
    "negative for others: the sum may have mixed signs, although at the start it often has not. The "
    "outputs of ReLU are not negative either, so the argument cannot explain why ReLU took the sigmoid's "
    "place. tanh, or inputs with their mean removed, take the constraint away. It is an inconvenience "
    "that costs steps; the vanishing gradient is the worse trouble."
)
ERRORS = (
    "“All gradients of the network share a sign”: only those of one neuron's incoming weights, for one "
    "example.",
    "“It also holds for a batch”: it is not forced there.",
    "“ReLU fixes it”: ReLU is as one-sided as the sigmoid.",
    "“It makes the gradient vanish”: the direction is constrained, not the size.",
)
ENOUGH_WORDS, ENOUGH_POINTS = 25, 3

TOO_SHORT = Slip(
    "Too short to score",
    "The rubric asks for reasons. Write some sentences, as if to a fellow student.",
)
REPEATED = Slip("The same words over and over", "Nobody reads this but you: write what you would say.")
ONE_TOTAL = Slip("One total", "Score the points of the rubric one by one: that is where the learning is.")


def _written(answer, _slips) -> Outcome:
    tried, parts = "your text", as_parts(answer)
    if parts is None or len(parts) != 2:
        return Outcome(False, tried, show(answer), "two things: (text, points)", stop=True)
    text = parts[0]
    if untouched(text) or (isinstance(text, str) and not text.strip()):
        raise Untouched
    if not isinstance(text, str):
        return Outcome(False, tried, show(text), "a text in quotation marks", stop=True)
    words = text.lower().split()
    if len(words) < ENOUGH_WORDS:
        return Outcome(False, tried, f"{len(words)} words", f"{ENOUGH_WORDS} or more", TOO_SHORT, stop=True)
    if len(set(words)) < ENOUGH_WORDS // 2:
        return Outcome(False, tried, f"{len(set(words))} different words", "sentences", REPEATED, stop=True)
    return Outcome(True, f"your text, {len(words)} words", details=_rubric())


def _rubric() -> tuple[str, ...]:
    points = tuple(f"Point {i}. {text}" for i, text in enumerate(RUBRIC, start=1))
    return (*points, f"Model answer. {MODEL}", *(f"Common error. {text}" for text in ERRORS))


def _scored(answer, _slips) -> Outcome:
    tried, points = "your score", answer[1]
    wanted = f"a list of {len(RUBRIC)} marks, 1 where your text makes the point and 0 where not"
    if untouched(points):
        return Outcome(False, tried, "none yet", f"compare text and rubric, then give {wanted}")
    marks = as_parts(points)
    if marks is None:
        slip = None if one_number(points) is None else ONE_TOTAL
        return Outcome(False, tried, show(points), wanted, slip)
    if len(marks) != len(RUBRIC):
        return Outcome(False, tried, f"{len(marks)} marks", wanted)
    if any(one_number(mark) not in (0, 0.5, 1) for mark in marks):
        return Outcome(False, tried, "marks other than 0, ½ and 1", wanted)
    total = sum(map(one_number, marks))
    got = f"{total:g} of {len(RUBRIC)} points, by your own judgement"
    if total < ENOUGH_POINTS:
        missing = [str(i) for i, mark in enumerate(marks, start=1) if one_number(mark) < 1]
        return Outcome(False, tried, got, f"{ENOUGH_POINTS} or more: add to your text what point "
                                          f"{missing[0]} asks for")
    return Outcome(True, tried, got)


EXERCISES = [
    Exercise(
        id="2.11", title="What is exact about the zig-zag", section=ZIGZAG, tests=[_written, _scored],
        next_step="write first, then score each point of the rubric, then improve the text.",
        afterwards="read your text again tomorrow and see whether you would still score it so.",
    ),
]
