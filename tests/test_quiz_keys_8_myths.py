"""The keys of "Myths under test" by other roads, and the options that state facts, tried."""

import json
import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch
from bank_options import options_of
from scipy import integrate, special, stats

ROOT = Path(__file__).resolve().parent.parent
SLUG = "8_myths"


def verdicts():
    """From the compiled file, each claim by the first place that treats it."""
    found = {}
    for entry in json.loads((ROOT / "lib/activations/data/ledger.json").read_text(encoding="utf-8")):
        found.setdefault(entry["id"], entry["verdict"])
    return found


def true_share():
    return 100 * list(verdicts().values()).count("true") / len(verdicts())


def ratio_of_slopes(z):
    """tanh′/σ′ by autograd."""
    slopes = []
    for f in (torch.tanh, torch.sigmoid):
        x = torch.tensor(float(z), dtype=torch.float64, requires_grad=True)
        f(x).backward()
        slopes.append(x.grad.item())
    return slopes[0] / slopes[1]


def growth(k, n):
    """Of a network of n matrices, by running it with weights that let something through."""
    rng = np.random.default_rng(1)
    weights = [rng.uniform(-0.3, 1, (6, 6)) for _ in range(n)]

    def output(factor):
        x = np.ones(6)
        for W in weights[:-1]:
            x = np.maximum(factor * W @ x, 0)
        return factor * weights[-1] @ x

    return np.median(output(k) / output(1))


def odds(a, b, T):
    """Of two among five logits, by SciPy's softmax."""
    p = special.softmax(np.array([a, b, 0.3, -2, 0]) / T)
    return p[0] / p[1]


ORACLES = {
    "opening": true_share,
    "ratio_elsewhere": ratio_of_slopes,
    "product_bound": lambda L: 1e6 / math.prod([4] * L),
    "homogeneous": growth,
    "ratio_by_hand": odds,
}


options = options_of(SLUG)


def test_false_is_the_commonest_verdict_and_half_of_the_rest_is_half_right():
    """What the opening question's explanation and the chapter's count say in words."""
    counts = Counter(verdicts().values())
    assert counts.most_common(1)[0][0] == "false"
    assert 5 * counts["true"] < counts.total()
    assert 0.4 < (counts["imprecise"] + counts["condition"]) / (counts.total() - counts["true"]) < 0.6


def test_tanh_is_the_flatter_one_where_the_question_says():
    place = 1.67
    assert ratio_of_slopes(place - 0.02) > 1 > ratio_of_slopes(place)


def test_a_unit_that_fires_once_in_a_hundred_is_off_for_a_batch_of_32_with_the_told_probability():
    assert round(stats.binom.pmf(0, 32, 0.01), 2) == 0.72


def test_the_sources_of_084():
    x = np.linspace(-5, 5, 100_001)
    slope = special.ndtr(x) + x * stats.norm.pdf(x)
    assert slope.max() == pytest.approx(1.129, abs=5e-4)
    mean = integrate.quad(lambda t: (special.ndtr(t) + t * stats.norm.pdf(t)) * stats.norm.pdf(t), -12, 12)[0]
    assert mean == pytest.approx(0.5)
    assert 1 * special.ndtr(1) == pytest.approx(0.841, abs=5e-4)
    assert special.ndtr(1) + stats.norm.pdf(1) == pytest.approx(1.083, abs=5e-4)


def test_means_over_a_normal_input():
    functions = {
        "tanh": torch.tanh,
        "ELU": torch.nn.functional.elu,
        "GELU": torch.nn.functional.gelu,
        "SELU": torch.nn.functional.selu,
    }

    def mean(f):
        value = lambda t: f(torch.tensor(t, dtype=torch.float64)).item() * stats.norm.pdf(t)  # noqa: E731
        return integrate.quad(value, -12, 0)[0] + integrate.quad(value, 0, 12)[0]

    means = {name: mean(f) for name, f in functions.items()}
    assert {name: abs(value) < 0.01 for name, value in means.items()} == options("zero_centred_list")
    assert (round(means["ELU"], 2), round(means["GELU"], 2)) == (0.16, 0.28)


def test_the_counterexample_to_one_probability_up_all_others_down():
    before, after = special.softmax([2, 1, 0.1]), special.softmax([2.3, 1.4, -2])
    assert (after > before).tolist() == [True, True, False]


def test_squares_add_up_to_a_quadratic_whatever_the_width():
    """The smallest case: the best fit of |x| by squares of affine maps does not improve with the width."""
    x = np.linspace(-1, 1, 401)
    rng = np.random.default_rng(0)
    errors = []
    for width in (3, 30, 300):
        hidden = (np.outer(x, rng.standard_normal(width)) + rng.standard_normal(width)) ** 2
        fitted = hidden @ np.linalg.lstsq(hidden, np.abs(x), rcond=1e-10)[0]
        errors.append(np.abs(fitted - np.abs(x)).max())
    assert errors == pytest.approx([errors[0]] * 3, rel=1e-3)
    assert errors[0] > 0.05
