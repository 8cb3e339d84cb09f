"""Our functions and slopes are PyTorch's, in float64, wherever PyTorch itself is accurate.

Where it is not, the exact values decide (`activations.pytorch.inaccurate_places`), not our own results. The
inputs here are others than those of the reference set.
"""

import numpy as np
import pytest
from activations import ACTIVATIONS, accuracy
from activations.pytorch import inaccurate_places, twin

WITH_TWIN = [name for name in ACTIVATIONS if ACTIVATIONS[name].torch]
CASES = [(name, params) for name in WITH_TWIN for params in accuracy.settings(name)]
every_case = pytest.mark.parametrize("name, params", CASES, ids=str)
both = pytest.mark.parametrize("derivative", [False, True], ids=["f", "slope"])


def inputs(name):
    """Everyday inputs, and both signs of every order of magnitude; none within 1e-9 of a kink."""
    rng = np.random.default_rng(5)
    far = 10.0 ** rng.uniform(-300, 300, 400)
    x = np.sort(np.concatenate([rng.uniform(-9, 9, 1000), rng.uniform(-600, 600, 800), far, -far]))
    kinks = np.array([0.0, *ACTIVATIONS[name].kinks])
    return x[np.min(np.abs(x[:, None] - kinks), axis=1) > 1e-9]


def where_accurate(x, name, derivative, params):
    """Outside the places found, widened to the next inputs of the reference set on which PyTorch is right."""
    known = accuracy.reference(name, derivative, params)[0]
    keep = np.ones(len(x), dtype=bool)
    for place in inaccurate_places(names=[name], with_settings=True):
        if (place.derivative, place.params) == (derivative, params) and np.isfinite(place.x):
            below, above = known[known < place.low], known[known > place.high]
            low, high = max(below, default=-np.inf), min(above, default=np.inf)
            keep &= (x < low) | (x > high)
    return keep


@every_case
@both
def test_equal_where_pytorch_is_accurate(name, params, derivative):
    record, x = ACTIVATIONS[name], inputs(name)
    ours = (record.derivative if derivative else record.f)(x, **params)
    theirs = twin(name, **params)[derivative](x)
    compared = where_accurate(x, name, derivative, params) & (np.abs(ours) > 1e-290)
    at_least = 200 if name in ("hardsigmoid", "softsign", "gelu_tanh", "gelu", "relu6") else 400
    assert compared.sum() + (ours == theirs).sum() > at_least
    # Relative, but for the neighbourhood of a slope's zero, where both lose digits to the rounding of x.
    x, ours, theirs = x[compared], ours[compared], theirs[compared]
    difference = np.abs(ours - theirs) / (np.abs(ours) + np.where(np.abs(x) < 5, 1e-3, 0))
    assert difference.max(initial=0) <= 1e-11, f"at x = {x[difference.argmax()]!r}"


@pytest.mark.parametrize(
    "name, derivative, x, ours",
    [
        ("sigmoid", True, 40.0, 4.248354255291589e-18),
        ("tanh", True, -20.0, 1.6993417021166355e-17),
        ("gelu", False, -9.0, -1.0157295653584566e-18),
        ("hardsigmoid", True, 1.0, 1 / 6),
        ("softplus", True, 25.0, 0.9999999999861120),
    ],
)
def test_where_pytorch_is_not_accurate_we_are(name, derivative, x, ours):
    """At known values (from mpmath) PyTorch's result is off by more than 1e-12 of it."""
    record = ACTIVATIONS[name]
    rule = record.derivative if derivative else record.f
    assert rule(x) == pytest.approx(ours, rel=1e-12, abs=0)
    assert twin(name)[derivative](np.array([x]))[0] != pytest.approx(ours, rel=1e-12, abs=0)


@every_case
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_slope_at_kinks_and_zeros_follows_pytorch(name, params, dtype):
    record = ACTIVATIONS[name]
    points = np.array([*record.kinks, 0.0, -0.0], dtype=dtype)
    expected = twin(name, **params).derivative(points)
    got = record.derivative(points, **params)
    np.testing.assert_allclose(got, expected, rtol=1e-6, err_msg=f"{points}")
