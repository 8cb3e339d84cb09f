"""The keys of "The great bake-off" by other roads, and the options that state facts, tried."""

import mpmath as mp
import numpy as np
import torch
from activations import bake_off, experiments
from scipy import stats
from torch import nn

SLUG = "7_bake_off"


def leaky_gain(s):
    """By quadrature, where the key has the closed form."""
    f = lambda z: (z if z > 0 else s * z) ** 2 * mp.npdf(z)  # noqa: E731
    return 1 / mp.sqrt(mp.quad(f, [-mp.inf, 0, mp.inf]))


def parameters_of_the_stack(k, h):
    model = nn.Sequential(nn.Linear(64, h), nn.ReLU(), nn.Linear(h, h), nn.ReLU(), nn.Linear(h, 10))
    return sum(p.numel() for _ in range(k) for p in model.parameters())


def stretched(n, a, b):
    """The ratio of the two lengths that the library's own intervals have."""
    rng = np.random.default_rng(0)
    task = bake_off.Task("sizes", np.zeros((a + b, 1)), np.zeros(a + b), a, 0)
    d = bake_off.paired(rng.normal(size=n), rng.normal(size=n), task)
    return (d.high - d.low) / (d.naive_high - d.naive_low)


def limit_of_the_deviation(s, a, b):
    n = 10**9
    return np.sqrt(s**2 / n + s**2 * b / a)


def rate_spread_one_by_one():
    """The sigmoid's networks trained one after another, as usual."""
    torch.set_num_threads(1)
    digits = bake_off.digits()
    means = [bake_off.one_by_one("sigmoid", digits, r)[0].mean() for r in (0.001, 0.01)]
    return 100 * (means[1] - means[0])


ORACLES = {
    "opening": rate_spread_one_by_one,
    "fair_start": leaky_gain,
    "shape_of_stack": parameters_of_the_stack,
    "correction": stretched,
    "more_seeds": limit_of_the_deviation,
    "eleven_looks": lambda: stats.binom.sf(0, 11, 0.05),
    "depth_factor": lambda r: 1 / np.prod([np.sqrt(r)] * 6),
}


def test_a_sum_keeps_the_networks_apart_and_a_mean_divides_their_steps():
    w = torch.ones(20, dtype=torch.float64, requires_grad=True)
    losses = (w - torch.arange(20.0)) ** 2
    (of_sum,) = torch.autograd.grad(losses.sum(), w, retain_graph=True)
    (of_mean,) = torch.autograd.grad(losses.mean(), w)
    np.testing.assert_allclose(of_sum, 2 * (1 - np.arange(20.0)))
    np.testing.assert_allclose(of_mean * 20, of_sum)


def test_what_unsticks_a_deep_sigmoid_network():
    options = {"epochs": 10, "width": 64}
    means = {
        what: np.mean([experiments.deep_accuracy(*case, **options, **more, seed=s) for s in range(3)])
        for what, case, more in (
            ("batch norm", ("sigmoid", "xavier"), {"batch_norm": True}),
            ("tanh", ("tanh", "xavier"), {}),
            ("relu", ("relu", "xavier"), {}),
            ("gain", ("sigmoid", "xavier", 4), {}),
        )
    }
    assert min(means["batch norm"], means["tanh"], means["relu"]) > 0.95
    assert 0.2 < means["gain"] < 0.8


def test_a_stack_of_matrices_is_multiplied_pair_by_pair():
    inputs, weights = torch.randn(20, 16, 64), torch.randn(20, 64, 32)
    wanted = torch.stack([inputs[s] @ weights[s] for s in range(20)])
    torch.testing.assert_close(torch.bmm(inputs, weights), wanted)


def test_an_affine_map_is_nearly_enough_for_the_digits():
    from sklearn.linear_model import LogisticRegression

    digits = bake_off.digits()
    train, _, test = digits.split(0)
    model = LogisticRegression(max_iter=5000).fit(digits.X[train], digits.y[train])
    assert 0.93 < model.score(digits.X[test], digits.y[test]) < 0.98


def test_the_second_term_is_eight_times_the_first():
    digits = bake_off.digits()
    assert digits.test / digits.train / (1 / 20) == np.float64(7.94)


def test_which_gates_open_to_one_and_are_bounded_on_the_left():
    z = np.array([-1e6, 1e6])
    gates = {
        "cauchy": 0.5 + np.arctan(z) / np.pi,
        "bell": np.exp(-(z**2)),
        "steep": stats.logistic.cdf(4 * z),
        "ramp": np.maximum(z, 0),
    }
    good = {k for k, g in gates.items() if abs(g[1] - 1) < 1e-5 and abs(z[0] * g[0]) < 1}
    assert good == {"cauchy", "steep"}
