"""Tables made from the registry: text in a terminal, HTML in a notebook, every number computed."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import numpy as np

from .experiments import mean_over_normal, saturation_point, steepest_slope
from .registry import ACTIVATIONS, lookup


@dataclass(frozen=True)
class Table:
    """Rows of text under a header. The first column names the rows.

    A sortable table gets a button in every heading, on the book's pages.
    """

    header: list[str]
    rows: list[list[str]]
    caption: str = ""
    sortable: bool = False

    def __repr__(self):
        widths = [max(map(len, column)) for column in zip(self.header, *self.rows, strict=True)]
        lines = [self.header, ["─" * width for width in widths], *self.rows]
        text = [
            "  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)).rstrip() for line in lines
        ]
        return "\n".join(([self.caption, ""] if self.caption else []) + text)

    def _repr_html_(self):
        caption = f"<caption>{html.escape(self.caption)}</caption>" if self.caption else ""
        # A corner without words is no heading: a screen reader would announce an empty one.
        head = "".join(
            f'<th scope="col">{html.escape(cell)}</th>' if cell else "<td></td>" for cell in self.header
        )
        body = "".join(
            f'<tr><th scope="row">{html.escape(row[0])}</th>'
            + "".join(f"<td>{html.escape(cell)}</td>" for cell in row[1:])
            + "</tr>"
            for row in self.rows
        )
        kind = "af-table af-sortable" if self.sortable else "af-table"
        return f'<table class="{kind}">{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def facts(names=None) -> Table:
    """What the registry says of each activation, its largest slope and its mean over N(0, 1) measured."""
    rows = []
    for record in _records(names):
        low, high = record.range
        rows.append(
            [
                record.name,
                f"{_bracket(record, low, '[(')}{_number(low)}, {_number(high)}{_bracket(record, high, '])')}",
                _number(steepest_slope(record)),
                _mean(mean_over_normal(record)),
                "yes" if record.monotonic else "no",
                "yes" if record.smooth else "no",
                ", ".join(map(_number, record.kinks)) or "none",
                {"none": "neither side", "both": "both sides"}.get(record.saturates, record.saturates),
                f"torch.{record.torch}" if record.torch else "none",
            ]
        )
    header = ["activation", "range", "largest slope", "mean over N(0, 1)", "monotonic", "smooth", "kinks"]
    return Table([*header, "saturates", "PyTorch"], rows)


def values(names, points, derivative=False, digits=4) -> Table:
    """f, or f′, of several activations at several points."""
    points = np.asarray(points, dtype=float).tolist()
    rows = [
        [record.name, *(_number(y, digits) for y in (record.derivative if derivative else record.f)(points))]
        for record in _records(names)
    ]
    return Table([("f′(x)" if derivative else "f(x)"), *(f"x = {_number(x, digits)}" for x in points)], rows)


def averages(names=None, digits=4) -> Table:
    """Means over a standard normal input: of f, of f², of f′, and the root mean square of f′."""
    rows = []
    for record in _records(names):
        measured = (
            mean_over_normal(record),
            mean_over_normal(lambda z, f=record.f: f(z) ** 2),
            mean_over_normal(record.derivative),
            mean_over_normal(lambda z, slope=record.derivative: slope(z) ** 2) ** 0.5,
        )
        rows.append([record.name, *(_mean(value, digits) for value in measured)])
    return Table(["activation", "mean of f", "mean of f²", "mean of f′", "rms of f′"], rows)


FLAT = 0.01  # a slope below this counts as flat


def master(names=None, costs=None) -> Table:
    """All that is measured of each activation, to be sorted by any column.

    The largest slope, the means of f and f′ over N(0, 1), the points beyond which |f′| stays below 0.01.

    Args:
        costs: name → `experiments.Cost`. None leaves their two columns out; an activation that is missing
            gets a dash.
    """
    header = ["activation", "range", "mean", "mean slope", "largest slope", "flat below", "flat above"]
    header += ["corners"] if costs is None else ["corners", "forward", "and backward"]
    rows = []
    for record in _records(names):
        low, high = record.range
        flat = saturation_point(record, FLAT)
        row = [
            record.name,
            f"{_bracket(record, low, '[(')}{_number(low)}, {_number(high)}{_bracket(record, high, '])')}",
            _mean(mean_over_normal(record), 3),
            _mean(mean_over_normal(record.derivative), 3),
            _number(steepest_slope(record)),
            *("–" if np.isinf(end) else _number(end, 3) for end in flat),
            ", ".join(map(_number, record.kinks)) or "–",
        ]
        if costs is not None:
            row += [f"{t:.1f}" for t in costs[record.name]] if record.name in costs else ["–", "–"]
        rows.append(row)
    return Table(header, rows, sortable=True)


LEFT_HAND_SIDE = re.compile(r"^[\\a-z']+\(x\)=")  # some formulas of the registry have one, such as σ(x) =


@dataclass(frozen=True)
class FormulaCard:
    """Typeset formulas: LaTeX source in a terminal, mathematics in a notebook."""

    lines: list[str]
    aligned: bool = True  # whether the lines are still to be set one below the other

    def __repr__(self):
        return "\n".join(self.lines)

    def _repr_latex_(self):
        if not self.aligned:
            return "$$\n" + "\n".join(self.lines) + "\n$$"
        body = " \\\\\n".join(self.lines)
        return f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"


def formula_card(names) -> FormulaCard:
    """The formulas of several activations and of their slopes, as the registry has them."""
    lines = []
    for record in _records(names):
        title = record.name.replace("_", r"\_")
        f, slope = (LEFT_HAND_SIDE.sub("", formula) for formula in (record.latex, record.derivative_latex))
        lines += [rf"\texttt{{{title}}}:\quad f(x)&={f}", rf"f'(x)&={slope}"]
    return FormulaCard(lines)


def formula_sheet(names) -> FormulaCard:
    """One row an activation: formula, slope, range, largest slope (measured) and slope at 0, as one array."""
    rows = [r"&f(x)&f'(x)&\text{range}&\max f'&f'(0)\\ \hline"]
    for record in _records(names):
        title = record.name.replace("_", r"\_")
        f, slope = (LEFT_HAND_SIDE.sub("", formula) for formula in (record.latex, record.derivative_latex))
        low, high = record.range
        ends = f"{_bracket(record, low, '[(')}{_latex(low)},\\,{_latex(high)}{_bracket(record, high, '])')}"
        steepest = _latex(float(_number(steepest_slope(record)).replace("−", "-")))
        name = rf"\texttt{{{title}}}\kern-0.6em"  # a closer column, so that the sheet fits its page
        cells = [name, f, slope, ends, steepest, _latex(float(record.derivative(0.0)))]
        rows.append("&".join(cells) + r"\\")
    return FormulaCard(
        [r"\footnotesize\def\arraystretch{1.35}\begin{array}{lllllr}", *rows, r"\end{array}"], aligned=False
    )


def _latex(value: float) -> str:
    return f"{value:.4g}".replace("inf", r"\infty")


def _records(names):
    if names is None:
        return list(ACTIVATIONS.values())
    return [lookup(name) for name in ([names] if isinstance(names, str) or callable(names) else names)]


def _bracket(record, end, closed_open) -> str:
    """Whether f takes the value at this end of its range for some finite x."""
    x = np.linspace(-20, 20, 40 * 64 + 1)
    reached = np.isfinite(end) and np.any(np.abs(record(x) - end) <= 1e-15) and not record.smooth
    reached = reached or (np.isfinite(end) and not record.monotonic)  # a minimum is reached
    return closed_open[0] if reached else closed_open[1]


def _mean(value, digits=4) -> str:
    return _number(0.0 if abs(value) < 1e-14 else value, digits)  # the last bits of a sum that is 0


def _number(value, digits=4) -> str:
    return f"{value:.{digits}g}".replace("-", "−").replace("inf", "∞")
