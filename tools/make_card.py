"""Draw the picture that link previews show of the book, site/static/card.png, and the cover for reading devices.

    python tools/make_card.py
"""

import sys
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
import release
from activations import ACTIVATIONS

ROOT = Path(__file__).resolve().parent.parent
NAMES = ["sigmoid", "tanh", "softplus", "relu", "elu", "silu", "gelu"]
COLOURS = ["#c2410c", "#8a6d00", "#1f6b43", "#0b5cad", "#0f766e", "#a3312a", "#6a4b9a"]
INK, MUTED, PAPER = "#1c2128", "#57606b", "#fdfcfa"
DOTS = 100  # an inch


class Layout(NamedTuple):
    """Pixels, the heights of title and words, and the box of the axes, in parts of the picture."""

    width: int
    height: int
    title: float
    words: float
    axes: tuple[float, float, float, float]


CARD = Layout(1200, 630, title=0.62, words=0.25, axes=(0.57, 0.08, 0.39, 0.84))
COVER = Layout(1200, 1600, title=0.83, words=0.66, axes=(0.06, 0.05, 0.88, 0.52))


def draw(layout: Layout):
    """Return the title with the functions, as a figure."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(layout.width / DOTS, layout.height / DOTS), dpi=DOTS, facecolor=PAPER)
    first, _, second = release.facts().title.rpartition(" ")
    title = "\n".join([*first.split(" ", 1), second])
    figure.text(0.06, layout.title, title, fontsize=46, weight="bold", color=INK, va="center", linespacing=1.15)
    words = "Figures that move. Claims that are measured.\nExercises that grade themselves."
    figure.text(0.06, layout.words, words, fontsize=19, color=MUTED, va="center", linespacing=1.5)
    axes = figure.add_axes(layout.axes, facecolor="none")
    x = np.linspace(-3.5, 2.6, 800)
    for name, colour in zip(NAMES, COLOURS, strict=True):
        axes.plot(x, ACTIVATIONS[name](x), color=colour, linewidth=4, solid_capstyle="round")
    axes.axhline(0, color=MUTED, linewidth=1, zorder=0)
    axes.axvline(0, color=MUTED, linewidth=1, zorder=0)
    axes.set(xlim=(x[0], x[-1]), ylim=(-1.2, 2.4))
    axes.axis("off")
    return figure


def save(layout: Layout, target) -> None:
    """Write a picture to a path or a stream."""
    with mpl.rc_context({"font.family": "DejaVu Sans"}):
        draw(layout).savefig(target, format="png", dpi=DOTS, metadata={"Software": None})


def main() -> int:
    """Write the card."""
    path = ROOT / "site" / "static" / "card.png"
    save(CARD, path)
    print(f"written: {path.relative_to(ROOT)}, {path.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
