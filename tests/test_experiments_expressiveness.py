"""Linear networks, best fits and pieces, against closed forms, PyTorch and brute force."""

import math
from itertools import pairwise

import numpy as np
import pytest
import scipy.linalg
import torch
from activations import experiments, initialise
from activations.registry import lookup

# --- Linear networks ----------------------------------------------------------------------------------


def test_gaps_are_rounding():
    single = experiments.collapse_gaps(dtype=np.float32, seeds=range(20))
    double = experiments.collapse_gaps(dtype=np.float64, seeds=range(20))
    assert single.shape == (20,) and (single > 0).all() and single.max() < 1e-5
    assert (double > 0).all() and double.max() < 1e-13
    ratio = np.median(single) / np.median(double)
    assert 2**26 < ratio < 2**32  # the two precisions are 29 bits apart


@pytest.mark.parametrize("widths", [[784, 10], [784, 100, 10], [3, 5, 2, 7]])
def test_parameters_are_counted_as_pytorch_counts(widths):
    layers = [torch.nn.Linear(*pair) for pair in pairwise(widths)]
    assert experiments.parameter_count(widths) == sum(p.numel() for m in layers for p in m.parameters())


def test_one_layer_learns_every_direction_at_one_rate():
    """Closed form: the error is multiplied by 1 − η in every step, whatever the direction."""
    run = experiments.train_linear(depth=1, strengths=(4, 2, 1), start=0.0, learning_rate=0.05, steps=60)
    k = np.arange(61)
    np.testing.assert_allclose(run.modes, np.repeat(1 - 0.95 ** k[:, None], 3, axis=1), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(run.loss, 0.5 * (16 + 4 + 1) * 0.95 ** (2 * k), rtol=1e-9)


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_linear_training_is_pytorchs_gradient_descent(depth):
    steps, rate, width, strengths = 12, 0.03, 5, (3.0, 1.0)
    run = experiments.train_linear(depth, strengths, width, 0.8, rate, steps, seed=3)
    rng = np.random.default_rng(3)
    U, V = (np.linalg.qr(rng.standard_normal((width, width)))[0][:, :2] for _ in range(2))
    target = torch.tensor(U @ np.diag(strengths) @ V.T)
    draw = [0.8 * rng.standard_normal((width, width)) / width**0.5 for _ in range(depth)]
    matrices = [torch.tensor(W, requires_grad=True) for W in draw]
    optimiser = torch.optim.SGD(matrices, lr=rate)
    losses = []
    for _ in range(steps + 1):
        optimiser.zero_grad()
        product = torch.eye(width, dtype=torch.float64)
        for W in matrices:
            product = W @ product
        loss = ((product - target) ** 2).sum() / 2
        losses.append(loss.item())
        modes = [(U[:, k] @ product.detach().numpy() @ V[:, k]) / strengths[k] for k in range(2)]
        loss.backward()
        optimiser.step()
    np.testing.assert_allclose(run.loss, losses, rtol=1e-10)
    np.testing.assert_allclose(run.modes[-1], modes, rtol=1e-10)


def test_steps_to_a_share():
    run = experiments.LinearTraining(np.zeros(4), np.array([[0, 0.1], [0.4, 0.2], [0.6, 0.3], [0.9, 0.4]]))
    assert run.steps_to(0.5).tolist() == [2, -1]


@pytest.mark.parametrize("bad", [{"depth": 0}, {"strengths": ()}, {"strengths": range(9)}])
def test_linear_training_refuses(bad):
    with pytest.raises(ValueError, match="needs depth"):
        experiments.train_linear(**bad)


# --- Best fits ----------------------------------------------------------------------------------------


def moment(f):
    """∫ f over [−1, 1], by Gauss-Legendre quadrature."""
    x, w = np.polynomial.legendre.leggauss(60)
    return float(w @ f(x))


def rest_of_projection(degree):
    """The rms that the best polynomial leaves of sin 3πx: through Legendre coefficients."""
    total = moment(lambda x: np.sin(3 * np.pi * x) ** 2)
    for k in range(degree + 1):
        P = np.polynomial.Legendre.basis(k)
        c = moment(lambda x, P=P: P(x) * np.sin(3 * np.pi * x))
        total -= c**2 * (2 * k + 1) / 2
    return math.sqrt(total / 2)


@pytest.mark.parametrize("width", [4, 8, 64])
@pytest.mark.parametrize("degree, f", [(1, lambda z: z + 1), (2, np.square), (3, lambda z: z**3)])
def test_polynomial_units_give_polynomials_and_no_more(degree, f, width):
    assert experiments.fit_error(f, width) == pytest.approx(rest_of_projection(degree), abs=2e-5)


def test_the_rest_of_a_straight_line_in_closed_form():
    assert rest_of_projection(2) == pytest.approx(math.sqrt(0.5 - 1 / (3 * math.pi**2)), abs=1e-12)


def test_other_units_get_better_with_width():
    for f in ("relu", "tanh", "mish", np.abs, lambda z: (z > 0).astype(float)):
        errors = [experiments.fit_error(f, width) for width in (2, 32, 512)]
        assert errors[0] > errors[1] > errors[2] and errors[2] < 0.05


@pytest.mark.parametrize("unit", ["relu", "hardtanh", "tanh", "gelu", "sigmoid"])
@pytest.mark.parametrize("units", [3, 24, 64])
def test_a_ridge_fit_is_the_least_squares_fit(unit, units):
    """Against SciPy without a ridge: the same where units are independent; else bounded from both sides.

    No fit has a smaller error than SciPy's, and no solution a smaller sum of error and penalty than ours.
    """
    rng = np.random.default_rng(1)
    x = np.linspace(-1, 1, 200)
    w, b = 3 * rng.standard_normal((2, units))
    y = np.abs(x)
    A = np.column_stack([lookup(unit)(np.outer(x, w) + b), np.ones(200)])
    A = A[:, np.abs(A).max(axis=0) > 0]
    A /= np.sqrt(np.mean(A**2, axis=0))
    fit = experiments.ridge_fit(unit, x, y, w, b)
    assert fit.sup == np.abs(fit.values - y).max() >= fit.rms

    def solved(cutoff):
        best = scipy.linalg.lstsq(A, y, cond=cutoff)[0]
        return np.sqrt(np.mean((A @ best - y) ** 2)), np.linalg.norm(best)

    least, _ = solved(1e-15)
    if np.linalg.cond(A) < 1e5:
        assert fit.rms == pytest.approx(least, rel=1e-6)
    assert fit.rms >= least * (1 - 1e-9)
    for cutoff in (1e-4, 1e-6, 1e-8):
        error, size = solved(cutoff)
        assert fit.rms <= np.hypot(error, 1e-8 * size) * (1 + 1e-9)


def test_a_ridge_fit_takes_units_that_are_zero_or_repeated():
    x = np.linspace(-1, 1, 50)
    w, b = np.array([1.0, 1.0, 1.0]), np.array([-5.0, 0.0, 0.0])  # relu: one dead, two the same
    fit = experiments.ridge_fit("relu", x, np.maximum(x, 0) + 0.5, w, b)
    assert fit.sup < 1e-12


# --- One layer in place of two ------------------------------------------------------------------------


def test_the_nearest_affine_layer_finds_an_affine_map():
    rng = np.random.default_rng(2)
    X, W, b = rng.standard_normal((40, 3)), rng.standard_normal((2, 3)), rng.standard_normal(2)
    found = experiments.nearest_affine(X, X @ W.T + b)
    np.testing.assert_allclose(found.W, W, atol=1e-12)
    np.testing.assert_allclose(found.b, b, atol=1e-12)
    assert (found.residual, found.unexplained) == (0, 0)


def test_no_affine_layer_is_nearer_to_relu():
    rng = np.random.default_rng(3)
    X = rng.standard_normal((500, 2))
    Y = np.maximum(X, 0)
    best = experiments.nearest_affine(X, Y)
    assert best.unexplained == pytest.approx(best.residual**2 / np.var(Y, axis=0).sum())
    for _ in range(20):
        moved = (best.W + 0.01 * rng.standard_normal((2, 2)), best.b + 0.01 * rng.standard_normal(2))
        assert experiments.nearest_affine(X, Y, moved).residual > best.residual


def test_fit_error_names_an_unknown_activation():
    with pytest.raises(ValueError, match="no activation 'rely'"):
        experiments.fit_error("rely", 4)


@pytest.mark.parametrize("width", [4, 64])
def test_a_parabola_misses_the_corner_by_an_eighth(width):
    """x² + 1/8 − |x| takes the values ±1/8 in turn at −1, −½, 0, ½, 1, so no parabola does better."""
    assert experiments.sup_error(np.square, width) == pytest.approx(1 / 8, abs=1e-7)


def test_without_biases_relu_has_two_functions_to_offer():
    """relu(wx) is a multiple of relu(x) or of relu(−x): of an odd target they leave what a line leaves."""
    assert experiments.fit_error("relu", 64, biases=False) == pytest.approx(rest_of_projection(1), abs=2e-5)


def test_other_units_come_nearer_to_the_corner():
    assert experiments.sup_error("relu", 200) < 1e-3
    assert experiments.sup_error("tanh", 64) < 0.01


# --- XOR ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "width, activation, f", [(2, "relu", torch.relu), (3, "relu", torch.relu), (2, "tanh", torch.tanh)]
)
def test_xor_training_is_pytorchs(width, activation, f):
    solved = dead = 0
    X = torch.tensor(experiments.XOR_X)
    y = torch.tensor(experiments.XOR_Y, dtype=torch.float64)
    for seed in range(5):
        parts = [part for layer in initialise([2, width, 1], "he", seed=seed) for part in layer]
        W, b, v, c = parts = [torch.tensor(part, requires_grad=True) for part in parts]
        optimiser = torch.optim.SGD(parts, lr=0.5)
        for _ in range(400):
            optimiser.zero_grad()
            out = (f(X @ W.T + b) @ v.T + c)[:, 0]
            torch.nn.functional.binary_cross_entropy_with_logits(out, y).backward()
            optimiser.step()
        with torch.no_grad():
            hidden = f(X @ W.T + b)
            right = bool((((hidden @ v.T + c)[:, 0] > 0) == (y > 0)).all())
            solved += right
            dead += not right and bool((hidden == 0).all(dim=0).any())
    runs = experiments.train_xor(width, activation, range(5), steps=400, learning_rate=0.5)
    assert runs == (5, solved, dead)


def test_xor_is_beyond_affine_units():
    assert experiments.train_xor(8, "identity", range(10), steps=300).solved == 0


# --- Pieces -------------------------------------------------------------------------------------------


def tent(depth):
    """The tent map (0, 1, 0 at 0, ½, 1) applied `depth` times."""
    first = (np.array([[1.0], [1.0]]), np.array([0.0, -0.5]))
    between = (np.array([[2.0, -4.0], [2.0, -4.0]]), np.array([0.0, -0.5]))
    return [first, *[between] * (depth - 1), (np.array([[2.0, -4.0]]), np.zeros(1))]


@pytest.mark.parametrize("depth", range(1, 13))
def test_tents_double_the_pieces(depth):
    found = experiments.breakpoints(tent(depth))
    np.testing.assert_array_equal(found, np.arange(1, 2**depth) / 2**depth)
    assert experiments.count_pieces(tent(depth)) == 2**depth


@pytest.mark.parametrize("hidden", [[1], [12], [6, 6], [4, 4, 4]])
@pytest.mark.parametrize("seed", range(4))
def test_pieces_are_those_of_a_fine_grid(hidden, seed):
    """Brute force: autograd's slope on a fine grid; pieces narrower than a cell may be missed."""
    rng = np.random.default_rng(seed)
    layers = [(W, rng.standard_normal(len(b))) for W, b in initialise([1, *hidden, 1], "he", seed=rng)]
    x = torch.linspace(-5, 5, 400_001, dtype=torch.float64, requires_grad=True)
    a = x[:, None]
    for W, b in layers[:-1]:
        a = torch.relu(a @ torch.tensor(W).T + torch.tensor(b))
    W, b = layers[-1]
    (a @ torch.tensor(W).T + torch.tensor(b)).sum().backward()
    changes = np.flatnonzero(np.abs(np.diff(x.grad.numpy())) > 1e-9)
    found = experiments.breakpoints(layers, -5, 5)
    np.testing.assert_allclose(found, x.detach().numpy()[changes], atol=2.6e-5)
    assert experiments.count_pieces(layers, -5, 5) == len(changes) + 1
    assert experiments.random_pieces(hidden, range(seed, seed + 1)).tolist() == [len(changes) + 1]


def test_a_kink_that_cancels_is_no_break():
    layers = [(np.array([[1.0], [-1.0]]), np.zeros(2)), (np.array([[1.0, -1.0]]), np.zeros(1))]
    assert experiments.breakpoints(layers, -1, 1).tolist() == []


def test_pieces_along_a_line():
    layers = [(np.eye(2), np.zeros(2)), (np.ones((1, 2)), np.zeros(1))]  # relu(x₁) + relu(x₂)
    with pytest.raises(ValueError, match="one input"):
        experiments.breakpoints(layers)
    cut = experiments.along_line(layers, [-1, -2], [1, 2])
    np.testing.assert_allclose(experiments.breakpoints(cut), [0.5])
    cut = experiments.along_line(layers, [-1, -3], [1, 1])
    np.testing.assert_allclose(experiments.breakpoints(cut), [0.5, 0.75])
