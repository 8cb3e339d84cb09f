"""Exercises that read numbers others have printed: rows of probabilities, and the losses of training runs."""

import numpy as np

from ...softmax import softmax
from ..compare import show
from ..records import Exercise, Outcome, Slip, Untouched
from ..safely import untouched
from .sections import LIES, LOSS

# --- 5.6 The comment lies ------------------------------------------------------------------------------

# name: logits, temperature, what is printed, with how many places
PRINTED = {
    "A": ([2, 1, 0.1], 1, [0.659, 0.242, 0.099], 3),
    "B": ([2, 1, 0.1], 0.1, [0.999, 0.001, 0.000], 3),
    "C": ([2, 1, 0.1], 10, [0.363, 0.332, 0.305], 3),
    "D": ([2.0, 1.9, 1.8], 1, [0.356, 0.332, 0.312], 3),
    "E": ([3, 1, -2], 1, [0.88, 0.12, 0.01], 2),
    "F": ([2, 1, 0.5, -1], 0.5, [0.87, 0.10, 0.03, 0.00], 2),
    "G": ([2, 1, 0.5, -1], 2, [0.41, 0.28, 0.22, 0.10], 2),
    "H": ([2, 1, 0.5, -1], 5, [0.32, 0.27, 0.23, 0.18], 2),
    "I": ([1, 2, 3], 1, [0.090, 0.245, 0.665], 3),
    "J": ([2, 2, 1], 0.1, [0.500, 0.500, 0.000], 3),
}


def rows_that_lie(allowed=None, temperature=lambda T: T) -> frozenset:
    """The rows with an entry further from the softmax than `allowed`; half a unit of the last place if "
    "None."""
    found = set()
    for name, (logits, T, row, places) in PRINTED.items():
        limit = (0.5 * 10.0**-places if allowed is None else allowed) * (1 + 1e-9)
        if np.any(np.abs(softmax(logits, temperature(T)) - row) > limit):
            found.add(name)
    return frozenset(found)


def _sums_off() -> frozenset:
    return frozenset(n for n, (_, _, row, _) in PRINTED.items() if abs(sum(row) - 1) > 1e-9)


TRUE_LIES = rows_that_lie()
LIE_SLIPS = [
    Slip(
        "The sum test",
        "Those are the rows whose sum is not 1. Rounded numbers may miss it, as E does honestly, and a "
        "wrong row may "
        "meet it, as D does.",
        _sums_off(),
    ),
    Slip(
        "A tolerance of 0.01",
        "A number printed with three places is a rounding if it is within 0.0005, with two places within "
        "0.005.",
        rows_that_lie(0.01),
    ),
    Slip(
        "A tolerance of 0.005 for all",
        "Rows with three places must be right to 0.0005.",
        rows_that_lie(0.005),
    ),
    Slip("A tolerance of 0.0005 for all", "Rows with two places may be off by 0.005.", rows_that_lie(0.0005)),
    Slip(
        "No rounding allowed",
        "Every printed number is rounded. Ask whether it is a rounding of the right one.",
        frozenset(PRINTED),
    ),
    Slip(
        "Multiplied by T, or not used",
        "The logits are divided by the temperature, each row by its own. Row J fits then.",
        rows_that_lie(temperature=lambda T: 1 / T),
    ),
    Slip(
        "The rows that are right",
        "You gave the others: the rows that do *not* fit are asked for.",
        frozenset(PRINTED) - TRUE_LIES,
    ),
]


def _lies(answer, slips) -> Outcome:
    tried = "the letters of the rows that are not roundings"
    wanted = 'letters from A to J, such as "AB" or ["A", "B"]'
    if isinstance(answer, str):
        answer = [letter for letter in answer if letter not in " ,;"]
    if not isinstance(answer, (list, tuple, set, frozenset)) or not all(isinstance(x, str) for x in answer):
        return Outcome(False, tried, show(answer), wanted)
    letters = frozenset(letter.upper() for letter in answer)
    if not letters or letters - set(PRINTED):
        return Outcome(False, tried, "letters that are no rows" if letters else "no letters", wanted)
    if letters == TRUE_LIES:
        return Outcome(True, tried)
    slip = next((s for s in slips if s.wrong == letters), None)
    right = sum((name in letters) == (name in TRUE_LIES) for name in PRINTED)
    return Outcome(False, tried, f"{right} of 10 rows judged rightly", "all ten", slip)


COMMENTS = Exercise(
    id="5.6",
    title="The comment lies",
    section=LIES,
    tests=[_lies],
    slips=LIE_SLIPS,
    next_step="compare each row with softmax(logits, T), allowing half a unit of the last place.",
)

# --- 5.7 Six training runs -----------------------------------------------------------------------------

WORDS = ("fine", "softmax twice", "nll on probabilities", "nothing learnt")
# classes, last training loss, what is the matter
RUNS = {
    "a": (10, 1.4691, "softmax twice"),
    "b": (10, 0.0336, "fine"),
    "c": (10, -0.8802, "nll on probabilities"),
    "d": (10, 2.3026, "nothing learnt"),
    "e": (2, 0.3190, "softmax twice"),
    "f": (1000, 5.9120, "softmax twice"),
    "g": (4, 1.3863, "nothing learnt"),
    "h": (1000, 1.4650, "fine"),
}
NEGATIVE = Slip("A loss below zero", "−log p is never negative. `NLLLoss` returns minus its input: here, −p.")
UNIFORM = Slip("ln K", "This is ln K, to four places: the loss of a network that gives all classes the same.")
FLOOR = Slip(
    "The floor of its own K",
    "It sits just above ln(e + K − 1) − 1 for its number of classes. A single softmax could go lower.",
)
BELOW_FLOOR = Slip(
    "The number without its K",
    "1.46 is the floor for ten classes. With these many classes two softmaxes could never come down so far.",
)
HEALTHY = Slip("A loss near 0 is fine", "Only one softmax lets a loss come close to 0.")


def _why(name: str, given: str) -> Slip:
    _, loss, truth = RUNS[name]
    if truth == "nll on probabilities":
        return NEGATIVE
    if truth == "nothing learnt":
        return UNIFORM
    if truth == "softmax twice":
        return FLOOR
    return BELOW_FLOOR if loss > 1 and given == "softmax twice" else HEALTHY


def _diagnoses(answer, _slips) -> Outcome:
    tried = "a diagnosis for each of the eight runs"
    wanted = f"a dict of {len(RUNS)} words, each one of: {', '.join(WORDS)}"
    if not isinstance(answer, dict) or set(answer) != set(RUNS):
        return Outcome(False, tried, show(answer), wanted)
    for name, word in answer.items():
        if untouched(word):
            return Outcome(False, tried, f"run {name} is still blank", wanted)
        if not isinstance(word, str) or word not in WORDS:
            return Outcome(False, tried, f"run {name}: {show(word)}", wanted)
    wrong = [name for name in RUNS if answer[name] != RUNS[name][2]]
    if not wrong:
        return Outcome(True, tried)
    first = wrong[0]
    got = f"{len(RUNS) - len(wrong)} of {len(RUNS)} right; look at run {first} again"
    return Outcome(False, tried, got, "all eight", _why(first, answer[first]))


def _not_blank(answer, slips) -> Outcome:
    if isinstance(answer, dict) and answer and all(untouched(word) for word in answer.values()):
        raise Untouched
    return _diagnoses(answer, slips)


DIAGNOSES = Exercise(
    id="5.7",
    title="Eight last losses",
    section=LOSS,
    tests=[_not_blank],
    next_step="compute ln K and ln(e + K − 1) − 1 for the K of each run. Which one is the loss close to?",
)

EXERCISES = [COMMENTS, DIAGNOSES]
