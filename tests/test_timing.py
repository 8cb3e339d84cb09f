"""Timing, with a clock of our own: no test here depends on how fast the machine is."""

import pytest
from activations import timing


@pytest.fixture
def clock(monkeypatch):
    """A clock that moves only when a function says so."""
    now = [0.0]
    monkeypatch.setattr(timing, "perf_counter", lambda: now[0])
    return now


def test_medians_are_those_of_the_rounds_without_the_first(clock):
    lasts = iter([100.0, 1.0, 9.0, 2.0])  # the first round warms up

    def slow():
        clock[0] += next(lasts)

    def steady():
        clock[0] += 0.5

    assert timing.medians({"slow": slow, "steady": steady}, rounds=3) == {"slow": 2.0, "steady": 0.5}


def test_functions_take_turns_and_time_is_per_call(clock):
    order = []

    def noting(name):
        def run():
            order.append(name)
            clock[0] += 3.0

        return run

    assert timing.medians({"a": noting("a"), "b": noting("b")}, rounds=2, calls=2) == {"a": 3.0, "b": 3.0}
    assert order == ["a", "a", "b", "b"] * 3


def test_relative_times():
    assert timing.relative({"relu": 2.0, "tanh": 5.0}, to="relu") == {"relu": 1.0, "tanh": 2.5}


@pytest.mark.parametrize("wrong", [{"rounds": 0}, {"calls": 0}])
def test_at_least_one(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        timing.medians({}, **wrong)
