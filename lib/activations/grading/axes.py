"""Exercises whose answer is a plot: the data and the labels of its Axes are graded, not how it looks."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .compare import excess, numbers, show
from .records import Outcome, Slip
from .safely import call

FEW_POINTS = Slip("Too few points", "Between them the line is straight: take a hundred points or more.")
WALL = Slip(
    "A wall at the kink",
    "There is no slope at the kink, and a line drawn through it shows slopes that do not exist. Put a NaN "
    "between the two sides: the line then has a gap.",
)
UNNAMED = Slip(
    "Names that nobody sees",
    "label=… alone shows nothing: call legend(), or write the names beside the lines with text().",
)
ENOUGH = 100  # points on a line


class Drawn(NamedTuple):
    """What one Axes holds: lines as ``(label, x, y)``, the labels of both axes, and the names to be seen."""

    lines: list
    xlabel: str
    ylabel: str
    seen: list


@dataclass(frozen=True)
class Curve:
    """A line that a plot must hold.

    Attributes:
        names: what it may be called; spaces, case and primes do not count.
        f: x → y.
        kinks: where the line must have a gap.
    """

    names: tuple[str, ...]
    f: Callable
    kinks: tuple[float, ...] = ()


@dataclass(frozen=True)
class Panel:
    """One Axes of the answer holds all curves, right and from end to end. A slip's `wrong` is (name, x) → y.

    Attributes:
        index: which of the answer's Axes, in the order they were made.
        count: how many there must be.
        near: how near to a kink values are not compared.
    """

    tried: str
    curves: Sequence[Curve]
    low: float
    high: float
    index: int = 0
    count: int = 1
    atol: float = 1e-6
    near: float = 0.0
    slips: Sequence[Slip] = ()

    def __call__(self, answer, slips: Sequence[Slip]) -> Outcome:
        axes, said = drawn(answer)
        if axes is None:
            return Outcome(False, self.tried, said, "the figure or its Axes", stop=True)
        if len(axes) != self.count:
            got = f"{len(axes)} Axes" if axes else "a figure without Axes"
            return Outcome(False, self.tried, got, f"{self.count} of them", stop=True)
        for curve in self.curves:
            found = self._wrong_with(axes[self.index].lines, curve, [*self.slips, *slips])
            if found:
                return Outcome(False, self.tried, *found)
        return Outcome(True, self.tried)

    def _wrong_with(self, lines, curve: Curve, slips) -> tuple[str, str, Slip | None] | None:
        name, wanted = curve.names[0], {_plain(name) for name in curve.names}
        line = next((line for line in lines if _plain(line[0]) in wanted), None)
        if line is None:
            labels = ", ".join(repr(label) for label, *_ in lines if _plain(label)) or "none"
            return f"no line labelled {name!r}; labels: {labels}", f"a line labelled {name!r}", None
        x, y = numbers(line[1]), numbers(line[2])
        if x is None or y is None:
            return f"{name}: the line holds no numbers", "numbers", None
        known = np.isfinite(x) & np.isfinite(y)
        if known.sum() < ENOUGH:
            return f"{name}: {known.sum()} points", f"{ENOUGH} or more", FEW_POINTS
        if x[known].min() > self.low or x[known].max() < self.high:
            got = f"{name}: from {show(x[known].min(), 3)} to {show(x[known].max(), 3)}"
            return got, f"from {self.low:g} to {self.high:g}", None
        far = known & np.all([np.abs(x - kink) > self.near for kink in curve.kinks], axis=0)
        error = excess(y[far], curve.f(x[far]), 0.0, self.atol)
        if np.any(error > 1):
            place = np.argmax(error)
            at, got = x[far][place], y[far][place]
            slip = next(
                (s for s in slips if np.all(excess(y[far], s.wrong(name, x[far]), 0.0, self.atol) <= 1)), None
            )
            return f"{name}: {show(got)} at x = {show(at, 3)}", show(curve.f(at)), slip
        if any(_crosses(x, y, kink) for kink in curve.kinks):
            return f"{name}: a line through the jump", f"a gap at x = {curve.kinks[0]:g}", WALL
        return None


@dataclass(frozen=True)
class Labelled:
    """Every Axes says what is along its axes, and the names of its lines can be seen."""

    tried: str = "labels of the axes, and names of the lines"

    def __call__(self, answer, _slips) -> Outcome:
        axes, said = drawn(answer)
        if axes is None:
            return Outcome(False, self.tried, said, "the figure or its Axes", stop=True)
        for number, one in enumerate(axes, start=1):
            which = f"Axes {number}: " if len(axes) > 1 else ""
            for label, call_ in ((one.xlabel, "set_xlabel"), (one.ylabel, "set_ylabel")):
                if not str(label).strip():
                    return Outcome(False, self.tried, f"{which}no {call_[4:]}", f"what it shows: {call_}(…)")
            seen = {_plain(text) for text in one.seen}
            hidden = [label for label, *_ in one.lines if _plain(label) and _plain(label) not in seen]
            if hidden:
                got = f"{which}{hidden[0]!r} stands nowhere in the picture"
                return Outcome(False, self.tried, got, "a legend, or names beside the lines", UNNAMED)
        return Outcome(True, self.tried)


def drawn(answer) -> tuple[list[Drawn] | None, str]:
    """What the Axes of a figure hold, or None and what was given instead."""
    if isinstance(answer, types.ModuleType):
        return None, f"the module {answer.__name__}: give it plt.gcf(), the present figure"
    seen = call(lambda: _read(answer))
    if isinstance(seen.value, list) and not seen.error:
        return seen.value, ""
    return None, seen.error or show(answer)


def _read(answer) -> list[Drawn] | str:
    axes = _axes_of(answer)
    if axes is None:
        return ""
    return [
        Drawn(
            [(line.get_label(), line.get_xdata(), line.get_ydata()) for line in one.get_lines()],
            one.get_xlabel(),
            one.get_ylabel(),
            [text.get_text() for text in _texts(one)],
        )
        for one in axes
    ]


def _texts(one) -> list:
    legends = [legend for legend in (one.get_legend(), *one.figure.legends) if legend]
    return [*one.texts, *(text for legend in legends for text in legend.get_texts())]


def _axes_of(answer) -> list | None:
    """The Axes in a figure, one Axes, several, or those in the pair that plt.subplots returns."""
    if hasattr(answer, "get_lines"):
        return [answer]
    if hasattr(answer, "get_axes") and hasattr(answer, "axes"):
        return list(answer.axes)
    if isinstance(answer, np.ndarray) and answer.dtype == object:
        answer = answer.ravel().tolist()
    if not isinstance(answer, (list, tuple)) or not answer:
        return None
    if hasattr(answer[0], "get_axes") and hasattr(answer[0], "axes") and not hasattr(answer[0], "get_lines"):
        return list(answer[0].axes)
    return list(answer) if all(hasattr(one, "get_lines") for one in answer) else None


def _plain(label) -> str:
    """A label without case, spaces, primes and LaTeX. Nothing for one that matplotlib does not show."""
    text = str(label)
    if text.startswith("_"):
        return ""
    text = re.sub(r"\\(mathrm|operatorname|text|mathit)|derivative( of)?|slope( of)?", "", text.lower())
    return re.sub(r"-(?!\d)|[^a-z0-9.=-]", "", text.replace("−", "-").replace(" ", ""))


def _crosses(x, y, kink: float) -> bool:
    """Whether one piece of the line leads from one side of the kink to the other and jumps on the way."""
    before, after = (x[:-1] <= kink) & (x[1:] >= kink), np.abs(np.diff(y))
    return bool(np.any(before & (after > 0.1)))
