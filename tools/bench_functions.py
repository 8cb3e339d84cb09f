"""Time every activation and derivative against PyTorch, the naive formulas and a plain copy (`make bench`).

    python tools/bench_functions.py                              everything (several minutes)
    python tools/bench_functions.py --size 100000 --only gelu    one size, some functions

PyTorch runs on one thread; its derivative is a forward and a backward pass. Judge by the ratios.
"""

import argparse
import sys
from pathlib import Path

import matplotlib
import numpy as np
import torch
from activations import ACTIVATIONS, timing
from activations.naive import NAIVE
from activations.pytorch import on_tensors
from activations.tables import Table

matplotlib.use("agg")
from activations import plots

OUT = Path(__file__).resolve().parent.parent / "_build" / "bench"
SIZES = [1_000, 100_000, 10_000_000]
COLUMNS = ["ours", "PyTorch", "backward alone", "naive", "copy"]


def main():
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--size", type=int, action="append", help="number of elements; may be repeated")
    parser.add_argument("--only", nargs="+", choices=ACTIVATIONS, default=list(ACTIVATIONS), metavar="NAME")
    parser.add_argument("--dtype", choices=["float32", "float64"], action="append")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    found = {}
    for size in arguments.size or SIZES:
        for dtype in arguments.dtype or ["float64", "float32"]:
            results = found[size, dtype] = run(size, np.dtype(dtype), arguments.only)
            sys.stdout.write(f"\n{table(results, size, dtype)!r}\n")
            sys.stdout.flush()
    OUT.mkdir(parents=True, exist_ok=True)
    picture(found, arguments.only).savefig(OUT / "functions.png", dpi=150, facecolor="white")
    sys.stdout.write(f"\nfigure: {OUT / 'functions.png'}\n")


def run(size, dtype, names):
    """(name, derivative?) → label → nanoseconds an element."""
    results = {}
    rounds, calls = (3 if size > 1_000_000 else 25), max(1, 500_000 // size)
    for name in names:
        for derivative in (False, True):
            times = timing.medians(candidates(name, derivative, size, dtype), rounds, calls)
            results[name, derivative] = {label: 1e9 * t / size for label, t in times.items()}
    return results


def candidates(name, derivative, size, dtype):
    """What there is to compare, as functions without arguments on one array of N(0, 3²).

    Returns:
        "ours"; "PyTorch", for a derivative with the forward pass, and "backward alone" after it;
        "naive", the textbook formula; "copy", which no function that returns a new array can beat.
    """
    x = (3 * np.random.default_rng(0).normal(size=size)).astype(dtype)
    rule = "derivative" if derivative else "f"
    ours, naive = getattr(ACTIVATIONS[name], rule), getattr(NAIVE[name], rule)
    return {
        "ours": lambda: ours(x),
        **pytorch_candidates(name, derivative, x),
        "naive": lambda: silently(naive, x),
        "copy": x.copy,
    }


def pytorch_candidates(name, derivative, x):
    """PyTorch's part of `candidates`; empty where PyTorch has no such function."""
    function = on_tensors(name)
    if function is None:
        return {}
    t = torch.tensor(x, requires_grad=derivative)
    if not derivative:
        return {"PyTorch": lambda: function(t)}
    ones, done = torch.ones_like(t), function(t)
    return {
        "PyTorch": lambda: torch.autograd.grad(function(t), t, ones),
        "backward alone": lambda: torch.autograd.grad(done, t, ones, retain_graph=True),
    }


def silently(f, x):
    """f(x) without the warnings of naive formulas."""
    with np.errstate(all="ignore"):
        return f(x)


def table(results, size, dtype):
    """Nanoseconds an element and ratios, a row for each function and derivative."""
    rows = []
    for (name, derivative), times in results.items():
        row = [name + ("′" if derivative else "")]
        row += [f"{times[c]:.2f}" if c in times else "" for c in COLUMNS]
        row += [ratio(times, c) for c in ("PyTorch", "naive", "copy")]
        rows.append(row)
    header = ["ns an element", *COLUMNS, "ours/PyTorch", "ours/naive", "ours/copy"]
    return Table(header, rows, f"{size:,} elements, {dtype}")


def ratio(times, other):
    """Our time as a multiple of another, as text; empty if the other is missing."""
    return f"{times['ours'] / times[other]:.2f}" if other in times else ""


def picture(found, names):
    """Our time relative to PyTorch's: a panel for each size and type, a dot for each function and slope."""
    sizes, dtypes = sorted({s for s, _ in found}), sorted({d for _, d in found}, reverse=True)
    height = 1 + 0.22 * len(names) * len(dtypes)
    figure, axes = matplotlib.pyplot.subplots(
        len(dtypes), len(sizes), figsize=(1.5 + 3.2 * len(sizes), height), sharex=True, squeeze=False,
        layout="constrained",
    )  # fmt: skip
    shown = [name for name in names if ACTIVATIONS[name].torch]
    for i, j in np.ndindex(axes.shape):
        ax, results = axes[i, j], found[sizes[j], dtypes[i]]
        ax.axvline(1, color=plots.GREY, linewidth=1)
        for derivative, marker, label in ((False, "o", "function"), (True, "^", "derivative")):
            ratios = [results[n, derivative]["ours"] / results[n, derivative]["PyTorch"] for n in shown]
            ax.plot(ratios, range(len(shown)), marker, color=plots.COLOURS[derivative], label=label)
        ax.set_xscale("log")
        ax.set_title(f"{sizes[j]:,} elements, {dtypes[i]}", fontsize=9)
        ax.set_yticks(range(len(shown)), shown if j == 0 else [""] * len(shown), fontsize=8)
        ax.set_ylim(max(len(shown), 1) - 0.5, -0.5)
        ax.grid(True, color=plots.GREY, alpha=0.25, linewidth=0.6)
    axes[0, 0].legend(fontsize=8)
    figure.supxlabel("our time / PyTorch's, one thread (left of 1: ours is faster)", fontsize=9)
    return figure


if __name__ == "__main__":
    main()
