"""Gradient flow, chains and recurrences, recomputed by PyTorch on the same weights."""

import math

import numpy as np
import pytest
import torch
from activations import ACTIVATIONS, experiments, initialise
from scipy.optimize import minimize_scalar

# --- Gradient flow ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, f",
    [
        ("sigmoid", torch.sigmoid),
        ("tanh", torch.tanh),
        ("relu", torch.relu),
        ("gelu", torch.nn.functional.gelu),
    ],
)
@pytest.mark.parametrize("scheme, gain", [("xavier", 1.0), ("he", 2.0), ("pytorch", 1.0)])
def test_gradient_flow_is_pytorchs_backward_pass(name, f, scheme, gain):
    flow = experiments.gradient_flow(name, depth=6, width=10, scheme=scheme, gain=gain, batch=7, seed=4)
    rng = np.random.default_rng(4)
    a = torch.tensor(rng.standard_normal((7, 10)))
    weights, pre, sizes = [], [], []
    for W, b in initialise([10] * 7, scheme, gain, rng):
        weights.append(torch.tensor(W, requires_grad=True))
        z = a @ weights[-1].T + torch.tensor(b)
        z.retain_grad()
        a = f(z)
        pre.append(z)
        sizes.append((a.detach() ** 2).mean().sqrt().item())
    readout = torch.tensor(rng.standard_normal(10)) / math.sqrt(10)
    sign = torch.tensor(rng.standard_normal(7))
    ((a @ readout) * sign).mean().backward()
    np.testing.assert_allclose(flow.gradient, [z.grad.norm() for z in pre], rtol=1e-10)
    np.testing.assert_allclose(flow.weight_gradient, [W.grad.norm() for W in weights], rtol=1e-10)
    np.testing.assert_allclose(flow.size, sizes, rtol=1e-12)
    assert flow.ratio == pytest.approx(float(pre[0].grad.norm() / pre[-1].grad.norm()), rel=1e-10)
    assert flow.weight_ratio == pytest.approx(
        float(weights[0].grad.norm() / weights[-1].grad.norm()), rel=1e-10
    )


@pytest.mark.parametrize(
    "name, scheme, gain, median",
    [
        # Medians of 20 PyTorch networks, 20 layers of 128: other random numbers, so only nearly the same.
        ("sigmoid", "xavier", 1, 9.45e-13),
        ("sigmoid", "pytorch", 1, 6.34e-17),
        ("tanh", "xavier", 1, 0.178),
        ("tanh", "he", 1, 1.722),
        ("relu", "he", 1, 0.815),
        ("relu", "he", 2, 4.275e5),
        ("relu", "pytorch", 1, 3.452e-8),
        ("gelu", "pytorch", 1, 6.555e-11),
        ("identity", "xavier", 1, 0.914),
    ],
)
def test_gradient_flow_through_twenty_layers(name, scheme, gain, median):
    ratios = experiments.gradient_flow_ratios(
        name, seeds=range(5), depth=20, width=128, batch=64, scheme=scheme, gain=gain
    )
    assert ratios.shape == (5,)
    assert median / 1.6 < np.median(ratios) < median * 1.6


def test_theory_of_relu_under_pytorchs_default():
    """Each layer multiplies the squared gradient by n · Var(w) · E[f′²] = ⅓ · ½."""
    ratios = experiments.gradient_flow_ratios("relu", seeds=range(8), scheme="pytorch", width=128, batch=64)
    assert math.exp(np.mean(np.log(ratios))) == pytest.approx((1 / 6) ** (19 / 2), rel=0.4)


def test_gradient_flow_records_what_it_says():
    flow = experiments.gradient_flow("sigmoid", depth=5, width=8, batch=4)
    assert flow.gradient.shape == flow.size.shape == flow.weight_gradient.shape == (5,)
    assert flow.bound == 0.25**4
    assert flow.ratio == flow.gradient[0] / flow.gradient[-1]
    again, other = (experiments.gradient_flow("sigmoid", depth=5, width=8, batch=4, seed=s) for s in (0, 1))
    np.testing.assert_array_equal(flow.gradient, again.gradient)
    assert (flow.gradient != other.gradient).all()
    assert experiments.gradient_flow("relu", depth=1, width=8).ratio == 1
    steep = experiments.gradient_flow("leaky_relu", depth=5, width=8, negative_slope=1.0)
    straight = experiments.gradient_flow("identity", depth=5, width=8)
    np.testing.assert_allclose(steep.gradient, straight.gradient)


@pytest.mark.parametrize("setting", ["depth", "width", "batch"])
def test_gradient_flow_needs_something_to_flow_through(setting):
    with pytest.raises(ValueError, match=f"{setting} must be at least 1; got 0"):
        experiments.gradient_flow(**{setting: 0})


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_steepest_slope(name):
    """Against SciPy's optimiser on the slope, begun at the steepest of many points."""
    record = ACTIVATIONS[name]
    x = np.linspace(-40, 40, 16001)
    start = x[np.abs(record.derivative(x)).argmax()]
    best = minimize_scalar(
        lambda v: -abs(record.derivative(v)),
        bounds=(start - 0.01, start + 0.01),
        method="bounded",
        options={"xatol": 1e-12},
    )
    assert experiments.steepest_slope(name) == pytest.approx(-best.fun, rel=1e-5)
    assert experiments.steepest_slope(name) >= np.abs(record.derivative(x)).max()


def test_steepest_slope_exact_values():
    assert experiments.steepest_slope("sigmoid") == 0.25
    assert experiments.steepest_slope("tanh") == 1
    assert experiments.steepest_slope("leaky_relu", negative_slope=3) == 3
    root = math.sqrt(2)  # GELU's slope is largest at √2
    largest = 0.5 * math.erfc(-1) + root * math.exp(-1) / math.sqrt(2 * math.pi)
    assert experiments.steepest_slope("gelu") == pytest.approx(largest, rel=1e-10)


# --- Chains and recurrences ---------------------------------------------------------------------------


def test_a_sigmoid_chain_can_explode():
    chain = experiments.chain_gradient()
    assert chain.factors.tolist() == [2] * 10 and chain.values.tolist() == [0.5] * 11
    assert chain.gradient == 1024


@pytest.mark.parametrize("weight, bias, x0", [(8.0, -4.0, 0.51), (1.0, 0.0, 0.3), (-3.0, 1.0, 2.0)])
@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_chain_gradient_is_pytorchs(weight, bias, x0, name):
    chain = experiments.chain_gradient(weight, bias, 7, x0, name)
    x = a = torch.tensor(x0, dtype=torch.float64, requires_grad=True)
    for _ in range(7):
        a = getattr(torch, name)(weight * a + bias)
    a.backward()
    assert chain.gradient == pytest.approx(x.grad.item(), rel=1e-12)
    assert chain.values[-1] == pytest.approx(a.item(), rel=1e-14)


def test_rnn_jacobian_is_pytorchs():
    rng = np.random.default_rng(2)
    W = torch.tensor(rng.standard_normal((12, 12)) * 1.5 / math.sqrt(12))
    h = torch.tensor(rng.standard_normal(12))

    def unroll(h):
        for _ in range(9):
            h = torch.tanh(W @ h)
        return h

    J = torch.autograd.functional.jacobian(unroll, h)
    wanted = torch.linalg.matrix_norm(J, 2).item()
    assert experiments.rnn_jacobian_norm(1.5, steps=9, n=12, seed=2) == pytest.approx(wanted, rel=1e-10)


def test_bounded_outputs_do_not_bound_an_rnns_gradient():
    norms = [experiments.rnn_jacobian_norm(gain, n=100) for gain in (0.5, 1.0, 2.0, 3.0)]
    assert norms == sorted(norms)
    assert norms[0] < 1e-12 and 0.05 < norms[1] < 20 and norms[2] > 1e3 and norms[3] > 1e5
