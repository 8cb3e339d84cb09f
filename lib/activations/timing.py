"""How long things take, compared within one run: times of different runs and machines do not compare."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter


def medians(functions: Mapping[str, Callable], rounds: int = 7, calls: int = 1) -> dict[str, float]:
    """Median seconds for one call of each function.

    The functions take turns, so that a disturbance hits all of them. The first turn warms up and does not
    count.

    Args:
        functions: name → function without arguments.
        rounds: how many measurements the median is taken of.
        calls: calls in one measurement. A short function needs many, or the clock is all that is measured.

    Returns:
        name → seconds per call.

    Raises:
        ValueError: unless `rounds` and `calls` are at least 1.
    """
    if rounds < 1 or calls < 1:
        raise ValueError(f"rounds and calls must be at least 1; got {rounds} and {calls}")
    taken = {name: [] for name in functions}
    for _ in range(rounds + 1):
        for name, function in functions.items():
            start = perf_counter()
            for _ in range(calls):
                function()
            taken[name].append((perf_counter() - start) / calls)
    return {name: median(times[1:]) for name, times in taken.items()}


def relative(times: Mapping[str, float], to: str) -> dict[str, float]:
    """The same times as multiples of the one called `to`."""
    return {name: seconds / times[to] for name, seconds in times.items()}
