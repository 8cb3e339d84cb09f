"""Affine layers and their collapse into one."""

from __future__ import annotations

from .registry import real_array


def collapse(layers):
    """The one affine layer that a stack of affine layers without activations equals.

    With layers x ↦ W_l x + b_l for l = 1 … L, the product is W* = W_L ⋯ W_1 and
    b* = Σ_l (W_L ⋯ W_{l+1}) b_l.

    Args:
        layers: list of ``(W, b)``, first layer first; ``W`` of shape (n_out, n_in), ``b`` of shape (n_out,).

    Returns:
        ``(W, b)`` of shapes (n_last, n_first) and (n_last,). float32 only if every array is.

    Raises:
        ValueError: if the list is empty, a layer is not a pair, or two shapes do not fit together.
    """
    pairs = [_affine(layer, i) for i, layer in enumerate(layers, start=1)]
    if not pairs:
        raise ValueError("collapse needs at least one (W, b) layer; the list is empty")
    W, b = pairs[0]
    for i, (V, c) in enumerate(pairs[1:], start=2):
        if V.shape[1] != W.shape[0]:
            raise ValueError(
                f"layer {i} takes {V.shape[1]} inputs but layer {i - 1} gives {W.shape[0]} outputs; "
                "W has shape (n_out, n_in)"
            )
        W, b = V @ W, V @ b + c
    return W.copy(), b.copy()


def _affine(layer, i: int):
    try:
        W, b = layer
    except (TypeError, ValueError):
        raise ValueError(f"layer {i} must be a pair (W, b); got {type(layer).__name__}") from None
    W, b = real_array(W, f"W of layer {i}"), real_array(b, f"b of layer {i}")
    if W.ndim != 2 or b.shape != (W.shape[0],):
        raise ValueError(
            f"layer {i}: W must have shape (n_out, n_in) and b shape (n_out,); got {W.shape} and {b.shape}"
        )
    return W, b
