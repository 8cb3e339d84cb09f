"""The tail of the normal distribution against mpmath, and the coefficients as mpmath fits them."""

import numpy as np
import pytest
from activations.normal import COEFFICIENTS, gauss, scaled_tail
from mpmath import mp, mpf

A = np.concatenate([[0.0], 10.0 ** np.arange(-300, 0, 20), np.linspace(0.003, 40, 1501)])
EPS = {np.float64: 2.0**-52, np.float32: 2.0**-23}


def exact_tail(a):
    return mp.erfc(a / mp.sqrt(2)) / 2 * mp.exp(a * a / 2)


def relative_errors(f, exact, dtype):
    """In units of the type's epsilon, at the inputs A."""
    a = A.astype(dtype)
    with mp.workdps(50):
        wanted = [exact(mpf(float(v))) for v in a]
        pairs = zip(f(a), wanted, strict=True)
        return np.array([float(abs(mpf(float(got)) / want - 1)) for got, want in pairs]) / EPS[dtype]


def test_the_coefficients_are_those_of_mpmath():
    def p(u):
        a = 4 * (1 + u) / (1 - u)
        return (a + 4) * exact_tail(a)

    with mp.workdps(50):
        assert [float(c) for c in mp.chebyfit(p, [-1, mpf(9) / 11], len(COEFFICIENTS))] == COEFFICIENTS


@pytest.mark.parametrize("dtype", EPS)
def test_scaled_tail_keeps_its_digits(dtype):
    assert scaled_tail(A.astype(dtype)).dtype == dtype
    assert relative_errors(scaled_tail, exact_tail, dtype).max() <= 5


@pytest.mark.parametrize("dtype, up_to", [(np.float64, 37), (np.float32, 13)])
def test_gauss_keeps_its_digits(dtype, up_to):
    def inside(a):
        return np.where(a < up_to, gauss(a), np.nan)

    error = relative_errors(inside, lambda a: mp.exp(-a * a / 2), dtype)
    assert np.nanmax(error) <= 2.5


def test_no_input_is_changed():
    a = np.linspace(0, 5, 7)
    scaled_tail(a), gauss(a)
    np.testing.assert_array_equal(a, np.linspace(0, 5, 7))
