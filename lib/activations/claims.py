"""A claim: a statement, the value measured for it and the value it ought to have, checked on the spot."""

from __future__ import annotations

import html
from dataclasses import dataclass

import numpy as np

from .registry import real_array


@dataclass(frozen=True)
class Claim:
    """A statement that was put to the test and came out as told. Shown as a line of text or as a badge."""

    statement: str
    measured: float | bool
    expected: float | bool | tuple[float, float]
    tol: float = 0.0
    holds: bool = True
    digits: int = 4
    source: str | None = None

    @property
    def agrees(self) -> bool:
        """Whether the measured value is the expected one within `tol`, or inside the expected range."""
        low, high = self.expected if isinstance(self.expected, tuple) else (self.expected, self.expected)
        return bool(low - self.tol <= self.measured <= high + self.tol)

    def __repr__(self):
        told = f"{self._numbers(self._plain)} · {self.statement}"
        told = told if self.holds else f"refuted: {told}"
        return f"{told} [{self.source}]" if self.source else told

    def _repr_html_(self):
        kind, verdict = ("holds", "Holds") if self.holds else ("refuted", "Refuted")
        source = f' <span class="af-claim-source">{html.escape(self.source)}</span>' if self.source else ""
        return (
            f'<p class="af-claim af-claim-{kind}"><strong class="af-claim-verdict">{verdict}</strong> '
            f'<span class="af-claim-statement">{html.escape(self.statement)}</span> '
            f'<span class="af-claim-numbers">{html.escape(self._numbers(self._typeset))}</span>{source}</p>'
        )

    def _numbers(self, show) -> str:
        measured = show(self.measured)
        if not self.holds:
            return f"measured {measured}, the belief says {self._said(show)}"
        if self.expected == 0 and self.tol:
            # Which of the last bits remain differs from one processor to the next.
            return f"measured 0 to within {show(self.tol)}"
        if isinstance(self.expected, tuple) or measured != show(self.expected):
            return f"measured {measured}, expected {self._said(show)}"
        return f"measured {measured}" + (f" (± {show(self.tol)})" if self.tol else "")

    def _said(self, show) -> str:
        if isinstance(self.expected, tuple):
            return " to ".join(map(show, self.expected))
        return show(self.expected) + (f" ± {show(self.tol)}" if self.tol else "")

    def _plain(self, value) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        return f"{value:.{self.digits}g}" if isinstance(value, float) else str(value)

    def _typeset(self, value) -> str:
        mantissa, e, exponent = self._plain(value).replace("-", "−").partition("e")
        if not e or isinstance(value, bool):
            return self._plain(value).replace("-", "−")
        power = f"{int(exponent.replace('−', '-'))}".translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return f"{mantissa[:-1]}10{power}" if mantissa in ("1", "−1") else f"{mantissa} × 10{power}"


def claim(statement, measured, expected, tol=0.0, *, holds=True, digits=4, source=None) -> Claim:
    """Put a statement to the test.

    Args:
        statement: the sentence being claimed.
        measured: the number a computation gave (or True or False).
        expected: the number the statement says, or a range ``(low, high)``.
        tol: how far `measured` may be from `expected`, absolutely.
        holds: True for a statement of ours; False for a belief that circulates: the numbers must *not* agree.
        digits: significant digits shown.
        source: where the statement or the expected number comes from.

    Returns:
        A `Claim`, which a notebook shows as a badge.

    Raises:
        AssertionError: if the statement does not come out, with the numbers in full.
        TypeError, ValueError: if an argument is not what it should be.
    """
    if not isinstance(statement, str) or not statement.strip():
        raise TypeError(f"statement must be a sentence; got {statement!r:.60}")
    result = Claim(
        statement.strip(),
        _number(measured, "measured"),
        _number_or_range(expected),
        float(_number(tol, "tol")),
        bool(holds),
        digits,
        source,
    )
    if not result.tol >= 0:
        raise ValueError(f"tol must be 0 or more; got {tol!r:.60}")
    if result.agrees != result.holds:
        said = "does not come out" if holds else "was to be refuted, but the numbers agree with it"
        raise AssertionError(
            f"“{result.statement}” {said}: measured {result.measured!r}, expected {result.expected!r}, "
            f"tolerance {result.tol!r}"
        )
    return result


def _number(value, what: str) -> float | int | bool:
    array = real_array(value, what)
    if array.ndim:
        raise ValueError(f"{what} must be one number; got an array of shape {array.shape}")
    kind = np.asarray(value).dtype.kind
    return bool(array) if kind == "b" else int(value) if kind in "iu" else float(array)


def _number_or_range(expected):
    if not isinstance(expected, tuple | list):
        return _number(expected, "expected")
    if len(expected) != 2:
        raise ValueError(f"expected must be a number or a range (low, high); got {expected!r:.60}")
    low, high = (_number(end, "expected") for end in expected)
    if not low <= high:
        raise ValueError(f"the expected range must go from low to high; got {expected!r:.60}")
    return low, high
