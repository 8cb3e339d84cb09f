"""Training: all seeds of an activation at once, each layer one batched matrix product."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ..registry import lookup
from .tasks import Task
from .units import as_tensors, keeping_gain


class Run(NamedTuple):
    """One activation, trained with every seed at one learning rate. The first axis is always the seed.

    Attributes:
        activation, learning_rate: what ran, and how fast.
        loss: mean cross-entropy over each epoch's batches, (seeds, epochs).
        valid: accuracy on the validation examples after each epoch, (seeds, epochs).
        test: accuracy on the test examples after the last epoch, (seeds,).
        gradient: root mean square of ∂L/∂W of every layer on the training examples before the first step,
            (seeds, layers).
        dead: share of each hidden layer's units whose slope is 0 on every training example after the last
            epoch, (seeds, hidden layers).
    """

    activation: str
    learning_rate: float
    loss: np.ndarray
    valid: np.ndarray
    test: np.ndarray
    gradient: np.ndarray
    dead: np.ndarray


def train(
    activation,
    task: Task,
    learning_rate=3e-3,
    *,
    hidden=(32, 32),
    seeds=range(20),
    epochs=10,
    batch=16,
    gain=None,
) -> Run:
    """Train one network per seed, all at the same time, in float64 with Adam.

    The weights of a layer are one array of shape (seeds, n_in, n_out), so a step of all the networks costs
    the same few calls as a step of one. Nothing is shared but the calls: the networks are those of
    `one_by_one`. The seed decides the division of the data, the weights and the order of the examples, in
    the same way for every activation.

    Args:
        activation: a name or a record, also one that PyTorch does not have.
        learning_rate: Adam's.
        hidden: widths of the hidden layers.
        batch: examples of each network in one step.
        gain: weights are normal with deviation gain/√n_in, the last layer's with 1/√n_in; biases are 0.
            None for `keeping_gain(activation)`.
    """
    import torch

    record = lookup(activation)
    f = as_tensors(record)
    seeds = list(seeds)
    widths = [task.X.shape[1], *hidden, task.classes]
    gain = keeping_gain(record) if gain is None else gain
    starts = [_start(widths, gain, seed) for seed in seeds]
    weights = [torch.tensor(np.stack(layer), requires_grad=True) for layer in zip(*starts, strict=True)]
    biases = [torch.zeros(len(seeds), 1, n, dtype=torch.float64, requires_grad=True) for n in widths[1:]]
    parts = [np.stack(part) for part in zip(*(task.split(seed) for seed in seeds), strict=True)]
    (X, y), (valid_X, valid_y), (test_X, test_y) = (
        (torch.from_numpy(task.X[part]), torch.from_numpy(task.y[part].astype(np.int64))) for part in parts
    )

    def forward(inputs, pre=None):
        for i, (W, b) in enumerate(zip(weights, biases, strict=True)):
            z = torch.baddbmm(b, inputs, W)
            if i < len(hidden):
                inputs = f(z)
                if pre is not None:
                    pre.append(z)
        return z

    def loss_of(inputs, labels):
        # The sum of the networks' mean losses: none of them feels another.
        scores = forward(inputs).flatten(0, 1)
        each = torch.nn.functional.cross_entropy(scores, labels.flatten(), reduction="none")
        return each.view(len(seeds), -1).mean(1)

    def accuracy(inputs, labels):
        with torch.no_grad():
            return (forward(inputs).argmax(2) == labels).double().mean(1).numpy()

    gradients = torch.autograd.grad(loss_of(X, y).sum(), weights)
    gradient = np.stack([g.square().mean((1, 2)).sqrt().numpy() for g in gradients], axis=1)
    optimiser = torch.optim.Adam(weights + biases, learning_rate, fused=True)
    rngs = [np.random.default_rng([seed, 2]) for seed in seeds]
    rows = torch.arange(len(seeds))[:, None]
    loss, valid = [], []
    for _ in range(epochs):
        order = torch.from_numpy(np.stack([rng.permutation(task.train) for rng in rngs]))
        total = np.zeros(len(seeds))
        for chosen in order.split(batch, dim=1):
            value = loss_of(X[rows, chosen], y[rows, chosen])
            optimiser.zero_grad()
            value.sum().backward()
            optimiser.step()
            total += value.detach().numpy() * chosen.shape[1]
        loss.append(total / task.train)
        valid.append(accuracy(valid_X, valid_y))
    pre = []
    with torch.no_grad():
        forward(X, pre)
    dead = np.stack([np.mean((record.derivative(z.numpy()) == 0).all(1), axis=1) for z in pre], axis=1)
    return Run(
        record.name,
        learning_rate,
        np.stack(loss, 1),
        np.stack(valid, 1),
        accuracy(test_X, test_y),
        gradient,
        dead,
    )


def _start(widths, gain, seed):
    """The weights of one network: every activation gets the same normal numbers, times its own gain."""
    rng = np.random.default_rng([seed, 0])
    shapes = list(pairwise(widths))
    gains = [gain] * (len(shapes) - 1) + [1.0]
    return [rng.standard_normal(shape) * g / shape[0] ** 0.5 for shape, g in zip(shapes, gains, strict=True)]


def one_by_one(
    activation, task: Task, learning_rate=3e-3, *, hidden=(32, 32), seeds=range(20), epochs=10, batch=16
):
    """The same training as `train`, written as usual: a model and an optimiser for one seed after another.

    Returns:
        Test accuracy of each seed, (seeds,), and the models.
    """
    import torch
    from torch import nn

    record = lookup(activation)
    f = as_tensors(record)

    class Unit(nn.Module):
        def forward(self, x):
            return f(x)

    accuracies, models = [], []
    for seed in seeds:
        widths = [task.X.shape[1], *hidden, task.classes]
        model = nn.Sequential()
        for i, W in enumerate(_start(widths, keeping_gain(record), seed)):
            layer = nn.Linear(*W.shape, dtype=torch.float64)
            layer.load_state_dict({"weight": torch.from_numpy(W.T), "bias": torch.zeros(W.shape[1])})
            model.extend([Unit(), layer] if i else [layer])
        (X, y), _, (test_X, test_y) = (
            (torch.from_numpy(task.X[part]), torch.from_numpy(task.y[part].astype(np.int64)))
            for part in task.split(seed)
        )
        optimiser = torch.optim.Adam(model.parameters(), learning_rate, fused=True)
        rng = np.random.default_rng([seed, 2])
        for _ in range(epochs):
            for chosen in torch.from_numpy(rng.permutation(task.train)).split(batch):
                optimiser.zero_grad()
                nn.functional.cross_entropy(model(X[chosen]), y[chosen]).backward()
                optimiser.step()
        with torch.no_grad():
            accuracies.append(float((model(test_X).argmax(1) == test_y).double().mean()))
        models.append(model)
    return np.array(accuracies), models


def race(
    activations: Iterable,
    task: Task,
    learning_rates=(1e-3, 3e-3, 1e-2),
    *,
    n_jobs=1,
    progress=True,
    **options,
):
    """Train every activation at every learning rate.

    The runs go through joblib: inside ``joblib.parallel_config(backend="dask")`` the same call runs on a
    cluster, and ``n_jobs`` sets how many at once where they run here.

    Args:
        activations: names or records.
        n_jobs: processes on this machine; ignored where a `parallel_config` says otherwise.
        progress: show a bar.
        options: passed on to `train`.

    Returns:
        ``{name: [Run, …]}``, a run for every learning rate in the order given.

    Raises:
        ValueError: if two activations have the same name.
    """
    from joblib import Parallel, delayed
    from tqdm.auto import tqdm

    records = [lookup(activation) for activation in activations]
    names = [record.name for record in records]
    if len(set(names)) < len(names):
        raise ValueError(f"each activation needs a name of its own; got {', '.join(names)}")
    calls = [(record, rate) for record in records for rate in learning_rates]
    jobs = (delayed(_pinned)(record, task, rate, options) for record, rate in calls)
    bar = tqdm(total=len(calls), unit="run", disable=not progress)
    found = {name: [] for name in names}
    with bar:
        for run in Parallel(n_jobs=n_jobs, return_as="generator")(jobs):
            found[run.activation].append(run)
            bar.update()
    return found


def rate_spread(activation, task: Task, learning_rates=(1e-3, 3e-3, 1e-2), **options) -> float:
    """Mean test accuracy at the best of several learning rates, minus that at the worst."""
    runs = [_pinned(activation, task, rate, options) for rate in learning_rates]
    accuracies = [run.test.mean() for run in runs]
    return float(max(accuracies) - min(accuracies))


def _pinned(record, task, rate, options):
    """One run on one thread, so that the order of additions is the same wherever it runs."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return train(record, task, rate, **options)
    finally:
        torch.set_num_threads(threads)
