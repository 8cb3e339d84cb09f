"""A small ReLU classifier trained with PyTorch, for the experiments that ask what its softmax says."""

from __future__ import annotations

import numpy as np

from ..network import initialise
from ..softmax import softmax
from .training import digits

LOSSES = ("logits", "softmax twice", "softmax then nll")


def digit_parts(train_size=1000, rows=8):
    """The digits in three parts, pixels in [−1, 1]: to train on, 400 to validate on, the rest to test on.

    Args:
        train_size: how many to train on, at most 1000.
        rows: how many of the 8 rows of pixels are seen, from the top. With 3 rows many digits look alike.

    Returns:
        Three pairs ``(X, y)``.

    Raises:
        ValueError: if there are not so many digits or rows.
    """
    if not 1 <= train_size <= 1000:
        raise ValueError(f"train_size must be from 1 to 1000; got {train_size!r}")
    if not 1 <= rows <= 8:
        raise ValueError(f"rows must be from 1 to 8; got {rows!r}")
    data = digits()
    X = np.concatenate([data.train_X, data.test_X])[:, : 8 * rows] * 2 - 1
    y = np.concatenate([data.train_y, data.test_y])
    parts = slice(0, train_size), slice(train_size, train_size + 400), slice(train_size + 400, None)
    return tuple((X[part], y[part]) for part in parts)


def fit_classifier(
    X, y, hidden=(128,), epochs=30, *, loss="logits", label_smoothing=0.0, teacher=None, temperature=1.0,
    learning_rate=1e-3, seed=0, callback=None,
):
    """Train a ReLU network in float64 with Adam, in batches of 64.

    Args:
        X, y: inputs and labels 0 … 9.
        hidden: widths of the hidden layers, which start with He's initialisation.
        loss: "logits" for cross-entropy of the logits; "softmax twice" for cross-entropy of their softmax;
            "softmax then nll" for ``NLLLoss`` of their softmax, the logarithm forgotten.
        label_smoothing: as in ``torch.nn.functional.cross_entropy``; for the first two losses.
        teacher: logits of another network for X, whose probabilities at `temperature` are learnt instead of
            the labels. The loss is multiplied by T², which keeps its gradient's size.
        callback: called as ``callback(epoch, predict, loss)`` after each epoch, counted from 1, with the
            epoch's mean loss.

    Returns:
        ``predict``: a function from inputs to logits, NumPy in and out.

    Raises:
        ValueError: for an unknown loss, or one that does not go with a teacher.
    """
    import torch
    from torch import nn

    if loss not in LOSSES:
        raise ValueError(f"loss must be one of {', '.join(map(repr, LOSSES))}; got {loss!r}")
    if teacher is not None and loss != "logits":
        raise ValueError(f'a teacher\'s probabilities go with loss="logits", not {loss!r}')
    soft = None if teacher is None else torch.from_numpy(softmax(teacher, temperature))
    rng = np.random.default_rng(seed)
    model = _model([X.shape[1], *hidden, 10], rng)
    inputs, labels = torch.from_numpy(np.asarray(X)), torch.from_numpy(np.asarray(y))
    optimiser = torch.optim.Adam(model.parameters(), learning_rate)

    def predict(inputs):
        with torch.no_grad():
            return model(torch.from_numpy(np.asarray(inputs))).numpy()

    for epoch in range(1, epochs + 1):
        total = 0.0
        for chosen in torch.from_numpy(rng.permutation(len(labels))).split(64):
            scores = model(inputs[chosen])
            if soft is not None:
                value = temperature**2 * nn.functional.cross_entropy(scores / temperature, soft[chosen])
            elif loss == "softmax then nll":
                value = nn.functional.nll_loss(scores.softmax(1), labels[chosen])
            else:
                scores = scores.softmax(1) if loss == "softmax twice" else scores
                value = nn.functional.cross_entropy(scores, labels[chosen], label_smoothing=label_smoothing)
            optimiser.zero_grad()
            value.backward()
            optimiser.step()
            total += value.item() * len(chosen)
        if callback is not None:
            callback(epoch, predict, total / len(labels))
    return predict


def _model(widths, rng):
    import torch
    from torch import nn

    model = nn.Sequential()
    for i, (W, b) in enumerate(initialise(widths, "he", 1.0, rng)):
        layer = nn.Linear(W.shape[1], W.shape[0], dtype=torch.float64)
        layer.load_state_dict({"weight": torch.from_numpy(W), "bias": torch.from_numpy(b)})
        model.extend([nn.ReLU(), layer] if i else [layer])
    return model
