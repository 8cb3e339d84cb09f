"""The exercises of "Sigmoid and tanh": right answers of two styles pass, wrong ones get their own message."""

import activations as af
import grading_support as shared
import mpmath as mp
import numpy as np
import pytest
from activations import figures
from activations.experiments import gradient_flow
from activations.grading.checker import grade
from activations.grading.records import NOT_ATTEMPTED, NOT_YET
from activations.grading.sigmoid_tanh import EXERCISES, chain_rule, flow, values
from scipy.optimize import brentq
from scipy.special import expit

BY_ID = {exercise.id: exercise for exercise in EXERCISES}


def ratios(seeds=range(5), field="ratio", **settings):
    return [getattr(gradient_flow(seed=s, **{"depth": 20, **settings}), field) for s in seeds]


# --- Answers in the way learners write them ------------------------------------------------------------


def masked(x):
    out = np.empty_like(x)
    right = x >= 0
    out[right] = 1 / (1 + np.exp(-x[right]))
    e = np.exp(x[~right])
    out[~right] = e / (1 + e)
    return out


def through_logaddexp(x):
    return np.exp(-np.logaddexp(0, -x)).astype(x.dtype)


def through_logarithms(x):
    return np.exp(-np.abs(x) - 2 * np.log1p(np.exp(-np.abs(x))))


def branching(x):
    if x >= 0:
        return 1 / (1 + np.exp(-x))
    return np.exp(x) / (1 + np.exp(x))


def both_branches(x):
    return np.where(x < 0, np.exp(x) / (1 + np.exp(x)), 1 / (1 + np.exp(-x)))


def cut_beside_zero(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 1e-8, 1, e) / (1 + e)


def into_a_new_array(x):
    out = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        out[i] = expit(x[i])
    return out


def loop_back(weights, pre, grad):
    for layer in range(len(weights) - 1, -1, -1):
        s = expit(pre[layer])
        grad = np.einsum("bm,mn->bn", grad * s * (1 - s), weights[layer])
    return grad


def matrix_by_matrix(weights, pre, grad):
    rows = []
    for example in range(len(grad)):
        row = grad[example]
        for W, z in list(zip(weights, pre, strict=True))[::-1]:
            row = W.T @ (row * af.sigmoid.derivative(z[example]))
        rows.append(row)
    return np.array(rows)


def back(step, backwards=True):
    def gradient(weights, pre, grad):
        order = range(len(pre))
        for i in reversed(order) if backwards else order:
            grad = step(grad, weights[i], pre[i])
        return grad

    return gradient


slope = af.sigmoid.derivative


def u(x):
    return 1 + np.exp(-x)


STEPS = [
    lambda x: -(u(x) ** -2), lambda x: np.exp(-x) * u(x) ** -2, lambda x: np.exp(-x) / u(x),
    lambda x: expit(x) * (1 - expit(x)),
]
OTHER_STEPS = [
    lambda x: -expit(x) * expit(x), lambda x: 1 / (2 + 2 * np.cosh(x)), lambda x: expit(-x),
    lambda x: expit(x) - np.square(expit(x)),
]


def steps(index, wrong):
    return [*STEPS[:index], wrong, *STEPS[index + 1 :]]


ESSAY = (
    "With one example all gradients of a neuron's weights have the same sign when its inputs are positive. "
    "Over a batch the signs of delta differ, so the sum is free. ReLU outputs are not negative either."
)

OFF_CENTRE = brentq(lambda x: expit(6 * x - 2.8) - x, 0.25, 0.49)

RIGHT = {
    "2.1a": [0.0452, np.float64(0.04517666)],
    "2.1b": [(0.1192, 0.1050), np.array([0.11920292, 0.10499359])],
    "2.1c": [(3 / 4, 3 / 16), [0.75, 0.1875]],
    "2.2": [masked, through_logaddexp, expit],
    "2.3": [lambda x: expit(x) * expit(-x), through_logarithms],
    "2.4": [lambda s, x: 2 * s(2 * x) - 1, lambda s, x: s(2 * x) - s(-2 * x), lambda s, x: 1 - 2 * s(-2 * x)],
    "2.5": [STEPS, tuple(OTHER_STEPS)],
    "2.6a": [2.99, np.array(2.9932)],
    "2.6b": [1.66, 1.6629],
    "2.7": [(-4, ratios()), (-12, np.array(ratios(range(20)))), (1e-9, ratios(range(100, 107)))],
    "2.8": [(8, -4, 0.5), (-8, 4, 0.5), (100.0, -50.0, 0.5), (6, -2.8, OFF_CENTRE)],
    "2.9": [{"scheme": "he", "gain": 8.5}, {"scheme": "sigma", "sigma": 1.0, "gain": 1.3, "seed": 1}],
    "2.10a": [(709.8, 88.7), [710, 89]],
    "2.10b": [loop_back, matrix_by_matrix],
    "2.11": [(ESSAY, [1, 1, 1, 0]), (ESSAY, (1, 0.5, 1, 0.5))],
}

WRONG = [
    ("2.1a", 0.9526, "This is the value, not the slope"),
    ("2.1a", 0.0474, "Only one factor"),
    ("2.1a", 0.0926, "The rule of tanh"),
    ("2.1a", 1.8600, "A plus for the minus"),
    ("2.1a", -6, "z in the place of s"),
    ("2.1a", -0.0452, "A slope of the wrong sign"),
    ("2.1a", 0.25, "The slope at 0"),
    ("2.1a", 0.9074, "s squared"),
    ("2.1b", (0.8808, 0.1050), "The sign of z was lost"),
    ("2.1b", (-0.8808, 0.1050), "The sigmoid is not odd"),
    ("2.1b", (8.3891, 0.1050), "Stopped halfway"),
    ("2.1b", (-0.9640, 0.1050), "This is tanh"),
    ("2.1b", (0.1192, 0.1192), "This is the value, not the slope"),
    ("2.1b", (0.1192, 0.9858), "The rule of tanh"),
    ("2.1b", (0.1192, -0.1050), "A slope of the wrong sign"),
    ("2.1c", (0.25, 3 / 16), "The sign of z was lost"),
    ("2.1c", (1 / 3, 3 / 16), "Stopped halfway"),
    ("2.1c", (0.8, 3 / 16), "This is tanh"),
    ("2.1c", (0.75, 7 / 16), "The rule of tanh"),
    ("2.1c", (0.75, 9 / 16), "s squared"),
    ("2.1c", (0.75, 0.25), "Only one factor"),
    ("2.2", lambda x: 1 / (1 + np.exp(-x)), "The textbook formula"),
    ("2.2", lambda x: (1 + np.exp(-x)) ** -1.0, "The textbook formula"),
    ("2.2", both_branches, "np.where runs both branches"),
    ("2.2", lambda x: 1 / (1 + np.exp(-np.clip(x, -500, 500))), "Clipping at ±500"),
    ("2.2", lambda x: np.exp(x) / (np.exp(x) + 1), "∞/∞ on the right"),
    ("2.2", branching, "One number at a time"),
    ("2.2", lambda x: 0.5 * (np.tanh(0.5 * x) + 1), "Digits lost on the left"),
    ("2.2", lambda x: 0.5 + 0.5 * np.tanh(x), "The argument is doubled"),
    ("2.2", lambda x: 1 / (1 + np.exp(x)), "The sign of the exponent"),
    ("2.2", lambda x: np.minimum(1, np.maximum(0, x / 6 + 0.5)), "The hard sigmoid"),
    ("2.2", lambda x: np.tanh(x), "This is tanh"),
    ("2.2", into_a_new_array, "The precision changed on the way"),
    ("2.2", cut_beside_zero, "at x = 1e-09"),
    ("2.2", lambda x: expit(x).ravel(), "it returned numbers of shape (6,)"),
    ("2.3", lambda x: expit(x) * (1 - expit(x)), "1 − s loses every digit"),
    ("2.3", lambda x: expit(x) - expit(x) ** 2, "1 − s loses every digit"),
    ("2.3", lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2, "e⁻ˣ overflows on the left"),
    ("2.3", lambda x: 1 - expit(x) ** 2, "The rule of tanh"),
    ("2.3", expit, "The value, not the slope"),
    ("2.3", lambda x: x * (1 - x), "x in the place of s"),
    ("2.3", lambda x: -expit(x) * expit(-x), "The inner derivative's sign"),
    ("2.3", lambda x: expit(x) * (1 + expit(x)), "A plus for the minus"),
    ("2.3", lambda x: (af.sigmoid(x + 1e-5) - af.sigmoid(x - 1e-5)) / 2e-5, "A difference quotient"),
    ("2.4", lambda s, x: 2 * s(x) - 1, "The argument is not doubled"),
    ("2.4", lambda s, x: 2 * s(2 * x), "Stretched, not shifted"),
    ("2.4", lambda s, x: s(2 * x) - 0.5, "Shifted, not stretched"),
    ("2.4", lambda s, x: s(2 * x), "Neither stretched nor shifted"),
    ("2.4", lambda s, x: 1 - 2 * s(2 * x), "Upside down"),
    ("2.4", lambda s, x: 2 * s(x / 2) - 1, "The argument is halved"),
    ("2.4", lambda s, x: 4 * s(2 * x), "The slope's factor"),
    ("2.4", lambda s, x: 2 * (s(2 * x) - 1), "Shifted before stretching"),
    ("2.4", lambda s, x: np.tanh(x), "Around the sigmoid"),
    ("2.5", steps(0, lambda x: 1 / u(x) ** 2), "The power rule's minus is missing"),
    ("2.5", steps(0, lambda x: -1 / u(x)), "The power was not lowered"),
    ("2.5", steps(0, lambda x: np.log(u(x))), "The logarithm"),
    ("2.5", steps(0, lambda x: -2 / u(x) ** 3), "The factor of 1/u²"),
    ("2.5", steps(1, lambda x: -1 / u(x) ** 2 - np.exp(-x)), "A sum for a product"),
    ("2.5", steps(1, lambda x: -1 / u(x) ** 2), "The inner derivative is missing"),
    ("2.5", steps(1, lambda x: -np.exp(-x) / u(x) ** 2), "One minus sign too many"),
    ("2.5", steps(1, lambda x: np.exp(-x) / u(x)), "The square is missing"),
    ("2.5", steps(2, expit), "This is σ itself"),
    ("2.5", steps(2, STEPS[1]), "Nothing was taken out"),
    ("2.5", steps(2, lambda x: np.exp(-x)), "One u too few"),
    ("2.5", steps(2, lambda x: np.exp(-x) / u(x) ** 3), "One u too many"),
    ("2.5", steps(3, lambda x: expit(x) * (1 + expit(x))), "A plus for the minus"),
    ("2.5", steps(3, lambda x: (1 - expit(x)) * (1 + expit(x))), "The rule of tanh"),
    ("2.5", steps(3, lambda x: 1 - expit(x)), "Only one factor"),
    ("2.5", steps(3, lambda x: expit(x) ** 2), "σ squared"),
    ("2.6a", 4.58, "This is the sigmoid's threshold"),
    ("2.6a", 2.647, "The value, not the slope"),
    ("2.6a", 5, "The rule of thumb"),
    ("2.6a", 3, "A whole number from a coarse grid"),
    ("2.6a", 1.82, "A tenth instead of a hundredth"),
    ("2.6a", -2.99, "The negative side"),
    ("2.6b", 1.317, "Where tanh’s slope is a quarter"),
    ("2.6b", 0.134, "The slope instead of the place"),
    ("2.6b", 0.881, "Where the values cross"),
    ("2.6b", np.inf, "“Four times at every z”"),
    ("2.6b", 2, "A whole number from a coarse grid"),
    ("2.6b", -1.66, "The negative side"),
    ("2.7", (-6, ratios(field="weight_ratio")), "The weights' gradient"),
    ("2.7", (-6, [1 / r for r in ratios()]), "Upside down"),
    ("2.7", (-6, np.log10(ratios())), "The exponent, not the ratio"),
    ("2.7", (-6, ratios(activation="tanh")), "Another activation"),
    ("2.7", (-6, ratios(scheme="pytorch")), "PyTorch's default"),
    ("2.7", (-6, ratios(scheme="he")), "ratios with He's"),
    ("2.7", (-6, ratios(depth=10)), "Another depth"),
    ("2.7", (-6, [0.25**19] * 5), "The bound, not a measurement"),
    ("2.7", (-6, ratios([3] * 5)), "One run, not several"),
    ("2.7", (-6, ratios([0])), "Too few runs"),
    ("2.7", (-6, ratios(gain=1.5)), "results near ours"),
    ("2.7", (-6, ratios()[0]), "at least 5 results"),
    ("2.7", ("small", ratios()), "a power of ten, such as −3"),
    ("2.8", (1, 0, 0), "The weight is too small"),
    ("2.8", (4, -2, 0.5), "The weight is too small"),
    ("2.8", (8, 0, 0.5), "A large weight alone"),
    ("2.8", (-4, 8, 0.5), "Weight and bias changed places"),
    ("2.8", (8, -4, 0.0), "The start is off the fixed point"),
    ("2.8", (8, 20, 0.5), "Saturated"),
    ("2.8", (8, -4), "three numbers (w, b, x0)"),
    ("2.8", (np.inf, 0, 0), "three numbers (w, b, x0)"),
    ("2.9", {"gain": 0.5}, "Smaller weights"),
    ("2.9", {"gain": 4}, "“A gain of 4 makes up for the slope of 1/4”"),
    ("2.9", {"gain": 8}, "Not far enough"),
    ("2.9", {"scheme": "he", "gain": 10}, "Too far"),
    ("2.9", {"scheme": "he", "gain": 8, "depth": 5}, "Fewer layers"),
    ("2.9", {"activations": ["tanh"], "gain": 1.2}, "Another activation"),
    ("2.9", {"ratio": 1.0}, "settings the figure cannot have"),
    ("2.9", {"gain": 100}, "settings the figure cannot have: gain must lie between"),
    ("2.9", 1.0, "or its state"),
    ("2.10a", (88.7, 709.8), "The other precision"),
    ("2.10a", (745.2, 103.9), "Underflow, not overflow"),
    ("2.10a", (36.7, 16.6), "Where σ(x) rounds to 1"),
    ("2.10a", (1000, 88.7), "The number from the example"),
    ("2.10a", (-709.8, -88.7), "The sign"),
    ("2.10b", back(lambda g, W, z: g * af.sigmoid.derivative(z)), "The weights are missing"),
    ("2.10b", back(lambda g, W, z: (g * af.sigmoid.derivative(z)) @ W.T), "W transposed"),
    ("2.10b", back(lambda g, W, z: (g @ W) * af.sigmoid.derivative(z)), "in the wrong order"),
    ("2.10b", back(lambda g, W, z: (g * slope(z)) @ W, False), "From the first layer to the last"),
    ("2.10b", back(lambda g, W, z: g @ W), "The slopes are missing"),
    ("2.10b", back(lambda g, W, z: (g * expit(z)) @ W), "σ instead of its slope"),
    ("2.10b", back(lambda g, W, z: (g * z * (1 - z)) @ W), "The slope was taken twice"),
    ("2.11", ("It zig-zags.", [1, 1, 1, 1]), "Too short to score"),
    ("2.11", ("zig zag " * 30, [1, 1, 1, 1]), "The same words over and over"),
    ("2.11", (ESSAY, ...), "Model answer."),
    ("2.11", (ESSAY, 4), "One total"),
    ("2.11", (ESSAY, [1, 1, 1]), "3 marks"),
    ("2.11", (ESSAY, [2, 2, 2, 2]), "marks other than 0, ½ and 1"),
    ("2.11", (ESSAY, [1, 1, 0, 0]), "add to your text what point 3 asks for"),
    ("2.11", (["a", "text"], [1, 1, 1, 1]), "a text in quotation marks"),
    ("2.11", ESSAY, "two things: (text, points)"),
]


test_right_answers_pass = shared.right_answers_pass(BY_ID, RIGHT)
test_a_wrong_answer_fails_with_its_own_message = shared.wrong_answers_get_their_own_message(BY_ID, WRONG)
test_every_exercise_has_wrong_answers_of_at_least_five_kinds = shared.wrong_answers_are_varied(BY_ID, WRONG)
test_every_slip_is_wrong_and_is_recognised_by_name = shared.slips_are_recognised(BY_ID)


def test_the_first_wrong_line_of_the_derivation_is_named_and_the_rest_waits():
    result = grade(BY_ID["2.5"], [STEPS[0], STEPS[0], np.cos, ...])
    text = repr(result)
    assert "[fail] step 3" in text
    assert "step 4" not in text
    assert result.score == 0.25


# --- What answers do, on the real exercises ------------------------------------------------------------


test_junk_gets_a_clear_answer = shared.junk_gets_a_clear_answer(BY_ID)


# --- Expected values, by other means -------------------------------------------------------------------


def test_thresholds_by_root_finding_at_high_precision():
    def d(f, z):
        return mp.diff(f, z)

    def sigma(z):
        return 1 / (1 + mp.exp(-z))

    def root(f, near):
        return float(mp.findroot(f, near))

    with mp.workdps(30):
        flat_tanh = root(lambda z: d(mp.tanh, z) - 0.01, 3)
        flat_sigmoid = root(lambda z: d(sigma, z) - 0.01, 5)
        crossing = root(lambda z: d(mp.tanh, z) - d(sigma, z), 1.5)
    assert pytest.approx(flat_tanh, abs=1e-9) == values.TANH_AT_001
    assert pytest.approx(flat_sigmoid, abs=1e-9) == values.SIGMOID_AT_001
    assert pytest.approx(crossing, abs=1e-9) == values.CROSSING


@pytest.mark.parametrize("dtype", values.OVERFLOW)
def test_overflow_begins_where_the_grader_says(dtype):
    def overflows(x):
        with np.errstate(over="raise"):
            try:
                np.exp(np.array([x], dtype=dtype))
            except FloatingPointError:
                return True
        return False

    assert overflows(values.OVERFLOW[dtype] + 0.01)
    assert not overflows(values.OVERFLOW[dtype] - 0.01)


def test_the_gradient_expected_is_the_difference_quotient():
    weights, _, grad = chain_rule._network([3, 5, 4, 2], 7)
    x = np.random.default_rng(0).standard_normal((3, 3))

    def run(x):
        a, pre = x, []
        for W in weights:
            pre.append(a @ W.T)
            a = expit(pre[-1])
        return pre, np.sum(a * grad)

    measured = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[place] = 1e-6
        measured[place] = (run(x + step)[1] - run(x - step)[1]) / 2e-6
    assert np.allclose(chain_rule._right(weights, run(x)[0], grad), measured, rtol=1e-6, atol=1e-9)


def test_the_chains_derivative_is_the_difference_quotient():
    def run(x):
        for _ in range(3):
            x = expit(3.0 * x - 1.0)
        return x

    measured = (run(0.4 + 1e-6) - run(0.4 - 1e-6)) / 2e-6
    assert np.prod(flow.chain_factors(3.0, -1.0, 0.4, depth=3)) == pytest.approx(measured, rel=1e-6)


def test_the_range_of_ratios_holds_for_other_seeds():
    for start in range(200, 240, 5):
        outcome = flow._measurement(ratios(range(start, start + 5)), ())
        assert outcome.passed, outcome


# --- Predictions, the figure, the sections -------------------------------------------------------------


@pytest.mark.parametrize(
    "prediction, words",
    [
        (-12, "within one power of ten"), (-11, "close to the bound"), (3, "a positive power"),
        (-5, "off by 7.1 powers"), (1e-12, "read as the number 10^p"),
    ],
)
def test_a_prediction_is_compared_kindly_and_never_marked_wrong(prediction, words):
    measured = [10**-12.1] * 4 + [10**-12.09]
    result = grade(BY_ID["2.7"], (prediction, measured))
    assert result.passed
    assert words in repr(result)
    power = np.log10(prediction) if 0 < prediction < 1 else prediction
    assert f"predicted 10^{power:.3g}" in repr(result)
    assert "measured 10^-12.1" in repr(result)


def test_the_figure_itself_is_graded_by_its_settings_not_by_its_word():
    figure = figures.gradient_flow(goal={"readout": "sigmoid.ratio", "at_least": 0.5, "at_most": 2})
    assert grade(BY_ID["2.9"], figure).state == NOT_ATTEMPTED
    figure.state = {**figure.state, "gain": 9}
    figure.goal_reached = True
    assert grade(BY_ID["2.9"], figure).state == NOT_YET
    figure.state = {**figure.state, "scheme": "he", "gain": 8.5}
    assert grade(BY_ID["2.9"], figure).passed
    assert figure.goal_reached, "figure and grader agree"


test_sections_are_headings_of_the_chapter = shared.sections_are_headings(BY_ID, "2_sigmoid_tanh")
test_the_public_check_knows_them_all_in_order = shared.check_knows_them_all_in_order(
    BY_ID, "2_sigmoid_tanh", "2.8", (8, -4, 0.5)
)
