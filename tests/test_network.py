"""The NumPy network against PyTorch's autograd and against finite differences."""

import math

import numpy as np
import pytest
import torch
from activations import ACTIVATIONS, Network, backward, forward, initialise, sigmoid

WIDTHS = [5, 7, 6, 3]
SCHEMES = ["xavier", "he", "lecun", "pytorch"]
every_name = pytest.mark.parametrize("name", ACTIVATIONS)


def twin_of(record):
    function = torch
    for part in record.torch.split("."):
        function = getattr(function, part)
    if record.name == "prelu":
        return lambda x: function(x, torch.tensor([0.25], dtype=x.dtype))
    return lambda x: function(x, **record.torch_options)


def batch(n=11, n_in=5, seed=1):
    return np.random.default_rng(seed).normal(size=(n, n_in))


# --- Initialisation ----------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", SCHEMES)
def test_shapes_and_types_of_fresh_layers(scheme):
    for dtype in (np.float32, np.float64):
        layers = initialise(WIDTHS, scheme, dtype=dtype)
        assert [W.shape for W, b in layers] == [(7, 5), (6, 7), (3, 6)]
        assert [b.shape for W, b in layers] == [(7,), (6,), (3,)]
        assert {a.dtype for layer in layers for a in layer} == {np.dtype(dtype)}


@pytest.mark.parametrize(
    "scheme, variance",
    [("xavier", 2 / (300 + 500)), ("he", 2 / 300), ("lecun", 1 / 300), ("pytorch", 1 / 900)],
)
@pytest.mark.parametrize("gain", [1.0, 4.0])
def test_spread_of_the_weights(scheme, variance, gain):
    [(W, b)] = initialise([300, 500], scheme, gain)
    # 150 000 weights: their variance is known to about 0.5 %, their mean to std/387.
    assert W.var() == pytest.approx(gain**2 * variance, rel=0.03)
    assert abs(W.mean()) < 5 * W.std() / math.sqrt(W.size)
    if scheme == "pytorch":
        assert abs(W).max() <= gain / math.sqrt(300) and abs(b).max() <= 1 / math.sqrt(300)
        assert b.std() == pytest.approx(1 / math.sqrt(900), rel=0.2)
    else:
        assert not b.any()
        assert np.mean(abs(W) > W.std()) == pytest.approx(0.3173, abs=0.01)  # normal, not uniform


def test_pytorch_scheme_is_that_of_nn_linear():
    torch.manual_seed(0)
    theirs = torch.nn.Linear(300, 500)
    [(W, b)] = initialise([300, 500], "pytorch")
    assert theirs.weight.std().item() == pytest.approx(W.std(), rel=0.02)
    assert theirs.weight.abs().max().item() == pytest.approx(abs(W).max(), rel=0.02)
    assert theirs.bias.abs().max().item() == pytest.approx(abs(b).max(), rel=0.05)


def test_a_seed_decides_everything():
    first, again, other = (initialise(WIDTHS, seed=s) for s in (3, 3, 4))
    np.testing.assert_array_equal(first[1][0], again[1][0])
    assert (first[1][0] != other[1][0]).all()
    rng = np.random.default_rng(3)
    np.testing.assert_array_equal(initialise(WIDTHS, seed=rng)[1][0], first[1][0])
    assert (initialise(WIDTHS, seed=rng)[1][0] != first[1][0]).all()  # the generator moves on


@pytest.mark.parametrize(
    "widths, scheme, message",
    [
        ([3, 2], "kaiming", "no initialisation 'kaiming'.*xavier, he, lecun, pytorch"),
        ([3], "he", "at least two"),
        ([3, 0], "he", "at least one unit"),
    ],
)
def test_initialisation_errors(widths, scheme, message):
    with pytest.raises(ValueError, match=message):
        initialise(widths, scheme)


# --- Forward and backward ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if ACTIVATIONS[name].torch])
def test_forward_and_backward_are_pytorchs(name):
    layers, X = initialise(WIDTHS, "pytorch", gain=2.0, seed=2), batch()
    slope = np.random.default_rng(9).normal(size=(11, 3))
    trace = forward(layers, X, name)
    found = backward(layers, trace, slope, name)

    f = twin_of(ACTIVATIONS[name])
    a = leaf = torch.tensor(X, requires_grad=True)
    tensors = [(torch.tensor(W, requires_grad=True), torch.tensor(b, requires_grad=True)) for W, b in layers]
    pre, post = [], [a]
    for i, (W, b) in enumerate(tensors):
        z = torch.nn.functional.linear(a, W, b)
        z.retain_grad()
        a = f(z) if i < 2 else z
        pre.append(z)
        post.append(a)
    a.backward(torch.tensor(slope))

    close = {
        "rtol": 1e-6 if name in ("hardsigmoid", "celu") else 1e-9,
        "atol": 1e-12,
    }  # their float32 constants
    assert len(trace.pre) == 3 and len(trace.post) == 4
    for ours, theirs in zip([*trace.pre, *trace.post], [*pre, *post], strict=True):
        np.testing.assert_allclose(ours, theirs.detach(), **close)
    for (dW, db), (W, b) in zip(found.weights, tensors, strict=True):
        np.testing.assert_allclose(dW, W.grad, **close)
        np.testing.assert_allclose(db, b.grad, **close)
    for dz, z in zip(found.pre, pre, strict=True):
        np.testing.assert_allclose(dz, z.grad, **close)
    np.testing.assert_allclose(found.input, leaf.grad, **close)


@every_name
def test_gradients_are_those_of_finite_differences(name):
    """In a random direction through all weights and inputs, with parameters away from their defaults."""
    params = {k: p.low + 0.37 * (p.high - p.low) for k, p in ACTIVATIONS[name].params.items()}
    rng = np.random.default_rng(5)
    layers, X = initialise(WIDTHS, "he", seed=rng), batch()
    layers = [(W, rng.normal(size=b.shape)) for W, b in layers]
    slope = rng.normal(size=(11, 3))
    found = backward(layers, forward(layers, X, name, **params), slope, name, **params)
    directions = [(rng.normal(size=W.shape), rng.normal(size=b.shape)) for W, b in layers]
    dX = rng.normal(size=X.shape)

    def loss(t):
        moved = [(W + t * D, b + t * d) for (W, b), (D, d) in zip(layers, directions, strict=True)]
        return np.sum(forward(moved, X + t * dX, name, **params).post[-1] * slope)

    h = 1e-6
    numeric = (loss(h) - loss(-h)) / (2 * h)
    analytic = np.sum(found.input * dX) + sum(
        np.sum(dW * D) + np.sum(db * d) for (dW, db), (D, d) in zip(found.weights, directions, strict=True)
    )
    assert analytic == pytest.approx(numeric, rel=1e-6, abs=1e-6)


def test_trace_names_the_layers_as_documented():
    layers, X = initialise([5, 4, 2]), batch()
    trace = forward(layers, X, "tanh")
    np.testing.assert_array_equal(trace.post[0], X)
    np.testing.assert_array_equal(trace.post[1], np.tanh(trace.pre[0]))
    np.testing.assert_array_equal(trace.post[-1], trace.pre[-1])


def test_float32_stays_float32():
    layers = initialise(WIDTHS, dtype=np.float32)
    trace = forward(layers, batch().astype(np.float32), "gelu")
    found = backward(layers, trace, np.ones((11, 3), dtype=np.float32), "gelu")
    arrays = [*trace.pre, *trace.post, *found.pre, found.input, *(a for pair in found.weights for a in pair)]
    assert {a.dtype for a in arrays} == {np.dtype(np.float32)}


def test_activation_may_be_a_record():
    layers, X = initialise(WIDTHS), batch()
    np.testing.assert_array_equal(
        forward(layers, X, ACTIVATIONS["elu"], alpha=0.5).post[-1],
        forward(layers, X, "elu", alpha=0.5).post[-1],
    )


@pytest.mark.parametrize(
    "X, activation, error, message",
    [
        (np.ones(5), "relu", ValueError, r"X must have shape \(batch, n_in\)"),
        (np.ones((2, 4)), "relu", ValueError, "layer 1 takes 5 inputs but is given 4"),
        ("abc", "relu", TypeError, "X must hold real numbers"),
        (np.ones((2, 5)), "rleu", ValueError, "did you mean"),
    ],
)
def test_forward_errors(X, activation, error, message):
    with pytest.raises(error, match=message):
        forward(initialise(WIDTHS), X, activation)


def test_backward_errors():
    layers = initialise(WIDTHS)
    trace = forward(layers, batch())
    with pytest.raises(ValueError, match=r"output's shape \(11, 3\); got \(3,\)"):
        backward(layers, trace, np.ones(3))


# --- The classifier ----------------------------------------------------------------------------------


def test_softmax_loss_and_gradients_are_pytorchs():
    network = Network(WIDTHS, "gelu", seed=1)
    X, y = batch(), np.arange(11) % 3
    logits = torch.tensor(network.logits(X), requires_grad=True)
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor(y))
    loss.backward()
    assert network.loss(X, y) == pytest.approx(loss.item(), rel=1e-12)
    np.testing.assert_allclose(network.gradients(X, y).pre[-1], logits.grad, rtol=1e-10, atol=1e-15)
    assert network.accuracy(X, y) == np.mean(network.logits(X).argmax(axis=1) == y)


def test_binary_loss_and_gradients_are_pytorchs():
    network = Network([5, 6, 1], "tanh", seed=1, gain=20)
    X, y = batch(), np.arange(11) % 2
    logits = torch.tensor(network.logits(X), requires_grad=True)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(
        logits[:, 0], torch.tensor(y, dtype=torch.float64)
    )
    loss.backward()
    assert network.loss(X, y) == pytest.approx(loss.item(), rel=1e-12)
    np.testing.assert_allclose(network.gradients(X, y).pre[-1], logits.grad, rtol=1e-10, atol=1e-15)
    assert network.accuracy(X, y) == np.mean((sigmoid(network.logits(X))[:, 0] > 0.5) == y)


def test_losses_of_hopeless_logits_are_finite():
    network = Network([2, 1], seed=0)
    network.layers = [(np.array([[1e4, 0.0]]), np.zeros(1))]
    assert network.loss([[1.0, 0.0]], [0]) == 1e4
    network.layers = [(np.array([[1e4, 0.0], [0.0, 0.0]]), np.zeros(2))]
    assert network.loss([[1.0, 0.0]], [1]) == 1e4


@pytest.mark.parametrize("outputs", [1, 2])
@every_name
def test_training_learns(name, outputs):
    """Two bent bands that no straight line separates: everything but the identity learns them."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(240, 2))
    y = (np.abs(X[:, 0]) > 0.7).astype(int)
    network = Network([2, 12, outputs], name, scheme="he", gain=2.0, seed=3)
    before = network.loss(X, y)
    history = network.train(X, y, learning_rate=0.3, epochs=60, batch_size=24, seed=1)
    assert history.loss[-1] < before and history.loss[-1] < history.loss[0]
    assert history.loss.shape == history.accuracy.shape == (60,)
    assert history.loss[-1] == pytest.approx(network.loss(X, y))
    if name == "identity":
        assert history.accuracy[-1] < 0.7
    else:
        assert history.accuracy[-1] > 0.9


def test_one_full_batch_step_is_the_gradient_step():
    X, y = batch(), np.arange(11) % 3
    network = Network(WIDTHS, "tanh", seed=1)
    expected = [
        (W - 0.1 * dW, b - 0.1 * db)
        for (W, b), (dW, db) in zip(network.layers, network.gradients(X, y).weights, strict=True)
    ]
    network.train(X, y, learning_rate=0.1, epochs=1, batch_size=11)
    for got, wanted in zip(network.layers, expected, strict=True):
        np.testing.assert_allclose(got[0], wanted[0], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(got[1], wanted[1], rtol=1e-9, atol=1e-12)


def test_training_is_reproducible_and_reports():
    X, y = batch(), np.arange(11) % 3
    seen = []

    def run(seed):
        return Network(WIDTHS, seed=1).train(
            X, y, epochs=3, batch_size=4, seed=seed, callback=lambda e, n: seen.append((e, n.loss(X, y)))
        )

    first, again, other = run(0), run(0), run(1)
    np.testing.assert_array_equal(first.loss, again.loss)
    assert (first.loss != other.loss).any()
    assert [epoch for epoch, _ in seen[:3]] == [1, 2, 3]
    assert [loss for _, loss in seen[:3]] == first.loss.tolist()


def test_float32_training_stays_float32():
    network = Network(WIDTHS, dtype=np.float32)
    network.train(batch().astype(np.float32), np.arange(11) % 3, epochs=1)
    assert {a.dtype for pair in network.layers for a in pair} == {np.dtype(np.float32)}
    assert network.logits(batch().astype(np.float32)).dtype == np.float32


def test_parameters_reach_the_activation():
    X = batch()
    gentle, steep = (Network(WIDTHS, "leaky_relu", negative_slope=s) for s in (0.0, 1.0))
    np.testing.assert_allclose(gentle.logits(X), Network(WIDTHS, "relu").logits(X))
    np.testing.assert_allclose(steep.logits(X), Network(WIDTHS, "identity").logits(X))


@pytest.mark.parametrize(
    "y, message",
    [
        ([0, 1], "one label for each of the 11"),
        ([3] * 11, "whole numbers from 0 to 2"),
        ([-1] * 11, "whole numbers from 0 to 2"),
        ([0.5] * 11, "whole numbers from 0 to 2"),
        (["a"] * 11, "whole numbers from 0 to 2"),
        (np.eye(11), "one label for each of the 11"),
    ],
)
def test_bad_labels(y, message):
    with pytest.raises(ValueError, match=message):
        Network(WIDTHS).loss(batch(), y)


def test_binary_labels_are_0_and_1():
    with pytest.raises(ValueError, match="from 0 to 1"):
        Network([5, 1]).loss(batch(), [2] * 11)
