"""Laws the functions obey for every input, tried on inputs that Hypothesis chooses."""

import math
from itertools import pairwise

import numpy as np
import pytest
from activations import (
    ACTIVATIONS,
    collapse,
    gelu,
    gelu_tanh,
    log_softmax,
    logsigmoid,
    logsumexp,
    mish,
    relu,
    sigmoid,
    silu,
    softmax,
    softmax_jacobian,
    softmax_vjp,
    softplus,
    swish,
    tanh,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

settings.register_profile("numbers", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("numbers")

every_record = pytest.mark.parametrize("record", ACTIVATIONS.values(), ids=ACTIVATIONS)
anything = st.floats(allow_nan=False)
finite = st.floats(allow_nan=False, allow_infinity=False)
everyday = st.floats(-30, 30)
logits = arrays(np.float64, st.integers(1, 8), elements=st.floats(-1e3, 1e3))
matrices = arrays(np.float64, array_shapes(min_dims=2, max_dims=3, max_side=4), elements=st.floats(-50, 50))


def settings_of(record):
    return st.fixed_dictionaries({k: st.floats(p.low, p.high) for k, p in record.params.items()})


@every_record
@given(x=anything)
def test_range(record, x):
    low, high = record.range
    # The bounds are rounded themselves, and a value next to one may round to it.
    assert low - 4 * math.ulp(low) <= record(x) <= high + 4 * math.ulp(high)


@pytest.mark.parametrize("record", [r for r in ACTIVATIONS.values() if r.monotonic], ids=lambda r: r.name)
@given(x=anything, y=anything)
def test_never_decreases_where_claimed(record, x, y):
    low, high = float(record(min(x, y))), float(record(max(x, y)))
    assert low == high or low <= high + 4 * math.ulp(high)  # −inf plus the ulp of −inf would be NaN
    assert record.derivative(x) >= 0


@every_record
@given(x=everyday, step=st.floats(1e-4, 1e-3), data=st.data())
def test_mean_value(record, x, step, data):
    """Between x and x + step the rise is the slope somewhere between: no jump, no wrong branch."""
    params = data.draw(settings_of(record))
    inside = record.derivative(np.linspace(x, x + step, 65), **params)
    rise = (record(x + step, **params) - record(x, **params)) / step
    slack = 1e-9 + np.ptp(inside) / 4
    assert inside.min() - slack <= rise <= inside.max() + slack


@every_record
@given(x=arrays(np.float64, array_shapes(max_dims=3, max_side=4), elements=finite), data=st.data())
def test_elementwise(record, x, data):
    params = data.draw(settings_of(record))
    for rule in (record.f, record.derivative):
        whole = rule(x, **params)
        single = [rule(v, **params) for v in x.ravel()]
        np.testing.assert_allclose(whole.ravel(), single, rtol=1e-15, atol=5e-324)


# --- Symmetries --------------------------------------------------------------------------------------


@given(x=anything)
def test_sigmoid_and_its_mirror_image_sum_to_one(x):
    assert sigmoid(x) + sigmoid(-x) == pytest.approx(1, abs=3e-16)
    assert sigmoid.derivative(x) == sigmoid.derivative(-x)


@given(x=anything)
def test_tanh_is_odd(x):
    assert tanh(-x) == -tanh(x)
    assert tanh.derivative(-x) == tanh.derivative(x)


@given(x=finite)
def test_tanh_is_a_stretched_sigmoid(x):
    assert tanh(x) == pytest.approx(2 * sigmoid(2 * x) - 1, abs=5e-16) if abs(x) < 1e300 else True
    assert tanh.derivative(x / 2) == pytest.approx(4 * sigmoid.derivative(x), rel=1e-14, abs=1e-320)


@pytest.mark.parametrize("record", [gelu, gelu_tanh, silu], ids=lambda r: r.name)
@given(x=finite)
def test_gated_unit_minus_its_mirror_image_is_x(record, x):
    assert record(x) - record(-x) == pytest.approx(x, rel=1e-15, abs=5e-324)
    assert record.derivative(x) + record.derivative(-x) == pytest.approx(1, abs=1e-15)


@given(x=st.floats(-1e100, 1e100), beta=st.floats(0, 20))
def test_swish_minus_its_mirror_image_is_x(x, beta):
    assert swish(x, beta) - swish(-x, beta) == pytest.approx(x, rel=1e-15, abs=1e-320)
    assert swish(x, 1.0) == pytest.approx(silu(x), rel=1e-15, abs=1e-320)
    assert swish(x, 0.0) == x / 2


@given(x=finite)
def test_softplus_relu_and_logsigmoid(x):
    assert softplus(x) == -logsigmoid(-x)
    assert 0 <= softplus(x) - relu(x) <= math.log(2) + math.ulp(max(abs(x), 1))
    assert softplus.derivative(x) == sigmoid(x)


@given(x=everyday)
def test_mish_is_gated_by_tanh_of_softplus(x):
    assert mish(x) == pytest.approx(x * tanh(softplus(x)), rel=1e-14)


# --- Softmax -----------------------------------------------------------------------------------------


@given(z=matrices, temperature=st.floats(0.05, 50), data=st.data())
def test_softmax_is_a_distribution_along_its_axis(z, temperature, data):
    axis = data.draw(st.integers(-z.ndim, z.ndim - 1))
    p = softmax(z, temperature, axis)
    assert p.shape == z.shape and (p >= 0).all()
    np.testing.assert_allclose(p.sum(axis=axis), 1, rtol=1e-14)
    np.testing.assert_array_equal(p, np.moveaxis(softmax(np.moveaxis(z, axis, -1), temperature), -1, axis))
    np.testing.assert_allclose(np.exp(log_softmax(z, temperature, axis)), p, rtol=1e-12, atol=1e-300)


@given(z=logits, shift=st.floats(-1e3, 1e3))
def test_softmax_does_not_feel_a_shift(z, shift):
    np.testing.assert_allclose(softmax(z + shift), softmax(z), rtol=2e-12, atol=1e-300)
    assert logsumexp(z + shift) == pytest.approx(logsumexp(z) + shift, rel=1e-13, abs=1e-10)


@given(z=logits, temperature=st.floats(0.01, 100))
def test_temperature_divides_the_logits(z, temperature):
    np.testing.assert_allclose(softmax(z, temperature), softmax(z / temperature), rtol=1e-9, atol=1e-300)


@given(z=logits)
def test_softmax_keeps_the_order(z):
    order = np.argsort(z)
    assert (np.diff(softmax(z)[order]) >= 0).all()


@given(z=arrays(np.float64, 2, elements=st.floats(-300, 300)))
def test_softmax_of_two_is_a_sigmoid(z):
    np.testing.assert_allclose(softmax(z), sigmoid([z[0] - z[1], z[1] - z[0]]), rtol=1e-14)


@given(z=logits, temperature=st.floats(0.05, 50))
def test_jacobian_rows_sum_to_zero_and_it_is_symmetric(z, temperature):
    J = softmax_jacobian(z, temperature)
    np.testing.assert_allclose(J.sum(axis=-1), 0, atol=1e-15 / temperature)
    np.testing.assert_array_equal(J, J.T)
    assert (np.diag(J) >= 0).all() and J.max() <= 1 / (4 * temperature) * (1 + 1e-12)


@given(z=logits, temperature=st.floats(0.05, 50), data=st.data())
def test_vjp_is_v_times_the_jacobian(z, temperature, data):
    v = data.draw(arrays(np.float64, z.shape, elements=st.floats(-10, 10)))
    expected = v @ softmax_jacobian(z, temperature)
    np.testing.assert_allclose(softmax_vjp(z, v, temperature), expected, rtol=1e-9, atol=1e-13 / temperature)


# --- Collapse ----------------------------------------------------------------------------------------


@given(widths=st.lists(st.integers(1, 5), min_size=2, max_size=6), seed=st.integers(0, 999))
def test_collapse_equals_composition(widths, seed):
    rng = np.random.default_rng(seed)
    layers = [(rng.normal(size=(m, n)), rng.normal(size=m)) for n, m in pairwise(widths)]
    x = rng.normal(size=(7, widths[0]))
    y = x
    for W, b in layers:
        y = y @ W.T + b
    W, b = collapse(layers)
    assert W.shape == (widths[-1], widths[0]) and b.shape == (widths[-1],)
    np.testing.assert_allclose(x @ W.T + b, y, rtol=1e-10, atol=1e-10)
