"""How figures write numbers and tables: as the page does, for readers without JavaScript."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Table(NamedTuple):
    """A small table of text; the first column names the row."""

    caption: str
    columns: list[str]
    rows: list[list[str]]


def show(value: float | None, digits: int = 4) -> str:
    """A number as the page writes it: 0.25, −1.279, 2.4×10⁻¹²."""
    if value is None or math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    if 1e-3 <= abs(value) < 1e5:
        return f"{_rounded(value, digits):.10g}".replace("-", "−")
    mantissa, exponent = f"{_rounded(value, min(digits, 3)):e}".split("e")
    return f"{float(mantissa):g}".replace("-", "−") + "×10" + str(int(exponent)).translate(SUPERSCRIPT)


def _rounded(value: float, digits: int) -> float:
    # A page rounds 1.125 up, where Python's format rounds to even.
    return float(Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(Decimal(float(value))))


def fixed(value: float, places: int) -> str:
    """A number with as many decimals as the page writes: 2.00, −0.75."""
    step = Decimal(1).scaleb(-places)
    return str(Decimal(float(value)).quantize(step, rounding=ROUND_HALF_UP)).replace("-", "−")


def percent(share: float) -> str:
    """A share as the page writes it: 23.6 %, with a space that does not break."""
    return f"{fixed(100 * share, 1)}\u00a0%"


def enter(readouts: dict, name: str, own: dict, first: bool):
    # The first activation's numbers also go by their plain names, so that a goal can say "ratio".
    for key, value in own.items():
        readouts[f"{name}.{key}"] = value
        if first:
            readouts[key] = value


def label(name: str, params: dict) -> str:
    return f"{name}({', '.join(f'{value:.3g}' for value in params.values())})" if params else name
