"""Plots with matplotlib: data or names in, Axes out. What is measured, an experiment measures.

Backgrounds are transparent and axes mid-grey, so that a picture reads on a light and on a dark page. Lines
differ in dash pattern as well as in colour, and carry their name beside them.
"""

from __future__ import annotations

from itertools import cycle

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

from .plot_labels import label_lines
from .registry import lookup

# Okabe and Ito's palette for colour-blind readers, without those too pale for a white page.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#8C7A00", "#777777")
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)))
GREY = "#777777"


def curves(names, derivative=False, low=-6.0, high=6.0, ax=None):
    """Plot activations over [low, high], or their slopes.

    Args:
        names: names or records of activations, or pairs ``(name, {parameter: value})``.
        derivative: plot f′ instead of f. Where f has a kink, f′ is drawn with a gap.
        ax: the Axes to draw on; a new figure's if None.

    Returns:
        The Axes.
    """
    ax = _axes(ax)
    x = np.linspace(low, high, 1201)
    for name, style in zip(_names(names), _styles(), strict=False):
        record, params = (lookup(name[0]), name[1]) if isinstance(name, tuple) else (lookup(name), {})
        shown = ", ".join(f"{k}={v:g}" for k, v in params.items())
        label = f"{record.name}({shown})" if shown else record.name
        if derivative:
            at, slope = x, record.derivative(x, **params)
            for kink in record.kinks:
                where = np.searchsorted(at, kink)
                keep = at != kink
                at, slope = np.insert(at[keep], where, kink), np.insert(slope[keep], where, np.nan)
            ax.plot(at, slope, label=f"{label}′", **style)
        else:
            ax.plot(x, record.f(x, **params), label=label, **style)
    ax.set_xlabel("x")
    ax.set_ylabel("slope f′(x)" if derivative else "f(x)")
    ax.set_xlim(low, high)
    return label_lines(ax)


def function_and_slope(names, low=-6.0, high=6.0, axes=None):
    """`curves` twice: the functions and, beside them, their slopes. Returns the array of two Axes."""
    if axes is None:
        axes = _figure(1, 2, width=8.4)
    curves(names, low=low, high=high, ax=axes[0])
    curves(names, derivative=True, low=low, high=high, ax=axes[1])
    return axes


def gradient_flow(flows, what="gradient", ax=None):
    """Gradient or activation size against depth, on a logarithmic axis.

    Args:
        flows: label → `activations.experiments.GradientFlow`.
        what: "gradient", "weight_gradient" or "size".
    """
    titles = {
        "gradient": "gradient ‖∂L/∂z‖",
        "weight_gradient": "weight gradient ‖∂L/∂W‖",
        "size": "activation size (rms)",
    }
    if what not in titles:
        raise ValueError(f"what must be one of {', '.join(map(repr, titles))}; got {what!r}")
    ax = _axes(ax)
    for (label, flow), style in zip(flows.items(), _styles(), strict=False):
        values = getattr(flow, what)
        ax.plot(np.arange(1, len(values) + 1), values, label=label, **style)
    ax.set_yscale("log")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel("layer")
    ax.set_ylabel(titles[what])
    return label_lines(ax)


def by_layer(series, ylabel, log=False, ax=None):
    """Lines over depth: one value for the input, at 0, and one for each layer.

    Args:
        series: label → array of values.
        ylabel: what the values are.
        log: logarithmic axis.
    """
    ax = _axes(ax)
    for (label, values), style in zip(series.items(), _styles(), strict=False):
        ax.plot(np.arange(len(values)), values, label=label, **style)
    ax.set_yscale("log" if log else "linear")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel("layer")
    ax.set_ylabel(ylabel)
    return label_lines(ax)


def spread(groups, reference=None, log=True, xlabel="", ax=None):
    """One row a group: every measured value as a tick, the median as a dot with its number.

    Args:
        groups: label → array of values, such as one for each seed.
        reference: label → a value to compare with (a bound, a theory), drawn as a diamond.
        log: logarithmic axis.
        xlabel: what the values are.
    """
    ax = _axes(ax)
    ax.set_xlabel(xlabel)
    labels = list(groups)
    for row, (label, style) in enumerate(zip(labels, _styles(), strict=False)):
        values, colour = np.asarray(groups[label], dtype=float), style["color"]
        ax.plot(values, np.full(len(values), row), "|", color=colour, markersize=12, alpha=0.6)
        middle = float(np.median(values))
        ax.plot(middle, row, "o", color=colour, markersize=7)
        ax.annotate(
            f"{middle:.2g}", (middle, row), (0, 9), textcoords="offset points", ha="center", color=GREY
        )
        if reference and label in reference:
            ax.plot(reference[label], row, "D", color=GREY, markersize=6, fillstyle="none")
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(len(labels) - 0.5, -0.6)
    if log:
        ax.set_xscale("log")
    return ax


def intervals(groups, xlabel="", ax=None):
    """One row a group: a dot at the mean, a thick line for a short interval and a thin one for a long one.

    Args:
        groups: label → (mean, low, high, inner low, inner high). A line at 0 is drawn behind them.
        xlabel: what the values are.
    """
    ax = _axes(ax)
    ax.axvline(0, color=GREY, lw=1)
    for row, (mean, low, high, inner_low, inner_high) in enumerate(groups.values()):
        ax.plot([low, high], [row, row], color=COLOURS[0], lw=1.2)
        ax.plot([inner_low, inner_high], [row, row], color=COLOURS[0], lw=4, solid_capstyle="butt")
        ax.plot(mean, row, "o", color="white", markeredgecolor=COLOURS[0], markersize=6, zorder=3)
    ax.set_yticks(range(len(groups)), list(groups))
    ax.set_ylim(len(groups) - 0.5, -0.6)
    ax.set_xlabel(xlabel)
    return ax


def reliability(groups, ax=None):
    """Accuracy against confidence, bin by bin; the dashed diagonal is perfect calibration.

    Args:
        groups: label → `activations.experiments.Reliability`. A dot's area grows with its bin's count.
    """
    ax = _axes(ax)
    ax.plot([0, 1], [0, 1], "--", color=GREY, linewidth=1)
    for (label, found), style, marker in zip(groups.items(), _styles(), "osD^vP", strict=False):
        some = found.count > 0
        where = found.confidence[some], found.accuracy[some]
        area = 12 + 240 * found.count[some] / found.count.sum()
        ax.plot(*where, label=label, **{**style, "linewidth": 1.2})
        ax.scatter(*where, s=area, color=style["color"], marker=marker, alpha=0.8)
    ax.set_xlabel("confidence: mean probability in the bin")
    ax.set_ylabel("accuracy in the bin")
    return label_lines(ax)


def bars(labels, groups, ylabel="", ax=None):
    """Bars side by side: one cluster a label, one bar in it a group.

    Args:
        labels: names of the clusters.
        groups: label → one value for each cluster.
    """
    ax = _axes(ax)
    width = 0.8 / len(groups)
    for i, (label, values) in enumerate(groups.items()):
        at = np.arange(len(labels)) + (i - (len(groups) - 1) / 2) * width
        hatch = ("", "///", "...", "xxx")[i % 4]
        ax.bar(at, values, 0.92 * width, label=label, color=COLOURS[i], hatch=hatch, edgecolor="white", lw=0)
    ax.set_xticks(range(len(labels)), labels)
    ax.set_ylabel(ylabel)
    legend = ax.legend(frameon=False)
    for text in legend.get_texts():
        text.set_color(GREY)
    return ax


def path(points, loss=None, label=None, ax=None):
    """A path of gradient descent in the plane of two weights, on the contours of its loss.

    Args:
        points: array of shape (steps + 1, 2).
        loss: function of two arrays giving the loss, for the contours; none are drawn if None.
    """
    ax = _axes(ax)
    points = np.asarray(points, dtype=float)
    colour = COLOURS[len(ax.lines) % len(COLOURS)]
    ax.plot(*points.T, color=colour, marker=".", markersize=4, linewidth=1.2, label=label)
    ax.plot(*points[0], "s", color=colour, fillstyle="none")
    if loss is not None:
        ax.margins(0.3)
        u, v = (np.linspace(*ends, 121) for ends in (ax.get_xlim(), ax.get_ylim()))
        ax.contour(u, v, loss(*np.meshgrid(u, v)), levels=12, colors=GREY, linewidths=0.6)
    ax.set_xlabel("first weight")
    ax.set_ylabel("second weight")
    return ax


def errors(measured, low=-45.0, high=45.0, bins=120, ax=None):
    """The worst error in each stretch of the x axis, in units in the last place, on a logarithmic axis.

    Args:
        measured: label → `activations.accuracy.Errors`. Results near the smallest floats are left out.
        low, high, bins: the x axis, and the number of stretches it is cut into.
        ax: the Axes to draw on; a new figure's if None.

    Returns:
        The Axes. A NaN or a wrong infinity is drawn at the top.
    """
    ax = _axes(ax)
    edges = np.linspace(low, high, bins + 1)
    floor, lost, top = 0.1, 1.0, 1e18
    for (label, found), style in zip(measured.items(), _styles(), strict=False):
        where = np.digitize(found.x, edges) - 1
        worst = np.full(bins, np.nan)
        for i in np.flatnonzero(~found.small & (where >= 0) & (where < bins)):
            worst[where[i]] = np.fmax(worst[where[i]], np.clip(found.ulp[i], floor, top))
        ax.plot((edges[:-1] + edges[1:]) / 2, worst, label=label, **style)
        lost = 2 / np.finfo(found.computed.dtype).eps
    ax.set_yscale("log")
    ax.set_xlim(low, high)
    ax.set_ylim(floor, top)
    for height, text in ((0.5, "½"), (lost, "all lost")):
        ax.axhline(height, color=GREY, linewidth=0.8)
        ax.annotate(text, (high, height), (4, 0), textcoords="offset points", va="center", color=GREY)
    ax.set_xlabel("x")
    ax.set_ylabel("error in ULP")
    return label_lines(ax)


def lines(series, xlabel="", ylabel="", log="", ylim=None, ax=None):
    """One line for each series.

    Args:
        series: label → pair of arrays (x, y).
        log: the logarithmic axes: "", "x", "y" or "xy".
        ylim: ends of the y axis, where the data's own leave no room for the labels.
    """
    ax = _axes(ax)
    if "x" in log:
        ax.set_xscale("log")
    if "y" in log:
        ax.set_yscale("log")
    for (label, (x, y)), style in zip(series.items(), _styles(), strict=False):
        ax.plot(x, y, label=label, **style)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    ax.set_ylim(ylim)
    return label_lines(ax)


def regions(models, points, labels, low=-0.5, high=1.5, axes=None):
    """Where each model of two inputs says yes (shaded, its value above 0), one square a model.

    Args:
        models: title → function of an array of shape (n, 2) that returns n values.
        points, labels: examples, and for each 0 (an open circle) or 1 (a filled one).

    Returns:
        The list of Axes.
    """
    if axes is None:
        axes = np.ravel(_figure(1, len(models), width=2.9 * len(models), height=3.2))
    points, yes = np.asarray(points, dtype=float), np.asarray(labels) == 1
    ticks = np.linspace(low, high, 201)
    plane = np.stack(np.meshgrid(ticks, ticks), axis=-1)
    for ax, (title, model) in zip(axes, models.items(), strict=True):
        value = np.asarray(model(plane.reshape(-1, 2))).reshape(plane.shape[:2])
        ax.contourf(ticks, ticks, value > 0, levels=[0.5, 1.5], colors=[COLOURS[0]], alpha=0.25)
        ax.contour(ticks, ticks, value, levels=[0], colors=[COLOURS[0]], linewidths=2)
        ax.plot(*points[~yes].T, "o", color=COLOURS[1], markersize=10, fillstyle="none", markeredgewidth=2)
        ax.plot(*points[yes].T, "o", color=COLOURS[1], markersize=10)
        ax.set_title(title, color=GREY, fontsize=10)
        ax.set_aspect("equal")
        ax.set_xlabel("x₁")
    axes[0].set_ylabel("x₂")
    return list(axes)


def timeline(events, ax=None):
    """Events down a time axis that is true to scale, the earliest on top, each with its year and a text.

    Labels that would overlap are moved down and tied to their year by a line.

    Args:
        events: pairs ``(year, text)``; a text may have several lines.
    """
    ax = _axes(ax) if ax is not None else _figure(1, 1, width=4.2, height=4.8)
    events = sorted(events)
    years = [year for year, _ in events]
    first, span = years[0], max(years[-1] - years[0], 1)
    place, free = [], 0.0
    for year, text in events:
        place.append(max((year - first) / span, free))
        free = place[-1] + 0.035 + 0.055 * len(text.splitlines())  # shares of the axis: a gap, and the lines
    ax.plot([0] * len(years), years, color=GREY, linewidth=1.5, zorder=1)
    ax.scatter([0] * len(years), years, color=COLOURS[0], zorder=2)
    for (year, text), share in zip(events, place, strict=True):
        at = first + span * share
        ax.plot([0, 0.06, 0.1], [year, at, at], color=GREY, linewidth=0.8)
        ax.text(0.12, at, f"{year}  {text}", color=GREY, va="center", fontsize=10)
    ax.set(xlim=(-0.03, 1), ylim=(first + span * max(place[-1] + 0.08, 1.05), first - 0.05 * span), xticks=[])
    ax.set_yticks(range(-(-first // 10) * 10, years[-1] + 1, 10))
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    return ax


def _names(names):
    return [names] if isinstance(names, str) or callable(names) else list(names)


def _styles():
    return cycle({"color": c, "linestyle": d, "linewidth": 2} for c, d in zip(COLOURS, DASHES, strict=True))


def _axes(ax):
    return _style(ax) if ax is not None else _figure(1, 1)


def _figure(rows, columns, width=5.6, height=3.4):
    figure, axes = plt.subplots(rows, columns, figsize=(width, height), layout="constrained")
    figure.patch.set_alpha(0)
    for ax in np.ravel(axes):
        _style(ax)
    return axes


def _style(ax):
    ax.patch.set_alpha(0)
    for side, spine in ax.spines.items():
        spine.set_color(GREY)
        spine.set_visible(side in ("left", "bottom"))
    ax.tick_params(colors=GREY, which="both")
    for text in (ax.xaxis.label, ax.yaxis.label, ax.title):
        text.set_color(GREY)
    ax.grid(True, color=GREY, alpha=0.25, linewidth=0.6)
    return ax
