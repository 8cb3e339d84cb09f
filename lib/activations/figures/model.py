"""What a figure is in Python: a title, a schema of settings, and a function that computes what it shows.

Each figure is a module of this package: its schema, its readouts, and the constructor that notebooks call.
Nothing here needs a widget library; `explorable` is imported when the first figure is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .states import check_goal
from .text import Table


@dataclass(frozen=True)
class Figure:
    """A kind of figure.

    `compute` takes a valid state and returns ``(readouts, table)``: numbers by the names the page uses, and a
    table of text for readers without JavaScript.
    """

    name: str
    title: str
    schema: Mapping[str, Any]
    compute: Callable[[dict], tuple[dict, Table]]


FIGURES: dict[str, Figure] = {}


def figure(name: str, *, title: str, schema: Mapping[str, Any]):
    """Register the decorated function as what the figure `name` computes."""

    def register(compute):
        FIGURES[name] = Figure(name, title, schema, compute)
        return compute

    return register


def complete(name: str, given: Mapping) -> dict:
    """A whole, valid state of the figure `name`: the settings given, checked, over the defaults.

    Raises:
        TypeError: for a setting the figure does not have, or a value of the wrong type.
        ValueError: for a value outside its range.
    """
    schema = FIGURES[name].schema
    for key in given:
        if key not in schema:
            raise TypeError(f"figure {name!r} has no setting {key!r}; its settings are {', '.join(schema)}")
    return {key: field.check(given.get(key, field.value), key) for key, field in schema.items()}


def make(name: str, given: dict, goal, caption: str, id: str | None):
    """The figure `name` as an `Explorable`, its settings, goal and address checked.

    Raises:
        TypeError, ValueError: as `complete` and `check_goal` do, and for an id that cannot be one.
    """
    from .explorable import Explorable

    state = complete(name, given)
    goal = check_goal(goal, FIGURES[name].compute(state)[0], state)
    if id is not None and not (isinstance(id, str) and id.replace("-", "").replace("_", "").isalnum()):
        raise ValueError(f"id must be letters, digits, '-' and '_', such as 'fig-shape'; got {id!r}")
    return Explorable(figure=name, state=state, goal=goal, caption=caption, address=id or "")
