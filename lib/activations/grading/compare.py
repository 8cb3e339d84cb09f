"""Comparing what came out with what was expected, and saying it in few words."""

from __future__ import annotations

import numpy as np


def numbers(value) -> np.ndarray | None:
    """`value` as an array of real numbers, or None if it is not that."""
    if isinstance(value, (bool, np.bool_, str, bytes)):
        return None
    try:
        array = np.asarray(value)
    except Exception:  # ragged lists, tensors that want to be detached, objects with ideas of their own
        return None
    return array if array.dtype.kind in "fiu" else None


def show(value, digits: int = 6) -> str:
    """A short, harmless description: an answer's own `repr` is never called."""
    array = numbers(value)
    if array is None:
        text = f" {value[:40]!r}" if isinstance(value, str) else ""
        text = f" of dtype {value.dtype}" if isinstance(value, np.ndarray) else text
        return "None" if value is None else f"a {type(value).__name__}{text}"
    if array.ndim == 0:
        return f"{array[()]:.{digits}g}"
    if array.size <= 6:
        return np.array2string(array, formatter={"all": lambda x: f"{x:.{digits}g}"}, separator=", ")
    return f"an array of shape {array.shape}"


def excess(got, want, rtol: float, atol: float) -> np.ndarray:
    """The error as a multiple of what is allowed, point by point. NaN agrees with NaN."""
    got, want = np.broadcast_arrays(np.asarray(got, dtype=float), np.asarray(want, dtype=float))
    with np.errstate(all="ignore"):
        error = np.abs(got - want) / (atol + rtol * np.abs(want))
    agree = (got == want) | (np.isnan(got) & np.isnan(want))
    return np.where(agree, 0.0, np.where(np.isnan(error), np.inf, error))


def agrees(got, want, rtol: float = 1e-9, atol: float = 0.0) -> bool:
    """Whether two arrays have one shape and agree everywhere within the tolerance."""
    got, want = numbers(got), numbers(want)
    if got is None or want is None or got.shape != want.shape:
        return False
    return bool(np.all(excess(got, want, rtol, atol) <= 1))
