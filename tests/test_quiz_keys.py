"""Every key of the question banks, computed again by another road; every option that states a fact, tried."""

import importlib
import inspect
import itertools
import math
import re
import statistics
import sys
from pathlib import Path

import mpmath as mp
import numpy as np
import pytest
import torch

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import build_quizzes  # noqa: E402
from activations import quiz_bank  # noqa: E402

BANKS = {path.stem: quiz_bank.load(path) for path in sorted(build_quizzes.SOURCES.glob("*.yml"))}
SIGMOID = "2_sigmoid_tanh"
ACCURACY = "a_accuracy"


def entries(*kinds):
    """(slug, question in one wording, its values) of every entry of these types, as pytest parameters."""
    return [
        pytest.param(slug, wording, values, id=f"{slug}:{q['id']}:{n}")
        for slug, bank in BANKS.items()
        for q in bank["questions"]
        if q["type"] in kinds
        for n, (wording, values) in enumerate(
            zip(quiz_bank.wordings(q, q["id"]), q.get("variants", [{}]), strict=True)
        )
    ]


CHOICES = entries("mcq", "msq")
NUMBERS = entries("nat")


def sigma(z):
    return 1 / (1 + mp.exp(-z))


def slope(f, z):
    return mp.diff(f, z)


def logit(p):
    return mp.log(mp.mpf(p) / (1 - mp.mpf(p)))


def autograd(function, *values):
    """The gradient of a scalar function, by PyTorch in float64."""
    leaves = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in values]
    function(*leaves).backward()
    return [leaf.grad for leaf in leaves]


def two_units(x, w, v):
    def loss(w1):
        a1 = torch.sigmoid(w1 * x - w * x)
        return 0.5 * (torch.sigmoid(v * a1 - v / 2) - 1.0) ** 2

    return autograd(loss, float(w))[0]


def five_sigmoids(w):
    def chain(a):
        for _ in range(5):
            a = torch.sigmoid(w * a - w / 2)
        return a

    return autograd(chain, 0.5)[0]


def two_examples(a, c, d, e):
    inputs = torch.tensor([[a, c], [d, e]], dtype=torch.float64)
    delta = torch.tensor([1.0, -1.0], dtype=torch.float64)
    # A loss whose derivative by z is delta.
    return autograd(lambda w: (delta * (inputs @ w)).mean(), [0.0, 0.0])[0][0]


def tanh_unit(h, v, x, t):
    w = math.atanh(h) / x
    return autograd(lambda w: 0.5 * (v * torch.tanh(w * x) - t) ** 2, w)[0]


def logit_loss(z):
    return torch.nn.functional.binary_cross_entropy_with_logits(z, torch.ones_like(z))


def torch_flow(depth, gain=1.0, seeds=20, width=64, batch=256):
    """The median ratio of first to last gradient, with PyTorch's own initialisation and autograd."""
    ratios = []
    for seed in range(seeds):
        generator = torch.Generator().manual_seed(1000 + seed)
        draw = {"generator": generator, "dtype": torch.float64}
        a = torch.randn(batch, width, **draw)
        pre = []
        for _ in range(depth):
            weight = torch.randn(width, width, **draw) * gain / width**0.5
            z = a @ weight.T
            pre.append(z.requires_grad_() if not z.requires_grad else z)
            pre[-1].retain_grad()
            a = torch.sigmoid(z)
        readout = (a @ torch.randn(width, 1, **draw)) * torch.randn(batch, 1, **draw)
        readout.mean().backward()
        ratios.append((pre[0].grad.norm() / pre[-1].grad.norm()).item())
    return statistics.median(ratios)


def glorot_variance():
    generator = torch.Generator().manual_seed(0)
    drawn = [torch.nn.init.xavier_normal_(torch.empty(100, 300), generator=generator) for _ in range(40)]
    return torch.stack(drawn).double().var().item()


def first_zero_slope():
    """Where s(1 − s) becomes 0 in float32, by trying every hundredth."""
    z = np.arange(1000, 2500, dtype=np.float32) / np.float32(100)
    s = np.float32(1) / (np.float32(1) + np.exp(-z))
    return float(z[np.flatnonzero(s * (1 - s) == 0)[0]])


def first_integer_gap():
    """The first power of two that swallows a 1, by trying them all."""
    return next(k for k in range(1, 100) if 2.0**k + 1 == 2.0**k)


def digits_of_naive_softplus(x):
    """Whole digits that half a gap of the sum leaves, counted by moving the sum by half a gap."""
    with mp.workdps(40):
        moved = mp.log1p(mp.exp(x) + mp.mpf(2) ** -53)
        return mp.floor(-mp.log10(moved / mp.log1p(mp.exp(x)) - 1))


def first_zero_of_float32_softplus():
    """Where log(1 + e^x) becomes 0 in float32, by trying every thousandth."""
    x = -np.arange(10_000, 25_000, dtype=np.float32) / np.float32(1000)
    return float(x[np.flatnonzero(np.float32(1) + np.exp(x) == 1)[0]])


def last_finite_exponential():
    with np.errstate(over="ignore"):
        return max(x for x in range(200) if np.isfinite(np.exp(np.float32(x))))


def normal(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


ORACLES = {
    ACCURACY: {
        # erf rounds to −1 where erfc is half of the gap below 1, which is 2^−53.
        "opening": lambda: mp.findroot(lambda x: mp.erfc(x / mp.sqrt(2)) - mp.mpf(2) ** -54, 8),
        "missing_odd": first_integer_gap,
        "digits_left": lambda: digits_of_naive_softplus(-30),
        "reflected": lambda x: slope(lambda t: t * normal(t), x),
        "count_the_throws": lambda: normal(1) * (1 - normal(1)) * mp.mpf(10) ** 8,
        "largest_logit": lambda z: -mp.log1p(mp.exp(-z)) * mp.mpf(10) ** 16,
        "gap_above": lambda e: -math.log2(math.nextafter(2.0**e, math.inf) - 2.0**e),
        "count_in_ulp": lambda: 5.33e-15 / (math.nextafter(12.0, 13.0) - 12.0),
        "last_exponential": last_finite_exponential,
        "float32_softplus": first_zero_of_float32_softplus,
    },
    SIGMOID: {
        "opening": lambda: -mp.log10(torch_flow(10)),
        "crossing_guess": lambda: mp.findroot(lambda z: slope(sigma, z) - slope(mp.tanh, z), 1.5),
        "steepest_point": lambda: slope(sigma, 0),
        "tangent": lambda: mp.findroot(lambda z: sigma(0) + slope(sigma, 0) * z - 1, 1),
        "slope_from_output": lambda a: slope(sigma, logit(str(a))),
        "tanh_slope": lambda s: slope(mp.tanh, logit(str(s)) / 2),
        "tenth_width": lambda: mp.findroot(lambda z: slope(sigma, z) - slope(sigma, 0) / 10, 3),
        "saturation_point": lambda: mp.findroot(lambda z: slope(sigma, z) - mp.mpf("0.01"), 4),
        "crossing": lambda: mp.findroot(lambda z: slope(sigma, z) - slope(mp.tanh, z), 1.5),
        "backprop_by_hand": two_units,
        "growing_chain": five_sigmoids,
        "tanh_chain": tanh_unit,
        "threshold_logit": lambda t: mp.findroot(lambda z: sigma(z) - mp.mpf(str(t)), 1),
        "glorot_variance": glorot_variance,
        "gain_four": lambda: torch_flow(20, gain=4.0),
        "keep_the_gradient": lambda: mp.findroot(lambda w: w * slope(sigma, 0) - 1, 3),
        "batch_of_two": two_examples,
        "logit_gradient": lambda z: autograd(logit_loss, float(z))[0],
        "float32_zero": first_zero_slope,
        "double_sigmoid": lambda: logit_loss(torch.sigmoid(torch.tensor(1e4, dtype=torch.float64))),
    },
}

# Every other chapter has its oracles, and the tests of what its options state, in a file of its own.
for path in sorted((ROOT / "tests").glob("test_quiz_keys_*.py")):
    chapter = importlib.import_module(path.stem)
    ORACLES[chapter.SLUG] = chapter.ORACLES


def oracle_of(slug, q, values) -> float:
    """What the oracle says, given those of the wording's values that it takes."""
    oracle = ORACLES[slug][q["id"]]
    named = inspect.signature(oracle).parameters.values()
    taken = [parameter.name for parameter in named if parameter.default is parameter.empty]
    assert bool(taken) == bool(values), "the oracle of a question with variants takes their values"
    return float(oracle(**{name: values[name] for name in taken}))


@pytest.mark.parametrize("slug", BANKS)
def test_every_computed_key_has_an_oracle(slug):
    computed = {
        q["id"]
        for q in BANKS[slug]["questions"]
        if "answer" in q or any("value" in o for o in q.get("options", []))
    }
    assert computed == set(ORACLES[slug])


@pytest.mark.parametrize("slug, q, values", NUMBERS)
def test_number_accepts_the_oracle_as_rounded(slug, q, values):
    low, high = build_quizzes.bounds(keyed(q), q["answer"]["tolerance"])
    oracle = float(quiz_bank.rounded(oracle_of(slug, q, values), q["answer"]["decimals"]))
    assert low <= oracle <= high


def keyed(q):
    return quiz_bank.rounded(quiz_bank.evaluate(q["answer"]["value"]), q["answer"]["decimals"])


@pytest.mark.parametrize("slug, q, values", entries("guess"))
def test_guess_is_measured(slug, q, values):
    # Twenty other random networks: medians differ by a tenth or so of a power of ten.
    tolerance = 0.15 if "gradient_flow" in q["answer"]["value"] else 0.5 * 10.0 ** -q["answer"]["decimals"]
    assert float(keyed(q)) == pytest.approx(oracle_of(slug, q, values), abs=tolerance)
    assert q["low"] < keyed(q) < q["high"]
    assert q["low"] <= q["start"] <= q["high"]


COMPUTED = [p for p in CHOICES if any("value" in o for o in p.values[1]["options"])]


@pytest.mark.parametrize("slug, q, values", COMPUTED)
def test_numeric_option_prints_the_oracle(slug, q, values):
    oracle = oracle_of(slug, q, values)
    agreeing = [quiz_bank.printed_agrees(str(o["text"]), oracle, o.get("tolerance")) for o in q["options"]]
    assert agreeing == [bool(o.get("correct")) for o in q["options"]]


@pytest.mark.parametrize("slug, q, values", CHOICES)
def test_numeric_options_print_their_expressions_and_differ(slug, q, values):
    expressions = [o.get("value", o.get("slip")) for o in q["options"]]
    numeric = [re.fullmatch(r"(about )?\$[-−\d.^{}]+\$(, as before)?", str(o["text"])) for o in q["options"]]
    assert [bool(e) for e in expressions] == [bool(n) for n in numeric], "numeric options need an expression"
    printed = [quiz_bank.evaluate(e) for e in expressions if e is not None]
    for option, expression in zip(q["options"], expressions, strict=True):
        if expression is not None:
            value = quiz_bank.evaluate(expression)
            assert quiz_bank.printed_agrees(str(option["text"]), value, option.get("tolerance"))
    assert all(a != pytest.approx(b, rel=1e-2, abs=0) for a, b in itertools.combinations(printed, 2))
    texts = [str(o["text"]) for o in q["options"]]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("slug, q, values", NUMBERS)
def test_slips_lie_outside_the_range_and_apart(slug, q, values):
    answer = q["answer"]
    ranges = [build_quizzes.bounds(keyed(q), answer["tolerance"])]
    ranges += [build_quizzes.slip_bounds(quiz_bank.evaluate(s["value"]), answer) for s in q["slips"]]
    assert len(ranges) >= 3, "a number needs at least two named slips"
    for (low, high), (other_low, other_high) in itertools.combinations(ranges, 2):
        assert high < other_low or other_high < low


@pytest.mark.parametrize("slug, q, values", NUMBERS)
def test_number_states_its_rounding(slug, q, values):
    places = q["answer"]["decimals"]
    words = {
        1: "one decimal place.",
        2: "two decimal places.",
        3: "three decimal places.",
        4: "four decimal places.",
    }
    stated = f"(Round off to {words[places]})" if places else "(Give an integer.)"
    assert stated in " ".join(q["question"].split())
    assert q["answer"]["tolerance"] in (0, 10.0**-places)


# Options that state facts, run.


def options(id, slug=SIGMOID):
    found = next(q for q in BANKS[slug]["questions"] if q["id"] == id)
    return {option["text"]: bool(option.get("correct")) for option in found["options"]}


def test_stable_code_says_what_happens():
    z = np.linspace(-1000, 1000, 2001)
    exact = np.array([float(sigma(mp.mpf(x))) for x in z])
    for text, correct in options("stable_code").items():
        quiet = True
        try:
            with np.errstate(over="raise", invalid="raise", divide="raise"):
                value = eval(text.strip("`"), {"np": np, "z": z})
        except FloatingPointError:
            quiet = False
        assert quiet == correct, text
        if quiet:
            assert np.allclose(value, exact, rtol=0, atol=1e-15)


def test_both_branches_warns_twice_and_is_right():
    question = next(q for q in BANKS[SIGMOID]["questions"] if q["id"] == "both_branches")
    scope = {"np": np}
    exec(re.search(r"```\n(.*?)```", question["question"], re.DOTALL)[1], scope)
    with pytest.warns(RuntimeWarning) as caught:
        value = scope["sigmoid"](np.array([-1000.0, 1000.0]))
    assert value.tolist() == [0.0, 1.0]
    messages = " ".join(str(warning.message) for warning in caught)
    assert "overflow" in messages and "invalid value" in messages
    assert [text for text, right in options("both_branches").items() if right] == [
        "It returns `[0, 1]` and warns of overflow and `nan`"
    ]


def test_loss_call_says_what_pytorch_does():
    torch.manual_seed(0)
    z = torch.tensor([[5.0], [-4.0], [8.0]], requires_grad=True)
    y = torch.tensor([[1.0], [0.0], [1.0]])
    scope = {"F": torch.nn.functional, "torch": torch, "model": lambda x: x, "x": z, "y": y}
    cross, zero_columns, double, right = (
        next(text for text in options("loss_call") if text.startswith(start)).strip("`")
        for start in (
            "`F.binary_cross_entropy(",
            "`F.cross_entropy",
            "`F.binary_cross_entropy_with_logits(torch",
            "`F.binary_cross_entropy_with_logits(model",
        )
    )
    with pytest.raises(RuntimeError, match="between 0 and 1"):
        eval(cross, scope)
    eval(zero_columns, scope).backward()
    assert not z.grad.any()
    assert eval(double, scope) > 0.31
    assert eval(right, scope) < 0.01
    assert options("loss_call")[f"`{right}`"] and sum(options("loss_call").values()) == 1


def test_same_network_is_the_same():
    rng = np.random.default_rng(0)
    w, b, v, c = rng.normal(size=4)
    x = rng.normal(size=50)
    s = lambda z: 1 / (1 + np.exp(-z))  # noqa: E731
    y = v * np.tanh(w * x + b) + c
    candidates = {
        r"$h=\sigma(wx+b)$, then $y=2vh+c-v$": 2 * v * s(w * x + b) + c - v,
        r"$h=\sigma(2wx+2b)$, then $y=2vh+c$": 2 * v * s(2 * w * x + 2 * b) + c,
        r"$h=\sigma\big(\tfrac12(wx+b)\big)$, then $y=2vh+c-v$": 2 * v * s((w * x + b) / 2) + c - v,
        r"$h=\sigma(2wx+2b)$, then $y=2vh+c-v$": 2 * v * s(2 * w * x + 2 * b) + c - v,
    }
    assert {text: np.allclose(value, y) for text, value in candidates.items()} == options("same_network")


def test_identities_hold_or_do_not():
    z = np.linspace(-5, 5, 41)
    s = 1 / (1 + np.exp(-z))
    mirrored = s[::-1]
    slope_tanh = 1 / np.cosh(z) ** 2
    slope_s = 1 / (4 * np.cosh(z / 2) ** 2)
    held = {
        r"$\sigma(-z) = 1-\sigma(z)$": np.allclose(mirrored, 1 - s),
        r"$\sigma(-z) = -\sigma(z)$": np.allclose(mirrored, -s),
        r"$\sigma'(-z) = \sigma'(z)$": np.allclose(slope_s[::-1], slope_s),
        r"$\tanh'(z) = 1-\tanh(z)$": np.allclose(slope_tanh, 1 - np.tanh(z)),
    }
    assert held == options("identities")


def test_one_sign_says_what_gradients_do():
    rng = np.random.default_rng(1)
    pre, delta = rng.normal(size=(64, 12)), rng.normal(size=(64, 1))
    one_sign = lambda g: np.all(g >= 0, axis=-1) | np.all(g <= 0, axis=-1)  # noqa: E731
    sigmoid, relu, tanh = 1 / (1 + np.exp(-pre)), np.maximum(pre, 0), np.tanh(pre)
    facts = [
        one_sign(delta * sigmoid).all(),
        all(one_sign((delta * sigmoid)[i : i + 2].mean(axis=0)) for i in range(63)),
        not one_sign(delta * relu).all(),
        not one_sign(delta * tanh).all(),
    ]
    assert facts == list(options("one_sign").values())


def test_numbers_told_in_the_reasons():
    assert mp.acosh(10) == pytest.approx(2.993, abs=5e-4)
    assert slope(mp.tanh, 5) == pytest.approx(1.8e-4, abs=5e-6)
    assert slope(sigma, 5) / slope(mp.tanh, 5) == pytest.approx(37, abs=0.5)
    assert mp.mpf("1.5") ** 50 == pytest.approx(6e8, rel=0.1)
    assert sigma(1) == pytest.approx(0.731, abs=5e-4)
    # Rounded from float64: NumPy's own float32 tanh differs from processor to processor in its last bit.
    z = np.linspace(8, 10, 20001)
    nearest = np.tanh(z).astype(np.float32)
    assert z[1 - nearest**2 == 0][0] == pytest.approx(9.01, abs=5e-3)
    assert slope(sigma, 20) == pytest.approx(2.06e-9, rel=2e-3)
    s = np.float32(1) / (np.float32(1) + np.exp(np.float32(-20)))
    assert s == 1 and np.exp(np.float32(-20)) > 2e-9
    assert 0.5 * (1 + np.tanh(0.5 * -38.5)) == 0 and sigma(-38) == pytest.approx(3e-17, rel=0.1)


# The appendix on accuracy.


def keeps_digits(text, x, exact):
    """Whether the expression in an option computes the exact values to 12 digits."""
    with np.errstate(all="ignore"):
        value = eval(text.strip("`"), {"np": np, "x": x})
        return bool(np.all(np.abs(value - exact) <= 1e-12 * np.abs(exact)))


def test_which_keep_says_what_keeps_its_digits():
    x = np.linspace(-50, -30, 41)
    with mp.workdps(60):
        exact = np.array([float(mp.log1p(mp.exp(mp.mpf(t)))) for t in x])
    offered = options("which_keep", ACCURACY)
    assert {text: keeps_digits(text, x, exact) for text in offered} == offered


def test_cheap_digits_says_what_keeps_its_digits():
    def exact(x):
        with mp.workdps(60):
            return np.array([float(mp.log(-mp.expm1(-mp.mpf(t)))) for t in x])

    large, small = np.linspace(20, 60, 41), np.geomspace(1e-12, 1e-6, 41)
    offered = options("cheap_digits", ACCURACY)
    assert {text: keeps_digits(text, large, exact(large)) for text in offered} == offered
    assert keeps_digits("np.log(-np.expm1(-x))", small, exact(small))


def test_branch_not_taken_says_what_pytorch_does():
    x = torch.tensor(1000.0, requires_grad=True)
    torch.where(x > 0, x, torch.exp(x) - 1).backward()
    assert x.grad.isnan()
    right = [text for text, right in options("branch_not_taken", ACCURACY).items() if right]
    assert right == ["It is NaN, since an infinite slope meets a factor 0"]
    for cure in (lambda t: torch.exp(t) - 1, torch.expm1):
        x = torch.tensor(1000.0, requires_grad=True)
        torch.where(x > 0, x, cure(torch.clamp(x, max=0))).backward()
        assert x.grad == 1


def test_two_precisions_says_what_numpy_does():
    x = np.ones(3, dtype=np.float32)
    with np.errstate(over="ignore"):
        overflows = bool(np.isinf(np.exp(np.clip(500 * x, -500, 500))).any())
    small = np.float32(1e-30)
    held = [
        not overflows,
        (x / math.sqrt(2)).dtype == np.float32,
        (x / np.sqrt(2)).dtype == np.float32,
        bool(abs(float(small) - 1e-30) <= 2.0**-24 * 1e-30),
    ]
    assert held == list(options("two_precisions", ACCURACY).values())


def test_numbers_told_in_the_reasons_of_the_appendix():
    assert mp.exp(-30) / mp.mpf(2) ** -53 == pytest.approx(842, abs=1)
    assert 53 * mp.log(2) == pytest.approx(36.7, abs=0.05)
    assert mp.log(float(np.finfo(np.float32).max)) == pytest.approx(88.7, abs=0.05)
    assert float(np.finfo(np.float32).max) == pytest.approx(3.4e38, rel=0.01)
    x = -38.0
    assert 0 > 0.5 * x * float(mp.erfc(-x / mp.sqrt(2))) > -1e-300
