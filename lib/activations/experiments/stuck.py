"""Faults that leave a classifier at chance, one at a time in the same network, and what each looks like."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ..network import initialise
from .training import _torch_module, digits

WIDTHS = (64, 64, 64, 10)
BY_HEART = 20  # examples a sound network learns by heart
BY_HEART_STEPS = 200


class Symptoms(NamedTuple):
    """What a network looks like from outside and inside. The data are the digits; ten classes.

    Attributes:
        start: loss of all training examples before the first step.
        by_heart: training accuracy on twenty examples after two hundred steps on these alone.
        end: loss of all training examples after the last epoch; NaN if the training broke.
        accuracy: on the test examples, as the program reports it.
        answers: how many of the ten classes the network gives as an answer on the test examples.
        ratio: root mean square gradient of the first layer's weights over the last layer's, at the start.
        moved: largest change of a weight of the first layer in the first epoch.
        constant: share of units in the last hidden layer that give the same output for every training
            example, at the start.
    """

    start: float
    by_heart: float
    end: float
    accuracy: float
    answers: int
    ratio: float
    moved: float
    constant: float

    def words(self) -> list[str]:
        """The symptoms in the order above, as one would note them down.

        Where a training has gone wild, its last digits differ from one processor to the next: it is enough
        to say so.
        """
        ratio, moved = self.ratio, self.moved
        steps = ((0, "not at all"), (1e-3, "hardly"), (10, "yes"))
        return [
            f"{self.start:.2f}",
            "yes" if self.by_heart > 0.95 else "no",
            f"{self.end:.2f}" if self.end < 3 else "over 3",
            "chance" if self.accuracy < 0.2 else f"{self.accuracy:.0%}",
            "one" if self.answers == 1 else "several",
            "none" if math.isnan(ratio) else f"{ratio:.1f}" if ratio > 0.01 else f"{ratio:.0e}",
            next((word for most, word in steps if moved <= most), "wildly"),
            f"{self.constant:.0%}",
        ]


class Fault(NamedTuple):
    """How a program differs from a sound one. Every default is sound."""

    activation: str = "relu"
    widths: tuple[int, ...] = WIDTHS
    scheme: str = "he"
    bias: float = 0.0
    gain: float = 1.0
    learning_rate: float = 0.1
    input_scale: float = 1.0
    shuffled_labels: bool = False
    frozen: bool = False
    softmax_first: bool = False
    wrong_axis: bool = False


FAULTS = {
    "nothing": Fault(),
    "labels of other examples": Fault(shuffled_labels=True),
    "inputs a thousand times too large": Fault(input_scale=1000.0),
    "learning rate far too high": Fault(learning_rate=30.0),
    "learning rate far too low": Fault(learning_rate=1e-6),
    "all weights zero": Fault(gain=0.0),
    "all units dead": Fault(bias=-30.0),
    "eight sigmoid layers": Fault(activation="sigmoid", scheme="xavier", widths=(64, *[64] * 8, 10)),
    "the optimiser has other weights": Fault(frozen=True),
    "a softmax before the loss": Fault(softmax_first=True),
    "accuracy counted along the wrong axis": Fault(wrong_axis=True),
}


def symptoms(fault: Fault | str = "nothing", *, epochs=10, batch_size=50, seed=0) -> Symptoms:
    """Train a network with one fault on the digits by plain gradient descent, and take its symptoms.

    Args:
        fault: a `Fault`, or the name of one in `FAULTS`.
        seed: of the weights and the order of the examples.

    Raises:
        ValueError: for a name that is not in `FAULTS`.
    """
    if isinstance(fault, str):
        if fault not in FAULTS:
            raise ValueError(f"there is no fault {fault!r}; the known ones are {', '.join(FAULTS)}")
        fault = FAULTS[fault]
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return _examined(fault, epochs, batch_size, seed)
    finally:
        torch.set_num_threads(threads)


def _examined(fault, epochs, batch_size, seed) -> Symptoms:
    import torch

    X, y, test_X, test_y = map(torch.from_numpy, digits())
    X, test_X = X * fault.input_scale, test_X * fault.input_scale
    rng = np.random.default_rng(seed)
    if fault.shuffled_labels:
        y = y[torch.from_numpy(rng.permutation(len(y)))]
    model, loss = _model(fault, rng), _loss(fault)

    first, *_, last = [layer.weight for layer in model if hasattr(layer, "weight")]
    start = loss(model(X), y)
    gradients = torch.autograd.grad(start, (first, last))
    small, large = (float(g.square().mean().sqrt()) for g in gradients)
    with torch.no_grad():
        hidden = model[:-1](X)
        constant = float((hidden == hidden[0]).all(0).double().mean())

    kept = [p.detach().clone() for p in model.parameters()]
    few = torch.arange(BY_HEART)
    for _ in range(BY_HEART_STEPS):
        _step(model, loss, X[few], y[few], fault)
    by_heart = _accuracy(model, X[few], y[few], fault)
    with torch.no_grad():
        for p, value in zip(model.parameters(), kept, strict=True):
            p.copy_(value)

    moved = 0.0
    for epoch in range(epochs):
        for chosen in torch.from_numpy(rng.permutation(len(y))).split(batch_size):
            _step(model, loss, X[chosen], y[chosen], fault)
        moved = float((first.detach() - kept[0]).abs().max()) if epoch == 0 else moved
    with torch.no_grad():
        end = float(loss(model(X), y))
        answers = len(model(test_X).argmax(1).unique())
    return Symptoms(
        start=float(start.detach()),
        by_heart=by_heart,
        end=end if math.isfinite(end) else math.nan,
        accuracy=_accuracy(model, test_X, test_y, fault),
        answers=answers,
        ratio=small / large if large else math.nan,
        moved=moved,
        constant=constant,
    )


def _model(fault: Fault, rng):
    from torch import float64, from_numpy, nn

    model = nn.Sequential()
    layers = initialise(fault.widths, fault.scheme, fault.gain, rng)
    for i, (W, b) in enumerate(layers):
        hidden = i < len(layers) - 1
        layer = nn.Linear(W.shape[1], W.shape[0], dtype=float64)
        shifted = b + fault.bias if hidden else b
        layer.load_state_dict({"weight": from_numpy(W), "bias": from_numpy(shifted)})
        model.extend([layer, _torch_module(fault.activation)] if hidden else [layer])
    return model


def _loss(fault: Fault) -> Callable:
    from torch.nn.functional import cross_entropy

    return lambda z, y: cross_entropy(z.softmax(1) if fault.softmax_first else z, y)


def _step(model, loss, X, y, fault: Fault) -> None:
    import torch

    parameters = list(model.parameters())
    gradients = torch.autograd.grad(loss(model(X), y), parameters)
    if not fault.frozen:
        torch._foreach_add_([p.data for p in parameters], gradients, alpha=-fault.learning_rate)


def _accuracy(model, X, y, fault: Fault) -> float:
    import torch

    with torch.no_grad():
        scores = model(X)
    if fault.wrong_axis:  # the best example of each class, compared with the first labels
        best = scores.argmax(0)
        return float((best == y[: len(best)]).double().mean())
    return float((scores.argmax(1) == y).double().mean())
