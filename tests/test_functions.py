"""Every registered activation: types, edges, errors, SciPy's values. test_accuracy counts the digits."""

import math

import numpy as np
import pytest
import scipy.special
from activations import ACTIVATIONS
from mp_reference import case_id, cases

CASES = cases(ACTIVATIONS)
NAMES = list(ACTIVATIONS)
TORCH_NAMES = [name for name in NAMES if ACTIVATIONS[name].torch]
every_case = pytest.mark.parametrize("case", CASES, ids=case_id)
every_name = pytest.mark.parametrize("name", NAMES)
every_torch_name = pytest.mark.parametrize("name", TORCH_NAMES)
both_rules = pytest.mark.parametrize("rule", ["f", "derivative"])

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


# --- Edges -------------------------------------------------------------------------------------------


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
