"""The collapse of affine layers, against composition, exact fractions and PyTorch."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from activations import collapse


def layer(n_out, n_in, seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n_out, n_in)).astype(dtype), rng.normal(size=n_out).astype(dtype)


def test_collapse_is_exact_on_small_integers():
    layers = [([[1, 2], [3, 4], [5, 6]], [1, -1, 2]), ([[1, 0, -2], [2, 1, 1]], [3, 0]), ([[2, -1]], [5])]
    # By hand, in fractions: the images of the origin and of the two unit vectors.
    images = []
    for x in ([0, 0], [1, 0], [0, 1]):
        y = [Fraction(v) for v in x]
        for W, b in layers:
            y = [sum(w * v for w, v in zip(row, y, strict=True)) + c for row, c in zip(W, b, strict=True)]
        images.append(y[0])
    W, b = collapse(layers)
    assert b.tolist() == [images[0]]
    assert W.tolist() == [[images[1] - images[0], images[2] - images[0]]]


def test_collapse_equals_a_pytorch_stack():
    torch.manual_seed(0)
    stack = torch.nn.Sequential(*(torch.nn.Linear(n, m) for n, m in ((6, 9), (9, 4), (4, 3)))).double()
    W, b = collapse([(m.weight.detach().numpy(), m.bias.detach().numpy()) for m in stack])
    x = torch.randn(20, 6, dtype=torch.float64)
    np.testing.assert_allclose(x.numpy() @ W.T + b, stack(x).detach().numpy(), rtol=1e-12, atol=1e-14)


def test_a_bottleneck_limits_the_rank():
    W, _ = collapse([layer(5, 40), layer(10, 5)])
    assert W.shape == (10, 40) and np.linalg.matrix_rank(W) == 5


def test_one_layer_comes_back_as_a_copy():
    W, b = layer(3, 2)
    V, c = collapse([(W, b)])
    np.testing.assert_array_equal(V, W)
    np.testing.assert_array_equal(c, b)
    assert not np.shares_memory(V, W) and not np.shares_memory(c, b)


def test_dtypes():
    single, double = [layer(3, 2, dtype=np.float32), layer(4, 3, dtype=np.float32)], layer(2, 4)
    assert {a.dtype for a in collapse(single)} == {np.dtype(np.float32)}
    assert {a.dtype for a in collapse([*single, double])} == {np.dtype(np.float64)}
    assert {a.dtype for a in collapse([([[1, 2]], [3])])} == {np.dtype(np.float64)}


@pytest.mark.parametrize(
    "layers, error, message",
    [
        ([], ValueError, "at least one"),
        ([layer(3, 2), layer(4, 5)], ValueError, "layer 2 takes 5 inputs but layer 1 gives 3 outputs"),
        ([layer(3, 2), 7], ValueError, "layer 2 must be a pair"),
        ([(np.ones((3, 2)),)], ValueError, "layer 1 must be a pair"),
        ([(np.ones((3, 2)), np.ones(2))], ValueError, r"layer 1: .*got \(3, 2\) and \(2,\)"),
        ([(np.ones(3), np.ones(3))], ValueError, r"W must have shape \(n_out, n_in\)"),
        ([(np.ones((1, 1)), 1.0)], ValueError, r"b shape \(n_out,\)"),
        ([([["a"]], [1])], TypeError, "W of layer 1 must hold real numbers"),
        ([([[1]], [1j])], TypeError, "b of layer 1 must hold real numbers"),
        ([([[1], [1, 2]], [1, 2])], TypeError, "W of layer 1 must be a rectangular array"),
    ],
)
def test_what_does_not_fit_is_named(layers, error, message):
    with pytest.raises(error, match=message):
        collapse(layers)
