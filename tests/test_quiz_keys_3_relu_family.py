"""The keys of "The ReLU family" by other roads, and the options that state facts, tried."""

import statistics

import mpmath as mp
import numpy as np
import torch
from activations import initialise
from activations.experiments import digits
from bank_options import options_of
from torch import nn

SLUG = "3_relu_family"
F = torch.nn.functional


def default_flow(depth=20, width=128, batch=128, seeds=20):
    """Median of first over last gradient, with nn.Linear as it comes and PyTorch's autograd."""
    ratios = []
    for seed in range(seeds):
        torch.manual_seed(500 + seed)
        a, pre = torch.randn(batch, width, dtype=torch.float64), []
        for _ in range(depth):
            pre.append(nn.Linear(width, width, dtype=torch.float64)(a))
            pre[-1].retain_grad()
            a = F.relu(pre[-1])
        readout = (a @ torch.randn(width, 1).double()) * torch.randn(batch, 1).double()
        readout.mean().backward()
        ratios.append((pre[0].grad.norm() / pre[-1].grad.norm()).item())
    return statistics.median(ratios)


def dead_in_layer_three():
    """The unscaled network, through PyTorch: by the theorem the scale may not matter."""
    X, shares = torch.tensor(digits().train_X), []
    for seed in range(10):
        a = X
        for W, _ in initialise([64, 128, 128, 128, 128, 10], "he", 1.0, seed)[:3]:
            a = F.relu(a @ torch.tensor(W).T)
        shares.append((a == 0).all(dim=0).double().mean().item())
    return 100 * np.mean(shares)


def bias_growth(a, b, c, d):
    """The bias gradient by autograd, with maximum(x, 0) doubled at its tie: slope 1 instead of 0."""
    z, error = (
        torch.tensor([0.0, 0.0, 2.0, -1.0], dtype=torch.float64),
        torch.tensor([a, b, c, d], dtype=torch.float64),
    )

    def gradient(ramp):
        bias = torch.zeros(1, requires_grad=True)
        (ramp(z + bias) * error).sum().backward()
        return bias.grad.item()

    return gradient(lambda x: x.clamp(min=0)) - gradient(F.relu)


def nested(x, w, b, p, q, v, u, c):
    weight = torch.tensor(float(w), requires_grad=True)
    y = F.relu(v * F.relu(weight * x + b) + u * F.relu(torch.tensor(float(p * x + q))) + c)
    y.backward()
    return weight.grad.item()


def just_dead(p, q):
    """The largest bias that leaves no point of a grid on the square above 0."""
    x1, x2 = np.meshgrid(np.linspace(0, 1, 21), np.linspace(0, 1, 21))
    return -(p * x1 - q * x2).max()


def ramp_square(v):
    density = lambda z: mp.exp(-z * z / (2 * v)) / mp.sqrt(2 * mp.pi * v)  # noqa: E731
    return mp.quad(lambda z: z * z * density(z), [0, mp.inf])


def he_deviation(n):
    torch.manual_seed(0)
    drawn = [nn.init.kaiming_normal_(torch.empty(300, n), nonlinearity="relu") for _ in range(20)]
    return torch.stack(drawn).double().std().item()


def layers_until(share):
    norm, layers = mp.mpf(1), 0
    while norm > share * (1 + mp.mpf(10) ** -12):
        norm, layers = norm * mp.sqrt(mp.mpf(1) / 2), layers + 1
    return layers


def drift(momentum, step):
    weight = torch.zeros(1, requires_grad=True, dtype=torch.float64)
    optimiser = torch.optim.SGD([weight], lr=1, momentum=momentum)
    places = []
    for i in range(400):
        weight.grad = torch.tensor([step if i == 0 else 0.0], dtype=torch.float64)
        optimiser.step()
        places.append(weight.item())
    return places[0] - places[-1]


def leaky_mean(a):
    density = lambda z: mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)  # noqa: E731
    return mp.quad(lambda z: (z if z > 0 else a * z) * density(z), [-mp.inf, 0, mp.inf])


def zombies(m, n):
    return 100 * np.mean([(m + positive) / (m + n) for positive in (n / 2 - 6, n / 2, n / 2 + 6)])


ORACLES = {
    "opening": lambda: -mp.log10(default_flow()),
    "hundredfold": dead_in_layer_three,
    "blank_patch": bias_growth,
    "nested_units": nested,
    "bias_for_dead": just_dead,
    "second_moment": ramp_square,
    "he_variance": he_deviation,
    "flow_table": lambda n: layers_until(mp.mpf(1) / n),
    "default_decay": default_flow,
    "listing_zero": lambda: 64 / mp.mpf(2) ** 10,
    "one_batch": lambda: (1 - mp.mpf("0.02")) ** 64,
    "zombie_rate": zombies,
    "momentum_drift": lambda m, s: drift(m, float(s)),
    "leaky_recovery": lambda: 200 / F.leaky_relu(torch.tensor(-1.0, dtype=torch.float64)).abs().item(),
    "max_form": lambda a, x: max(a * x, x) - F.leaky_relu(torch.tensor(float(x)), float(a)).item(),
    "prelu_count": lambda: sum(p.numel() for p in nn.PReLU(48).parameters()),
    "elu_slope": lambda a: 1 - mp.diff(lambda x: mp.mpf(str(a)) * mp.expm1(x), 0),
    "zero_mean": lambda: leaky_mean(mp.mpf("0.5")),
    "constant_output": lambda: 100 * np.mean(np.repeat([0, 1, 2], [150, 430, 420]) == 1),
}


options = options_of(SLUG)


def test_ever_on_runs_and_only_one_line_counts_right():
    torch.manual_seed(0)
    batches = [torch.tensor([[1.0, -1.0, -1.0], [-1.0, -1.0, 0.0]]), torch.tensor([[-1.0, 1.0, -1.0]])]
    wanted = [True, True, False]
    right = {}
    for text in options("ever_on"):
        scope = {"ever": torch.zeros(3, dtype=torch.bool)}
        for z in batches:
            scope["z"] = z
            exec(text.strip("`"), scope)
        right[text] = scope["ever"].tolist() == wanted
    assert right == options("ever_on")


def test_true_of_relu():
    x = np.linspace(-2, 2, 401)
    homogeneous = all(np.allclose(np.maximum(a * x, 0), a * np.maximum(x, 0)) for a in (-1.0, 2.0))
    touching = [s for s in (-0.5, 0.0, 0.3, 1.0, 1.5) if (np.maximum(x, 0) >= s * x - 1e-12).all()]
    facts = [abs(np.maximum(1e-12, 0)) < 1e-9, False, homogeneous, len(touching) > 1]
    assert facts == list(options("true_of_relu").values())
    assert touching == [0.0, 0.3, 1.0]


def test_scaling_changes_no_sign_at_zero_bias():
    rng = np.random.default_rng(4)
    layers, X = [rng.standard_normal((9, 9)) for _ in range(4)], rng.standard_normal((50, 9))

    def signs(c):
        a, seen = X, []
        for W in layers:
            z = a @ (c * W).T
            seen.append(z > 0)
            a = np.maximum(z, 0)
        return np.array(seen)

    assert all((signs(c) == signs(1)).all() for c in (10, 100, 1e6, 0.01))
    assert [right for text, right in options("times_ten").items() if text.startswith("Impossible")] == [True]


def test_numbers_told_in_the_reasons():
    assert f"{float(mp.sqrt(6) ** -19):.1e}" == "4.1e-08"
    assert nn.PReLU().weight.item() == 0.25
    assert sum(p.numel() for p in nn.PReLU().parameters()) == 1
    assert 30 * len(range(0, 1400, 50)) == 840
    assert mp.nstr(leaky_mean(mp.mpf("0.01")), 3) == "0.395"
