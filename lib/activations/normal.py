"""The tail of the normal distribution, right to the last digits, for GELU and its derivative."""

import numpy as np

# The coefficients, highest power first, of the polynomial p(u) ≈ (a + 4)·Φ(−a)·exp(a²/2), where u is
# (a − 4)/(a + 4), for 0 ≤ a ≤ 40. They come from mpmath.chebyfit; tests/test_normal.py computes them anew.
COEFFICIENTS = [
    -9.990624160023276e-10, -1.015295717649618e-11, 1.3976528155950821e-08, 1.4842390072751344e-08,
    -7.634712843441086e-08, -1.546196819122192e-07, 2.6354310560684456e-07, 1.0200713392568465e-06,
    -6.249906995369785e-07, -5.919013186154044e-06, 7.149308325478401e-07, 3.51442149682578e-05,
    -1.9078434059248706e-06, -0.00023109482414997105, 0.00013334424978358428, 0.0016308184424805887,
    -0.0034796923618040597, -0.007540188965625017, 0.06039657489067665, -0.1865218579596934,
    0.38713740074221936, -0.6078966419718917, 0.7552851304157515,
]  # fmt: skip


def scaled_tail(a):
    """Φ(−a)·exp(a²/2) for 0 ≤ a ≤ 40. Unlike Φ(−a) itself, which is 0 from 38.5 on, it keeps its digits.

    It is ½·erfcx(a/√2), but SciPy's erfcx chooses one of a hundred polynomials for each number. With one for
    all of them GELU takes 40 % less time, and its largest error falls from 5.5 to 3.2 ULP.
    """
    u = (a - 4) / (a + 4)
    p = np.full_like(a, COEFFICIENTS[0])
    for c in COEFFICIENTS[1:]:  # Horner's rule, in place
        p *= u
        p += c
    return p / (a + 4)


def gauss(a):
    """exp(−a²/2) for a ≥ 0, with a² split at a multiple of 1/64 so that its rounding is not exponentiated."""
    h = np.rint(64 * a) * (1 / 64)  # as np.round(64 * a) / 64, but GELU takes a tenth less time
    return np.exp(-0.5 * h * h) * np.exp(0.5 * (h - a) * (h + a))
