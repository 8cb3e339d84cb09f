"""Gates, smooth losses and feed-forward blocks: against mpmath, SciPy, closed forms and PyTorch."""

import math

import mpmath as mp
import numpy as np
import pytest
import torch
from activations import experiments, gelu, gelu_tanh, tables
from scipy.stats import cauchy, laplace
from torch import nn

# --- Units with other gates --------------------------------------------------------------------------

UNITS = {"laplace": (experiments.laplace_unit, laplace), "cauchy": (experiments.cauchy_unit, cauchy)}
every_unit = pytest.mark.parametrize("unit, law", UNITS.values(), ids=UNITS)
x = np.linspace(-30, 30, 6001)


@every_unit
def test_unit_is_x_times_the_distribution_function(unit, law):
    np.testing.assert_allclose(unit(x), x * law.cdf(x), rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(unit.derivative(x), law.cdf(x) + x * law.pdf(x), rtol=1e-9, atol=1e-14)


@every_unit
def test_unit_obeys_the_mirror_rule(unit, law):
    np.testing.assert_allclose(unit(x) - unit(-x), x, rtol=1e-14, atol=1e-14)
    np.testing.assert_allclose(unit.derivative(x) + unit.derivative(-x), 1, rtol=1e-14)


def test_lowest_points_and_limits():
    assert experiments.laplace_unit(-1) == pytest.approx(-1 / (2 * math.e), rel=1e-15)
    assert experiments.laplace_unit(x).min() >= -1 / (2 * math.e)
    ends = np.array([-np.inf, np.inf, np.nan])
    for unit, low in ((experiments.laplace_unit, 0), (experiments.cauchy_unit, -1 / math.pi)):
        assert unit(ends)[0] == pytest.approx(low, abs=1e-15)
        assert unit(ends)[1] == np.inf and np.isnan(unit(ends)[2])
        np.testing.assert_array_equal(unit.derivative(ends)[:2], [0, 1])
        assert unit(np.float32(-2)).dtype == np.float32
    assert (np.diff(experiments.cauchy_unit(x)) > 0).all()
    assert experiments.cauchy_unit(1e8) == pytest.approx(1e8 - 1 / math.pi, abs=1e-7)


def test_largest_differences_of_the_three_gelus():
    with mp.workdps(30):
        gap = lambda v: mp.tanh(mp.sqrt(2 / mp.pi) * (v + mp.mpf("0.044715") * v**3)) - mp.erf(v / mp.sqrt(2))  # noqa: E731
        at = mp.findroot(lambda v: mp.diff(lambda w: w / 2 * gap(w), v), 2.7)
        size = abs(at / 2 * gap(at))
    found = experiments.largest_difference("gelu", gelu_tanh)
    assert found.size == pytest.approx(float(size), rel=1e-8)
    assert found.at == pytest.approx(float(at), abs=1e-4)
    v = torch.linspace(-6, 6, 240_001, dtype=torch.float64)
    quick = (v * torch.sigmoid(1.702 * v) - nn.functional.gelu(v)).abs().max().item()
    assert experiments.largest_difference(gelu, experiments.quick_gelu).size == pytest.approx(quick, rel=1e-6)


# --- The coin ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("cdf, law", [("normal", None), ("laplace", laplace), ("cauchy", cauchy)])
def test_coin_tends_to_x_times_the_distribution_function(cdf, law):
    points = np.array([-1.5, -0.3, 0.0, 0.8, 2.0])
    thrown = experiments.coin_gate(points, throws=200_000, seed=3, cdf=cdf)
    exact = points * (law.cdf(points) if law else [float(mp.ncdf(p)) for p in points])
    assert (np.abs(thrown.mean - exact) <= 4 * thrown.standard_error).all()
    assert thrown.standard_error[2] == 0 and thrown.mean[2] == 0


def test_coin_takes_a_seed_and_its_error_shrinks_with_the_root_of_the_throws():
    first, second, other = (experiments.coin_gate([0.5], 10_000, seed).mean[0] for seed in (1, 1, 2))
    assert first == second != other
    errors = [experiments.coin_gate([0.5], throws).standard_error[0] for throws in (10_000, 40_000)]
    assert errors[0] / errors[1] == pytest.approx(2, rel=0.05)


def test_coin_refuses_nonsense():
    with pytest.raises(ValueError, match="'normal', 'laplace', 'cauchy'"):
        experiments.coin_gate([1.0], cdf="uniform")
    with pytest.raises(ValueError, match="at least 1"):
        experiments.coin_gate([1.0], throws=0)


# --- The loss along a line ---------------------------------------------------------------------------


def torch_line(activation, points, reach, seed):
    """The same walk with PyTorch's autograd, from the same random numbers."""
    rng = np.random.default_rng(seed)
    X, y = torch.from_numpy(rng.standard_normal((20, 3))), torch.from_numpy(rng.integers(0, 2, 20))
    start = []
    for n_in, n_out in ((3, 10), (10, 10), (10, 2)):
        bound = 1 / math.sqrt(n_in)
        start.append(rng.uniform(-bound, bound, (n_out, n_in)))
        start.append(rng.uniform(-bound, bound, n_out))
    way = [rng.standard_normal(p.shape) for p in start]
    length = math.sqrt(sum((v * v).sum() for v in way))
    losses, slopes = [], []
    for t in np.linspace(-reach, reach, points):
        s = torch.tensor(t, dtype=torch.float64, requires_grad=True)
        W1, b1, W2, b2, W3, b3 = (
            torch.from_numpy(p) + s * torch.from_numpy(v / length) for p, v in zip(start, way, strict=True)
        )
        logits = activation(activation(X @ W1.T + b1) @ W2.T + b2) @ W3.T + b3
        loss = nn.functional.cross_entropy(logits, y)
        losses.append(loss.item())
        slopes.append(torch.autograd.grad(loss, s)[0].item())
    return np.abs(np.diff(losses)).max(), np.abs(np.diff(slopes)).max()


@pytest.mark.parametrize("name, twin", [("relu", torch.relu), ("gelu", nn.functional.gelu)])
def test_line_is_pytorchs(name, twin):
    found = experiments.loss_along_line(name, points=41, reach=1.0, seed=5)
    loss, slope = torch_line(twin, 41, 1.0, 5)
    assert found.step == pytest.approx(0.05)
    assert found.loss == pytest.approx(loss, rel=1e-9)
    assert found.slope == pytest.approx(slope, rel=1e-9)


def test_line_needs_two_points():
    with pytest.raises(ValueError, match="at least 2"):
        experiments.loss_along_line(points=1)


# --- The feed-forward block --------------------------------------------------------------------------


@pytest.mark.parametrize("gated", [False, True])
@pytest.mark.parametrize("bias", [False, True])
def test_parameters_are_those_of_pytorchs_layers(gated, bias):
    layers = [nn.Linear(48, 96, bias=bias) for _ in range(1 + gated)] + [nn.Linear(96, 48, bias=bias)]
    count = sum(p.numel() for layer in layers for p in layer.parameters())
    assert experiments.feed_forward_parameters(48, 96, gated=gated, bias=bias) == count


@pytest.mark.parametrize(
    "hidden, multiple, width",
    [(3072, 1, 2048), (4 * 4096, 256, 11008), (4 * 5120, 256, 13824), (4000, 1, 2667), (3072, 256, 2048)],
)
def test_matched_width(hidden, multiple, width):
    assert experiments.matched_width(hidden, multiple) == width


def test_matched_width_refuses_nonsense():
    with pytest.raises(ValueError, match="at least 1"):
        experiments.matched_width(0)


def test_block_cost_runs_each_activation_on_the_hidden_layer_alone_and_inside():
    calls = []

    def counted(name):
        return lambda t: calls.append((name, tuple(t.shape))) or torch.relu(t)

    functions = {name: counted(name) for name in ("first", "second")}
    threads = torch.get_num_threads()
    costs = experiments.block_cost(functions, model_width=8, hidden_width=16, tokens=4, rounds=2)
    assert torch.get_num_threads() == threads
    assert set(calls) == {("first", (4, 16)), ("second", (4, 16))}
    assert list(costs) == ["first", "second"]
    for cost in costs.values():
        assert cost.activation > 0 and cost.block > 0
        assert cost.share == cost.activation / cost.block


# --- The formula card --------------------------------------------------------------------------------


def test_formula_card_has_function_and_slope_of_each():
    card = tables.formula_card(["gelu_tanh", "sigmoid"])
    latex = card._repr_latex_()
    assert latex.startswith("$$\n\\begin{aligned}") and latex.count(r"\\" + "\n") == 3
    assert r"\texttt{gelu\_tanh}" in latex and r"f(x)&=\frac{1}{1+e^{-x}}" in latex
    assert r"s=\sigma(2u)" in latex, "what stands after a second = stays"
    assert repr(card).count("f'(x)") == 2
