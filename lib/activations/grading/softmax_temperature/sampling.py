"""Top-p sampling: the distribution that is left, and drawing from it."""

import numpy as np

from ...experiments import kept
from ...softmax import softmax
from ..compare import numbers, show
from ..kinds import Returns, is_function, not_a_function
from ..records import Exercise, Outcome, Slip
from ..safely import call
from .sections import SAMPLING

FOUR = np.array([2.0, 1.0, 0.5, -1.0])
MIXED = np.array([-1.0, 2.0, 0.5, 1.0])  # the same, in another order
HALF = np.array([0.0, np.log(2.0), 0.0])  # ¼, ½, ¼: the sum reaches one half exactly
TEN = np.linspace(1, -1, 10)


def _cut(number):
    """A top-p that keeps as many tokens as `number(sorted probabilities, p)` says."""

    def top_p(logits, p, T):
        prob = softmax(logits, T)
        order = np.argsort(-prob, kind="stable")
        chosen = order[: int(number(prob[order], p))]
        left = np.zeros_like(prob)
        left[chosen] = prob[chosen]
        return left / left.sum() if left.sum() else left

    return top_p


def _not_rescaled(logits, p, T):
    left = kept(logits, T, top_p=p)
    return np.where(left > 0, softmax(logits, T), 0)


def _in_sorted_order(logits, p, T):
    return -np.sort(-kept(logits, T, top_p=p))


def _above(logits, p, T):
    prob = softmax(logits, T)
    left = np.where(prob >= p, prob, 0)
    return left / left.sum() if left.sum() else left


def _unsorted(logits, p, T):
    prob = softmax(logits, T)
    left = np.where(np.cumsum(prob) - prob < p, prob, 0)
    return left / left.sum()


TOP_P = Exercise(
    id="5.9a",
    title="Top-p: what is left",
    section=SAMPLING,
    tests=[
        Returns("four sorted logits, p = 0.9, T = 1", (FOUR, 0.9, 1.0), kept(FOUR, top_p=0.9), 1e-9, 1e-12),
        Returns("the same in another order", (MIXED, 0.9, 1.0), kept(MIXED, top_p=0.9), 1e-9, 1e-12),
        Returns("ten logits, p = 0.5, T = 1", (TEN, 0.5, 1.0), kept(TEN, top_p=0.5), 1e-9, 1e-12),
        Returns("ten logits, p = 0.9, T = 0.25", (TEN, 0.9, 0.25), kept(TEN, 0.25, top_p=0.9), 1e-9, 1e-12),
        Returns("¼, ½, ¼ and p = 0.5", (HALF, 0.5, 1.0), np.array([0.0, 1.0, 0.0]), 1e-9, 1e-12),
        Returns("p = 0.01: the top token alone", (MIXED, 0.01, 1.0), kept(MIXED, top_p=0.01), 1e-9, 1e-12),
        Returns("p = 1: all of them", (FOUR, 1.0, 2.0), softmax(FOUR, 2.0), 1e-9, 1e-12),
    ],
    slips=[
        Slip("Not rescaled", "What is left must sum to 1 again.", _not_rescaled),
        Slip(
            "One token too few",
            "The token that passes the mark is kept: the set must hold p *at least*.",
            _cut(lambda q, p: np.sum(np.cumsum(q) <= p)),
        ),
        Slip(
            "One token too many",
            "As soon as the sum has reached p, stop.",
            _cut(lambda q, p: np.sum(np.cumsum(q) - q < p) + 1),
        ),
        Slip("The cut was made without sorting", "Most probable first: sort before you add up.", _unsorted),
        Slip(
            "Left in sorted order",
            "The result must stand in the order of the logits: undo the sorting.",
            _in_sorted_order,
        ),
        Slip("A threshold on single tokens", "p bounds the sum, not each probability.", _above),
        Slip(
            "The temperature is not used",
            "Divide the logits by T before the softmax.",
            lambda logits, p, T: kept(logits, top_p=p),
        ),
        Slip("Nothing was cut", "This is the whole softmax.", lambda logits, p, T: softmax(logits, T)),
    ],
    next_step="sort with np.argsort(-probabilities), add up with np.cumsum, see where the sum reaches p.",
)


# --- 5.9b Drawing --------------------------------------------------------------------------------------

DRAWS = 2000
GIVEN = kept(FOUR, top_p=0.9)
NO_SEED = Slip("Not repeatable", "The same seed must give the same draws: np.random.default_rng(seed).")
ONE_SEED = Slip("The seed is not used", "Another seed must give other draws.")
FORBIDDEN = Slip(
    "A token that was cut off", "Its probability is 0. Hand the probabilities to the generator: p=…."
)
UNIFORM = Slip(
    "All kept tokens alike", "You drew them with equal probability. Hand the probabilities on: p=…."
)
TOP_ONLY = Slip("Always the top token", "That is the limit of a cold softmax. Draw, do not take the largest.")
ALLOWED = 4.0  # standard deviations


def _draw(answer, seed):
    return call(answer, GIVEN, DRAWS, seed)


def _shape(answer, _slips) -> Outcome:
    tried = f"{DRAWS:,} draws from ({', '.join(f'{p:.2f}' for p in GIVEN)}), seed 0"
    if not is_function(answer):
        return not_a_function(tried, answer)
    seen = _draw(answer, 0)
    wanted = f"an array of {DRAWS:,} token numbers from 0 to 3"
    if seen.error:
        return Outcome(False, tried, seen.error, wanted, stop=True)
    drawn = numbers(seen.value)
    if drawn is None or drawn.shape != (DRAWS,) or not np.isin(drawn, range(len(GIVEN))).all():
        return Outcome(False, tried, f"it returned {show(seen.value)}", wanted, stop=True)
    return Outcome(True, tried)


def _seeds(answer, _slips) -> Outcome:
    tried = "the same seed twice, then another"
    first, again, other = (np.asarray(_draw(answer, seed).value) for seed in (1, 1, 2))
    if not np.array_equal(first, again):
        return Outcome(False, tried, "two different results for one seed", "the same draws", NO_SEED)
    if np.array_equal(first, other) and np.ptp(first) > 0:
        return Outcome(False, tried, "the same draws for two seeds", "other draws", ONE_SEED)
    return Outcome(True, tried)


def _frequencies(answer, _slips) -> Outcome:
    tried = "how often each token comes"
    drawn = np.asarray(_draw(answer, 0).value)
    count = np.bincount(drawn.astype(int), minlength=len(GIVEN))
    expected, got = DRAWS * GIVEN, f"counts {', '.join(map(str, count))}"
    wanted = f"about {', '.join(f'{v:.0f}' for v in expected)}"
    deviation = np.abs(count - expected) / np.sqrt(np.maximum(expected * (1 - GIVEN), 1e-12))
    if np.all(deviation <= ALLOWED):
        return Outcome(True, tried)
    slip = None
    even = DRAWS * (GIVEN > 0) / np.sum(GIVEN > 0)
    if count[GIVEN.argmax()] == DRAWS:
        slip = TOP_ONLY
    elif count[GIVEN == 0].any():
        slip = FORBIDDEN
    elif np.all(np.abs(count - even) < ALLOWED * np.sqrt(np.maximum(even, 1))):
        slip = UNIFORM
    return Outcome(False, tried, got, wanted, slip)


DRAW = Exercise(
    id="5.9b",
    title="Top-p: drawing with a seed",
    section=SAMPLING,
    tests=[_shape, _seeds, _frequencies],
    next_step="make a generator with np.random.default_rng(seed) and use its choice method, with size and p.",
)

EXERCISES = [TOP_P, DRAW]
