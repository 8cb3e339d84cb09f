"""How many digits are right, everywhere: every function, slope, softmax and relative against exact values."""

import math

import activations
import numpy as np
import pytest
from activations import ACTIVATIONS, accuracy
from activations.accuracy import measure, measure_softmax, ulp_error
from activations.naive import NAIVE, NAIVE_SOFTMAX
from activations.pytorch import inaccurate_places, twin
from activations.registry import BLOCK, WHOLE_UP_TO

CASES = [(name, setting) for name in ACTIVATIONS for setting in accuracy.settings(name)]
every_case = pytest.mark.parametrize("name, params", CASES, ids=str)
both = pytest.mark.parametrize("derivative", [False, True], ids=["f", "slope"])
every_kind = pytest.mark.parametrize("kind", accuracy.SOFTMAX_KINDS)

SCALED = 7
# Units in the last place at the default parameters. In the tail of gelu_tanh the rounding of the exponent's
# argument, not the formula, costs hundreds; so it does for slopes near their zeros.
WITHIN = {name: 4 for name in ACTIVATIONS if name != "gelu_tanh"} | {"gelu": 6}
SLOPE_WITHIN_4 = set(ACTIVATIONS) - {"gelu", "gelu_tanh", "silu", "swish", "mish"}


def rule(name, derivative, params):
    """Ours, as a function of one array."""
    f = getattr(ACTIVATIONS[name], "derivative" if derivative else "f")
    return lambda x: f(x, **params)


def test_every_setting_of_every_slider_is_in_the_set():
    for name, record in ACTIVATIONS.items():
        found = accuracy.settings(name)
        assert {} in found, f"{name} is not in the reference set: run `make reference`"
        for key, (default, low, high) in record.params.items():
            assert {low, high} <= {setting.get(key, default) for setting in found}


# --- Our functions -----------------------------------------------------------------------------------


@every_case
@both
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_right_to_the_last_bits(name, params, derivative, dtype):
    errors = measure(rule(name, derivative, params), name, derivative, dtype, params)
    assert errors.computed.dtype == dtype
    assert errors.worst_scaled <= SCALED, f"at x = {errors.worst_x!r}"
    # Among the subnormal numbers, too, the error stays far below the smallest normal one.
    off = np.abs(errors.computed[errors.small].astype(float) - errors.exact[errors.small])
    assert off.max(initial=0) <= {np.float64: 1e-312, np.float32: 1e-42}[dtype]


@pytest.mark.parametrize("name", WITHIN)
def test_units_in_the_last_place(name):
    errors = measure(rule(name, False, {}), name)
    assert errors.worst_ulp <= WITHIN[name]


@pytest.mark.parametrize("beta", [-1.0, 0.3, 0.5, 0.99])
def test_swish_is_a_shrunk_silu(beta):
    """β·swish(x, β) = silu(βx): what is exact about SiLU holds for |β| ≤ 1 where βx is exact, as at β = ½."""
    x, high, low = accuracy.reference("silu")
    t = x[np.abs(x) < 1e300]
    got = beta * ACTIVATIONS["swish"](t / beta, beta)
    np.testing.assert_allclose(got, high[np.abs(x) < 1e300], rtol=1e-12, atol=1e-300)
    if beta == 0.5:
        inside = (np.abs(x) < 1e300) & (np.abs(high) > 1e-300)
        got = ACTIVATIONS["swish"](2 * x[inside], 0.5)
        assert ulp_error(got, (2 * high[inside], 2 * low[inside])).max() <= 4


@pytest.mark.parametrize("name", sorted(SLOPE_WITHIN_4))
def test_units_in_the_last_place_of_slopes(name):
    assert measure(rule(name, True, {}), name, True).worst_ulp <= 4


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if ACTIVATIONS[name].torch])
@both
def test_float32_is_no_less_accurate_than_pytorch(name, derivative):
    ours = measure(rule(name, derivative, {}), name, derivative, np.float32)
    theirs = measure(twin(name)[derivative], name, derivative, np.float32)
    assert ours.worst_scaled <= max(2.0, theirs.worst_scaled)


@every_case
@both
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_quiet(name, params, derivative, dtype):
    """No invalid operation, no division by zero, on any input; infinity only where it is the right answer."""
    x, high, _ = accuracy.reference(name, derivative, params)
    held = np.abs(x) <= np.finfo(dtype).max
    with np.errstate(all="raise", under="ignore"):  # for astype: float32 has no 1e-300
        y = rule(name, derivative, params)(x[held].astype(dtype))
    assert not np.isnan(y).any()
    assert (np.isinf(y) <= (np.abs(high[held]) > 0.9999999 * np.finfo(dtype).max)).all()
    nan = rule(name, derivative, params)(np.array([np.nan, 0.5], dtype=dtype))
    assert np.isnan(nan).tolist() == [True, False]


@every_case
@both
def test_limits_at_infinity(name, params, derivative):
    limits = accuracy.limits(name, derivative, params)
    for dtype in (np.float32, np.float64):
        got = rule(name, derivative, params)(np.array([-np.inf, np.inf], dtype=dtype))
        np.testing.assert_allclose(got, limits, rtol=1e-6)


@every_case
@both
def test_large_arrays_give_what_small_ones_give(name, params, derivative):
    """They are computed in blocks: no element may be lost, doubled or moved at their borders."""
    x = np.random.default_rng(0).normal(size=WHOLE_UP_TO + BLOCK // 2 + 1) * 5
    f = rule(name, derivative, params)
    whole = f(x)
    pieces = [f(x[i : i + 50_001]) for i in range(0, x.size, 50_001)]
    np.testing.assert_allclose(whole, np.concatenate(pieces), rtol=1e-15, atol=5e-324)
    if name == "mish" and not derivative:
        square = x[: 519 * 519].reshape(519, 519)
        np.testing.assert_allclose(f(square.T), f(square).T, rtol=1e-15)
        assert f(square.astype(np.float32)).dtype == np.float32


# --- Softmax -----------------------------------------------------------------------------------------


@every_kind
def test_softmax_and_relatives_are_right_to_the_last_bits(kind):
    errors = measure_softmax(getattr(activations, kind), kind)
    assert errors.worst_scaled <= SCALED
    off = np.abs(errors.computed[errors.small] - errors.exact[errors.small])
    assert off.max(initial=0) <= 1e-312


@every_kind
def test_the_naive_softmax_is_not(kind):
    f, row = NAIVE_SOFTMAX[kind]
    arguments = ([1.0, 2.0],) if kind == "softmax_vjp" else ()
    with np.errstate(all="ignore"):
        naive = f(np.array(row), *arguments)
    ours = getattr(activations, kind)(row, *arguments)
    assert not np.allclose(naive, ours, rtol=1e-3, atol=0)
    fair = np.array([1.0, 2.0])
    np.testing.assert_allclose(f(fair, *arguments), getattr(activations, kind)(fair, *arguments), rtol=1e-12)


# --- Naive formulas ----------------------------------------------------------------------------------

NAIVE_RULES = [(name, derivative) for name in NAIVE for derivative in (False, True)]


def test_every_activation_has_its_naive_formula():
    assert list(NAIVE) == list(ACTIVATIONS)


@pytest.mark.parametrize("name, derivative", NAIVE_RULES)
def test_naive_formulas_are_right_on_paper(name, derivative):
    """At everyday inputs they agree with ours: they are no straw men."""
    x = np.linspace(-4, 4, 101) + 0.0137
    ours = rule(name, derivative, {})(x)
    np.testing.assert_allclose(NAIVE[name][derivative](x), ours, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name, derivative", NAIVE_RULES)
@pytest.mark.filterwarnings("default::RuntimeWarning")
def test_naive_formulas_fail_where_they_say(name, derivative):
    naive, at = NAIVE[name], NAIVE[name][2 + derivative]
    if at is None:
        assert measure(naive[derivative], name, derivative).worst_scaled <= 1
        return
    x, ours = np.array([at]), rule(name, derivative, {})(np.array([at]))
    with np.errstate(all="ignore"):
        wrong = not np.allclose(naive[derivative](x), ours, rtol=1e-3, atol=0, equal_nan=True)
    with np.errstate(all="raise"):
        try:
            naive[derivative](x)
            warns = False
        except FloatingPointError:
            warns = True
    assert wrong or warns


# --- The measures themselves -------------------------------------------------------------------------


def test_ulp_error_of_known_errors():
    one = np.array([1.0])
    zero = np.zeros(1)
    assert ulp_error(one, (one, zero)) == 0
    assert ulp_error(np.nextafter(one, 2), (one, zero)) == 1
    assert ulp_error(one, (one, np.array([0.25 * 2**-52]))) == 0.25
    assert ulp_error(np.float32([1 + 2**-22]), (one, zero)) == 2
    assert ulp_error(np.array([math.nan]), (one, zero)) == math.inf
    assert ulp_error(np.array([math.inf]), (one, zero)) == math.inf
    assert ulp_error(np.array([math.inf]), (np.array([math.inf]), zero)) == 0
    largest = np.array([np.finfo(float).max])
    assert ulp_error(np.nextafter(largest, 0), (largest, zero)) == 1
    assert ulp_error(np.float32([np.inf]), (np.array([1e39]), zero)) == 0


def test_a_wrong_function_is_found_out():
    assert measure(np.tanh, "sigmoid").worst_scaled > 1e15
    almost = measure(lambda x: ACTIVATIONS["gelu"](x) * (1 - 1e-14), "gelu")
    assert 40 < almost.worst_ulp < 120
    assert measure(lambda x: np.full_like(x, np.nan), "relu").worst_scaled == math.inf


def test_unknown_settings_are_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"elu\?alpha=0\.77 is not in the reference set.*'alpha': 3\.0"):
        accuracy.reference("elu", params={"alpha": 0.77})
    with pytest.raises(ValueError, match="did you mean 'gelu'"):
        accuracy.reference("gellu")
    with pytest.raises(ValueError, match="softmax_jacobian"):
        accuracy.softmax_reference("softmin")
    default = accuracy.reference("elu", params={"alpha": 1.0})
    np.testing.assert_array_equal(default, accuracy.reference("elu"))


# --- PyTorch -----------------------------------------------------------------------------------------


def test_places_where_pytorch_is_known_to_be_inaccurate_are_found():
    found = reversed(inaccurate_places())  # the finite ones win over those at infinity
    places = {(p.name, p.derivative, math.isnan(p.computed), p.x > 0): p for p in found}
    tail = places["gelu", False, False, False]
    assert tail.low < -8.4 and tail.computed == 0 > tail.exact
    assert places["softplus", False, False, True].low > 20  # where PyTorch turns to the identity
    assert places["gelu_tanh", True, True, True].low == pytest.approx(1.4e154, rel=0.1)
    assert places["silu", False, True, False].x == -math.inf  # −inf·0
    assert not {"relu", "elu", "selu", "hardtanh"} & {name for name, *_ in places}
