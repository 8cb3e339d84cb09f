"""The keys of "Choosing an activation" by other roads, and the options that state facts, tried."""

import math

import mpmath as mp
import numpy as np
import pytest
import torch
from activations import experiments
from scipy import optimize, special

SLUG = "6_choosing"


def memory_by_steps(b, n):
    """The memory, multiplied step by step."""
    kept = mp.mpf(1)
    for _ in range(n):
        kept *= 1 / (1 + mp.exp(-b))
    return kept


def bias_by_search(n):
    return optimize.brentq(lambda b: special.expit(b) ** n - 0.5, -5, 20, xtol=1e-12)


def largest_error_on_a_fine_line(b):
    x = np.linspace(0, 6, 600_001)
    levels = np.linspace(0, 6, 2**b)
    above = np.clip(np.searchsorted(levels, x), 1, len(levels) - 1)
    return np.minimum(x - levels[above - 1], np.abs(levels[above] - x)).max()


def numbers_below(m, M):
    return int((np.linspace(0, M, 256) <= m).sum())


def points_lost_by_rounding():
    """The opening's experiment with a grid made from levels, not from codes."""
    exact, rounded = experiments.in_few_bits(["relu"], [4])["relu"]
    return 100 * (exact.mean() - rounded.mean())


def mean_by_quadrature(n, w):
    return n * w * mp.quad(lambda z: z * mp.npdf(z), [0, mp.inf])


ORACLES = {
    "mean_of_the_sum": mean_by_quadrature,
    "opening": points_lost_by_rounding,
    "memory_left": memory_by_steps,
    "bias_for_half": bias_by_search,
    "half_a_step": largest_error_on_a_fine_line,
    "grid_numbers": numbers_below,
    "scaled_sigmoid": lambda a, c, y: optimize.brentq(
        lambda z: a + (c - a) * special.expit(z) - y, -30, 30, xtol=1e-12
    ),
    "loss_at_start": lambda K: torch.nn.functional.cross_entropy(
        torch.zeros(1, K, dtype=torch.float64), torch.tensor([0])
    ).item(),
}


def test_the_two_forms_of_gelu_differ_by_five_ten_thousandths_and_relu_by_far_more():
    x = torch.linspace(-8, 8, 160_001, dtype=torch.float64)
    exact = torch.nn.functional.gelu(x)
    gap = (torch.nn.functional.gelu(x, approximate="tanh") - exact).abs()
    assert 0.0004 < gap.max() < 0.0005
    assert 2.6 < x[gap.argmax()].abs() < 2.8
    assert (torch.relu(x) - exact).abs().max() == pytest.approx(0.17, abs=0.005)


def test_gelu_is_flat_near_minus_three_quarters():
    root = optimize.brentq(
        lambda z: special.ndtr(z) + z * math.exp(-z * z / 2) / math.sqrt(2 * math.pi), -1, -0.5
    )
    assert root == pytest.approx(-0.75, abs=0.005)


def test_what_other_functions_do_in_the_place_of_a_gate():
    assert pytest.approx(6e8, rel=0.1) == 1.5**50
    z = torch.linspace(-50, 50, 10_001)
    hard = torch.nn.functional.hardsigmoid(z)
    assert hard.min() == 0 and hard.max() == 1
    assert torch.tanh(z).min() < 0


def test_eight_bit_silu_by_a_table_is_the_direct_one_and_hardswish_is_another():
    low, high, out = -8.0, 8.0, (-0.3, 8.0)
    stored = experiments.lookup_table(lambda x: x * special.expit(x), low, high, out)
    assert len(stored) == 256
    x = np.linspace(-8, 8, 160_001)
    silu = x * special.expit(x)
    hardswish = torch.nn.functional.hardswish(torch.tensor(x)).numpy()
    assert np.abs(silu - hardswish).max() == pytest.approx(0.1423, abs=5e-4)
    assert -special.expit(-1) == pytest.approx(-0.27, abs=0.005)


def test_softplus_still_has_a_slope_at_minus_three():
    z = torch.tensor(-3.0, dtype=torch.float64, requires_grad=True)
    torch.nn.functional.softplus(z).backward()
    assert z.grad.item() == pytest.approx(0.047, abs=5e-4)


def test_one_hot_logits_try_a_count():
    labels = torch.randint(0, 10, (500,))
    logits = torch.nn.functional.one_hot(labels, 10).float()
    assert (logits.argmax(1) == labels).float().mean() == 1
    along_the_wrong_axis = logits.argmax(0)
    assert len(along_the_wrong_axis) == 10  # one "answer" a class, whatever the examples


@pytest.mark.parametrize(
    "fault, exact", [("all weights zero", True), ("all units dead", True), ("nothing", False)]
)
def test_only_equal_logits_begin_at_the_logarithm_of_the_classes(fault, exact):
    seen = experiments.symptoms(fault, epochs=1)
    assert (abs(seen.start - math.log(10)) < 1e-12) == exact


def test_an_optimiser_with_other_weights_leaves_loss_and_gradients_as_they_were():
    seen, sound = experiments.symptoms("the optimiser has other weights"), experiments.symptoms("nothing")
    assert seen.end == seen.start
    assert seen.ratio == pytest.approx(sound.ratio)
    assert seen.answers > 1
