"""The keys of "GELU and Swish" by other roads, and the options that state facts, tried."""

import mpmath as mp
import numpy as np
import pytest
import torch
from bank_options import options_of
from scipy.optimize import minimize_scalar
from scipy.special import expit
from scipy.stats import cauchy, norm
from torch import nn

SLUG = "4_gelu_swish"
F = torch.nn.functional


def exact(x):
    return x * mp.ncdf(x)


def tanh_form(x):
    return x / 2 * (1 + mp.tanh(mp.sqrt(2 / mp.pi) * (x + mp.mpf("0.044715") * x**3)))


def logistic(x):
    return x / (1 + mp.exp(-x))


def decimals_guaranteed():
    gap = max(abs(exact(mp.mpf(i) / 100) - tanh_form(mp.mpf(i) / 100)) for i in range(600))
    return max(k for k in range(9) if gap <= mp.mpf(10) ** -k / 2)


def weights(*modules):
    return sum(p.numel() for m in modules for p in m.parameters())


def matched(width, hidden):
    """Try every width until the gated block is no smaller than the plain one."""
    plain = weights(nn.Linear(width, hidden, bias=False)) * 2
    return next(h for h in range(1, hidden) if 3 * width * h >= plain)


def mean_of_throws(x, n):
    throws = np.repeat([x, 0.0], [n, 1000 - n])
    return throws.mean()


def half_bell(x, f):
    """f(x) for the normal gate whose spread is chosen so that f(−x) is as told."""
    spread = mp.findroot(lambda s: -x * mp.ncdf(-x / s) - f, 1.5)
    return x * mp.ncdf(x / spread)


def block_growth(t, r, k):
    after = t - r + k * r
    return 100 * (after / t - 1)


def dip(b):
    found = minimize_scalar(
        lambda x: x * expit(b * x), bounds=(-2, 0), method="bounded", options={"xatol": 1e-9}
    )
    return found.x


def variance_factor():
    density = lambda z: mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)  # noqa: E731
    return 1 / mp.quad(lambda z: exact(z) ** 2 * density(z), [-mp.inf, 0, mp.inf])


ORACLES = {
    "opening": lambda: mp.mpf("83.86") - mp.mpf("83.80"),
    "value_by_hand": lambda x: exact(-x),
    "mish_gate": lambda: mp.diff(lambda x: x * mp.tanh(mp.log(1 + mp.exp(x))), 0),
    "coin_mean": mean_of_throws,
    "gelu_slope": lambda x: mp.diff(exact, -x),
    "mirror_value": half_bell,
    "three_decimals": decimals_guaranteed,
    "swish_slope": lambda x: mp.diff(logistic, x),
    "swish_dial": dip,
    "silu_by_hand": lambda x: logistic(-mp.mpf(x)),
    "variance_for_gelu": variance_factor,
    "block_without_gate": lambda d: weights(nn.Linear(d, d, bias=False)),
    "matched_width": lambda d, h: matched(d, h),
    "gated_parameters": lambda: weights(
        *(nn.Linear(a, b, bias=False) for a, b in ((512, 1024), (512, 1024), (1024, 512)))
    ),
    "lead_in_sd": lambda a, b, s: np.diff([float(b), float(a)])[0] / np.std([s, -s]),
    "share_of_block": block_growth,
}


options = options_of(SLUG)


def test_slope_facts_about_silu():
    slope = lambda x: mp.diff(logistic, x)  # noqa: E731
    x = torch.tensor([-90.0], requires_grad=True)
    F.silu(x).backward()
    facts = [
        abs(slope(mp.findroot(slope, -1.3))) < 1e-12,
        all(slope(v) > 0 for v in (-1, -2, -10)),
        max(slope(v) for v in (1, 2, 2.4, 3)) > 1,
        x.grad.item() == 0,
    ]
    assert list(options("slope_facts").values()) == facts
    assert slope(-10) == pytest.approx(-4.1e-4, abs=5e-6)
    assert mp.findroot(slope, -1.3) == pytest.approx(-1.2785, abs=5e-5)
    assert slope(2.3994) == pytest.approx(1.0998, abs=5e-5)


def test_which_gates_obey_the_mirror_rule():
    x = np.linspace(-4, 4, 81)
    gates = {
        r"$\sigma(3x)$": lambda x: expit(3 * x),
        r"$\tanh(\log(1+e^x))$": lambda x: np.tanh(np.log1p(np.exp(x))),
        r"$\tfrac12+\tfrac1\pi\arctan x$": cauchy.cdf,
        r"$\sigma(x+1)$": lambda x: expit(x + 1),
    }
    obeys = {text: np.allclose(x * g(x) + x * g(-x), x) for text, g in gates.items()}
    assert options("which_gates") == obeys
    assert gates[r"$\sigma(x+1)$"](0) * 2 == pytest.approx(1.46, abs=5e-3)


def test_design_gate_joins_and_mirrors():
    x = np.linspace(-1, 1, 21)
    gates = {"$x^2$": x**2, "$1-|x|$": 1 - np.abs(x), "$(1+x)/2$": (1 + x) / 2, r"$\sigma(x)$": expit(x)}
    right = {
        text: np.allclose(g + g[::-1], 1) and np.allclose(g[[0, -1]], [0, 1]) for text, g in gates.items()
    }
    assert options("design_gate") == right


def test_steepest_and_flat_points():
    slope = lambda x: norm.cdf(x) + x * norm.pdf(x)  # noqa: E731
    x = np.linspace(-6, 6, 120_001)
    assert x[slope(x).argmax()] == pytest.approx(np.sqrt(2), abs=1e-4)
    assert slope(np.sqrt(2)) == pytest.approx(1.1289, abs=5e-5)
    assert slope(6) > 1, "the slope comes down to 1 from above"
    assert mp.diff(logistic, 1.2784645) == pytest.approx(1, abs=1e-7)


def test_numbers_told_in_the_reasons_about_the_forms():
    assert exact(-4) == pytest.approx(-1.27e-4, abs=5e-7)
    assert tanh_form(mp.mpf(-4)) == pytest.approx(-7.0e-5, abs=5e-7)
    assert abs(exact(2.7) - tanh_form(mp.mpf("2.7"))) / exact(2.7) < 2e-4
    assert exact(-0.5) == pytest.approx(-0.154, abs=5e-4)
    x = torch.linspace(-5, 5, 2001, dtype=torch.float64)
    quick = (x * torch.sigmoid(1.702 * x) - F.gelu(x)).abs().max().item()
    assert quick == pytest.approx(0.02, abs=5e-4)


def test_gelu_is_deterministic_in_training_mode():
    unit, x = nn.GELU().train(), torch.linspace(-3, 3, 101)
    assert torch.equal(unit(x), unit(x))
    assert not list(unit.parameters()) and not list(unit.buffers())


def test_what_jumps_on_a_real_line():
    def changes(activation, points):
        torch.manual_seed(3)
        model = nn.Sequential(nn.Linear(2, 16), activation, nn.Linear(16, 1)).double()
        X, y = torch.randn(30, 2, dtype=torch.float64), torch.randn(30, 1, dtype=torch.float64)
        start = [p.detach().clone() for p in model.parameters()]
        way = [torch.randn_like(p) for p in start]
        losses, slopes = [], []
        for t in torch.linspace(-1, 1, points, dtype=torch.float64):
            moved = [p + t * v for p, v in zip(start, way, strict=True)]
            names = [name for name, _ in model.named_parameters()]
            state = dict(zip(names, [m.requires_grad_() for m in moved], strict=True))
            loss = F.mse_loss(torch.func.functional_call(model, state, X), y)
            gradients = torch.autograd.grad(loss, moved)
            losses.append(loss.item())
            slopes.append(sum((g * v).sum().item() for g, v in zip(gradients, way, strict=True)))
        return np.abs(np.diff(losses)).max(), np.abs(np.diff(slopes)).max()

    (loss, slope), (finer_loss, finer_slope) = (changes(nn.ReLU(), n) for n in (801, 1601))
    assert finer_loss == pytest.approx(loss / 2, rel=0.05)
    assert finer_slope == pytest.approx(slope, rel=0.15)
    (loss, slope), (finer_loss, finer_slope) = (changes(nn.GELU(), n) for n in (801, 1601))
    assert finer_slope == pytest.approx(slope / 2, rel=0.05)
    right = [text for text, correct in options("what_jumps").items() if correct]
    assert right == ["That of the loss is halved, that of its slope stays"]
