"""Softmax and its relatives against SciPy and PyTorch; edges and errors. Digits: test_accuracy."""

import math

import numpy as np
import pytest
import scipy.special
import torch
from activations import log_softmax, logsumexp, softmax, softmax_jacobian, softmax_vjp

INF, NAN = math.inf, math.nan
TEMPERATURES = [1.0, 0.1, 0.5, 10.0, 1e3]
every_temperature = pytest.mark.parametrize("temperature", TEMPERATURES)


def test_against_scipy():
    z = np.random.default_rng(2).normal(size=(4, 5, 6)) * 10
    for axis in (-1, 0, 1, 2, -3):
        np.testing.assert_allclose(softmax(z, axis=axis), scipy.special.softmax(z, axis=axis), rtol=1e-13)
        np.testing.assert_allclose(log_softmax(z, axis=axis), scipy.special.log_softmax(z, axis), atol=1e-14)
        np.testing.assert_allclose(logsumexp(z, axis=axis), scipy.special.logsumexp(z, axis=axis), rtol=1e-13)


@every_temperature
def test_against_pytorch_and_its_autograd(temperature):
    z = torch.tensor(np.random.default_rng(3).normal(size=6), requires_grad=True)

    def f(t):
        return torch.softmax(t / temperature, -1)

    np.testing.assert_allclose(softmax(z.detach(), temperature), f(z).detach(), rtol=1e-13)
    J = torch.autograd.functional.jacobian(f, z)
    atol = 1e-15 / temperature  # PyTorch subtracts from 1 what is nearly 1
    np.testing.assert_allclose(softmax_jacobian(z.detach(), temperature), J, rtol=1e-12, atol=atol)
    v = torch.tensor(np.random.default_rng(4).normal(size=6))
    f(z).backward(v)
    np.testing.assert_allclose(softmax_vjp(z.detach(), v, temperature), z.grad, rtol=1e-12, atol=atol)


def test_vjp_and_jacobian_of_batches_are_those_of_their_rows():
    rng = np.random.default_rng(5)
    z, v = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 3, 4))
    J, product = softmax_jacobian(z, 0.7), softmax_vjp(z, v, 0.7)
    assert J.shape == (2, 3, 4, 4) and product.shape == (2, 3, 4)
    for i in np.ndindex(2, 3):
        np.testing.assert_array_equal(J[i], softmax_jacobian(z[i], 0.7))
        np.testing.assert_allclose(product[i], v[i] @ J[i], rtol=1e-12, atol=1e-15)
    across = softmax_vjp(z, v, 0.7, axis=0)
    np.testing.assert_allclose(across[:, 1, 2], softmax_vjp(z[:, 1, 2], v[:, 1, 2], 0.7), rtol=1e-14)


@pytest.mark.parametrize("shift", [1e3, -1e3, 5e3, 1e6])
def test_a_shift_changes_nothing_even_where_exp_overflows(shift):
    z = np.array([1.0, 2.0, 3.0])
    np.testing.assert_allclose(softmax(z + shift), softmax(z), rtol=1e-9)


# --- Edges -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "z, p",
    [
        ([0.0, -INF, 0.0], [0.5, 0, 0.5]),
        ([INF, 0.0, -INF], [1, 0, 0]),
        ([INF, INF, 0.0], [NAN, NAN, NAN]),
        ([-INF, -INF], [NAN, NAN]),
        ([0.0, NAN], [NAN, NAN]),
        ([-INF], [NAN]),
        ([1000.0, 0.0], [1, 0]),
    ],
)
@pytest.mark.parametrize("temperature", [1.0, 1e-3, 1e3])
def test_infinite_logits(z, p, temperature):
    if p[0] == 1 and z[0] == 1000 and temperature == 1e3:
        p = [1 / (1 + math.exp(-1)), 1 - 1 / (1 + math.exp(-1))]
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        np.testing.assert_allclose(softmax(z, temperature), p, rtol=1e-15)
        np.testing.assert_allclose(np.exp(log_softmax(z, temperature)), p, rtol=1e-13, atol=1e-300)


@pytest.mark.parametrize(
    "z, total",
    [([-INF, -INF], -INF), ([0.0, INF], INF), ([INF, INF], INF), ([-INF, 3.0], 3.0), ([NAN, 0.0], NAN)],
)
def test_logsumexp_of_infinities(z, total):
    np.testing.assert_equal(logsumexp(z), total)


def test_log_softmax_is_finite_where_the_log_of_softmax_is_not():
    assert softmax([1000.0, 0.0])[1] == 0
    assert log_softmax([1000.0, 0.0]).tolist() == [0, -1000]


def test_temperature_limits():
    z = [2.0, 2.0, 1.0]
    np.testing.assert_array_equal(softmax(z, 1e-300), [0.5, 0.5, 0])  # ties share
    np.testing.assert_array_equal(softmax(z, INF), [1 / 3] * 3)
    np.testing.assert_array_equal(softmax([0.0, -INF, 0.0], INF), [0.5, 0, 0.5])  # what is masked stays out
    np.testing.assert_array_equal(softmax_jacobian(z, INF), np.zeros((3, 3)))


def test_dtypes():
    for f in (softmax, log_softmax, logsumexp, softmax_jacobian, lambda z: softmax_vjp(z, z)):
        assert f(np.array([1, 2], dtype=np.float32)).dtype == np.float32
        for z in ([1, 2], np.array([1, 2]), np.array([True, False]), np.array([1, 2], dtype=np.float16)):
            assert f(z).dtype == np.float64
    assert isinstance(logsumexp([1.0, 2.0]), np.float64)
    assert softmax(np.array([1e38, -3e38], dtype=np.float32), 1e-40).tolist() == [1, 0]


def test_empty_batches_and_untouched_input():
    assert softmax(np.zeros((0, 3))).shape == (0, 3)
    assert logsumexp(np.zeros((0, 3))).shape == (0,)
    assert softmax_jacobian(np.zeros((0, 3))).shape == (0, 3, 3)
    z = np.array([1.0, 2.0, INF])
    z.flags.writeable = False
    for f in (softmax, log_softmax, logsumexp, softmax_jacobian):
        f(z)


# --- Errors ------------------------------------------------------------------------------------------

functions = pytest.mark.parametrize("f", [softmax, log_softmax], ids=["softmax", "log_softmax"])


@functions
@pytest.mark.parametrize("temperature", [0, -1, NAN, -INF, [1, 2], "1", None, 1j], ids=str)
def test_bad_temperature(f, temperature):
    error = ValueError if isinstance(temperature, int | float | list) else TypeError
    with pytest.raises(error, match="temperature"):
        f([1.0, 2.0], temperature)
    with pytest.raises(error, match="temperature"):
        softmax_jacobian([1.0, 2.0], temperature)
    with pytest.raises(error, match="temperature"):
        softmax_vjp([1.0, 2.0], [1.0, 2.0], temperature)


@pytest.mark.parametrize("f", [softmax, log_softmax, logsumexp], ids=["softmax", "log_softmax", "logsumexp"])
@pytest.mark.parametrize("axis", [1, -2, 0.5, None, "0", (0,)])
def test_missing_axis(f, axis):
    with pytest.raises(ValueError, match=r"shape \(2,\): axis must be an integer from -1 to 0"):
        f([1.0, 2.0], axis=axis)


@pytest.mark.parametrize("f", [softmax, log_softmax, logsumexp, softmax_jacobian])
@pytest.mark.parametrize(
    "z, error, word",
    [
        (3.0, ValueError, "single number"),
        ([], ValueError, "empty"),
        (np.zeros((2, 0)), ValueError, "empty"),
        ("ab", TypeError, "real numbers"),
        ([1j, 2], TypeError, "complex"),
        ([[1.0], [1.0, 2.0]], TypeError, "rectangular"),
        (None, TypeError, "real numbers"),
    ],
    ids=["0-d", "empty", "empty-axis", "str", "complex", "ragged", "None"],
)
def test_bad_logits(f, z, error, word):
    with pytest.raises(error, match=word):
        f(z)


def test_vjp_needs_v_of_the_shape_of_z():
    with pytest.raises(ValueError, match=r"shape of z, \(3,\); got \(2,\)"):
        softmax_vjp([1.0, 2.0, 3.0], [1.0, 2.0])
    with pytest.raises(TypeError, match="v must hold real numbers"):
        softmax_vjp([1.0], ["a"])
