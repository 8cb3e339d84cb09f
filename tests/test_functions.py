"""Every registered activation against its definition in mpmath, SciPy, PyTorch; types, edges and errors."""

import math

import numpy as np
import pytest
import scipy.special
import torch
from activations import ACTIVATIONS
from mp_reference import at_infinity, case_id, cases, exact, grid, ulps

CASES = cases(ACTIVATIONS)
NAMES = list(ACTIVATIONS)
TORCH_NAMES = [name for name in NAMES if ACTIVATIONS[name].torch]
every_case = pytest.mark.parametrize("case", CASES, ids=case_id)
every_name = pytest.mark.parametrize("name", NAMES)
every_torch_name = pytest.mark.parametrize("name", TORCH_NAMES)
both_rules = pytest.mark.parametrize("rule", ["f", "derivative"])

# Units in the last place of the exact value where |f| ≥ 1e-300. In the tail of gelu_tanh the rounding of the
# exponent's argument, not the formula, costs hundreds; so it does for slopes near their zeros.
WITHIN_ULPS = dict.fromkeys(set(NAMES) - {"gelu_tanh"}, 4.0) | {"gelu": 6.0}
SLOPE_WITHIN_4_ULPS = set(NAMES) - {"gelu", "gelu_tanh", "silu", "swish", "mish"}

# PyTorch's float64 backward passes that compute with float32 constants (1/6 and 1/alpha).
FLOAT32_CONSTANTS = {"hardsigmoid", "celu"}


def twin(record):
    """PyTorch's function for a record; its second argument, if any, is the record's parameter."""
    function = torch
    for part in record.torch.split("."):
        function = getattr(function, part)
    if record.name == "prelu":
        return lambda x, weight=0.25: function(x, torch.tensor([weight], dtype=x.dtype))
    return lambda x, **params: function(x, **record.torch_options, **params)


def autograd(record, x, **params):
    t = torch.tensor(x, requires_grad=True)
    twin(record)(t, **params).sum().backward()
    return t.grad.numpy()


# --- Accuracy ----------------------------------------------------------------------------------------


@every_case
def test_value_is_right_to_the_last_bits(case):
    name, params = case
    f, slope, _ = exact(name, params)
    error, scaled, below = ulps(ACTIVATIONS[name](grid(), **dict(params)), f, slope, grid())
    assert scaled.max() <= 7, f"at x = {grid()[scaled.argmax()]!r}"
    if not params:
        limit = WITHIN_ULPS.get(name, math.inf)
        assert error.max() <= limit, f"at x = {grid()[error.argmax()]!r}"
    assert below <= 1e-312


@every_case
def test_derivative_is_right_to_the_last_bits(case):
    """Against difference quotients of the definition, everywhere but at kinks."""
    name, params = case
    record = ACTIVATIONS[name]
    x = grid()
    _, slope, curvature = exact(name, params)
    error, scaled, below = ulps(record.derivative(x, **dict(params)), slope, curvature, x)
    smooth_here = ~np.isin(x, record.kinks) & ~((x == 0) & ("kink" in record.kink_slope))
    assert scaled[smooth_here].max() <= 7, f"at x = {x[smooth_here][scaled[smooth_here].argmax()]!r}"
    if not params and name in SLOPE_WITHIN_4_ULPS:
        assert error[smooth_here].max() <= 4, f"at x = {x[smooth_here][error[smooth_here].argmax()]!r}"
    assert below <= 1e-312


@pytest.mark.parametrize(
    "name, oracle",
    [
        ("sigmoid", scipy.special.expit),
        ("logsigmoid", scipy.special.log_expit),
        ("tanh", np.tanh),
        ("softplus", lambda x: np.logaddexp(0, x)),
        ("elu", lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0)))),
        ("gelu", lambda x: x * scipy.special.ndtr(x)),
        ("silu", lambda x: x * scipy.special.expit(x)),
        ("mish", lambda x: x * np.tanh(np.logaddexp(0, x))),
    ],
)
def test_value_agrees_with_scipy(name, oracle):
    x = np.linspace(-30, 30, 1201)
    np.testing.assert_allclose(ACTIVATIONS[name](x), oracle(x), rtol=1e-13, atol=1e-16)


# --- PyTorch -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", [c for c in CASES if c[0] in TORCH_NAMES], ids=case_id)
def test_value_and_slope_agree_with_pytorch(case):
    """On [−9, 9], where float64 PyTorch is accurate; farther out it is not (gelu, softplus just above 20)."""
    name, params = case
    record, params = ACTIVATIONS[name], dict(params)
    x = np.linspace(-9, 9, 1003)
    x = x[np.min(np.abs(x[:, None] - np.array([0, *record.kinks])), axis=1) > 1e-9]
    value = twin(record)(torch.tensor(x), **params).numpy()
    np.testing.assert_allclose(record(x, **params), value, rtol=1e-11, atol=1e-14)
    rtol = 3e-7 if name in FLOAT32_CONSTANTS else 1e-10
    slope = autograd(record, x, **params)
    np.testing.assert_allclose(record.derivative(x, **params), slope, rtol=rtol, atol=1e-13)


@pytest.mark.parametrize("case", [c for c in CASES if c[0] in TORCH_NAMES], ids=case_id)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_slope_at_kinks_and_zeros_follows_pytorch(case, dtype):
    name, params = case
    record, params = ACTIVATIONS[name], dict(params)
    points = np.array([*record.kinks, 0.0, -0.0], dtype=dtype)
    expected = autograd(record, points, **params)
    np.testing.assert_allclose(record.derivative(points, **params), expected, rtol=1e-6, err_msg=f"{points}")


@every_torch_name
@both_rules
def test_float32_is_no_less_accurate_than_pytorch(name, rule):
    record = ACTIVATIONS[name]
    x = np.linspace(-60, 60, 121, dtype=np.float32) + np.float32(0.0137)
    f, slope, curvature = exact(name, (), tuple(map(float, x)))
    wanted, change = (f, slope) if rule == "f" else (slope, curvature)
    ours = getattr(record, rule)(x)
    theirs = twin(record)(torch.tensor(x)).numpy() if rule == "f" else autograd(record, x)
    assert ours.dtype == np.float32
    assert float32_error(ours, wanted, change, x) <= max(2.0, float32_error(theirs, wanted, change, x))


def float32_error(computed, wanted, change, x):
    """The largest scaled error in float32 units in the last place, where the exact value is normal."""
    w, dw = np.array(wanted, dtype=float), np.array(change, dtype=float)
    normal = np.abs(w) > 1e-37
    w, dw, computed, x = w[normal], dw[normal], computed[normal].astype(float), x[normal].astype(float)
    ulp = np.spacing(np.abs(w).astype(np.float32)).astype(float)
    return np.max(np.abs(computed - w) / ulp / (1 + np.abs(x * dw / w)))


# --- Edges -------------------------------------------------------------------------------------------


@every_case
def test_infinities_give_the_limits(case):
    name, params = case
    record, params_ = ACTIVATIONS[name], dict(params)
    values, slopes = at_infinity(name, params)
    for dtype in (np.float32, np.float64):
        x = np.array([-np.inf, np.inf], dtype=dtype)
        np.testing.assert_allclose(record(x, **params_), values, rtol=1e-6)
        np.testing.assert_allclose(record.derivative(x, **params_), slopes, rtol=1e-6, atol=1e-70)


@every_case
@both_rules
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_nan_stays_nan_alone(case, rule, dtype):
    rule = getattr(ACTIVATIONS[case[0]], rule)
    y = rule(np.array([1.0, np.nan, -1.0], dtype=dtype), **dict(case[1]))
    assert np.isnan(y).tolist() == [False, True, False]


@every_case
@both_rules
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_quiet_and_finite_over_the_whole_line(case, rule, dtype):
    """Not even under errstate(all="raise") is anything invalid or divided by zero."""
    record = ACTIVATIONS[case[0]]
    limits = np.finfo(dtype)
    big = 10.0 ** np.arange(limits.minexp * 0.30103, limits.maxexp * 0.30103, 3)
    x = np.concatenate([big, [0.0, limits.smallest_subnormal, limits.tiny, limits.max]]).astype(dtype)
    x = np.concatenate([x, -x, [np.inf, -np.inf, np.nan]]).astype(dtype)
    with np.errstate(all="raise"):
        y = getattr(record, rule)(x, **dict(case[1]))
    assert np.isfinite(y[np.abs(x) < limits.max / 2]).all()
    assert not np.isnan(y[:-1]).any()


# --- Types and shapes --------------------------------------------------------------------------------


@every_name
@both_rules
@pytest.mark.parametrize(
    "x, dtype",
    [
        (np.array([-1.5, 0, 2], dtype=np.float32), np.float32),
        (np.array([-1.5, 0, 2], dtype=np.float64), np.float64),
        (np.array([-1.5, 0, 2], dtype=np.float16), np.float64),
        (np.array([-1.5, 0, 2], dtype=">f8"), np.float64),
        (np.array([-1, 0, 2], dtype=np.int8), np.float64),
        (np.array([1, 0, 2], dtype=np.uint8), np.float64),
        (np.array([True, False, True]), np.float64),
        ([-1, 0, 2], np.float64),
        ((-1.5, 0.0, 2.0), np.float64),
    ],
    ids=["float32", "float64", "float16", "big-endian", "int8", "uint8", "bool", "list", "tuple"],
)
def test_dtype_out(name, rule, x, dtype):
    rule = getattr(ACTIVATIONS[name], rule)
    y = rule(x)
    assert y.dtype == dtype
    assert y.shape == (3,)
    np.testing.assert_array_equal(y, rule(np.asarray(x, dtype=float).astype(dtype)))


@every_name
@both_rules
def test_scalars_give_scalars(name, rule):
    rule = getattr(ACTIVATIONS[name], rule)
    for x, dtype in (
        (1, np.float64),
        (0.5, np.float64),
        (np.float32(0.5), np.float32),
        (np.array(0.5), np.float64),
    ):
        y = rule(x)
        assert isinstance(y, dtype) and np.ndim(y) == 0
        assert y == rule(np.array([x], dtype=dtype))[0]


@every_name
@both_rules
@pytest.mark.parametrize("shape", [(0,), (0, 3), (2, 3), (1, 2, 1)])
def test_shape_is_kept(name, rule, shape):
    x = np.linspace(-2, 2, math.prod(shape)).reshape(shape)
    assert getattr(ACTIVATIONS[name], rule)(x).shape == shape


@every_name
@both_rules
def test_strides_do_not_matter_and_input_is_left_alone(name, rule):
    rule = getattr(ACTIVATIONS[name], rule)
    x = np.linspace(-8, 8, 40).reshape(8, 5)
    x.flags.writeable = False
    np.testing.assert_allclose(rule(x.T[::2, ::-1]), rule(x).T[::2, ::-1], rtol=1e-15)
    assert not np.shares_memory(rule(x), x)


# --- Errors ------------------------------------------------------------------------------------------


@every_name
@both_rules
@pytest.mark.parametrize(
    "x, word",
    [
        ("hello", "real numbers"),
        (["1", "2"], "real numbers"),
        (1 + 2j, "complex"),
        (np.array([1j]), "complex"),
        (None, "NoneType"),
        ([1.0, None], "real numbers"),
        ([[1.0], [1.0, 2.0]], "rectangular"),
        ({"a": 1}, "real numbers"),
        (np.array(["2020-01-01"], dtype="datetime64[D]"), "real numbers"),
    ],
    ids=[
        "str",
        "list-of-str",
        "complex",
        "complex-array",
        "None",
        "list-with-None",
        "ragged",
        "dict",
        "dates",
    ],
)
def test_what_is_not_real_is_refused(name, rule, x, word):
    with pytest.raises(TypeError, match=word):
        getattr(ACTIVATIONS[name], rule)(x)


@every_name
@both_rules
def test_unknown_parameter_is_refused_with_the_known_ones(name, rule):
    record = ACTIVATIONS[name]
    known = next(iter(record.params), "no parameters")
    with pytest.raises(TypeError, match=known) as caught:
        getattr(record, rule)(1.0, sharpness=2)
    assert "sharpness" in str(caught.value)
    with pytest.raises(TypeError, match="missing"):
        getattr(record, rule)()


@pytest.mark.parametrize("name", [name for name in NAMES if ACTIVATIONS[name].params])
@both_rules
@pytest.mark.parametrize(
    "value, error",
    [
        (math.nan, ValueError),
        (math.inf, ValueError),
        ([1, 2], ValueError),
        ("1", TypeError),
        (None, TypeError),
    ],
)
def test_parameters_are_single_finite_numbers(name, rule, value, error):
    key = next(iter(ACTIVATIONS[name].params))
    with pytest.raises(error, match=key):
        getattr(ACTIVATIONS[name], rule)(1.0, **{key: value})


@both_rules
@pytest.mark.parametrize("alpha", [0, -1, -0.5])
def test_celu_needs_a_positive_alpha(rule, alpha):
    with pytest.raises(ValueError, match="alpha must be greater than 0"):
        getattr(ACTIVATIONS["celu"], rule)([-1.0, 1.0], alpha=alpha)
