"""What a figure can be set to: kinds of settings, ranges, goals. The page has the same (state.js)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ..registry import ACTIVATIONS, Activation, lookup, real_array


@dataclass(frozen=True)
class Number:
    """A finite number in [low, high]; `integer` asks for a whole one."""

    value: float
    low: float
    high: float
    integer: bool = False
    kind = "number"

    def check(self, given, what: str):
        """`given` as int or float, or an error that names the range."""
        number = _number(given, what)
        if self.integer and number != int(number):
            raise ValueError(f"{what} must be a whole number; got {number:g}")
        if not self.low <= number <= self.high:
            raise ValueError(f"{what} must lie between {self.low:g} and {self.high:g}; got {number:g}")
        # 3 rather than 3.0: a state must come back from the page as the text it was sent as.
        return int(number) if number == int(number) else number


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    value: str
    options: tuple[str, ...]
    kind = "choice"

    def check(self, given, what: str):
        """`given`, if it is one of the options."""
        if given not in self.options:
            raise ValueError(f"{what} must be one of {', '.join(map(repr, self.options))}; got {given!r}")
        return given


@dataclass(frozen=True)
class Flag:
    """True or false."""

    value: bool
    kind = "flag"

    def check(self, given, what: str):
        """`given`, if it is one of the two."""
        if not isinstance(given, bool):
            raise TypeError(f"{what} must be True or False; got {given!r:.60}")
        return given


@dataclass(frozen=True)
class Names:
    """One to `most` different activations, by name or record."""

    value: tuple[str, ...]
    most: int
    kind = "choices"

    @property
    def options(self) -> tuple[str, ...]:
        """The names of the registry, in its order."""
        return tuple(ACTIVATIONS)

    def check(self, given, what: str):
        """The names as a list."""
        if isinstance(given, (str, Activation)):
            given = [given]
        names = [lookup(item).name for item in given]
        if not 1 <= len(names) <= self.most or len(set(names)) < len(names):
            raise ValueError(f"{what} takes 1 to {self.most} different activations; got {names}")
        return names


@dataclass(frozen=True)
class Point:
    """Two numbers, each in [low, high]."""

    value: tuple[float, float]
    low: float
    high: float
    kind = "point"

    def check(self, given, what: str):
        """The two numbers as a list."""
        if isinstance(given, str) or not hasattr(given, "__len__") or len(given) != 2:
            raise ValueError(f"{what} must be two numbers; got {given!r}")
        return [Number(0, self.low, self.high).check(part, f"{what}[{i}]") for i, part in enumerate(given)]


@dataclass(frozen=True)
class Numbers:
    """`least` to `most` numbers, each in [low, high]."""

    value: tuple[float, ...]
    low: float
    high: float
    least: int
    most: int
    kind = "numbers"

    def check(self, given, what: str):
        """The numbers as a list."""
        if isinstance(given, str) or not hasattr(given, "__len__"):
            raise TypeError(f"{what} must be a list of numbers; got {given!r:.60}")
        if not self.least <= len(given) <= self.most:
            count = f"{self.least}" if self.least == self.most else f"{self.least} to {self.most}"
            raise ValueError(f"{what} must hold {count} numbers; got {len(given)}")
        return [Number(0, self.low, self.high).check(part, f"{what}[{i}]") for i, part in enumerate(given)]


@dataclass(frozen=True)
class Parameters:
    """Activation → parameter → number, such as ``{"leaky_relu": {"negative_slope": 0.2}}``."""

    kind = "params"
    value = ()

    def check(self, given, what: str):
        """The same as plain dictionaries of floats."""
        checked: dict[str, dict[str, float]] = {}
        for name, values in (given or {}).items():
            known = lookup(name).params
            for key, value in values.items():
                if key not in known:
                    names = ", ".join(known) or "none"
                    raise ValueError(f"{what}: {name} has no parameter {key!r}; it has {names}")
                _, low, high = known[key]
                checked.setdefault(name, {})[key] = Number(0, low, high).check(value, f"{what}: {name}.{key}")
        return checked


LIMITS = ("at_least", "at_most", "equals")


def check_goal(goal: Mapping | None, readouts: Mapping, settings: Mapping) -> dict | None:
    """A goal as a plain dictionary: ``{"readout": name, "at_least": number}``, or ``{"all": [goal, …]}``.

    Beside `readout` (something the figure computes) there is `setting` (something the reader sets), beside
    `at_least` there are `at_most` and `equals`; `text` says the goal in words.

    Raises:
        ValueError: for an unknown name or a goal without a limit.
    """
    if goal is None:
        return None
    goal = dict(goal)
    if "all" in goal:
        return goal | {"all": [check_goal(part, readouts, settings) for part in goal["all"]]}
    unknown = set(goal) - {"readout", "setting", "text", *LIMITS}
    if unknown or ("readout" in goal) == ("setting" in goal) or not set(goal) & set(LIMITS):
        raise ValueError(
            "a goal names one readout or setting and at least one of at_least, at_most, equals, "
            f"such as {{'readout': {next(iter(readouts))!r}, 'at_least': 0.5}}; got {goal!r}"
        )
    where, known = ("readout", readouts) if "readout" in goal else ("setting", settings)
    if goal[where] not in known:
        raise ValueError(f"there is no {where} {goal[where]!r} to aim at; there are {', '.join(known)}")
    return goal


def reached(goal: Mapping, readouts: Mapping, settings: Mapping) -> bool:
    """Whether the numbers meet the goal. A readout that has no value (None, NaN) never does."""
    if "all" in goal:
        return all(reached(part, readouts, settings) for part in goal["all"])
    value = readouts.get(goal["readout"]) if "readout" in goal else settings[goal["setting"]]
    if "equals" in goal:
        return value == goal["equals"]
    if value is None or not isinstance(value, (int, float)) or math.isnan(value):
        return False
    return goal.get("at_least", -math.inf) <= value <= goal.get("at_most", math.inf)


def _number(given, what: str) -> float:
    array = real_array(given, what)
    if array.ndim or not math.isfinite(array):
        raise ValueError(f"{what} must be one finite number; got {given!r:.60}")
    return float(array)
