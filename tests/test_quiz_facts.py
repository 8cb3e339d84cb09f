"""What the further questions state as facts, tried: options of the kind "which statements are true"."""

import itertools
import math
import sys
from pathlib import Path

import mpmath as mp
import numpy as np
import pytest
import torch
from scipy.special import expit, softmax
from scipy.stats import norm
from torch.nn import functional as F

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import build_quizzes  # noqa: E402
from activations import quiz_bank  # noqa: E402

QUESTIONS = {
    q["id"]: q for path in build_quizzes.SOURCES.glob("*.yml") for q in quiz_bank.load(path)["questions"]
}
POINTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
XOR = np.array([0, 1, 1, 0], dtype=float)
relu = lambda x: np.maximum(x, 0)  # noqa: E731


def key(id):
    """Which options are right, in the order of the file."""
    return [bool(option.get("correct")) for option in QUESTIONS[id]["options"]]


def separates(values):
    yes, no = values[XOR == 1], values[XOR == 0]
    return bool(yes.min() > no.max() or no.min() > yes.max())


def test_rank_three():
    rng = np.random.default_rng(0)
    low = rng.normal(size=(8, 3)) @ rng.normal(size=(3, 8))
    outputs = rng.normal(size=(50, 8)) @ low.T + rng.normal(size=8)
    flat = np.linalg.matrix_rank(outputs - outputs.mean(axis=0)) <= 3
    lost = np.linalg.svd(low)[2][-1]
    apart = not np.allclose(low @ lost, 0)
    raised = np.linalg.matrix_rank(rng.normal(size=(8, 8)) @ low) > 3
    assert [np.linalg.matrix_rank(low) < 8, flat, apart, raised] == key("rank_three")


def test_regions_of_one_unit_and_of_three():
    """Convexity, along a line: the yes of one unit is a ray, and what three of them share is an interval."""
    rng = np.random.default_rng(1)
    line = np.linspace(-5, 5, 401)
    for _ in range(300):
        yes = np.array([w * line + b > 0 for w, b in rng.normal(size=(3, 2))])
        assert all(np.count_nonzero(np.diff(each)) <= 1 for each in yes)
        assert np.count_nonzero(np.diff(yes.all(axis=0))) <= 2
    assert key("yes_region") == key("and_of_three") == [True, True, False, False]


def test_far_out():
    s = lambda z: 1 / (1 + mp.exp(-z))  # noqa: E731
    rest, slope = 1 - s(10), s(10) * (1 - s(10))
    stored = 1 / (1 + np.exp(-10.0))
    further = s(100) * (1 - s(100)) > slope
    assert [rest < 1e-4, slope < 1e-4, stored * (1 - stored) == 0, further] == key("far_out")
    first = next(z for z in np.arange(30, 45, 0.01) if 1 / (1 + np.exp(-z)) == 1)
    assert first == pytest.approx(37, abs=0.5)


def test_grows_or_shrinks():
    slopes = {"sigmoid": 0.25, "tanh": 1.0}
    for option in QUESTIONS["grows_or_shrinks"]["options"]:
        name, _, weight = option["text"].partition(", $w=")
        assert (abs(float(weight.strip("$"))) * slopes[name] > 1) == bool(option.get("correct"))


def test_fan_in_fan_out():
    torch.manual_seed(0)
    W = torch.nn.init.xavier_normal_(torch.empty(300, 100)).double()
    uniform = torch.nn.init.xavier_uniform_(torch.empty(300, 100))
    forward = (torch.randn(4000, 100).double() @ W.T).var().item()
    back = (torch.randn(4000, 300).double() @ W).var().item()
    facts = [abs(W.var().item() - 0.005) < 2e-4, abs(forward - 1) < 0.1, abs(back - 1.5) < 0.1]
    assert [*facts, uniform.abs().max().item() < 0.006] == key("fan_in_fan_out")
    assert forward == pytest.approx(0.5, abs=0.03) and uniform.max() == pytest.approx(0.12, abs=5e-3)


def test_nearly_linear():
    z = np.linspace(-0.01, 0.01, 201)
    slope = 1 - np.tanh(z) ** 2
    linear = np.abs(np.tanh(z) - z).max() < 1e-6
    assert [(1 - slope).max() <= 1e-4, linear, slope.max() < 0.5, False] == key("nearly_linear")
    assert (expit(z) * (1 - expit(z))).max() == pytest.approx(0.25)


def test_on_one_piece():
    x = np.linspace(0.1, 1.9, 19)
    y = 2 * relu(x + 1) - 3 * relu(x - 2) + relu(-x)
    assert [np.allclose(y, line) for line in (-x + 8, 2 * x + 2, x + 2, 8 + 0 * x)] == key("on_one_piece")


def test_slopes_at_zero():
    def passed(function):
        x = torch.zeros(1, requires_grad=True)
        function(x).backward()
        return x.grad.item()

    other = torch.zeros(1)
    facts = [passed(torch.relu) == 0, passed(lambda x: torch.maximum(x, other)) == 0.5]
    assert [*facts, passed(lambda x: (x + x.abs()) / 2) == 1, False] == key("slopes_at_zero")


def test_leaky_facts():
    x = np.linspace(-3, 3, 61)
    leaky = lambda x, a: np.where(x > 0, x, a * x)  # noqa: E731
    twice = np.allclose(leaky(leaky(x, 0.3), 0.3), leaky(x, 0.09))
    undone = np.allclose(leaky(leaky(x, 0.3), 1 / 0.3), x)
    curved = not np.allclose(np.polyval(np.polyfit(x, leaky(x, 0.3), 9), x), leaky(x, 0.3), atol=1e-3)
    mean = norm.expect(lambda z: leaky(z, 0.3))
    assert [twice, undone, curved, abs(mean) < 1e-3] == key("leaky_facts")
    assert mean == pytest.approx(0.7 * 0.399, abs=1e-3)


def test_far_left():
    far = torch.tensor(-50.0, dtype=torch.float64)
    x = torch.tensor(2.0, requires_grad=True)
    F.selu(x).backward()
    slope = math.exp(-5)
    facts = [abs(F.elu(far).item() + 1) < 1e-9, abs(F.selu(far).item() + 1.76) < 5e-3]
    assert [*facts, abs(x.grad.item() - 1) < 1e-3, slope >= 0.1] == key("far_left")
    assert math.log(0.1) == pytest.approx(-2.31, abs=0.01)


def test_still_on():
    rng = np.random.default_rng(3)
    W, V, X = rng.normal(size=(9, 6)), rng.normal(size=(9, 9)), rng.normal(size=(40, 6))

    def on(W, V, X, b=0.0):
        h = X @ W.T + b
        return np.hstack([h > 0, relu(h) @ V.T + b > 0])

    before = on(W, V, X)
    changed = [on(5 * W, 5 * V, X), on(W, V, X / 100), on(-W, V, X), on(W, V, X, -0.1)]
    assert [bool((after == before).all()) for after in changed] == key("still_on")


def test_xor_by_ramps_and_by_one_dip():
    a, b = POINTS.T
    ramps = [
        relu(a - b) + relu(b - a),
        relu(a + b) - relu(a + b - 1),
        1 - relu(a + b - 1) - relu(1 - a - b),
        relu(a + b - 1) + relu(1 - a - b),
    ]
    assert [np.allclose(y, XOR) for y in ramps] == key("xor_readouts")
    inputs = [2 * (a + b) - 2.75, 2 * (a - b) - 0.75, 2 * (a + b), a + b - 4]
    assert [separates(z * norm.cdf(z)) for z in inputs] == key("gelu_xor")


def test_silent_gelu():
    x = torch.tensor([-20.0], requires_grad=True)
    F.gelu(x).backward()
    assert x.grad.item() == 0
    assert norm.cdf(-20) < 1e-80 and norm.pdf(20) < 1e-80
    grid = np.linspace(-30, 0, 30_001)
    assert (norm.cdf(grid) + grid * norm.pdf(grid)).min() > -0.1295


def test_silu_forms():
    x = np.linspace(-4, 4, 81)
    forms = [x / 2 * (1 + np.tanh(x / 2)), x * np.tanh(x / 2), x - x * expit(-x), -x * expit(-x)]
    assert [np.allclose(form, x * expit(x)) for form in forms] == key("silu_forms")


def test_straight_pieces():
    """Second differences vanish nearly everywhere for what is made of straight pieces."""
    torch.manual_seed(0)
    x = torch.linspace(-3, 3, 6001, dtype=torch.float64)[:, None]
    w, b, v = (torch.randn(n, dtype=torch.float64) for n in (20, 20, 20))
    units = {"PReLU": lambda z: F.leaky_relu(z, 0.25), "hardtanh": F.hardtanh, "hardswish": F.hardswish}
    units["GELU"] = F.gelu
    found = {}
    for name, f in units.items():
        bent = (f(x * w + b) @ v).diff(n=2).abs() > 1e-9
        found[name] = bent.sum().item() <= 2 * 41
    assert found == {o["text"]: bool(o.get("correct")) for o in QUESTIONS["straight_pieces"]["options"]}


def test_universal_gates():
    """Whether a wide random layer can fit a wave that no parabola comes near."""
    rng = np.random.default_rng(0)
    x = np.linspace(-1, 1, 400)[:, None]
    w, b = rng.normal(size=200) * 4, rng.normal(size=200) * 2
    gates = [lambda z: 0.5 + 0 * z, lambda z: z, expit, lambda z: (z > 0) * 1.0]
    errors = []
    for gate in gates:
        z = x * w + b
        features = np.hstack([z * gate(z), np.ones_like(x)])
        wave = np.sin(3 * np.pi * x[:, 0])
        fit = features @ np.linalg.lstsq(features, wave, rcond=None)[0]
        errors.append(np.sqrt(np.mean((fit - wave) ** 2)))
    assert [error < 0.05 for error in errors] == key("universal_gates")


def test_what_can_be_told_from_probabilities():
    z = np.array([1.2, -0.3, 0.4])
    p = softmax(z)
    roots = np.sqrt(p) / np.sqrt(p).sum()
    shifted = np.allclose(softmax(z + 5), p)
    facts = [np.allclose(np.log(p)[:, None] - np.log(p), z[:, None] - z), not shifted]
    assert [*facts, np.allclose(roots, softmax(z / 2)), not shifted] == key("what_can_be_told")


def test_gradient_facts():
    z = torch.tensor([[3.0, -1.0, 0.5]], dtype=torch.float64, requires_grad=True)
    F.cross_entropy(1e3 * z, torch.tensor([1])).backward()
    large = z.grad[0] / 1e3
    z.grad = None
    F.cross_entropy(z, torch.tensor([1])).backward()
    g = z.grad[0]
    facts = [abs(g.sum()) < 1e-12, (g != 0).sum() == 1, g.abs().max() < 1, large.abs().max() > 1]
    assert [bool(fact) for fact in facts] == key("gradient_facts")


def test_hot_and_cold():
    z = np.array([2.0, 1.0, 0.1, -1.0])
    entropy = lambda p: -(p * np.log(p + 1e-300)).sum()  # noqa: E731
    slope = lambda T: (softmax(z / T)[0] * (1 - softmax(z / T)[0])) / T  # noqa: E731
    orders = {tuple(np.argsort(softmax(z / T))) for T in (0.1, 1, 10, 1000)}
    facts = [abs(entropy(softmax(z / 1e6)) - math.log(4)) < 1e-6, entropy(softmax(z / 0.01)) < 1e-9]
    assert [*facts, slope(0.01) > slope(1), len(orders) > 1] == key("hot_and_cold")


def test_calibrated_and_useless_or_good():
    rng = np.random.default_rng(0)
    rain = rng.random(200_000) < 0.3
    sharp = np.where(rng.random(200_000) < 0.5, 0.9, 0.6)
    right = rng.random(200_000) < sharp
    assert rain.mean() == pytest.approx(0.3, abs=0.01)
    assert [right[sharp == level].mean() for level in (0.9, 0.6)] == pytest.approx([0.9, 0.6], abs=0.01)
    assert abs(0.9999 - 0.99) > 0.005
    assert key("calibrated") == [True, False, True, False]


def test_easy_tail():
    x = 20.0
    with mp.workdps(50):
        exact = {"tanh": 1 - mp.tanh(20), "sigma": 1 - 1 / (1 + mp.exp(-20))}
    for option in QUESTIONS["easy_tail"]["options"]:
        name = "tanh" if "tanh x" in option["text"] else "sigma"
        value = eval(option["text"].split("`")[1], {"np": np, "x": x})
        keeps = abs(value - float(exact[name])) <= 1e-12 * float(exact[name])
        assert keeps == bool(option.get("correct")), option["text"]


def test_parity_needs_a_kink_at_every_step():
    sums = np.array([sum(point) for point in itertools.product((0, 1), repeat=3)])
    y = relu(sums) - 2 * relu(sums - 1) + 2 * relu(sums - 2)
    assert (y == sums % 2).all()


def test_the_affine_step_of_each_derivation_holds():
    """Equations that steps state, at a point: the right ones hold, those that belong nowhere do not."""
    z, s = 0.7, expit(0.7)
    e = math.exp(-z)
    assert e / (1 + e) ** 2 == pytest.approx(s * (1 - s)) and e / (1 + e) != pytest.approx(s * (1 - s))
    t = math.exp(-2 * z)
    assert (1 - t) / (1 + t) == pytest.approx(math.tanh(z)) == pytest.approx(2 * expit(2 * z) - 1)
    assert math.exp(2 * z) / (math.exp(2 * z) + 1) != pytest.approx(math.tanh(z))
    assert norm.expect(lambda x: relu(x) ** 2) == pytest.approx(0.5, abs=1e-6)
    assert norm.expect(relu) > 0.3
    p = softmax([1.0, 0.2])
    assert p[0] == pytest.approx(expit(0.8)) and softmax([1 / 1.2, 0.2 / 1.2])[0] != pytest.approx(p[0])
