"""The facts each record states, checked against the function's definition in mpmath and against PyTorch."""

import inspect
import math

import activations
import numpy as np
import pytest
import torch
from activations import ACTIVATIONS, Activation, lookup
from activations.registry import activation
from mp_reference import BREAKS, REFERENCE, at_infinity, one_sided
from mpmath import mp, mpf
from scipy.integrate import quad
from scipy.optimize import minimize_scalar

every_record = pytest.mark.parametrize("record", ACTIVATIONS.values(), ids=ACTIVATIONS)

NAMES = (
    "sigmoid logsigmoid tanh softsign softplus relu relu6 leaky_relu prelu elu celu selu gelu gelu_tanh silu "
    "swish mish hardsigmoid hardtanh hardswish identity"
)


def reference(name):
    return lambda x: float(REFERENCE[name](mpf(float(x))))


def test_every_promised_activation_is_there_and_importable():
    assert list(ACTIVATIONS) == NAMES.split()
    for name in ACTIVATIONS:
        assert getattr(activations, name) is ACTIVATIONS[name]
        assert name in activations.__all__


@every_record
def test_record_is_complete(record):
    assert record.cite and record.latex and record.derivative_latex
    assert record.derivative is not None
    assert record.saturates in ("both", "left", "right", "none")
    assert list(record.kinks) == sorted(record.kinks)
    assert bool(record.kink_slope) == bool(record.kinks) or record.name == "elu"
    assert record.__doc__ and "TODO" not in record.__doc__
    for formula in (record.latex, record.derivative_latex):
        assert formula.count("{") == formula.count("}")


@every_record
def test_parameters_are_those_of_the_functions(record):
    for rule in (record.f, record.derivative):
        signature = list(inspect.signature(rule).parameters.values())
        assert {p.name: p.default for p in signature[1:]} == {k: p.default for k, p in record.params.items()}
    for p in record.params.values():
        assert p.low <= p.default <= p.high and p.low < p.high


@every_record
def test_calling_the_record_calls_the_function(record):
    x = np.linspace(-3, 3, 7)
    np.testing.assert_array_equal(record(x), record.f(x))
    for key, p in record.params.items():
        np.testing.assert_array_equal(record(x, p.high), record.f(x, **{key: p.high}))
    assert repr(record).startswith(f"<activation {record.name}(x")


@every_record
def test_range(record):
    """The infimum and supremum of the definition: found by a search over the line and its two limits."""
    low, high = record.range
    f = reference(record.name)
    at_ends, _ = at_infinity(record.name)
    x = np.linspace(-12, 12, 481)
    y = [f(v) for v in x]
    for bound, sign, extreme in ((low, 1, np.argmin(y)), (high, -1, np.argmax(y))):
        near = x[extreme]
        best = minimize_scalar(lambda v, s=sign: s * f(v), bounds=(near - 0.1, near + 0.1), method="bounded")
        found = sign * min(best.fun, sign * y[extreme], sign * at_ends[0], sign * at_ends[1])
        assert found == pytest.approx(bound, rel=1e-9, abs=1e-9)


@every_record
def test_zero_centred(record):
    def weighted(z):
        return float(record(z)) * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)

    mean, _ = quad(weighted, -12, 12, points=sorted({-3, -1, 0, 1, 3, 6}), limit=200, epsabs=1e-12)
    assert (abs(mean) < 1e-10) == record.zero_centred


@every_record
def test_monotonic(record):
    f = reference(record.name)
    y = [f(v) for v in np.linspace(-30, 30, 1201)]
    assert (min(np.diff(y)) >= 0) == record.monotonic


@every_record
def test_smooth_and_kinks(record):
    """A kink is where the first derivatives from the two sides differ; smooth means that none does."""
    kinks, rough = set(), False
    for at in BREAKS:
        for order in (1, 2, 3):
            left, right = one_sided(record.name, at, order)
            if abs(left - right) > 1e-6 * max(1, abs(left)):
                rough = True
                kinks |= {at} if order == 1 else set()
    assert kinks == set(record.kinks)
    assert rough != record.smooth


def test_elu_has_a_kink_only_at_another_alpha():
    for alpha, kink in ((1.0, False), (0.5, True), (2.0, True)):
        left, right = one_sided("elu", 0.0, 1, (("alpha", alpha),))
        assert left == pytest.approx(alpha)
        assert (abs(left - right) > 0.1) == kink


@every_record
def test_saturates(record):
    _, (left, right) = at_infinity(record.name)
    sides = {(True, True): "both", (True, False): "left", (False, True): "right", (False, False): "none"}
    assert sides[abs(left) < 1e-9, abs(right) < 1e-9] == record.saturates


@every_record
def test_torch_twin(record):
    if record.torch is None:
        assert not hasattr(torch.nn.functional, record.name)
        return
    twin = torch
    for part in record.torch.split("."):
        twin = getattr(twin, part)
    assert callable(twin)
    keyword = {"leaky_relu": "negative_slope", "elu": "alpha", "celu": "alpha", "prelu": "weight"}
    assert list(record.params) == ([keyword[record.name]] if record.name in keyword else [])
    if record.name in ("leaky_relu", "elu", "celu"):
        default = inspect.signature(twin).parameters[keyword[record.name]].default
        assert default == next(iter(record.params.values())).default
    if record.name == "prelu":
        assert torch.nn.PReLU().weight.item() == record.params["weight"].default


def test_selu_constants_solve_their_equations():
    """Klambauer et al.: λ and α are where mean 0 and variance 1 reproduce themselves under a normal input."""
    selu = ACTIVATIONS["selu"]
    with mp.workdps(40):
        e, root = mp.exp(mpf(1) / 2), mp.sqrt(2)
        tail = mp.erfc(1 / root)
        # E[SELU(Z)] = 0 and E[SELU(Z)²] = 1, solved for α, then λ.
        alpha = -mp.sqrt(2 / mp.pi) / (e * tail - 1)
        square = 1 + alpha**2 * (mp.exp(2) * mp.erfc(root) - 2 * e * tail + 1)
        scale = mp.sqrt(2 / square)
    assert selu(1.0) == pytest.approx(float(scale), rel=1e-15)
    assert selu.range[0] == pytest.approx(-float(scale * alpha), rel=1e-15)


def test_lookup_takes_names_and_records():
    assert lookup("gelu") is ACTIVATIONS["gelu"]
    assert lookup(ACTIVATIONS["gelu"]) is ACTIVATIONS["gelu"]


@pytest.mark.parametrize(
    "name, hint",
    [
        ("gellu", "'gelu'"),
        ("ReLU", "'relu'"),
        ("Sigmoid", "'sigmoid'"),
        ("xyz", "hardswish"),
        (3, "sigmoid"),
        (None, "tanh"),
    ],
)
def test_lookup_of_the_unknown_names_what_is_known(name, hint):
    with pytest.raises(ValueError, match=hint):
        lookup(name)


def test_registering_an_activation_takes_one_block(monkeypatch):
    monkeypatch.setattr("activations.registry.ACTIVATIONS", registry := dict(ACTIVATIONS))

    @activation(
        params={"steepness": (2.0, 0, 9)}, latex="kx", range=(-math.inf, math.inf), cite="this test",
        zero_centred=True, monotonic=True, smooth=True, saturates="none", torch=None,
    )  # fmt: skip
    def line(x, steepness=2.0):
        """A line."""
        return steepness * x

    @line.slope(latex="k")
    def _(x, steepness=2.0):
        return np.full_like(x, steepness)

    assert isinstance(line, Activation) and registry["line"] is line
    assert line(3) == 6 and line.derivative([1, 2], steepness=4).tolist() == [4, 4]
    assert repr(line) == "<activation line(x, steepness=2)>"
    assert line.__doc__ == "A line."
    with pytest.raises(TypeError, match=r"line: .*it takes x and steepness=2"):
        line(1, slope=3)


def test_modules_come_when_asked_for():
    assert activations.experiments.gradient_flow
    assert {"plots", "tables"} <= set(dir(activations))
    with pytest.raises(AttributeError, match="nonsense"):
        activations.nonsense  # noqa: B018
