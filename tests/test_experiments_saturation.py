"""Where slopes fade, cross and vanish, and their means: against closed forms, mpmath and SciPy."""

import math

import numpy as np
import pytest
from activations import ACTIVATIONS, experiments, sigmoid, tanh
from mpmath import mp
from scipy.integrate import quad

every_name = pytest.mark.parametrize("name", ACTIVATIONS)


@pytest.mark.parametrize(
    "name, threshold, left, right",
    [
        ("softsign", 0.01, -9, 9),  # 1/(1 + x)² = 0.01
        ("softsign", 1e-10, -99999, 99999),
        ("hardsigmoid", 0.01, -3, 3),
        ("relu6", 0.5, 0, 6),
        ("relu", 0.5, 0, math.inf),
        ("leaky_relu", 0.005, -math.inf, math.inf),
        ("leaky_relu", 0.02, 0, math.inf),
        ("identity", 0.01, -math.inf, math.inf),
        ("elu", 0.01, math.log(0.01), math.inf),
        ("logsigmoid", 0.01, -math.inf, math.log(99)),
        ("sigmoid", 0.01, -4.584863339122, 4.584863339122),  # e/(1 + e)² = 0.01
        ("tanh", 0.01, -2.9932228461263817, 2.9932228461263817),  # arctanh √0.99
    ],
)
def test_saturation_points_in_closed_form(name, threshold, left, right):
    found = experiments.saturation_point(name, threshold)
    assert found == pytest.approx((left, right), rel=1e-9)
    assert math.copysign(1, found.left if found.left else 1) == (-1 if left else 1)


@every_name
def test_beyond_the_saturation_points_the_slope_stays_small(name):
    record = ACTIVATIONS[name]
    left, right = experiments.saturation_point(name, 0.02)
    for end, side in ((left, -1), (right, 1)):
        if math.isinf(end):
            assert abs(record.derivative(side * 1e12)) >= 0.02 or name == "leaky_relu"
        else:
            beyond = end + side * np.geomspace(1e-6, 1e6, 200)
            assert (np.abs(record.derivative(beyond)) < 0.02).all()
            if name not in ("relu", "elu") and not record.kinks and end:
                assert abs(record.derivative(end)) == pytest.approx(0.02, rel=1e-9)


def test_saturation_takes_parameters_and_refuses_nonsense():
    assert experiments.saturation_point("leaky_relu", 0.1, negative_slope=0.3).left == -math.inf
    with pytest.raises(ValueError, match=r"slope of sigmoid is below 0.3 everywhere"):
        experiments.saturation_point("sigmoid", 0.3)
    for threshold in (0, -1, math.nan):
        with pytest.raises(ValueError, match="greater than 0"):
            experiments.saturation_point("sigmoid", threshold)


def test_crossing_of_the_slopes_of_sigmoid_and_tanh():
    with mp.workdps(30):
        root = mp.findroot(lambda x: mp.sech(x) ** 2 - mp.sech(x / 2) ** 2 / 4, 1.6)
    where = experiments.crossing("sigmoid", "tanh")
    assert where == pytest.approx(float(root), rel=1e-12) == 1.6628858910586212
    assert tanh.derivative(where) == pytest.approx(sigmoid.derivative(where), rel=1e-12)


def test_crossings_elsewhere():
    assert experiments.crossing("gelu", "silu", -1, 1) == 0
    assert experiments.crossing("tanh", "sigmoid", -10, 0) == pytest.approx(-1.6628858910586212)
    with pytest.raises(ValueError, match="do not cross between 0 and 10"):
        experiments.crossing("sigmoid", "identity")


@every_name
def test_means_over_a_normal_input(name):
    record = ACTIVATIONS[name]
    for rule in (record.f, record.derivative):

        def weighted(z, rule=rule):
            return float(rule(z)) * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)

        mean, _ = quad(
            weighted, -13, 13, points=[-6, -3, -1, 0, 1, 3, 6], limit=300, epsabs=1e-13, epsrel=1e-13
        )
        assert experiments.mean_over_normal(rule) == pytest.approx(mean, abs=1e-12)


def test_means_in_closed_form():
    assert experiments.mean_over_normal("relu") == pytest.approx(1 / math.sqrt(2 * math.pi), rel=1e-14)
    assert experiments.mean_over_normal("gelu") == pytest.approx(1 / (2 * math.sqrt(math.pi)), rel=1e-14)
    assert experiments.mean_over_normal(lambda z: z**4) == pytest.approx(3, rel=1e-13)
    assert experiments.mean_over_normal(sigmoid.derivative) == pytest.approx(0.206621, abs=5e-7)
    square = experiments.mean_over_normal(lambda z: sigmoid.derivative(z) ** 2)
    assert math.sqrt(square) == pytest.approx(0.21175, abs=5e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "function",
    [lambda x: sigmoid(x) * (1 - sigmoid(x)), lambda x: 1 - np.tanh(x) ** 2, sigmoid.derivative],
    ids=["s(1-s)", "1-t²", "σ′"],
)
def test_first_zero_is_the_first(function, dtype):
    x = experiments.first_zero(function, dtype)
    assert isinstance(x, dtype)
    assert function(np.array([x]))[0] == 0
    assert function(np.array([np.nextafter(x, dtype(0))]))[0] > 0


def test_where_the_naive_slopes_end():
    x = experiments.first_zero(lambda x: sigmoid(x) * (1 - sigmoid(x)))
    assert x == pytest.approx(24 * math.log(2), abs=1e-3)  # 1 + e^−x rounds to 1
    # 1 − tanh² ends where tanh rounds to 1: at 9.01 if it is rounded rightly, later if it is one unit off.
    assert 9.0 < experiments.first_zero(lambda x: 1 - np.tanh(x) ** 2) < 10.5
    assert experiments.first_zero(sigmoid.derivative, np.float64) > 740
    with pytest.raises(ValueError, match="not 0 at"):
        experiments.first_zero(lambda x: x)
