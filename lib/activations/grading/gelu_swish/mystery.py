"""Three mystery functions: which one is the exact GELU, which the tanh form, which x·σ(1.702x)?"""

from ...experiments import quick_gelu
from ...functions import gelu, gelu_tanh
from ..compare import show
from ..kinds import as_parts
from ..records import Exercise, Outcome, Slip
from ..safely import untouched
from .sections import FORMS

RIGHT = ("tanh", "sigmoid", "exact")
WORDS = tuple(sorted(RIGHT))


def mystery_functions():
    """Three functions of an array, A, B and C: the three GELUs, in an order that is yours to find."""
    forms = {"exact": gelu.f, "tanh": gelu_tanh.f, "sigmoid": quick_gelu}

    def hidden(rule):
        return lambda x: rule(x)

    return tuple(hidden(forms[word]) for word in RIGHT)


SWAPPED = Slip(
    "Exact and tanh form have changed places",
    "The two differ by 5e-4 at most, but you can compute which is which: at −4 the exact value is −1.27e-4, "
    "as x·Φ(x) with the error function gives it.",
)
FAR = Slip(
    "The sigmoid form is not recognised",
    "It is the odd one out: near 2.3 it is 0.02 away from the two others. Compare all three at 2.3.",
)
SAME = Slip("One word for several functions", "Each form occurs once. If two look equal, look at −4.")
ORDER = Slip("The order", "All three are in a wrong place. Give the words in the order A, B, C.")
UNKNOWN = Slip("Another word", "The words are 'exact', 'tanh' and 'sigmoid'.")


def _named(answer, _slips) -> Outcome:
    tried, parts = "the names of A, B and C", as_parts(answer)
    wanted = "three words (A, B, C), each of 'exact', 'tanh', 'sigmoid' once"
    if parts is None or len(parts) != 3:
        return Outcome(False, tried, show(answer), wanted)
    if any(map(untouched, parts)):
        return Outcome(False, tried, "one is still blank", wanted)
    words = tuple(part.strip().lower() if isinstance(part, str) else "?" for part in parts)
    if words == RIGHT:
        return Outcome(True, tried)
    got = ", ".join(word if word in WORDS else "another word" for word in words)
    if not set(words) <= set(WORDS):
        return Outcome(False, tried, got, wanted, UNKNOWN)
    return Outcome(False, tried, got, wanted, _misconception(words))


def _misconception(words: tuple[str, ...]) -> Slip:
    if len(set(words)) < 3:
        return SAME
    wrong = {right for right, word in zip(RIGHT, words, strict=True) if right != word}
    if wrong == {"exact", "tanh"}:
        return SWAPPED
    return FAR if len(wrong) == 2 else ORDER


EXERCISES = [
    Exercise(
        id="4.2", title="Three unlabelled GELUs", section=FORMS, tests=[_named],
        next_step="compute x·Φ(x) at −4 and at 2.3 with math.erf, and compare A, B and C with it.",
        afterwards="look up which form your favourite model was trained with.",
    ),
]
