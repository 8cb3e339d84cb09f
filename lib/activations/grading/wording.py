"""What went wrong with a call of an answer, in words that name the way out."""

from __future__ import annotations

import builtins
import re
import sys
import types

import numpy as np

from .compare import show

ALIASES = {
    "np": "import numpy as np", "math": "import math", "torch": "import torch",
    "af": "import activations as af", "plt": "import matplotlib.pyplot as plt",
}


def wrong_with(value, given, args) -> str:
    """What is wrong with a call that did return: an argument changed or handed back, or nothing returned."""
    if not _same(given, args):
        return "it changed the array it was given (an in-place operation such as x *= 2 or x[mask] = 0)"
    if value is None:
        return "it returned None: is the `return` missing?"
    if isinstance(value, types.GeneratorType):
        return "it returned a generator, which has computed nothing yet: `return` an array instead of `yield`"
    if isinstance(value, types.CoroutineType):
        value.close()  # otherwise Python warns later, in another cell
        return "it returned a coroutine, which has computed nothing yet: write `def` without `async`"
    if any(isinstance(a, np.ndarray) and isinstance(value, np.ndarray) and np.may_share_memory(a, value)
           for a in given):
        return "it returned the very array it was given, or a view of it, instead of a new one"
    return ""


def in_words(problem: BaseException) -> str:
    """An exception as one line: its type, its message, and what it often means."""
    try:
        said = " ".join(str(problem).split())[:160]
    except Exception:
        said = ""
    line = f"it raised {type(problem).__name__}" + (f": {said}" if said else "")
    if isinstance(problem, RecursionError):
        return line + " (it calls itself without an end: which input does it answer directly?)"
    if isinstance(problem, MemoryError):
        return line + " (an array too large for this machine: which shape does it have?)"
    hidden = _hidden(problem, said)
    if hidden:
        return f"{line} ({hidden})"
    if isinstance(problem, TypeError) and "not callable" in said:
        line += " (a name that should be a function is something else: was it overwritten?)"
    return line


def _hidden(problem: BaseException, said: str) -> str:
    """Which well-known name the answer, or a cell before it, has given to something else; or nothing."""
    if isinstance(problem, UnboundLocalError):
        name = re.search(r"variable '(\w+)'", said)
        if name and _well_known(name[1]):
            return f"{name[1]} is a variable of the function, without a value yet: choose another name for it"
        return ""
    if not (isinstance(problem, AttributeError) or "not callable" in said):
        return ""
    trace = problem.__traceback__
    while trace.tb_next is not None:
        trace = trace.tb_next
    frame = trace.tb_frame
    for name in (*frame.f_code.co_names, *frame.f_code.co_varnames):
        home = frame.f_locals if name in frame.f_locals else frame.f_globals
        if name not in home or not _well_known(name) or type(home[name]).__name__ not in said:
            continue
        value = home[name]
        as_it_should = isinstance(value, types.ModuleType) if name in ALIASES else callable(value)
        if as_it_should:
            continue
        again = f", then run `{_restore(name)}`" if home is frame.f_globals else ""
        return f"{name} is {show(value)} here: choose another name for that{again}"
    return ""


def _well_known(name: str) -> bool:
    return name in ALIASES or any(callable(getattr(home, name, None)) for home in (builtins, _library()))


def _restore(name: str) -> str:
    if name in ALIASES:
        return ALIASES[name]
    return f"del {name}" if hasattr(builtins, name) else f"from activations import {name}"


def _library():
    return sys.modules["activations"]


def _same(a, b) -> bool:
    if isinstance(a, (list, tuple)):
        return isinstance(b, type(a)) and len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, np.ndarray):
        return a.shape == b.shape and a.dtype == b.dtype and a.tobytes() == b.tobytes()
    return type(a) is type(b)
