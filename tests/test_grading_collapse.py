"""The exercises on the collapse theorem: right answers pass, wrong ones get their own message."""

import math
from functools import reduce
from itertools import pairwise

import activations as af
import grading_support as shared
import numpy as np
import pytest
import torch
from activations.grading.checker import grade
from activations.grading.collapse import EXERCISES, design, layers, networks

BY_ID = {exercise.id: exercise for exercise in EXERCISES}
ZERO = np.zeros(2)


# --- Answers in the way learners write them ------------------------------------------------------------


def recursive(given):
    if len(given) == 1:
        return given[0][0] + 0, given[0][1] + 0
    W, b = recursive(given[:-1])
    V, c = given[-1]
    return np.dot(V, W), np.dot(V, b) + c


def in_homogeneous_coordinates(given):
    """The bias as a last column, and a row (0 … 0 1) below."""

    def square(W, b):
        return np.block([[W, b[:, None]], [np.zeros((1, W.shape[1])), np.ones((1, 1))]])

    product = reduce(lambda P, layer: square(*layer) @ P, given[1:], square(*given[0]))
    return [product[:-1, :-1], product[:-1, -1]]


def by_probing(given, slope=1.0, shift=0.0):
    def run(x):
        for W, b in given[:-1]:
            x = slope * (W @ x + b) + shift
        return given[-1][0] @ x + given[-1][1]

    n = given[0][0].shape[1]
    b = run(np.zeros(n))
    return np.stack([run(e) - b for e in np.eye(n)], axis=1), b


def fold(step):
    def run(given, *more):
        (W, b), *rest = given
        for V, c in rest:
            W, b = step(W, b, V, c)
        return W + 0, b + 0

    return run


def hidden(change):
    def run(given, slope, shift):
        return af.collapse([*(change(W, b, slope, shift) for W, b in given[:-1]), given[-1]])

    return run


def xor(W1, b1, w2, b2):
    return np.array(W1), np.array(b1), np.array(w2), b2


INTO = (np.array([[1.0], [1.0]]), np.array([0.0, -0.5]))
OUT_OF = (np.array([[2.0, -4.0]]), np.array([0.0]))


def tents(n, height=1.0):
    out = (height * OUT_OF[0], OUT_OF[1])
    return [INTO] + (n - 1) * [af.collapse([out, INTO])] + [out]


def loose_tents(n):
    """Tents whose layers were put one behind the other without collapsing."""
    return n * [INTO, OUT_OF]


def wide(n):
    kinks = np.arange(n) / n
    return [(np.ones((n, 1)), -kinks), ((-1.0) ** np.arange(n)[None, :], np.zeros(1))]


def trapezes():
    """Three layers of four: each folds the interval four times."""
    kinks = np.array([0.0, 0.25, 0.5, 0.75])
    into, out = (np.ones((4, 1)), -kinks), (np.array([[4.0, -8.0, 8.0, -8.0]]), np.zeros(1))
    return [into, af.collapse([out, into]), af.collapse([out, into]), out]


def smooth(z):
    z = np.asarray(z, dtype=float)
    out = z.copy()
    left = z < 0
    out[left] = z[left] * (1 - np.exp(1 / z[left]))
    return out


def smooth_too(z):
    """Another one, with the limit −2."""
    left = np.where(z < 0, z, -1.0)
    return np.where(z < 0, left * (1 - np.exp(2 / left)), z)


ESSAY = (
    "All fifty layers together are one affine map, because affine maps are closed under composition, and "
    "each bias passes through the layers after it. A narrow layer lowers the rank. Training has saddles."
)

RIGHT = {
    "1.1a": [3, np.float64(3)],
    "1.1b": [(2, -5, 7), np.array([2.0, -5.0, 7.0])],
    "1.1c": [(-30, -17), [-30.0, -17.0]],
    "1.2": [recursive, in_homogeneous_coordinates, by_probing],
    "1.3": [(6, 5058, 690), [6.0, 5058, 690.0]],
    "1.4": [by_probing, lambda g, s, t: af.collapse([(s * W, s * b + t) for W, b in g[:-1]] + g[-1:])],
    "1.5": [
        xor([[1, 1], [1, 1]], [0, -1], [1, -2], 0),
        xor([[1, -1], [-1, 1]], [0, 0], [[2, 2]], [-0.3]),
        ([[1, 1], [-1, -1]], [-1, 1], [-1, -1], 1),
    ],
    "1.6": [(3, 20, 999), np.array([3, 20, 999])],
    "1.7": [tents(6), tuple(tents(6)), trapezes()],
    "1.8": [smooth, smooth_too],
    "1.9": [(ESSAY, [1, 1, 1, 1]), (ESSAY, (1, 0.5, 1, 0.5))],
}

WRONG = [
    ("1.1a", 1, "The biases were added up"),
    ("1.1a", 5, "The last bias is missing"),
    ("1.1a", -3, "The last bias came too early"),
    ("1.1a", 7, "The sign of the last bias"),
    ("1.1a", -1, "The bias of the first weights"),
    ("1.1b", (0, -6, 7), "The columns of W₁, not its rows"),
    ("1.1b", (2, 7, 7), "The sign of −2"),
    ("1.1b", (3, 4, 7), "Weights added"),
    ("1.1b", (1, -5, 7), "Only one hidden unit"),
    ("1.1b", (2, -5, 4), "The biases were added up"),
    ("1.1b", (2, -5, 3), "The last bias is missing"),
    ("1.1b", (2, -5, -1), "The last bias came too early"),
    ("1.1b", (2, -5), "3 values"),
    ("1.1c", (30, -17), "The sign of −3"),
    ("1.1c", (4, -17), "Weights added"),
    ("1.1c", (10, -17), "The middle weight is missing"),
    ("1.1c", (-30, -1), "The biases were added up"),
    ("1.1c", (-30, 13), "The first bias was lost"),
    ("1.1c", (-30, 23), "The first bias skipped a layer"),
    ("1.1c", (-30, -10), "The last bias is missing"),
    ("1.1c", (-30, -47), "The first bias through its own weight"),
    (
        "1.2",
        fold(lambda W, b, V, c: (V @ W, c + b if c.size == b.size else b.sum() + c)),
        "The biases were added up",
    ),
    ("1.2", fold(lambda W, b, V, c: (V @ W, c)), "Only the last bias"),
    ("1.2", fold(lambda W, b, V, c: (W @ V, V @ b + c)), "The product in the wrong order"),
    ("1.2", fold(lambda W, b, V, c: (V @ W, V @ b)), "The new layer's bias is missing"),
    ("1.2", fold(lambda W, b, V, c: (V @ W, V @ W @ b + c)), "The bias through the collapsed weights"),
    (
        "1.2",
        lambda g: (g[-1][0] @ g[0][0], g[-1][0] @ g[0][1] + g[-1][1]),
        "Only the first and the last layer",
    ),
    ("1.2", fold(lambda W, b, V, c: (V @ W, V @ b + 2 * c)), "b[0] is"),
    ("1.2", lambda g: recursive(g)[0], "a pair (W, b)"),
    ("1.2", lambda g: tuple(part.T for part in recursive(g)), "W has shape (3, 2)"),
    ("1.2", lambda g: print("W, b"), "it returned None"),
    ("1.2", recursive([(np.eye(2), ZERO)]), "the function itself"),
    ("1.3", (12, 5058, 690), "The number of outputs"),
    ("1.3", (40, 5058, 690), "The widest hidden layer"),
    ("1.3", (100, 5058, 690), "The number of inputs"),
    ("1.3", (4, 5058, 690), "The number of matrices"),
    ("1.3", (6, 4960, 690), "Weights without biases"),
    ("1.3", (6, 1212, 690), "The collapsed layer"),
    ("1.3", (6, 5146, 690), "A bias for each input"),
    ("1.3", (6, 5058, 1212), "The single layer 100 → 12"),
    ("1.3", (6, 5058, 672), "Weights without biases"),
    ("1.3", (6, 5058, 684), "Only the last biases"),
    ("1.4", lambda g, s, t: af.collapse([(s * W, s * b + t) for W, b in g]), "at the output too"),
    ("1.4", lambda g, s, t: af.collapse(g), "The activation was left out"),
    ("1.4", hidden(lambda W, b, s, t: (s * W, s * b)), "The shift is missing"),
    ("1.4", hidden(lambda W, b, s, t: (s * W, b + t)), "The bias was not multiplied by the slope"),
    ("1.4", hidden(lambda W, b, s, t: (W, s * b + t)), "The weights were not multiplied by the slope"),
    ("1.4", hidden(lambda W, b, s, t: (s * W, s * (b + t))), "Shift before slope"),
    (
        "1.4",
        lambda g, s, t: [s * af.collapse(g)[0], s * af.collapse(g)[1] + t],
        "The activation only at the end",
    ),
    (
        "1.4",
        lambda g, s, t: (s ** (len(g) - 1) * af.collapse(g)[0], by_probing(g, s)[1] + t * (len(g) - 1)),
        "The shifts were added at the end",
    ),
    ("1.5", xor([[1, 1], [1, 1]], [0, -1], [1, -1], 0), "This is OR"),
    ("1.5", xor([[1, 1], [1, 1]], [-1, -1], [1, 0], 0), "This is AND"),
    ("1.5", xor([[1, 1], [1, 1]], [0, -1], [-1, 2], 1), "Upside down"),
    ("1.5", xor([[1, 1], [1, 1]], [-1, -1], [-1, 0], 1), "This is NOT AND"),
    ("1.5", xor([[1, 1], [1, 1]], [0, -1], [-1, 1], 1), "This is NOT OR"),
    ("1.5", xor([[1, -1], [1, -1]], [0, 0], [1, 0], 0), "Only half of it"),
    ("1.5", xor([[1, 1], [1, 1]], [5, 5], [0, 0], 1), "Affine after all"),
    ("1.5", xor([[1, 1], [1, 1]], [0, -1], [0.5, -1], 0), "Never above ½"),
    ("1.5", xor([[1, 1], [1, 1]], [0, -1], [1, -2], 1), "Never below ½"),
    ("1.5", xor([[1, 1]], [0], [1], 0), "shapes (1, 2)"),
    ("1.5", (1, 2, 3), "four things"),
    ("1.5", (np.eye(2), ZERO, ..., 0), "still blank"),
    ("1.6", (5, 20, 999), "A kink for every unit"),
    ("1.6", (4, 20, 999), "A kink that cancels"),
    ("1.6", (2, 20, 999), "Kinks, not pieces"),
    ("1.6", (3, 10, 999), "Tents, not units"),
    ("1.6", (3, 18, 999), "One tent too few"),
    ("1.6", (3, 1000, 999), "Added, not doubled"),
    ("1.6", (3, 999, 999), "The number for one layer"),
    ("1.6", (3, 20, 1000), "Kinks are one fewer"),
    ("1.6", (3, 20, 998), "One too few"),
    ("1.6", (3, 20, 500), "Two pieces for each unit"),
    ("1.6", (3, 20, 20), "The number for tents"),
    ("1.7", wide(12), "One wide layer"),
    ("1.7", tents(7), "Too many units"),
    ("1.7", loose_tents(6), "A layer of one unit between the tents"),
    ("1.7", loose_tents(4), "A layer of one unit between the tents"),
    ("1.7", tents(6, height=0.6), "A tent that does not fill the interval"),
    ("1.7", tents(5), "32 pieces on [0, 1]"),
    ("1.7", [(np.ones((2, 1)), np.zeros(3))], "a list of (W, b), one input"),
    ("1.7", [INTO, INTO], "a list of (W, b), one input"),
    ("1.7", INTO, "a list of (W, b), one input"),
    ("1.8", lambda z: np.maximum(z, 0), "This is ReLU"),
    ("1.8", lambda z: np.where(z >= 0, z, np.exp(np.minimum(z, 0)) - 1), "This is ELU"),
    ("1.8", lambda z: np.where(z >= 0, z, 0.01 * z), "This is leaky ReLU"),
    ("1.8", lambda z: np.log1p(np.exp(np.minimum(z, 500))) + np.maximum(z - 500, 0), "This is softplus"),
    ("1.8", lambda z: torch.nn.functional.gelu(torch.tensor(z)).numpy(), "This is GELU"),
    ("1.8", lambda z: torch.nn.functional.silu(torch.tensor(z)).numpy(), "This is SiLU"),
    ("1.8", lambda z: np.where(z < 0, np.tanh(z), z), "tanh on the left"),
    ("1.8", lambda z: np.where(z < 0, z * np.exp(np.minimum(z, 0)), z), "it falls beside z"),
    ("1.8", lambda z: np.where(z < 0, z / (1 + np.sqrt(-np.minimum(z, 0))), z), "f(−1000) is"),
    ("1.8", lambda z: np.where(z < 0, 0.5 * np.tanh(z), z), "the slope jumps by about 0.5"),
    ("1.8", lambda z: np.where(z < 0, z / (1 - np.minimum(z, 0)), z), "the second derivative jumps"),
    ("1.8", lambda z: np.sin(z) + z, "f("),
    ("1.8", lambda z: z[:3] + 0, "numbers of shape (3,)"),
    ("1.8", lambda z: np.where(z < 0, np.nan, z), "nan at z ="),
    ("1.8", smooth(-np.ones(1)), "the function itself"),
    ("1.9", ("It is one layer.", [1, 1, 1, 1]), "Too short to score"),
    ("1.9", ("linear affine " * 30, [1, 1, 1, 1]), "The same words over and over"),
    ("1.9", (ESSAY, ...), "Model answer."),
    ("1.9", (ESSAY, 4), "One total"),
    ("1.9", (ESSAY, [1, 1, 1]), "3 marks"),
    ("1.9", (ESSAY, [1, 0, 1, 0]), "add to your text what point 2 asks for"),
]


test_right_answers_pass = shared.right_answers_pass(BY_ID, RIGHT)
test_a_wrong_answer_fails_with_its_own_message = shared.wrong_answers_get_their_own_message(BY_ID, WRONG)
test_every_exercise_has_wrong_answers_of_at_least_five_kinds = shared.wrong_answers_are_varied(BY_ID, WRONG)
test_every_slip_is_wrong_and_is_recognised_by_name = shared.slips_are_recognised(BY_ID)


@pytest.mark.parametrize("key", ["1.1a", "1.1b", "1.1c", "1.3", "1.6"])
def test_numbers_of_slips_are_wrong_and_told_apart(key):
    for test in BY_ID[key].tests:
        slips = getattr(test, "slips", BY_ID[key].slips)
        right = getattr(test, "test", test).expected
        wrong = [float(n) for slip in slips for n in np.atleast_1d(slip.wrong)]
        assert right not in wrong
        assert len(set(wrong)) == len(wrong)


# --- What answers do, on the real exercises ------------------------------------------------------------


JUNK = {
    "layers of text": [("W", "b")],
    "four nans": (np.full((2, 2), np.nan), ZERO, ZERO, 0),
    "infinite layer": [(np.full((1, 1), np.inf), np.zeros(1))],
}

test_junk_gets_a_clear_answer = shared.junk_gets_a_clear_answer(BY_ID, JUNK)


def test_an_answer_that_changes_the_layers_is_told_so():
    def careless(given):
        given.append((np.eye(2), ZERO))
        return recursive(given[:-1])

    assert "changed the array it was given" in repr(grade(BY_ID["1.2"], careless))


# --- Expected values, by other means -------------------------------------------------------------------


def test_the_layers_expected_are_pytorchs_jacobian():
    given = layers._random([3, 4, 4, 2], 5)
    W, b = layers._with_activation(given, -0.5, 3.0)

    def run(x):
        for V, c in given[:-1]:
            x = -0.5 * (torch.tensor(V) @ x + torch.tensor(c)) + 3.0
        return torch.tensor(given[-1][0]) @ x + torch.tensor(given[-1][1])

    zero = torch.zeros(3, dtype=torch.float64)
    np.testing.assert_allclose(W, torch.autograd.functional.jacobian(run, zero))
    np.testing.assert_allclose(b, run(zero))


def test_counts_by_pytorch():
    def network(*widths):
        return [torch.nn.Linear(*pair) for pair in pairwise(widths)]

    counts = [
        sum(p.numel() for layer in network(*w) for p in layer.parameters())
        for w in ((100, 40, 6, 40, 12), (100, 6, 12))
    ]
    with torch.no_grad():
        product = reduce(lambda P, layer: layer.weight @ P, network(100, 40, 6, 40, 12), torch.eye(100))
    assert (torch.linalg.matrix_rank(product).item(), *counts) == (6, 5058, 690)


def test_pieces_by_the_slopes_on_a_grid():
    x = np.arange(-4, 6) + 0.5
    relu = lambda z: np.maximum(z, 0)  # noqa: E731
    y = lambda x: relu(x + 1) + relu(x) - relu(-x) - 2 * relu(x - 2)  # noqa: E731
    slopes = (y(x + 0.1) - y(x - 0.1)).round(9)
    assert 1 + np.count_nonzero(np.diff(slopes)) == 3
    assert 2 * math.ceil(math.log2(1000)) == 20


def test_the_smooth_solution_rises_is_bounded_and_has_no_jump():
    """mpmath's derivatives of z(1 − e^(1/z)) at points that approach 0."""
    import mpmath as mp

    def g(z):
        return z * (1 - mp.exp(1 / z))

    with mp.workdps(60):
        for order, limit in ((1, 1), (2, 0), (3, 0), (4, 0)):
            assert abs(mp.diff(g, mp.mpf("-0.01"), order) - limit) < 1e-25
        assert abs(g(mp.mpf(-(10**9))) + 1) < 1e-8
        assert min(mp.diff(g, -mp.mpf(k) / 10) for k in range(1, 200)) > 0
    np.testing.assert_allclose(smooth(design.LEFT), [float(g(mp.mpf(z))) for z in design.LEFT], rtol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_the_network_that_is_graded_is_the_one_given(seed):
    rng = np.random.default_rng(seed)
    W1, b1, w2, b2 = rng.normal(size=(2, 2)), rng.normal(size=2), rng.normal(size=2), rng.normal()
    y = torch.relu(torch.tensor(networks.POINTS @ W1.T + b1)).numpy() @ w2 + b2
    shown = repr(grade(BY_ID["1.5"], (W1, b1, w2, b2)))
    right = [bool(v > 0.5) for v in y] == [False, True, True, False]
    assert right or f"outputs {y[0]:.4g}, {y[1]:.4g}" in shown


# --- The sections --------------------------------------------------------------------------------------


test_sections_are_headings_of_the_chapter = shared.sections_are_headings(BY_ID, "1_collapse")
test_the_public_check_knows_them_all_in_order = shared.check_knows_them_all_in_order(
    BY_ID, "1_collapse", "1.6", (3, 20, 999)
)
