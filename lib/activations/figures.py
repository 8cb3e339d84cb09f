"""The interactive figures: widgets in a notebook, live on a page, words and numbers where no script runs.

Each constructor checks its settings and returns an `Explorable`. Its ``state`` is the same small dictionary
in Python, in the page and in a link; ``readouts`` are the numbers the figure shows, computed by the library.
"""

from __future__ import annotations

import hashlib
import html
import json
from pathlib import Path

from . import figure_readouts
from .figure_states import check_goal, complete, reached
from .registry import lookup

STATIC = Path(__file__).parent / "static"
TITLES = {
    "shape": "The function and its slope",
    "gradient_flow": "A gradient on its way back",
    "zigzag": "Does the path zig-zag?",
}
COMPUTE = {
    "shape": figure_readouts.shape,
    "gradient_flow": figure_readouts.gradient_flow,
    "zigzag": figure_readouts.zigzag,
}


def shape(functions=("sigmoid", "tanh"), *, x=3, threshold=0.01, params=None, goal=None, caption="", id=None):
    """Up to four activations overlaid, f above and f′ below, with a cursor and a threshold for "flat".

    Args:
        functions: one to four names or records.
        x: the cursor, in [−6, 6].
        threshold: a slope smaller than this in absolute value counts as flat; in [0.0001, 1].
        params: activation → parameter → value, such as ``{"leaky_relu": {"negative_slope": 0.2}}``.
        goal: what the reader is to reach, such as ``{"readout": "share", "at_least": 0.5}``. The readouts are
            value, slope, minimum, minimum_at and share, of the first function; "tanh.share" is that of tanh.
        caption: a sentence under the figure.
        id: the figure's address on its page; made from the opening state if not given.

    Returns:
        Explorable: a widget where anywidget is installed.

    Raises:
        ValueError, TypeError: for settings outside their ranges.
    """
    return _make(
        "shape", {"functions": functions, "x": x, "threshold": threshold, "params": params}, goal, caption, id
    )


def gradient_flow(
    activation="sigmoid",
    compared_with="tanh",
    *,
    depth=20,
    scheme="xavier",
    gain=1,
    sigma=0.125,
    seed=0,
    params=None,
    goal=None,
    caption="",
    id=None,
):
    """Gradient and activations of every layer of a deep network 64 units wide, from a real backward pass.

    Args:
        activation, compared_with: names or records; ``compared_with=None`` shows one.
        depth: number of layers, 1 to 50.
        scheme: "xavier", "he", "lecun", or "sigma" for weights of standard deviation `sigma` (0.01 to 1).
        gain: factor on every weight, 0.1 to 20.
        seed: of inputs, weights and readout, 0 to 99.
        params, caption, id: as in `shape`.
        goal: readouts are ratio (first layer's gradient over the last's), bound (max|f′|^(depth − 1)),
            per_layer and size (of the last layer's activations), of the first activation; "tanh.ratio" is
            that of tanh.

    Returns:
        Explorable: a widget where anywidget is installed.

    Raises:
        ValueError, TypeError: for settings outside their ranges.
    """
    activations = [lookup(name) for name in (activation, compared_with) if name is not None]
    given = {
        "activations": activations,
        "depth": depth,
        "scheme": scheme,
        "gain": gain,
        "sigma": sigma,
        "seed": seed,
        "params": params,
    }
    return _make("gradient_flow", given, goal, caption, id)


def zigzag(*, mean=2, learning_rate=0.08, update="one", start=(-2, 1.5), goal=None, caption="", id=None):
    """Gradient descent on two weights, with inputs of a given mean and with the mean removed.

    Args:
        mean: of both inputs, whose spread is 1; 0 to 3. From 1.31 on all inputs are positive.
        learning_rate: 0.01 to 2.
        update: "one" (an example at a time) or "batch" (all eight).
        start: the two weights at the start, each in [−3, 3]. The minimum is at (1, −1).
        caption, id: as in `shape`.
        goal: readouts are steps, path_length, angle, same_direction, largest_rate, straight; the same with
            "centred." before them for the inputs without their mean.

    Returns:
        Explorable: a widget where anywidget is installed.

    Raises:
        ValueError, TypeError: for settings outside their ranges.
    """
    given = {"mean": mean, "learning_rate": learning_rate, "update": update, "start": start}
    return _make("zigzag", given, goal, caption, id)


class _Figure:
    """What an explorable is, with or without a widget around it."""

    @property
    def readouts(self) -> dict:
        """The numbers the figure shows in its present state, computed by the library."""
        return COMPUTE[self.figure](self.state)[0]

    def _html(self) -> str:
        """The figure for a page: state in data attributes, and what it shows in words and numbers."""
        table = COMPUTE[self.figure](self.state)[1]
        title = TITLES[self.figure]
        attributes = {
            "class": "af-figure",
            "id": self.address or _address(self.figure, self.state),
            "data-figure": self.figure,
            "data-state": json.dumps(self.state),
            "data-goal": json.dumps(self.goal) if self.goal else None,
            "aria-label": title,
        }
        opening = " ".join(f'{key}="{html.escape(text)}"' for key, text in attributes.items() if text)
        caption = f"<figcaption>{html.escape(self.caption)}</figcaption>" if self.caption else ""
        words = f"<p><strong>{title}.</strong> {_settings(self.state)}</p>{_table(table)}"
        return f'<figure {opening}><div class="af-fallback">{words}</div>{caption}</figure>'

    def _text(self) -> str:
        return f"Figure {self.figure}: {TITLES[self.figure]}\n  {_settings(self.state)}"

    def __repr__(self):
        return self._text()


try:
    import anywidget
    import traitlets
except ImportError:

    class Explorable(_Figure):
        """An explorable without a live side, for places where anywidget is not installed."""

        def __init__(self, figure, state, goal=None, caption="", address=""):
            self.figure, self.goal, self.caption, self.address = figure, goal, caption, address
            self.state = state

        def __setattr__(self, name, value):
            if name == "state":
                value = complete(self.figure, value)
            super().__setattr__(name, value)

        @property
        def goal_reached(self) -> bool:
            """Whether the state meets the goal."""
            return bool(self.goal) and reached(self.goal, self.readouts, self.state)

        def _repr_mimebundle_(self, include=None, exclude=None, **kwargs):
            return {"text/plain": self._text(), "text/html": self._html()}

else:

    class Explorable(_Figure, anywidget.AnyWidget):
        """An explorable as a widget. What the reader sets arrives in ``state``; setting it moves the figure.

        ``goal_reached`` follows the state, whether it was changed in the page or in Python.
        """

        _esm = STATIC / "widget.js"
        _css = STATIC / "explorables.css"
        kind = traitlets.Unicode("figure").tag(sync=True)
        figure = traitlets.Unicode().tag(sync=True)
        state = traitlets.Dict().tag(sync=True)
        goal = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
        goal_reached = traitlets.Bool(False).tag(sync=True)
        caption = traitlets.Unicode().tag(sync=True)
        address = traitlets.Unicode()

        @traitlets.validate("state")
        def _checked(self, proposal):
            return complete(self.figure, proposal["value"])

        @traitlets.observe("state", "goal")
        def _judge(self, change):
            self.goal_reached = bool(self.goal) and reached(self.goal, self.readouts, self.state)

        def _repr_mimebundle_(self, **kwargs):
            shown = super()._repr_mimebundle_(**kwargs)
            data, metadata = shown if isinstance(shown, tuple) else (shown or {}, {})
            return {**data, "text/plain": self._text(), "text/html": self._html()}, metadata


def _make(figure: str, given: dict, goal, caption: str, id: str | None) -> Explorable:
    state = complete(figure, given)
    goal = check_goal(goal, COMPUTE[figure](state)[0], state)
    if id is not None and not (isinstance(id, str) and id.replace("-", "").replace("_", "").isalnum()):
        raise ValueError(f"id must be letters, digits, '-' and '_', such as 'fig-shape'; got {id!r}")
    return Explorable(figure=figure, state=state, goal=goal, caption=caption, address=id or "")


def _address(figure: str, state: dict) -> str:
    # The same for the same opening state, so that a link to a figure survives a rebuild of the page.
    mark = hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:6]
    return f"fig-{figure.replace('_', '-')}-{mark}"


def _settings(state: dict) -> str:
    """The state in words: ``mean 2, learning rate 0.08``. Parameters at their defaults are left out."""
    parts = []
    for key, value in state.items():
        if isinstance(value, dict):
            parts += [f"{name} {k} {v:g}" for name, own in value.items() for k, v in own.items()]
        elif isinstance(value, list):
            parts.append(
                f"{key}: {', '.join(item if isinstance(item, str) else f'{item:g}' for item in value)}"
            )
        else:
            parts.append(f"{key.replace('_', ' ')} {value if isinstance(value, str) else f'{value:g}'}")
    return "; ".join(parts)


def _table(table) -> str:
    head = "".join(f'<th scope="col">{html.escape(text)}</th>' for text in table.columns)
    rows = "".join(
        f'<tr><th scope="row">{html.escape(first)}</th>'
        + "".join(f"<td>{html.escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in table.rows
    )
    caption = f"<caption>{html.escape(table.caption)}</caption>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
