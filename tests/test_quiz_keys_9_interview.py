"""The keys of "The interview room" by other roads, and the options that state facts, tried."""

import math

import mpmath as mp
import numpy as np
import pytest
import torch
from bank_options import options_of
from torch import nn

SLUG = "9_interview"


def sigma(z):
    return 1 / (1 + mp.exp(-z))


def chain(w, L):
    """By autograd, with the biases that put every pre-activation at 0."""
    x = first = torch.tensor(0.3, dtype=torch.float64, requires_grad=True)
    for _ in range(L):
        x = torch.sigmoid(w * (x - x.detach()))
    x.backward()
    return first.grad.item()


def deviation_that_keeps(n, q):
    """By bisection on the factor that one layer multiplies the mean square by."""
    return mp.findroot(lambda s: n * s**2 * q - 1, 0.1)


def width_by_counting(d):
    """The first hidden width at which PyTorch counts at least as many weights."""

    def weights(*sizes):
        with torch.device("meta"):
            return sum(nn.Linear(a, b, bias=False).weight.numel() for a, b in sizes)

    plain = weights((d, 4 * d), (4 * d, d))
    return next(h for h in range(d, 4 * d, d // 3) if weights((d, h), (d, h), (h, d)) == plain)


def lowest_loss(K):
    """What PyTorch's loss gives for the best probabilities there are."""
    best = torch.eye(K, dtype=torch.float64)[:1]
    return nn.functional.cross_entropy(best, torch.tensor([0])).item()


def examples_by_trying(p, e):
    """The first n at which the standard error is small enough."""
    share = p / 100
    return next(n for n in range(1, 100_000) if 100 * math.sqrt(share * (1 - share) / n) <= e * (1 + 1e-12))


ORACLES = {
    "opening": lambda: 100 * sigma(2),
    "slope_and_weights": chain,
    "keep_the_square": deviation_that_keeps,
    "swiglu_width": width_by_counting,
    "loss_at_floor": lowest_loss,
    "silu_slope": lambda: mp.diff(lambda z: z * sigma(z), 1),
    "chain_by_hand": lambda: mp.mpf(1) / 4**10,
    "test_set_size": examples_by_trying,
}


options = options_of(SLUG)


def test_the_told_value_of_the_sigmoid_gives_the_slope_to_two_decimals():
    told = 0.731
    assert told == pytest.approx(float(sigma(1)), abs=5e-4)
    assert told + told * (1 - told) == pytest.approx(float(ORACLES["silu_slope"]()), abs=5e-3)


@pytest.mark.parametrize("text", options("which_softmax"))
def test_lines_of_a_softmax_survive_or_do_not(text):
    rows = [[2000.0, 0.0], [1000.0, 1001.0, 1002.0], [-1e5, 1e5, 3.0], [-2000.0, -2001.0], [5.0, 5.0]]
    for z in map(np.array, rows):
        exact = [mp.exp(x - max(z)) for x in z]
        exact = [float(x / sum(exact)) for x in exact]
        with np.errstate(all="ignore"):
            p = eval(text.strip("`"), {"np": np, "z": z})
        if not np.allclose(p, exact, atol=1e-12):
            assert not options("which_softmax")[text]
            return
    assert options("which_softmax")[text]


def test_the_minimum_fails_for_wide_rows_only():
    def by_minimum(z):
        with np.errstate(all="ignore"):
            e = np.exp(z - z.min())
            return e / e.sum()

    assert not np.isfinite(by_minimum(np.array([0.0, 711.0]))).all()
    for z in ([0.0, 709.0], [-5.0, -3.0, 2.0], [7.0, 7.0, 7.0]):
        assert np.isclose(by_minimum(np.array(z)).sum(), 1)


def universal(f, width=200):
    """The error of a least-squares fit of |x| by random units; what a polynomial leaves does not shrink."""
    rng = np.random.default_rng(0)
    x = np.linspace(-1, 1, 401)
    units = f(rng.normal(0, 4, width) * x[:, None] + rng.normal(0, 2, width))
    units = np.column_stack([units, np.ones_like(x)])
    return np.abs(units @ np.linalg.lstsq(units, np.abs(x), rcond=1e-12)[0] - np.abs(x)).max()


def test_which_units_approximate():
    units = {
        r"$\tanh z$": np.tanh,
        "$z^3-z$": lambda z: z**3 - z,
        "The step that is 1 for $z>0$ and 0 otherwise": lambda z: 1.0 * (z > 0),
        "$z^2$": lambda z: z**2,
    }
    assert {text: bool(universal(f) < 0.06) for text, f in units.items()} == options("polynomial_gate")


def test_a_dead_unit_drifts_with_momentum_and_stands_still_without():
    def drift(momentum):
        w = torch.tensor([-1.0], requires_grad=True)
        optimiser = torch.optim.SGD([w], lr=1.0, momentum=momentum)
        w.grad = torch.tensor([1.0])
        optimiser.step()  # the step that kills
        before = w.detach().clone()
        w.grad = torch.zeros(1)
        optimiser.step()
        return (w.detach() - before).item()

    assert drift(0.9) != 0
    assert drift(0.0) == 0


def test_labels_of_other_examples_are_learnt_by_heart():
    torch.manual_seed(0)
    X, y = torch.randn(20, 16), torch.randint(0, 4, (20,))
    model = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 4))
    optimiser = torch.optim.Adam(model.parameters(), 1e-2)
    for _ in range(200):
        optimiser.zero_grad()
        nn.functional.cross_entropy(model(X), y).backward()
        optimiser.step()
    assert (model(X).argmax(1) == y).all()
