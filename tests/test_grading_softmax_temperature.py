"""The exercises of "Softmax and temperature": right answers pass, wrong ones get their own message."""

import grading_support as shared
import numpy as np
import pytest
import scipy.optimize
import scipy.special
import torch
from activations.grading.checker import grade
from activations.grading.records import NOT_ATTEMPTED
from activations.grading.softmax_temperature import EXERCISES, calibration, diagnosis, functions, sampling

BY_ID = {exercise.id: exercise for exercise in EXERCISES}
INF = np.inf


def p_of(z, axis=-1):
    return scipy.special.softmax(z, axis=axis)


# --- Answers in the way learners write them ------------------------------------------------------------


def with_errstate(z, axis):
    with np.errstate(invalid="ignore"):
        e = np.exp(z - np.max(z, axis=axis, keepdims=True))
        return np.nan_to_num(e / np.sum(e, axis=axis, keepdims=True))


def row_by_row(z, axis):
    def one(row):
        if np.all(row == -INF):
            return np.zeros_like(row)
        return p_of(row)

    return np.apply_along_axis(one, axis, z)


def max_shift(z, axis):
    e = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


def minus_a_billion(z, axis):
    return p_of(np.maximum(z, -1e9), axis)


STEPS = [
    p_of,
    lambda z: np.eye(len(z)) - p_of(z)[None, :],
    lambda z: np.diag(p_of(z)) - np.outer(p_of(z), p_of(z)),
    lambda z, T: (np.diag(p_of(z / T)) - np.outer(p_of(z / T), p_of(z / T))) / T,
]


def by_autograd(function):
    def jacobian(z, T=1.0):
        given = torch.tensor(z)
        return torch.autograd.functional.jacobian(lambda t: function(t / T), given).numpy()

    return jacobian


OTHER_STEPS = [
    by_autograd(lambda t: t.logsumexp(0)),
    by_autograd(lambda t: t.log_softmax(0)),
    by_autograd(lambda t: t.softmax(0)),
    by_autograd(lambda t: t.softmax(0)),
]


def steps(index, wrong):
    return [*STEPS[:index], wrong, *STEPS[index + 1 :]]


def back(z, v, T):
    p = p_of(z / T)
    return p * (v - np.sum(p * v)) / T


def back_in_two_terms(z, v, T):
    p = p_of(z / T)
    return (p * v - p * np.dot(p, v)) / T


def with_matrix(z, v, T):
    p = p_of(z / T)
    return v @ (np.diag(p) - np.outer(p, p)) / T


def loss(logits, labels, T):
    return -scipy.special.log_softmax(logits / T, axis=1)[np.arange(len(labels)), labels].mean()


def by_grid(low, high, measure=loss):
    def fit(logits, labels):
        grid = np.arange(low, high, 0.01)
        return grid[np.argmin([measure(logits, labels, T) for T in grid])]

    return fit


def by_optimiser(logits, labels):
    return scipy.optimize.minimize_scalar(lambda T: loss(logits, labels, T), bounds=(0.1, 10)).x


def mean_probability(logits, labels, T):
    return -p_of(logits / T)[np.arange(len(labels)), labels].mean()


def ece(logits, labels, T):
    p = p_of(logits / T)
    place = np.ceil(p.max(1) * 10)
    right = p.argmax(1) == labels
    return sum(abs((right - p.max(1))[place == b].sum()) for b in range(1, 11)) / len(labels)


def brier(logits, labels, T):
    return ((p_of(logits / T) - np.eye(logits.shape[1])[labels]) ** 2).sum(axis=1).mean()


def token_by_token(logits, p, T):
    q = p_of(np.asarray(logits) / T)
    left, total = np.zeros_like(q), 0.0
    for i in sorted(range(len(q)), key=lambda i: -q[i]):
        left[i] = q[i]
        total += q[i]
        if total >= p:
            break
    return left / total


def by_threshold(logits, p, T):
    q = p_of(np.asarray(logits) / T)
    falling = np.sort(q)[::-1]
    reached = min(np.searchsorted(np.cumsum(falling), p), len(q) - 1)
    left = np.where(q >= falling[reached], q, 0)
    return left / left.sum()


def cut(number, rescale=True, ordered=True):
    def top_p(logits, p, T):
        q = p_of(np.asarray(logits) / T)
        order = np.argsort(-q) if ordered else np.arange(len(q))
        chosen = order[: number(np.cumsum(q[order]), p)]
        left = np.zeros_like(q)
        left[chosen] = q[chosen]
        return left / left.sum() if rescale and left.any() else left

    return top_p


def draw(probabilities, n, seed):
    return np.random.default_rng(seed).choice(len(probabilities), n, p=probabilities)


def by_inverse(probabilities, n, seed):
    u = np.random.RandomState(seed).rand(n)
    return np.minimum(np.searchsorted(np.cumsum(probabilities), u), 2)


WITHOUT_SEED = np.random.default_rng()
TRUTH = {name: word for name, (_, _, word) in diagnosis.RUNS.items()}
ESSAY = (
    "Summing to one is not calibration. Calibrated means that of the answers given with confidence 0.9 about "
    "ninety per cent are right. Here the claim is too high, so T is above 1, fitted on validation data; the "
    "accuracy stays."
)

RIGHT = {
    "5.1a": [0.8756, np.float64(0.87560060)],
    "5.1b": [(0.0900, 0.6652), np.array([0.09003057, 0.66524096])],
    "5.1c": [(1 / 8, 1 / 4, 5 / 8), [0.125, 0.25, 0.625]],
    "5.2": [with_errstate, row_by_row],
    "5.3": [
        lambda z: z - scipy.special.logsumexp(z), lambda z: z - max(z) - np.log(sum(np.exp(z - max(z)))),
    ],
    "5.4": [STEPS, tuple(OTHER_STEPS)],
    "5.5": [back, back_in_two_terms],
    "5.6": ["BCDFGH", ["B", "C", "D", "F", "G", "H"], {"h", "g", "f", "d", "c", "b"}, "B, C, D, F, G, H"],
    "5.7": [TRUTH, dict(reversed(TRUTH.items()))],
    "5.8": [by_grid(0.2, 5), by_optimiser],
    "5.9a": [token_by_token, by_threshold],
    "5.9b": [draw, by_inverse, lambda p, n, seed: draw(p, n, seed).tolist()],
    "5.10": [(ESSAY, [1, 1, 1, 0]), (ESSAY, (1, 0.5, 1, 0.5))],
}

WRONG = [
    ("5.1a", 20.0855, "Not divided yet"),
    ("5.1a", 1.5, "Shares of the logits"),
    ("5.1a", 7.0386, "Divided by the others"),
    ("5.1a", -0.1328, "The logarithm of it"),
    ("5.1a", 0.9526, "A sigmoid of one logit"),
    ("5.1a", 0.1185, "Another class"),
    ("5.1a", 0.6652, "A minus was lost"),
    ("5.1b", (2.7183, 0.6652), "Not divided yet"),
    ("5.1b", (1 / 6, 0.6652), "Shares of the logits"),
    ("5.1b", (0.0900, 0.2447), "Another class"),
    ("5.1b", (0.0900, 1.9872), "Divided by the others"),
    ("5.1b", (0.0900, -0.4076), "The logarithm of it"),
    ("5.1c", (1 / 8, 1 / 4, 5), "Not divided yet"),
    ("5.1c", (1 / 7, 1 / 4, 5 / 8), "Divided by the others"),
    ("5.1c", (0, 1 / 4, 5 / 8), "Shares of the logits"),
    ("5.1c", (5 / 8, 1 / 4, 1 / 8), "Another class"),
    ("5.1c", (1 / 2, 1 / 4, 5 / 8), "A sigmoid of one logit"),
    ("5.2", lambda z, axis: np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True), "No shift"),
    ("5.2", max_shift, "Right until a row is all −∞"),
    ("5.2", lambda z, axis: np.exp(z - z.max()) / np.exp(z - z.max()).sum(axis, keepdims=True),
     "One maximum for the whole array"),
    ("5.2", minus_a_billion, "A large negative number for −∞"),
    ("5.2", lambda z, axis: max_shift(z, -1), "You always sum over the last axis"),
    ("5.2", lambda z, _: np.exp(z - z.max()) / np.exp(z - z.max()).sum(), "You always sum over everything"),
    ("5.2", lambda z, a: np.exp(z - z.max(a)) / np.exp(z - z.max(a)).sum(a), "keepdims is missing"),
    ("5.2", lambda z, axis: z / z.sum(axis, keepdims=True), "Shares without exponentials"),
    ("5.2", lambda z, axis: max_shift(z / z.max(axis, keepdims=True), axis), "The shift changed the logits"),
    ("5.3", lambda z: np.log(p_of(z)), "The logarithm of a softmax"),
    ("5.3", lambda z: z - np.log(np.sum(np.exp(z))), "The textbook log-sum-exp"),
    ("5.3", lambda z: np.log(np.exp(z) / np.exp(z).sum()), "The textbook softmax"),
    ("5.3", lambda z: z - np.log(np.exp(z - z.max()).sum()), "The maximum was not put back"),
    ("5.3", lambda z: scipy.special.logsumexp(z) - z, "The sign"),
    ("5.3", p_of, "The softmax itself"),
    ("5.4", steps(0, np.exp), "Not divided by the sum"),
    ("5.4", steps(0, lambda z: p_of(z) * (1 - p_of(z))), "The derivative of the softmax"),
    ("5.4", steps(0, scipy.special.expit), "A sigmoid of each logit"),
    ("5.4", steps(1, lambda z: np.eye(len(z)) - p_of(z)[:, None]), "Transposed"),
    ("5.4", steps(1, lambda z: np.eye(4) + p_of(z)), "The minus is missing"),
    ("5.4", steps(1, lambda z: np.ones((4, 4)) - p_of(z)), "The first term is 1 everywhere"),
    ("5.4", steps(1, lambda z: -np.tile(p_of(z), (4, 1))), "The first term is missing"),
    ("5.4", steps(1, STEPS[2]), "Already multiplied by p"),
    ("5.4", steps(2, lambda z: (np.eye(4) - p_of(z)) * p_of(z)), "p multiplies the columns"),
    ("5.4", steps(2, STEPS[1]), "The logarithm's derivative"),
    ("5.4", steps(2, lambda z: np.diag(p_of(z) - p_of(z) ** 2)), "The diagonal alone"),
    ("5.4", steps(2, lambda z: np.diag(p_of(z)) + np.outer(p_of(z), p_of(z))), "wrong sign off the diagonal"),
    ("5.4", steps(2, lambda z: np.outer(p_of(z), p_of(z)) - np.diag(p_of(z))), "The sign of the whole"),
    ("5.4", steps(3, lambda z, T: STEPS[2](z / T)), "The factor 1/T is missing"),
    ("5.4", steps(3, lambda z, T: STEPS[2](z) / T), "The temperature is missing inside"),
    ("5.4", steps(3, lambda z, T: STEPS[2](z / T) * T), "Multiplied by T"),
    ("5.4", steps(3, lambda z, T: STEPS[2](z)), "No temperature at all"),
    ("5.4", steps(3, lambda z, T: STEPS[2](z * T) * T), "T upside down"),
    ("5.5", with_matrix, "The matrix was formed"),
    ("5.5", lambda z, v, T: p_of(z / T) * (1 - p_of(z / T)) * v / T, "The diagonal alone"),
    ("5.5", lambda z, v, T: p_of(z / T) * v / T, "The average of v is missing"),
    ("5.5", lambda z, v, T: p_of(z / T) * (v - np.mean(v)) / T, "The plain average"),
    ("5.5", lambda z, v, T: back(z / T, v, 1), "The factor 1/T is missing"),
    ("5.5", lambda z, v, T: back(z, v, 1) / T, "The temperature is missing inside"),
    ("5.5", lambda z, v, T: back(z, v, T) * T**2, "Multiplied by T"),
    ("5.5", lambda z, v, T: p_of(z / T) - v, "The gradient of the cross-entropy"),
    ("5.6", "EG", "The sum test"),
    ("5.6", "DFG", "A tolerance of 0.01"),
    ("5.6", ["D", "F", "G", "H"], "A tolerance of 0.005 for all"),
    ("5.6", set("BCDEFGH"), "A tolerance of 0.0005 for all"),
    ("5.6", "ABCDEFGHIJ", "No rounding allowed"),
    ("5.6", "BCDFGHJ", "Multiplied by T, or not used"),
    ("5.6", "AEIJ", "The rows that are right"),
    ("5.6", "BCDFG", "9 of 10 rows judged rightly"),
    ("5.6", "XY", "letters that are no rows"),
    ("5.6", 3, "letters from A to J"),
    ("5.7", TRUTH | {"c": "fine"}, "A loss below zero"),
    ("5.7", TRUTH | {"d": "softmax twice"}, "Recognised: ln K"),
    ("5.7", TRUTH | {"a": "fine"}, "The floor of its own K"),
    ("5.7", TRUTH | {"f": "nothing learnt"}, "The floor of its own K"),
    ("5.7", TRUTH | {"h": "softmax twice"}, "The number without its K"),
    ("5.7", TRUTH | {"b": "softmax twice"}, "A loss near 0 is fine"),
    ("5.7", TRUTH | {"b": "good"}, "run b: "),
    ("5.7", TRUTH | {"b": ...}, "run b is still blank"),
    ("5.7", {"a": "fine"}, "a dict of 8 words"),
    ("5.8", lambda logits, labels: 1 / by_optimiser(logits, labels), "One over T"),
    ("5.8", by_grid(1, 6), "Only temperatures above 1"),
    ("5.8", by_grid(0.2, 1.001), "Only temperatures below 1"),
    ("5.8", by_grid(0.2, 5, ece), "The calibration error was minimised"),
    ("5.8", by_grid(0.2, 5, brier), "The squared error was minimised"),
    ("5.8", by_grid(0.2, 5, mean_probability), "The cold end of the range"),
    ("5.8", by_grid(0.1, 5, lambda *given: -loss(*given)), "The cold end of the range"),
    ("5.8", lambda logits, labels: (1.0, 2.0), "one temperature"),
    ("5.8", 1.5, "the function itself"),
    ("5.9a", cut(lambda total, p: np.sum(total < p) + 1, rescale=False), "Not rescaled"),
    ("5.9a", cut(lambda total, p: np.sum(total <= p)), "One token too few"),
    ("5.9a", cut(lambda total, p: np.sum(total < p) + 2), "One token too many"),
    ("5.9a", cut(lambda total, p: np.sum(total < p) + 1, ordered=False), "The cut was made without sorting"),
    ("5.9a", lambda logits, p, T: np.sort(token_by_token(logits, p, T))[::-1], "Left in sorted order"),
    ("5.9a", lambda logits, p, T: token_by_token(logits, p, 1), "The temperature is not used"),
    ("5.9a", lambda logits, p, T: p_of(logits / T), "Nothing was cut"),
    ("5.9b", lambda p, n, seed: WITHOUT_SEED.choice(4, n, p=p), "Not repeatable"),
    ("5.9b", lambda p, n, seed: draw(p, n, 0), "The seed is not used"),
    ("5.9b", lambda p, n, seed: np.random.default_rng(seed).choice(4, n), "A token that was cut off"),
    ("5.9b", lambda p, n, seed: np.random.default_rng(seed).choice(3, n), "All kept tokens alike"),
    ("5.9b", lambda p, n, seed: np.zeros(n, dtype=int), "Always the top token"),
    ("5.9b", lambda p, n, seed: draw(p, 1, seed), "an array of 2,000 token numbers"),
    ("5.10", ("It sums to 1.", [1, 1, 1, 1]), "Too short to score"),
    ("5.10", ("softmax sums " * 30, [1, 1, 1, 1]), "The same words over and over"),
    ("5.10", (ESSAY, ...), "Model answer."),
    ("5.10", (ESSAY, 4), "One total"),
    ("5.10", (ESSAY, [1, 1, 1]), "3 marks"),
    ("5.10", (ESSAY, [1, 1, 0, 0]), "add to your text what point 3 asks for"),
]


test_right_answers_pass = shared.right_answers_pass(BY_ID, RIGHT)
test_a_wrong_answer_fails_with_its_own_message = shared.wrong_answers_get_their_own_message(BY_ID, WRONG)
test_every_exercise_has_wrong_answers_of_at_least_five_kinds = shared.wrong_answers_are_varied(BY_ID, WRONG)
test_every_slip_is_wrong_and_is_recognised_by_name = shared.slips_are_recognised(BY_ID)


@pytest.mark.parametrize("index", range(4))
def test_every_slip_of_the_derivation_is_recognised_in_its_line(index):
    for slip in BY_ID["5.4"].tests[index].slips:
        result = grade(BY_ID["5.4"], steps(index, slip.wrong))
        assert f"Recognised: {slip.name}" in repr(result), slip.name
        assert f"[fail] step {index + 1}" in repr(result)


# --- What answers do, on the real exercises ------------------------------------------------------------


JUNK = {
    "five numbers": [1, 2, 3, 4, 5], "three nans": (np.nan, np.nan, np.nan),
    "four functions": (shared.raises,) * 4,
}

test_junk_gets_a_clear_answer = shared.junk_gets_a_clear_answer(BY_ID, JUNK)


def test_a_blank_answer_is_not_attempted():
    assert grade(BY_ID["5.7"], dict.fromkeys(diagnosis.RUNS, ...)).state == NOT_ATTEMPTED
    assert grade(BY_ID["5.10"], (..., ...)).state == NOT_ATTEMPTED


# --- Expected values, by other means -------------------------------------------------------------------


def test_the_rows_that_lie_by_scipy():
    for name, (logits, T, row, places) in diagnosis.PRINTED.items():
        true = np.array_equal(np.round(p_of(np.array(logits) / T), places), row)
        assert true == (name not in diagnosis.TRUE_LIES), name


def test_the_losses_of_the_runs_are_what_pytorch_gives():
    for name, (classes, last, word) in diagnosis.RUNS.items():
        perfect, label = torch.zeros(1, classes, dtype=torch.float64), torch.tensor([0])
        perfect[0, 0] = 1.0
        floor = torch.nn.functional.cross_entropy(perfect, label).item()
        uniform = torch.nn.functional.cross_entropy(0 * perfect, label).item()
        assert (0 < last - floor < 0.02) == (word == "softmax twice"), name
        assert (abs(last - uniform) < 1e-4) == (word == "nothing learnt"), name
        assert (last < 0) == (word == "nll on probabilities"), name


def test_temperatures_by_scipys_optimiser():
    for test in calibration.FIT.tests:
        best = scipy.optimize.minimize_scalar(lambda T, data=test.data: loss(*data, T), bounds=(0.05, 20)).x
        assert calibration.fit_temperature(*test.data) == pytest.approx(best, rel=1e-4)


def test_masked_rows_by_pytorch():
    for given in (functions.BATCH, functions.HUGE, functions.FAR, functions.MASKED, functions.NOTHING):
        wanted = torch.softmax(torch.tensor(given), dim=1).nan_to_num(0).numpy()
        assert np.allclose(functions._reference(given, 1), wanted, rtol=1e-13, atol=0)


def test_what_is_left_sums_to_one_and_holds_enough():
    for p in (0.3, 0.9):
        left = sampling.kept(sampling.TEN, top_p=p)
        held = p_of(sampling.TEN)[left > 0]
        assert left.sum() == pytest.approx(1)
        assert held.sum() >= p > held.sum() - held.min()


# --- The sections --------------------------------------------------------------------------------------


test_sections_are_headings_of_the_chapter = shared.sections_are_headings(BY_ID, "5_softmax_temperature")
test_the_public_check_knows_them_all_in_order = shared.check_knows_them_all_in_order(
    BY_ID, "5_softmax_temperature", "5.1a", 0.8756
)
