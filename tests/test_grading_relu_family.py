"""The exercises of "The ReLU family": right answers of two styles pass, wrong ones get their own message."""

import grading_support as shared
import numpy as np
import pytest
import torch
from activations import initialise
from activations.grading.checker import grade
from activations.grading.records import NOT_YET
from activations.grading.relu_family import EXERCISES, corners, counting, scale
from activations.grading.relu_family.written import DIAGNOSIS
from torch.nn import functional as F

BY_ID = {exercise.id: exercise for exercise in EXERCISES}

# --- Answers in the way learners write them ------------------------------------------------------------


def right_seam():
    return [lambda a: a, lambda a: 1 - a, lambda a: a * 1.0, lambda a: 0]


def numeric_seam():
    h = 1e-4

    def elu(x, a):
        return a * np.expm1(x)

    return (
        lambda a: (elu(0, a) - elu(-1e-7, a)) / 1e-7,
        lambda a: 1.0 - a * np.exp(0.0),
        lambda a: (elu(0, a) - 2 * elu(-h, a) + elu(-2 * h, a)) / h**2 * np.exp(h),
        lambda a: 1 - a * np.exp(0 / a) / a,
    )


def seam(index, wrong):
    answers = right_seam()
    answers[index] = wrong
    return answers


def masked_leaky(x, a):
    out = x.copy()
    out[x < 0] *= a
    return out


def loop_count(batches):
    width = batches[0].shape[1]
    alive = set()
    for z in batches:
        for row in z:
            alive |= {unit for unit in range(width) if row[unit] > 0}
    return width - len(alive)


def stacked_count(batches):
    return int((np.concatenate(batches).max(axis=0) <= 0).sum())


def channel_loop(batches):
    return sum(all(z[:, c].max() <= 0 for z in batches) for c in range(batches[0].shape[1]))


def channel_stack(batches):
    return np.count_nonzero(np.concatenate(batches).max(axis=(0, 2, 3)) <= 0)


def stacked(batches):
    return np.concatenate(batches)


ESSAY = (
    "First I count over all the training data, one flag per unit. Then at step zero and after each epoch. "
    "If it is there at step zero I look at biases and initialisation, else I lower the rate alone."
)

RIGHT = {
    "3.1": [(0, 1, 0.5, 0.5), np.array([0.0, 1.0, 0.5, 0.5])],
    "3.2": [right_seam(), numeric_seam()],
    "3.3": [masked_leaky, lambda x, a: np.where(x > 0, x, np.asarray(a, x.dtype) * x)],
    "3.4a": [(0.04, 0.41), (2 / 50, 6**-0.5)],
    "3.4b": [lambda n, a: 2 / (n * (1 + a * a)), lambda n, a: 1 / n / (0.5 + a**2 / 2)],
    "3.5": [
        lambda p, n: np.mean((1 - p) ** n),
        lambda p, n: sum(np.prod([1 - share] * n) for share in p) / len(p),
    ],
    "3.6a": [loop_count, stacked_count],
    "3.6b": [channel_loop, channel_stack],
    "3.7": [(0.066, 1e5, 1e4), [0.066, 100_000, 10_000]],
    "3.8": [lambda a: (a <= 0).all(dim=0).float().mean(), lambda a: 1 - (a.max(0)[0] > 0).double().mean()],
    "3.9": [(ESSAY, [1, 1, 1, 0]), (ESSAY, (1, 0.5, 1, 0.5))],
}

WRONG = [
    ("3.1", (1, 1, 0.5, 0.5), "The slope from the right"),
    ("3.1", (0.5, 1, 0.5, 0.5), "The middle"),
    ("3.1", (0, 0, 0, 0), "As for F.relu"),
    ("3.1", (0, 1, 1, 0.5), "All of it to x"),
    ("3.1", (0, 1, 0.5, 1), "|x| with slope 1 at 0"),
    ("3.1", (0, 1, 0.5), "3 of them"),
    ("3.2", seam(0, np.ones_like), "The slope from the right"),
    ("3.2", seam(0, np.zeros_like), "The value, not the slope"),
    ("3.2", seam(0, np.negative), "The end of the tail"),
    ("3.2", seam(1, lambda a: a - 1), "The sign of the jump"),
    ("3.2", seam(1, lambda a: 1 + a), "The slopes added"),
    ("3.2", seam(2, np.zeros_like), "The right side's"),
    ("3.2", seam(2, np.square), "α squared"),
    ("3.2", seam(3, lambda a: 1 - a), "As for ELU"),
    ("3.2", seam(3, np.ones_like), "The slope, not the jump"),
    ("3.3", lambda x, a: np.maximum(a * x, x), "max(ax, x)"),
    ("3.3", lambda x, a: x * a, "The slope on both sides"),
    ("3.3", lambda x, a: np.where(x < 0, x, a * x), "The slope on the wrong side"),
    ("3.3", lambda x, a: np.clip(x, 0, None), "No leak"),
    ("3.3", lambda x, a: np.where(x < 0, a * np.abs(x), x), "The negative side turned up"),
    ("3.3", lambda x, a: x + a * np.minimum(0, x), "x counted twice"),
    ("3.3", lambda x, a: a * x if x <= 0 else x, "One number at a time"),
    ("3.4a", (0.2, 0.408), "The standard deviation"),
    ("3.4a", (0.02, 0.408), "LeCun's rule"),
    ("3.4a", (0.01, 0.408), "One over 2n"),
    ("3.4a", (0.04, 1 / 6), "The mean square's factor"),
    ("3.4a", (0.04, 0.707), "Xavier's factor"),
    ("3.4a", (0.04, 0.577), "The slopes are missing"),
    ("3.4b", lambda n, a: 2 / n * np.ones_like(a), "The slope is forgotten"),
    ("3.4b", lambda n, a: 2 / n / (1 + a), "a is not squared"),
    ("3.4b", lambda n, a: (2 / n / (1 + a**2)) ** 0.5, "The standard deviation"),
    ("3.4b", lambda n, a: 2 * (1 + a * a) / n, "Upside down"),
    ("3.4b", lambda n, a: 1 / (n * (1 + a * a)), "The half is lost"),
    ("3.5", lambda p, n: np.mean(p**n), "On for all instead of off for all"),
    ("3.5", lambda p, n: 1 - np.mean((1 - p) ** n), "The chance to be seen alive"),
    ("3.5", lambda p, n: (1 - p.mean()) ** n, "The mean before the power"),
    ("3.5", lambda p, n: (p == 0).mean(), "Really dead only"),
    ("3.5", lambda p, n: np.mean(1 - p * n), "A sum for a power"),
    ("3.5", lambda p, n: 1 - p.mean(), "Inactive, not dead"),
    ("3.5", lambda p, n: (1 - p) ** n, "One number for each unit"),
    ("3.6a", lambda b: (b[-1].max(axis=0) <= 0).sum(), "Only the last batch"),
    ("3.6a", lambda b: (b[0].max(axis=0) <= 0).sum(), "Only the first batch"),
    ("3.6a", lambda b: sum((z.max(axis=0) <= 0).sum() for z in b), "Counts added up"),
    ("3.6a", lambda b: sum((z <= 0).sum() for z in b), "Inactive, not dead"),
    ("3.6a", lambda b: (stacked(b) <= 0).all(axis=1).sum(), "The wrong axis"),
    ("3.6a", lambda b: (stacked(b).max(axis=0) < 0).sum(), "Exactly 0 counted as alive"),
    ("3.6a", lambda b: (stacked(b).max(axis=0) > 0).sum(), "The living"),
    ("3.6a", lambda b: (stacked(b).max(axis=0) <= 0).mean(), "The share"),
    ("3.6b", lambda b: (stacked(b).max(axis=0) <= 0).sum(), "Every place on its own"),
    ("3.6b", lambda b: (b[-1].max(axis=(0, 2, 3)) <= 0).sum(), "Only the last batch"),
    ("3.6b", lambda b: (stacked(b).max(axis=(1, 2, 3)) <= 0).sum(), "Examples, not channels"),
    ("3.6b", lambda b: (stacked(b).max(axis=(0, 2, 3)) < 0).sum(), "Exactly 0 counted as alive"),
    ("3.6b", lambda b: (stacked(b).mean(axis=(2, 3)) <= 0).all(axis=0).sum(), "Averaged over the map"),
    ("3.7", (0.66, 1e5, 1e4), "Large weights kill"),
    ("3.7", (0, 1e5, 1e4), "Large weights revive"),
    ("3.7", (0.066, 10, 1e4), "One layer's factor"),
    ("3.7", (0.066, 1e4, 1e4), "The output layer is forgotten"),
    ("3.7", (0.066, 50, 1e4), "Added instead of multiplied"),
    ("3.7", (0.066, 1e5, 1e5), "One matrix too many"),
    ("3.7", (0.066, 1e5, 1), "Nothing but slopes"),
    ("3.8", lambda a: (a <= 0).all(0).mean(), "The mean of a Bool tensor"),
    ("3.8", lambda a: (a == 0).float().mean(), "The share of zeros"),
    ("3.8", lambda a: (a <= 0).all(1).float().mean(), "The wrong dimension"),
    ("3.8", lambda a: (a <= 0).any(0).float().mean(), "Any for all"),
    ("3.8", lambda a: (a <= 0).all(0).sum(), "The number, not the share"),
    ("3.8", lambda a: (a <= 0).all(0).sum() // 5, "A whole number"),
    ("3.8", 0.5, "the function itself"),
    ("3.9", ("Lower the rate.", [1, 1, 1, 1]), "Too short to score"),
    ("3.9", ("dead units " * 20, [1, 1, 1, 1]), "The same words over and over"),
    ("3.9", (ESSAY, ...), "Model answer."),
    ("3.9", (ESSAY, 3), "One total"),
    ("3.9", (ESSAY, [1, 1, 0, 0]), "add to your text what point 3 asks for"),
    ("3.9", (ESSAY, [3, 1, 1, 1]), "marks other than 0, ½ and 1"),
]


test_right_answers_pass = shared.right_answers_pass(BY_ID, RIGHT)
test_a_wrong_answer_fails_with_its_own_message = shared.wrong_answers_get_their_own_message(BY_ID, WRONG)
test_every_exercise_has_wrong_answers_of_at_least_five_kinds = shared.wrong_answers_are_varied(BY_ID, WRONG)
test_every_slip_is_wrong_and_is_recognised_by_name = shared.slips_are_recognised(BY_ID)


@pytest.mark.parametrize("index", range(4))
def test_every_slip_of_the_seam_is_recognised(index):
    for slip in corners.SEAM_SLIPS[index]:
        result = grade(BY_ID["3.2"], seam(index, slip.wrong))
        assert result.state == NOT_YET and f"Recognised: {slip.name}" in repr(result), slip.name
        assert result.score == index / 4, "the lines after the first wrong one wait"


# --- What answers do ---------------------------------------------------------------------------------


JUNK = {"tensor": torch.zeros(3), "four texts": ("a", "b", "c", "d")}

test_junk_gets_a_clear_answer = shared.junk_gets_a_clear_answer(BY_ID, JUNK)


# --- Expected values, by other means -------------------------------------------------------------------


def test_the_slopes_at_zero_are_pytorchs():
    measured = []
    for ramp in (
        F.relu,
        lambda x: x.clamp(min=0),
        lambda x: torch.maximum(x, torch.tensor(0.0)),
        lambda x: (x + x.abs()) / 2,
    ):
        x = torch.tensor(0.0, requires_grad=True)
        ramp(x).backward()
        measured.append(x.grad.item())
    assert tuple(measured) == corners.ZERO_SLOPES


@pytest.mark.parametrize("alpha", [0.25, 1.0, 3.0])
def test_the_seam_is_that_of_pytorchs_elu(alpha):
    x = torch.tensor(-1e-9, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(F.elu(x, alpha), x, create_graph=True)
    (second,) = torch.autograd.grad(slope, x)
    place = list(corners.ALPHAS).index(alpha)
    left, jump, curvature, celu_jump = (wanted[place] for wanted in corners.SEAM_WANTED)
    assert slope.item() == pytest.approx(left, rel=1e-6)
    assert second.item() == pytest.approx(curvature, rel=1e-6)
    assert 1 - slope.item() == pytest.approx(jump, abs=1e-6)
    (slope,) = torch.autograd.grad(F.celu(x, alpha), x)
    assert 1 - slope.item() == pytest.approx(celu_jump, abs=1e-6)


def test_the_leaky_variance_is_pytorchs_gain():
    for a in scale.SLOPES:
        gain = torch.nn.init.calculate_gain("leaky_relu", float(a))
        assert gain**2 / 100 == pytest.approx(2 / (100 * (1 + a**2)))


def test_looking_dead_is_what_random_batches_show():
    rng, shares = np.random.default_rng(0), np.array([0.0, 0.02, 0.1, 0.5])
    seen = np.mean([~(rng.random((16, 4)) < shares).any(axis=0) for _ in range(20_000)])
    assert np.mean((1 - shares) ** 16) == pytest.approx(seen, abs=0.005)
    first = counting.LOOKS.tests[0]
    assert first.expected == pytest.approx(np.mean([(1 - p) ** 64 for p in counting.SHARES]))


def test_ten_times_the_weights_on_a_real_network():
    X = torch.randn(40, 8, dtype=torch.float64)

    def run(gain):
        layers = [torch.tensor(W) for W, _ in initialise([8, 9, 9, 9, 9, 3], "he", gain, 5)]
        a, z1, dead = X, None, None
        for i, W in enumerate(layers):
            z = a @ W.T
            if i == 0:
                z1 = z.requires_grad_()
                z1.retain_grad()
            dead = (z <= 0).all(dim=0) if i == 2 else dead
            a = F.relu(z) if i < 4 else z
        a.backward(torch.ones_like(a))
        return dead, a.detach(), z1.grad

    (dead, out, grad), (dead10, out10, grad10) = run(1.0), run(10.0)
    assert torch.equal(dead, dead10)
    assert torch.allclose(out10, 1e5 * out)
    assert torch.allclose(grad10, 1e4 * grad)


def test_the_batches_can_tell_the_slips_apart():
    assert (np.concatenate(counting.FLAT)[:, 1] == 0).all(), "a unit that is exactly at the corner"
    living = (np.concatenate(counting.FLAT) > 0).any(axis=0)
    assert 0 < living.sum() < 12
    assert any((z[:, living] <= 0).all(axis=0).any() for z in counting.FLAT), "a selective unit"


def test_rubric_has_four_points_and_a_model_that_names_them():
    assert len(DIAGNOSIS.rubric) == 4 and len(DIAGNOSIS.errors) >= 3
    for word in ("step", "biases", "rate", "initialisation"):
        assert word in DIAGNOSIS.model


test_sections_are_headings_of_the_chapter = shared.sections_are_headings(BY_ID, "3_relu_family")
test_the_public_check_knows_them_all_in_order = shared.check_knows_them_all_in_order(
    BY_ID, "3_relu_family", "3.7", (0.066, 1e5, 1e4)
)
