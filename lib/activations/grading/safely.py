"""Running somebody's answer so that whatever it does, the notebook lives on and we can say what happened.

One thing cannot be stopped from inside the same process: a single call into C that never comes back and never
asks Python for anything, such as ``sum(itertools.count())``. A loop of calls into C is stopped between two.
"""

from __future__ import annotations

import builtins
import contextlib
import copy
import dis
import io
import os
import signal
import sys
import threading
import time
import types
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from .records import Untouched
from .wording import in_words, wrong_with

TIME_LIMIT = 5.0  # seconds for one call


class TimeUp(BaseException):
    """Not an `Exception`, so that an answer's own `except Exception` does not swallow it."""


@dataclass(frozen=True)
class Call:
    """What a call of an answer did. `error` is empty, or says in words how it failed."""

    value: Any = None
    error: str = ""
    timed_out: bool = False
    warnings: tuple[str, ...] = ()
    printed: int = 0


def call(function, *args, limit: float | None = None) -> Call:
    """Call `function` with copies of `args`, and report: never raises, except for the learner's own Ctrl-C.

    Raises:
        Untouched: if the function is still the stub.
    """
    if is_stub(function):
        raise Untouched
    given = copy.deepcopy(args)
    screen = _Screen()
    value, error, timed_out = None, "", False
    with warnings.catch_warnings(record=True) as caught, _quiet(screen), _no_exit(function):
        warnings.simplefilter("always")
        try:
            value = _in_time(function, given, TIME_LIMIT if limit is None else limit)
        except TimeUp:
            error, timed_out = "it did not finish in time: is there a loop without an end?", True
        except SystemExit:
            error = "it called exit(), which would end the notebook's kernel"
        except NotImplementedError:
            raise Untouched from None
        except KeyboardInterrupt:
            raise
        except BaseException as problem:  # Exception is not all that can be raised
            error = in_words(problem)
    if value is Ellipsis or "'ellipsis'" in error:
        raise Untouched
    if not error:
        error = wrong_with(value, given, args)
    told = tuple(sorted({str(w.message) for w in caught}))
    return Call(value, error, timed_out, told, screen.count)


def untouched(answer) -> bool:
    """Whether an answer is still the placeholder: `...`, None, a stub function, or a collection of those."""
    if answer is None or answer is Ellipsis:
        return True
    if isinstance(answer, dict):
        answer = list(answer.values())
    if isinstance(answer, (list, tuple)):
        return all(untouched(part) for part in answer)
    return is_stub(answer)


def is_stub(function) -> bool:
    """Whether a function's body is nothing but a docstring, `...`, `pass` or `return ...`."""
    if not isinstance(function, types.FunctionType):
        return False
    harmless = {"RESUME", "NOP", "POP_TOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"}
    return all(
        op.opname in harmless and (not op.opname.endswith("_CONST") or op.argval in (None, Ellipsis))
        for op in dis.get_instructions(function)
    )


# --- The time limit ------------------------------------------------------------------------------------


def _in_time(function, args, limit: float):
    on_main_thread = threading.current_thread() is threading.main_thread()
    alarms = hasattr(signal, "setitimer") and sys.platform != "emscripten"
    with _heard_everywhere():
        return (_with_alarm if on_main_thread and alarms else _with_trace)(function, args, limit)


def _with_alarm(function, args, limit: float):
    def ring(_signal, frame):
        # Never while this file's own code runs: the next ring will do.
        if frame is not None and frame.f_code.co_filename != __file__:
            _insist(frame)
            raise TimeUp

    trace = sys.gettrace()
    handler = signal.signal(signal.SIGALRM, ring)
    timer = signal.setitimer(signal.ITIMER_REAL, limit, 0.02)
    try:
        return function(*args)
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, handler)
        sys.settrace(trace)


def _insist(frame):
    """Raise once more at the next line: an `except:` around the answer's loop has swallowed the first."""

    def again(inner, event, _arg):
        if event == "line" and inner.f_code.co_filename != __file__:
            raise TimeUp
        return again

    sys.settrace(again)
    while frame is not None and frame.f_code.co_filename != __file__:
        frame.f_trace = again
        frame = frame.f_back


@contextlib.contextmanager
def _heard_everywhere():
    """What a `__del__` or a garbage collector's callback raises, Python reports and drops: insist on ours."""
    before = sys.unraisablehook

    def hook(dropped):
        if issubclass(dropped.exc_type, TimeUp):
            _insist(sys._getframe().f_back)
        else:
            before(dropped)

    sys.unraisablehook = hook
    try:
        yield
    finally:
        sys.unraisablehook = before


def _with_trace(function, args, limit: float):
    """Where there are no alarms (Windows, the browser, a thread): look at the clock at every line."""
    end = time.monotonic() + limit

    def look(frame, _event, _arg):
        if time.monotonic() > end and frame.f_code.co_filename != __file__:
            raise TimeUp
        return look

    before = sys.gettrace()
    sys.settrace(look)
    try:
        return function(*args)
    finally:
        sys.settrace(before)


# --- The screen and the door ---------------------------------------------------------------------------


class _Screen(io.TextIOBase):
    """Counts what is printed and keeps none of it."""

    count = 0

    def write(self, text):
        self.count += len(text)
        return len(text)


@contextlib.contextmanager
def _quiet(screen):
    # The floating-point settings are ours, so that an answer is judged the same in every notebook.
    loud = {"over": "warn", "divide": "warn", "invalid": "warn", "under": "ignore"}
    with contextlib.redirect_stdout(screen), contextlib.redirect_stderr(screen), np.errstate(**loud):
        yield


@contextlib.contextmanager
def _no_exit(function):
    """Put harmless ones in the place of `exit` and all else that ends or blocks a kernel in silence."""
    # An answer may reach its test inside a function of ours: the notebook's own names are in __main__.
    homes = [vars(builtins), vars(os), vars(sys.modules["__main__"]), getattr(function, "__globals__", {})]
    ends = {os._exit, os.abort}
    kept = [
        (home, name, home[name])
        for home in homes
        for name in ("exit", "quit", "input", "_exit", "abort")
        if name in home and (name not in ("_exit", "abort") or home[name] in ends)
    ]
    process = os.getpid()

    def leave(door):
        def instead(*args):
            if os.getpid() != process:
                return door(*args)  # a child of the answer's own, such as a worker that loads data
            raise SystemExit

        return instead

    for home, name, door in kept:
        if name == "input":
            home[name] = _no_input
        elif not isinstance(door, types.FunctionType):  # otherwise the learner's own function of that name
            home[name] = leave(door)
    try:
        yield
    finally:
        for home, name, door in kept:
            home[name] = door


def _no_input(*_):
    raise EOFError("nobody answers input() during a check: use what the function is given")
