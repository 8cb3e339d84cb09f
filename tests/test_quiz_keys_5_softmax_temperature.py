"""Keys of the softmax chapter's questions by another road; its options that state facts, tried."""

import re
import warnings

import mpmath as mp
import numpy as np
import pytest
import scipy.special
import torch
from activations import quiz_bank
from bank_options import SOURCES, options_of
from torch.nn import functional as F

SLUG = "5_softmax_temperature"
QUESTIONS = {q["id"]: q for q in quiz_bank.load(SOURCES / f"{SLUG}.yml")["questions"]}


def exact(*z):
    """A softmax at fifty digits."""
    with mp.workdps(50):
        weights = [mp.exp(v) for v in z]
        return [w / mp.fsum(weights) for w in weights]


def floor(classes):
    """The loss of two softmaxes for a perfect network, by PyTorch."""
    perfect = torch.full((1, classes), -1e4, dtype=torch.float64)
    perfect[0, 0] = 1e4
    return F.cross_entropy(perfect.softmax(1), torch.tensor([0])).item()


def attention_top():
    """The top weight of unscaled attention over 64 keys, with other random numbers."""
    generator = torch.Generator().manual_seed(7)
    q = torch.randn(2000, 1, 64, generator=generator, dtype=torch.float64)
    k = torch.randn(2000, 64, 64, generator=generator, dtype=torch.float64)
    return (q @ k.transpose(1, 2)).softmax(-1).amax(-1).mean().item()


def multiplier(m):
    """The λ at which softmax(λ·(1, 0)) has the mean score m."""
    return mp.findroot(lambda x: exact(x, 0)[0] - mp.mpf(str(m)), 1)


def second_logit(z, k):
    return mp.findroot(lambda x: exact(z, x, 1)[0] - k * exact(z, x, 1)[1], 1)


def ratio(d):
    first, _, third = exact(mp.mpf(d) / 2, 1, 0)
    return first / third


def rank_of_jacobian(k):
    z = torch.linspace(-1, 2, k, dtype=torch.float64)
    jacobian = torch.autograd.functional.jacobian(lambda z: z.softmax(0), z)
    return torch.linalg.matrix_rank(jacobian).item()


def temperature(d, r):
    def gap(t):
        first, second = exact(d / t, 0)
        return mp.log(first / second) - mp.log(r)

    return mp.findroot(gap, d)


def mistake(z):
    return F.cross_entropy(torch.tensor([[z, 0.0]], dtype=torch.float64), torch.tensor([1])).item()


def gate_temperature(b):
    x = mp.mpf("0.7")
    return 1 / mp.findroot(lambda k: exact(x * k, 0)[0] - 1 / (1 + mp.exp(-b * x)), b * 0.9)


def log_probability():
    return torch.tensor([500.0, 0.0], dtype=torch.float64).log_softmax(0)[1].item()


def by_autograd(p, v):
    """The gradient at logits whose softmax is p."""
    z = torch.tensor(p, dtype=torch.float64).log().requires_grad_()
    z.softmax(0).backward(torch.tensor(v, dtype=torch.float64))
    return z.grad


def loss_gradient(z):
    z = torch.tensor([z], dtype=torch.float64, requires_grad=True)
    F.cross_entropy(z, torch.tensor([2])).backward()
    return z.grad[0, 2].item()


def spread_of_scores(d):
    rng = np.random.default_rng(0)
    return round((rng.normal(size=(100_000, d)) * rng.normal(size=(100_000, d))).sum(axis=1).std(), 1)


def soft_gradient():
    """The ratio of two soft-target gradients, at temperatures a thousand times as high."""

    def size(T):
        student = torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64, requires_grad=True)
        teacher = torch.tensor([0.3, 1.0, -1.0], dtype=torch.float64)
        (-(teacher / T).softmax(0) * (student / T).log_softmax(0)).sum().backward()
        return student.grad.norm().item()

    return size(40_000) / size(20_000)


def tokens_kept(top):
    total = 0.0
    for number, p in enumerate([0.45, 0.25, 0.15, 0.10, 0.05], start=1):
        total += p
        if total >= top:
            return number
    return 5


def two_bins(n, c, a, d, e):
    """A hundred answers in two groups."""
    counts = [round(n * a), round(n * (1 - a)), round((100 - n) * e), round((100 - n) * (1 - e))]
    confidence = np.repeat([float(c), float(d)], [n, 100 - n])
    right = np.repeat([1, 0, 1, 0], counts)
    groups = [confidence == level for level in (float(c), float(d))]
    return sum(abs((right[g] - confidence[g]).sum()) for g in groups) / 100


ORACLES = {
    "opening": lambda: floor(10),
    "attention_guess": attention_top,
    "by_hand": lambda a, b, c: exact(a, b, c)[0],
    "two_classes": lambda a, b: exact(mp.mpf(str(a)), mp.mpf(str(b)))[0],
    "find_the_logit": second_logit,
    "mean_score": multiplier,
    "ratio_at_two": ratio,
    "log_of_tiny": log_probability,
    "jacobian_entry": lambda p, q, r: by_autograd([p, q, r], [1.0, 0.0, 0.0])[1].item(),
    "vjp_entry": lambda p, q, r: by_autograd([p, q, r], [1.0, 2.0, 0.0])[1].item(),
    "ce_gradient": loss_gradient,
    "floor_of_four": lambda: floor(4),
    "spread_of_scores": spread_of_scores,
    "soft_gradient": soft_gradient,
    "nucleus": tokens_kept,
    "two_bins": two_bins,
    "jacobian_rank": rank_of_jacobian,
    "temperature_for_ratio": temperature,
    "loss_of_two": mistake,
    "dial_and_heat": gate_temperature,
}


options = options_of(SLUG)


def test_invariances_tried():
    z = np.random.default_rng(1).normal(size=6)
    lowered = z.copy()
    lowered[z.argmax()] -= 1
    changed = [z + 100, 2 * z, z - z.max(), lowered]
    same = [np.allclose(scipy.special.softmax(c), scipy.special.softmax(z)) for c in changed]
    assert same == list(options("invariances").values())


def test_a_low_mean_needs_a_negative_multiplier():
    s = np.array([2, 1, 0.1])
    found = mp.findroot(lambda x: sum(p * v for p, v in zip(exact(*(x * s)), s, strict=True)) - 0.5, -1)
    assert found < 0
    assert [text for text, right in options("negative_multiplier").items() if right] == [
        r"It is $\operatorname{softmax}(\lambda s)$ with a negative $\lambda$"
    ]


def test_ties_share():
    assert np.allclose(scipy.special.softmax(np.array([2, 2, 1]) / 0.01), [0.5, 0.5, 0])
    assert [text for text, right in options("ties").items() if right] == [r"$(\tfrac12,\ \tfrac12,\ 0)$"]


def test_shift_by_5000_run():
    code = re.search(r"```\n(.*?)```", QUESTIONS["shift_by_5000"]["question"], re.DOTALL)[1]
    z = np.array([1000.0, 1001.0, 1002.0])
    for text, right in options("shift_by_5000").items():
        scope = {"np": np, "z": z, "c": float(re.search(r"c = ([\d.]+)", text)[1])}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(code, scope)
        assert np.allclose(scope["p"], scipy.special.softmax(z)) == right, text


def test_complete_the_line_run():
    far = np.array([[1000.0, 1001.0], [-5000.0, -5001.0], [2.0, 1.0]])
    for text, right in options("complete_the_line").items():
        with np.errstate(all="ignore"):
            e = eval(text.strip("`"), {"np": np, "z": far})
            p = e / e.sum(axis=1, keepdims=True)
        assert np.allclose(p, scipy.special.softmax(far, axis=1)) == right, text


def test_masks_tried():
    row = torch.tensor([2.0, -torch.inf, 1.0]).softmax(0)
    nothing = torch.full((3,), -torch.inf).softmax(0)
    large = torch.full((3,), -1e9).softmax(0)
    cut = torch.tensor([2.0, 5.0, 1.0]).softmax(0) * torch.tensor([1, 0, 1])
    whole = abs(cut.sum() - 1) < 1e-6
    held = [row[1] == 0, nothing.isnan().all(), (large == 0).all(), whole]
    assert list(map(bool, held)) == list(options("masks").values())


def test_one_logit_up_tried():
    def change(*p):
        z = np.log(p)
        return (scipy.special.softmax(np.add(z, [1e-6, 0, 0])) - p) / 1e-6

    gain, second, third = change(0.5, 0.3, 0.2)
    facts = [
        np.isclose(second, 1.5 * third, rtol=1e-4),
        np.isclose(second / 0.3, third / 0.2, rtol=1e-4),
        np.isclose(gain, -second, rtol=1e-4),
        change(0.9, 0.06, 0.04)[0] > gain,
    ]
    assert list(map(bool, facts)) == list(options("one_logit_up").values())


def test_what_a_temperature_moves():
    rng = np.random.default_rng(0)
    z, y = rng.normal(size=(200, 4)) * 3, rng.integers(0, 4, 200)
    p, q = (scipy.special.softmax(z / T, axis=1) for T in (1, 1.7))
    moved = [
        not np.isclose(np.log(p[np.arange(200), y]).mean(), np.log(q[np.arange(200), y]).mean()),
        (p.argmax(1) != q.argmax(1)).any(),
        not np.allclose(p.max(1), q.max(1)),
        (p.argsort(1) != q.argsort(1)).any(),
    ]
    assert list(map(bool, moved)) == list(options("what_moves").values())


def test_a_loss_below_zero_is_probabilities():
    z, y = torch.randn(50, 10, generator=torch.Generator().manual_seed(0)), torch.arange(50) % 10
    assert -1 < F.nll_loss(z.softmax(1), y) < 0
    assert F.cross_entropy(z.softmax(1), y) > floor(10)
    assert F.nll_loss(z.log_softmax(1), y) > 0


def test_numbers_told_in_the_reasons():
    assert floor(10) == pytest.approx(1.46, abs=5e-3)
    assert float(mp.e / (mp.e + 9)) == pytest.approx(0.232, abs=5e-4)
    assert float(mp.e / (mp.e + 3)) == pytest.approx(0.475, abs=5e-4)
    assert [float(mp.exp(v)) for v in (3, 1, -2, 2)] == pytest.approx([20.086, 2.718, 0.135, 7.389], abs=5e-4)
