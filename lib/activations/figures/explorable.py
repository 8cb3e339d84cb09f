"""The widget around a figure, and the HTML that stands for it on a page."""

from __future__ import annotations

import hashlib
import html
import json
from pathlib import Path

from ..mimebundle import with_words
from .model import FIGURES, complete
from .states import reached

STATIC = Path(__file__).parent.parent / "static"

class _Figure:
    """What an explorable is, with or without a widget around it."""

    @property
    def readouts(self) -> dict:
        """The numbers the figure shows in its present state, computed by the library."""
        return FIGURES[self.figure].compute(self.state)[0]

    def _html(self) -> str:
        """The figure for a page: state in data attributes, and what it shows in words and numbers."""
        table = FIGURES[self.figure].compute(self.state)[1]
        title = FIGURES[self.figure].title
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
        return f"Figure {self.figure}: {FIGURES[self.figure].title}\n  {_settings(self.state)}"

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
        _ipython_display_ = None  # ipywidgets 7, which Colab has, would show the widget past its bundle

        @traitlets.validate("state")
        def _checked(self, proposal):
            return complete(self.figure, proposal["value"])

        @traitlets.observe("state", "goal")
        def _judge(self, change):
            self.goal_reached = bool(self.goal) and reached(self.goal, self.readouts, self.state)

        def _repr_mimebundle_(self, **kwargs):
            words = {"text/plain": self._text(), "text/html": self._html()}
            return with_words(super()._repr_mimebundle_(**kwargs), words)


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
