"""Draw the picture that link previews show of the book: site/static/card.png, 1200 by 630 pixels.

    python tools/make_card.py
"""

import sys
from pathlib import Path

import matplotlib as mpl
import numpy as np
import release
from activations import ACTIVATIONS

ROOT = Path(__file__).resolve().parent.parent
CARD = ROOT / "site" / "static" / "card.png"
WIDTH, HEIGHT = 1200, 630
NAMES = ["sigmoid", "tanh", "softplus", "relu", "elu", "silu", "gelu"]
COLOURS = ["#c2410c", "#8a6d00", "#1f6b43", "#0b5cad", "#0f766e", "#a3312a", "#6a4b9a"]
INK, MUTED, PAPER = "#1c2128", "#57606b", "#fdfcfa"


def draw():
    """Return the card as a figure: title on the left, the functions on the right."""
    from matplotlib.figure import Figure

    facts = release.facts()
    figure = Figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100, facecolor=PAPER)
    first, _, second = facts.title.rpartition(" ")
    words = "\n".join(first.split(" ", 1) + [second])
    figure.text(0.06, 0.62, words, fontsize=46, weight="bold", color=INK, va="center", linespacing=1.15)
    figure.text(
        0.06, 0.25, "Figures that move. Claims that are measured.\nExercises that grade themselves.",
        fontsize=19, color=MUTED, va="center", linespacing=1.5,
    )  # fmt: skip
    axes = figure.add_axes((0.57, 0.08, 0.39, 0.84), facecolor="none")
    x = np.linspace(-3.5, 2.6, 800)
    for name, colour in zip(NAMES, COLOURS, strict=True):
        axes.plot(x, ACTIVATIONS[name](x), color=colour, linewidth=4, solid_capstyle="round")
    axes.axhline(0, color=MUTED, linewidth=1, zorder=0)
    axes.axvline(0, color=MUTED, linewidth=1, zorder=0)
    axes.set(xlim=(x[0], x[-1]), ylim=(-1.2, 2.4))
    axes.axis("off")
    return figure


def main() -> int:
    """Write the card."""
    with mpl.rc_context({"font.family": "DejaVu Sans"}):
        draw().savefig(CARD, dpi=100, metadata={"Software": None})
    print(f"written: {CARD.relative_to(ROOT)}, {CARD.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
