"""Questions of the last two banks that bring earlier chapters back: what their options state, tried."""

import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.special import erf, expit, ndtr, softmax
from torch import nn
from torch.nn import functional as F

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import bank_statistics  # noqa: E402
import build_quizzes  # noqa: E402
from activations import quiz_bank  # noqa: E402

BANKS = {path.stem: quiz_bank.load(path) for path in sorted(build_quizzes.SOURCES.glob("*.yml"))}
QUESTIONS = {q["id"]: q for bank in BANKS.values() for q in bank["questions"]}


def relu(x):
    return np.maximum(x, 0)


def gelu(x):
    return x * ndtr(x)


def tanh_form(x):
    return x / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def gate_of_two_logits():
    x = torch.linspace(-6, 6, 241, dtype=torch.float64, requires_grad=True)
    g = lambda t: torch.stack([t, torch.zeros_like(t)]).softmax(0)[0]  # noqa: E731
    slope = torch.autograd.grad((x * g(x)).sum(), x)[0]
    off = (x * g(1.702 * x) - F.gelu(x)).abs().max().item()
    assert off == pytest.approx(0.02, abs=5e-4) and slope[160].item() == pytest.approx(1.09, abs=5e-3)
    return [
        torch.allclose(x * g(x), F.silu(x)),
        off < 1e-6,
        torch.allclose(2 * g(2 * x) - 1, torch.tanh(x)),
        bool((slope <= 1).all()),
    ]


def thrown_at_a_temperature():
    rng = np.random.default_rng(0)
    x = np.array([-2.0, -0.5, 0.7, 3.0])
    open_ = lambda T: softmax(np.stack([x, 0 * x]) / T, axis=0)[0]  # noqa: E731
    throws = lambda T: x * (rng.random((200_000, 4)) < open_(T))  # noqa: E731
    spread = [throws(T).std(axis=0).max() for T in (1e-3, 1, 1e3)]
    return [
        np.allclose(throws(0.5).mean(axis=0), x * expit(2 * x), atol=0.02),
        not np.isin(throws(0.5), [*x, 0]).all(),
        np.array_equal(throws(1e-3)[0], relu(x)),
        spread[0] == max(spread),
    ]


def same_answer():
    rng = np.random.default_rng(0)
    X, W, readout = rng.normal(size=(800, 4)), rng.normal(size=(6, 4)), rng.normal(size=(3, 6))
    outputs = softmax(relu(X @ W.T - 100) @ readout.T + np.log([0.2, 0.5, 0.3]), axis=1)
    labels = np.repeat([0, 1, 2], [20, 50, 30])
    accuracy = (labels == outputs[0].argmax()).mean()
    on = X @ W.T > 0
    assert on[:16].any()  # one batch with a living unit, and the layer lives
    return [
        np.allclose(outputs, [0.2, 0.5, 0.3]),
        bool(np.isclose(accuracy, outputs[0].max())),
        not on.any(),
        not np.array_equal(X @ (10 * W).T > 0, on),
    ]


def narrow_output():
    rng = np.random.default_rng(0)
    U, states = rng.normal(size=(1000, 64)), rng.normal(size=(64, 300))
    wide, narrow = rng.normal(size=(4096, 64)), rng.normal(size=(1000, 4096))
    one_way, other_way = narrow @ (wide @ states), (narrow @ wide) @ states
    return [
        np.linalg.matrix_rank(U @ states) <= 64,
        np.linalg.matrix_rank(one_way) > 64,
        U.size
        > sum(p.numel() for n, m in ((64, 256), (64, 256), (256, 64)) for p in [nn.Linear(n, m).weight]),
        np.allclose(one_way, other_way, rtol=1e-9) and (one_way != other_way).any(),
    ]


def rounding_or_not():
    """In gaps: a difference of ten gaps or more is not rounding."""
    x = np.linspace(-3, 3, 6001)
    forms = np.abs(gelu(x) - tanh_form(x)).max()
    single = x.astype(np.float32)
    narrow = np.float32(0.5) * single * (1 + erf(single / np.float32(2**0.5)))
    still = np.abs(narrow - tanh_form(single).astype(np.float32)).max()
    assert forms == pytest.approx(4.7e-4, abs=1e-5) and still == pytest.approx(4.7e-4, abs=1e-5)
    short, long = np.spacing(np.float32(1)), np.spacing(1.0)
    return [5e-7 / short < 10, forms / long < 10, still / short < 10, 4e-16 / long < 10]


def left_side_in_code():
    x = -1e-8
    digits = lambda computed, exact: -np.log10(max(abs(computed / exact - 1), 1e-17))  # noqa: E731
    naive, scale = np.exp(x) - 1, 1.0507009873554805
    return [
        7 < digits(naive, np.expm1(x)) < 9,
        digits(scale * naive, scale * np.expm1(x)) > 12,
        0.01 * x == float(torch.tensor(x, dtype=torch.float64) * 0.01) and digits(0.01 * x, -1e-10) > 15,
        all(np.expm1(t) > -1 for t in (-10.0, -37.0, -38.0, -700.0)),
    ]


def block_on_a_scale():
    def steps(width, hidden):
        return 3 * nn.Linear(width, hidden, bias=False).weight.numel()

    x = np.linspace(0.1, 5, 50)
    return [
        15 * 1024 / steps(512, 1024) > 0.05,
        abs(steps(512, 1024) - 1.6e6) < 5e4,
        np.allclose(gelu(-x), gelu(x) - x),
        np.isclose(2048 / steps(512, 2048), 2 * 1024 / steps(512, 1024)),
    ]


TRIED = [gate_of_two_logits, thrown_at_a_temperature, same_answer, narrow_output]
TRIED += [rounding_or_not, left_side_in_code, block_on_a_scale]


@pytest.mark.parametrize("facts", TRIED, ids=lambda facts: facts.__name__)
def test_options_state_what_is_so(facts):
    stated = [bool(option.get("correct")) for option in QUESTIONS[facts.__name__]["options"]]
    assert list(map(bool, facts())) == stated


def test_numbers_told_in_the_reasons():
    assert abs((0.8413 * 0.1587) ** 0.5 - 0.365) < 1e-3
    assert np.expm1(-37.0) > -1 and np.expm1(-37.5) == -1
    assert 3 * 64 * 256 == 49_152 and 3 * 512 == 1536


def test_objectives_of_the_first_four_chapters_come_back_twice():
    later = bank_statistics.later_places(bank_statistics.load())
    first_four = {name: count for name, count in later.items() if name[0] in "1234"}
    assert len(first_four) == 32
    assert {name: count for name, count in first_four.items() if count < 2} == {}


@pytest.mark.parametrize("slug", BANKS)
def test_every_question_is_asked_in_its_chapter(slug):
    """A question that no cell shows could be met by chance only."""
    notebook = json.loads((ROOT / "chapters" / f"{slug}.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    asked = re.findall(
        r"\w+", " ".join(re.findall(r'"([^"]*)"', "\n".join(c for c in cells if "quiz(" in c)))
    )
    graded = [q["id"] for q in BANKS[slug]["questions"] if q["type"] != "guess"]
    assert {id: asked.count(id) for id in graded if asked.count(id) != 1} == {}
