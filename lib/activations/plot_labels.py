"""Where the labels of a plot's lines go: beside their lines, in the place of a legend.

Places are (x, y) in shares of the Axes' width and height, from its lower left corner.
"""

from __future__ import annotations

import numpy as np

SHARE = np.linspace(0, 1, 121)  # the places across the Axes that are looked at


def label_lines(ax):
    """Write each line's label close to it, where lines and labels leave most room, instead of a legend."""
    lines = [line for line in ax.lines if not line.get_label().startswith("_")]
    ax.autoscale_view()
    to_axes = ax.transScale + ax.transLimits
    heights = [_heights(line, to_axes) for line in lines]
    written = []
    for i, line in enumerate(lines):
        half = 0.012 * len(line.get_label())  # half the label's width, roughly
        place = _roomiest(i, heights, half, written) or (1 - half, 0.9)
        written.append((*place, half))
        centred = {"ha": "center", "va": "center", "color": line.get_color()}
        ax.annotate(line.get_label(), place, xycoords="axes fraction", **centred)
    return ax


def _heights(line, to_axes):
    """The line's height at each of `SHARE`, NaN where it is not drawn."""
    x, y = map(np.asarray, line.get_data())
    finite = np.isfinite(y)
    drawn = to_axes.transform(np.column_stack([x[finite], y[finite]]))
    return np.interp(SHARE, *drawn.T, left=np.nan, right=np.nan)


def _candidates(height, half):
    """Places for a label beside a line, each with the room that is enough there."""
    # Beside a steep line is room where above and below is none; elsewhere it is second choice.
    places = [(SHARE, height + dy, 0.2) for dy in (0.06, -0.06)]
    places += [(SHARE + dx, height, 0.04) for dx in (half + 0.02, -half - 0.02)]
    return np.hstack([np.broadcast_arrays(*place) for place in places]).T


def _roomiest(index, heights, half, written):
    """The place with most room for the label of line `index`, or None if none is inside the Axes.

    Args:
        heights: every line's height at each of `SHARE`.
        half: half the label's width.
        written: (x, y, half the width) of each label that has its place already.
    """
    best, most = None, -np.inf
    for x, y, enough in _candidates(heights[index], half):
        near = np.abs(SHARE - x) <= half
        if not (half < x < 1 - half and 0.03 < y < 0.97):
            continue
        gaps = [np.abs(height[near] - y) for height in heights]
        room = np.nanmin(np.concatenate([*gaps, [enough]]))
        for there, above, width in written:
            room = min(room, max(abs(x - there) - half - width, abs(y - above) - 0.05))
        # Beside its own line a label is no more than 0.06 away from ink: let the other lines decide.
        others = gaps[:index] + gaps[index + 1 :]
        room += 0.1 * np.nanmin(np.concatenate([*others, [0.4]]))
        if room > most + 1e-9:
            best, most = (x, y), room
    return best
