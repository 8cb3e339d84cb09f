"""Experiments on dead units, the corner and signals through depth, by PyTorch and in closed form."""

import numpy as np
import pytest
import torch
from activations import experiments, initialise, plots
from activations.experiments import dead_at_start, train_digits
from scipy.integrate import quad
from torch import nn

F = torch.nn.functional
SMALL = (64, 24, 16, 10)

# --- Counting ------------------------------------------------------------------------------------------


def torch_activity(layers, X):
    shares, a = [], torch.tensor(X)
    for W, b in layers[:-1]:
        a = F.relu(F.linear(a, torch.tensor(W), torch.tensor(b)))
        shares.append((a > 0).double().mean(0).numpy())
    return shares


@pytest.mark.parametrize("scheme", ["he", "pytorch"])
def test_activity_is_what_pytorch_switches_on(scheme):
    X = experiments.digits().train_X[:200]
    layers = initialise(SMALL, scheme, seed=3)
    for ours, theirs in zip(experiments.unit_activity(layers, X), torch_activity(layers, X), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)


def test_dead_at_start_by_hand():
    X = np.array([[1.0, 0.0], [0.0, 1.0]])
    found = dead_at_start("pytorch", widths=(2, 300, 1), seeds=range(3), X=X)
    wanted = []
    for seed in range(3):
        (W, b), _ = initialise((2, 300, 1), "pytorch", seed=seed)
        wanted.append(np.mean((W[:, 0] + b <= 0) & (W[:, 1] + b <= 0)))
    assert found.tolist() == pytest.approx([np.mean(wanted)])


@pytest.mark.parametrize("scheme", ["he", "xavier", "lecun"])
def test_scale_kills_nothing_at_zero_bias(scheme):
    how = {"scheme": scheme, "widths": SMALL, "seeds": range(2)}
    wanted = dead_at_start(**how)
    for gain in (0.01, 10, 1000):
        np.testing.assert_array_equal(dead_at_start(gain=gain, **how), wanted)


def test_bias_kills_and_revives():
    how = {"widths": (64, 50, 50, 10), "seeds": range(2)}
    shares = [dead_at_start(bias=b, **how)[1] for b in (-1, -0.5, 0)]
    assert shares[0] > 0.9 > 0.5 > shares[1] > 2 * shares[2]
    assert dead_at_start(bias=5, **how)[0] == 0
    how = {"scheme": "pytorch", "widths": (64, 64, 64, 64, 64, 10), "seeds": range(3)}
    default, larger = (dead_at_start(gain=g, **how) for g in (1, 10))
    assert default[-1] > 3 * larger[-1]


def test_one_batch_over_counts_as_the_shares_say():
    X = experiments.digits().train_X
    layers = initialise(SMALL, "he", seed=1)
    share = experiments.unit_activity(layers, X)[0]
    for size in (1, 8, 64):
        # Drawn without replacement: the chance of missing all k examples that switch a unit on.
        k = np.round(share * len(X)).astype(int)
        places = np.arange(size)
        missed = [np.prod(np.maximum(len(X) - n - places, 0) / (len(X) - places)) for n in k]
        found = experiments.apparent_dead(layers, X, size, draws=400)
        assert found == pytest.approx(np.mean(missed), abs=0.03)
    assert experiments.apparent_dead(layers, X, len(X)) == pytest.approx(np.mean(share == 0))


# --- Training ------------------------------------------------------------------------------------------


def torch_reference(seed=4, epochs=2, rate=0.1, batch_size=50):
    """The same training written with a plain loop and a hand-made step."""
    train_X, train_y, test_X, test_y = map(torch.tensor, experiments.digits())
    rng = np.random.default_rng(seed)
    fresh = initialise(SMALL, "he", 1, rng)
    layers = [[torch.tensor(part, requires_grad=True) for part in pair] for pair in fresh]

    def run(X):
        for i, (W, b) in enumerate(layers):
            X = F.linear(X, W, b)
            X = F.relu(X) if i < len(layers) - 1 else X
        return X

    for _ in range(epochs):
        order = rng.permutation(len(train_y))
        for start in range(0, len(order), batch_size):
            chosen = order[start : start + batch_size]
            parts = [part for pair in layers for part in pair]
            steps = torch.autograd.grad(F.cross_entropy(run(train_X[chosen]), train_y[chosen]), parts)
            with torch.no_grad():
                for part, step in zip(parts, steps, strict=True):
                    part -= rate * step
    with torch.no_grad():
        accuracy = (run(test_X).argmax(1) == test_y).double().mean().item()
    return accuracy, [[part.detach().numpy() for part in pair] for pair in layers]


def test_training_is_plain_gradient_descent():
    accuracy, layers = torch_reference()
    run = train_digits(scheme="he", widths=SMALL, learning_rate=0.1, epochs=2, seed=4)
    assert run.test_accuracy == accuracy
    for (W, b), (V, c) in zip(run.layers, layers, strict=True):
        np.testing.assert_allclose(W, V, atol=1e-10)
        np.testing.assert_allclose(b, c, atol=1e-10)
    assert len(run.activity) == 3
    wanted = torch_activity(layers, experiments.digits().train_X)
    for ours, theirs in zip(run.activity[-1], wanted, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-12)
    np.testing.assert_allclose(run.zeros, [1 - np.mean(share) for share in run.activity[-1]])


def bury(layers):
    layers[0][1][:5] = -5


def test_the_first_layers_dead_stay_as_they_are_under_plain_descent():
    before = []
    run = train_digits(
        widths=SMALL, epochs=3, prepare=lambda layers: (bury(layers), before.append(layers[0][0].copy()))
    )
    assert run.dead[0] >= 5 / 24 and run.revivals[0] == 0
    np.testing.assert_array_equal(run.layers[0][0][:5], before[0][:5])
    assert (run.layers[0][1][:5] == -5).all()
    assert np.abs(run.layers[0][0][5:] - before[0][5:]).max() > 1e-3


def test_batch_norm_takes_the_bias_away():
    run = train_digits(widths=SMALL, epochs=1, batch_norm=True, prepare=bury)
    assert run.dead[0] == 0 and run.layers == []


def test_revivals_are_counted_between_epochs():
    shares = [[np.array(layer)] for layer in ([0, 0, 0.5], [0.1, 0, 0], [0, 0, 0.2], [0.3, 0, 0.2])]
    run = experiments.Trained(0.0, shares, np.zeros(1))
    assert run.revivals.tolist() == [3]
    assert run.dead.tolist() == [1 / 3]


def test_other_optimisers_and_unknown_ones():
    runs = [
        train_digits(widths=SMALL, epochs=1, optimiser=name, learning_rate=0.01, momentum=m)
        for name, m in (("sgd", 0), ("sgd", 0.9), ("adam", 0))
    ]
    weights = [run.layers[0][0] for run in runs]
    assert not np.allclose(weights[0], weights[1]) and not np.allclose(weights[0], weights[2])
    with pytest.raises(ValueError, match="'sgd' or 'adam'"):
        train_digits(optimiser="rmsprop", epochs=0)


# --- The corner ----------------------------------------------------------------------------------------


def test_torch_slope():
    assert experiments.torch_slope(lambda x: x**3, 2.0) == 12
    assert experiments.torch_slope(torch.abs) == 0


class Ramp(torch.autograd.Function):
    """ReLU with a slope of one's own choice at 0."""

    @staticmethod
    def forward(ctx, x, at_zero):
        ctx.save_for_backward(x)
        ctx.at_zero = at_zero
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * ((x > 0) + ctx.at_zero * (x == 0)), None


def test_corner_gradient_is_that_of_a_pytorch_convolution():
    from sklearn.datasets import load_digits

    data = load_digits()
    images = torch.tensor(data.images / 16).unsqueeze(1)
    rng = np.random.default_rng(2)
    W = torch.tensor(rng.uniform(-1, 1, (16, 9)) / 3).reshape(16, 1, 3, 3).requires_grad_()
    V = torch.tensor(rng.uniform(-1, 1, (10, 64 * 16)) / 32)
    gradients = []
    for at_zero in (0.0, 1.0):
        b = torch.zeros(16, dtype=torch.float64, requires_grad=True)
        z = F.conv2d(images, W, b, padding=1)
        a = Ramp.apply(z, at_zero).flatten(2).transpose(1, 2).flatten(1)
        loss = F.cross_entropy(a @ V.T, torch.tensor(data.target))
        gradients.append(torch.autograd.grad(loss, (b, W)))
    (b0, W0), (b1, W1) = gradients
    found = experiments.corner_gradient(seed=2)
    blank = F.max_pool2d(F.pad(images, (1, 1, 1, 1)), 3, stride=1) == 0
    assert found.zeros == blank.double().mean().item() == pytest.approx(0.1290, abs=5e-5)
    assert found.bias_change == pytest.approx(((b1 - b0).norm() / b0.norm()).item(), rel=1e-9)
    assert found.weight_change == ((W1 - W0).norm() / W0.norm()).item() == 0


# --- Signals -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, scheme, mean, std", [("selu", "lecun", 0, 1), ("relu", "he", 1, 2), ("elu", "lecun", 0, 3)]
)
def test_one_layer_has_the_moments_of_the_integral(name, scheme, mean, std):
    """Given an input of mean square q, pre-activations are normal with variance q (LeCun) or 2q (He)."""
    deviation = np.sqrt((mean**2 + std**2) * (2 if scheme == "he" else 1))
    f = getattr(F, name)

    def moment(power):
        def density(z):
            value = f(torch.tensor(z * deviation, dtype=torch.float64)).item()
            return value**power * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)

        return quad(density, -9, 0)[0] + quad(density, 0, 9)[0]

    start = {"mean": mean, "std": std, "width": 1000, "batch": 300}
    found = experiments.signal_moments(name, depth=1, scheme=scheme, **start)
    assert found.mean[0] == pytest.approx(mean, abs=0.02)
    assert found.variance[0] == pytest.approx(std**2, rel=0.02)
    assert found.mean[1] == pytest.approx(moment(1), abs=0.06 * deviation)
    assert found.variance[1] + found.mean[1] ** 2 == pytest.approx(moment(2), rel=0.08)


def test_selu_forgets_and_relu_remembers():
    small, large = ({"std": 0.1}, {"std": 4.0})
    selu = [experiments.signal_moments("selu", seed=5, **s).variance[-1] for s in (small, large)]
    relu = [experiments.signal_moments("relu", scheme="he", seed=5, **s).variance[-1] for s in (small, large)]
    assert max(selu) / min(selu) < 1.3
    assert relu[1] / relu[0] == pytest.approx(1600, rel=1e-9)


def test_batch_norm_makes_gradients_grow_backwards():
    """Against nn.BatchNorm1d, with the same draws."""
    rng = np.random.default_rng(7)
    a, normalised = torch.tensor(rng.standard_normal((64, 32))), []
    norm = nn.BatchNorm1d(32, affine=False, dtype=torch.float64)
    for _ in range(6):
        W = torch.tensor(rng.standard_normal((32, 32)) * 0.25)
        normalised.append(norm(a @ W.T) if normalised else norm((a @ W.T).requires_grad_()))
        normalised[-1].retain_grad()
        a = F.relu(normalised[-1])
    v, r = (torch.tensor(rng.standard_normal((n, 1))) for n in (32, 64))
    ((a @ v) * r).mean().backward()
    wanted = (normalised[0].grad.norm() / normalised[-1].grad.norm()).item()
    found = experiments.batch_norm_ratio(depth=6, width=32, batch=64, seed=7)
    assert found == pytest.approx(wanted, rel=1e-9) and found > 1


def test_lines_by_layer_hold_the_data():
    ax = plots.by_layer({"a": [1.0, 2.0, 4.0], "b": [1.0, 1.0, 1.0]}, "size", log=True)
    assert [line.get_ydata().tolist() for line in ax.lines] == [[1, 2, 4], [1, 1, 1]]
    assert ax.lines[0].get_xdata().tolist() == [0, 1, 2]
    assert ax.get_yscale() == "log" and ax.get_ylabel() == "size" and ax.get_xlabel() == "layer"
    assert {text.get_text() for text in ax.texts} == {"a", "b"}
    assert plots.by_layer({"a": [0, 1]}, "y", ax=ax) is ax and ax.get_yscale() == "linear"
