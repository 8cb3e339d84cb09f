"""Keys of the collapse chapter's questions by another road; its options that state facts, tried."""

import itertools

import mpmath as mp
import numpy as np
import pytest
import torch
from activations import gelu, initialise
from bank_options import options_of
from torch import nn

SLUG = "1_collapse"
XOR_X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
XOR_Y = np.array([0, 1, 1, 0], dtype=float)


def rest_of_parabola():
    """What the best parabola leaves of sin 3πx, by orthogonal polynomials: a multiple of x is taken away."""
    square = mp.quad(lambda x: mp.sin(3 * mp.pi * x) ** 2, [-1, 0, 1])
    along = mp.quad(lambda x: x * mp.sin(3 * mp.pi * x), [-1, 0, 1])
    return mp.sqrt((square - along**2 / mp.quad(lambda x: x * x, [-1, 1])) / 2)


def xor_solved():
    """The hundred runs by PyTorch's autograd."""
    starts = [initialise([2, 2, 1], "he", seed=seed) for seed in range(100)]
    stacked = [np.stack([start[i][j] for start in starts]) for i in (0, 1) for j in (0, 1)]
    W, b, v, c = parts = [torch.tensor(part, requires_grad=True) for part in stacked]
    X, y = torch.tensor(XOR_X), torch.tensor(XOR_Y).expand(100, 4)
    optimiser = torch.optim.SGD(parts, lr=0.2)

    def output():
        hidden = torch.relu(X @ W.transpose(1, 2) + b[:, None])
        return (hidden @ v.transpose(1, 2) + c[:, None])[..., 0]

    for _ in range(3000):
        optimiser.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(output(), y, reduction="sum") / 4
        loss.backward()
        optimiser.step()
    return int(((output() > 0) == (y > 0)).all(dim=1).sum())


def torch_parameters(*widths):
    return sum(p.numel() for pair in itertools.pairwise(widths) for p in nn.Linear(*pair).parameters())


def rank_of_jacobian(widths):
    """The rank of a linear network's Jacobian, by autograd."""
    torch.manual_seed(0)
    network = nn.Sequential(*(nn.Linear(*pair).double() for pair in itertools.pairwise(widths)))
    jacobian = torch.autograd.functional.jacobian(network, torch.zeros(widths[0], dtype=torch.float64))
    return torch.linalg.matrix_rank(jacobian).item()


def small_start(w):
    w1, w2 = (torch.tensor(w, dtype=torch.float64, requires_grad=True) for _ in range(2))
    (0.5 * (w2 * w1 - 1) ** 2).backward()
    return w1.grad.item()


def first_gap():
    """The first power of two to which float32 cannot add 1."""
    return next(2**k for k in range(40) if np.float32(2**k) + np.float32(1) == np.float32(2**k))


def fourth_corner(a, b, c):
    return np.linalg.solve([[1, 0, 0], [1, 0, 1], [1, 1, 0]], [a, b, c]).sum()


def parity_weight():
    """The third unit's weight, by trying: parity on all eight points."""
    points = list(itertools.product((0, 1), repeat=3))

    def right(u):
        sums = np.array([sum(point) for point in points])
        y = np.maximum(sums, 0) - 2 * np.maximum(sums - 1, 0) + u * np.maximum(sums - 2, 0)
        return (y == sums % 2).all()

    return next(u for u in range(-9, 10) if right(u))


def bias_of(function):
    """What a network answers to 0."""
    return function(np.zeros(1))


def two_layers(p, q, r, s, c):
    """What two layers of PyTorch answer to 0, with any weights in the first."""
    first, second = nn.Linear(3, 2).double(), nn.Linear(2, 1).double()
    with torch.no_grad():
        first.bias.copy_(torch.tensor([r, s]))
        second.weight.copy_(torch.tensor([[p, q]]))
        second.bias.fill_(c)
    return second(first(torch.zeros(3, dtype=torch.float64))).item()


def two_ramps(p, q):
    x = torch.tensor([p - q, q - p], dtype=torch.float64)
    return (torch.relu(x) @ torch.tensor([2.0, 3.0], dtype=torch.float64) - 1).item()


def saving_width(n, m):
    sizes = (sum(w.numel() for w in (torch.empty(n, k), torch.empty(k, m))) for k in range(1, n))
    return sum(size < n * m for size in sizes)


def largest_piece_count(units):
    """Pieces of one layer with kinks at different places, by its slopes between them."""
    kinks = np.arange(units) + 0.5
    x = np.arange(units + 1.0)[:, None] + np.array([-0.1, 0.1])
    values = np.maximum(x[..., None] - kinks, 0) @ (-1.0) ** np.arange(units)
    slopes = np.diff(values, axis=1).ravel()
    return 1 + np.count_nonzero(np.diff(slopes.round(9)))


def tents(n):
    """Direction changes of the tent map applied n times, on a grid that holds all its corners."""
    x = np.linspace(0, 1, 2**12 + 1)
    for _ in range(n):
        x = np.minimum(2 * x, 2 - 2 * x)
    return 1 + np.count_nonzero(np.diff(np.sign(np.diff(x))))


ORACLES = {
    "opening": rest_of_parabola,
    "xor_guess": xor_solved,
    "bias_by_hand": two_layers,
    "forward_two_ramps": two_ramps,
    "break_even": saving_width,
    "exact_integers": first_gap,
    "minimum_parameters": lambda n, m: torch_parameters(n, m),
    "bottleneck_parameters": lambda n, k, m: torch_parameters(n, k, m),
    "narrowest": rank_of_jacobian,
    "small_start": small_start,
    "xor_affine": fourth_corner,
    "cancel_the_sum": parity_weight,
    "dimension_of_squares": lambda: len(np.polynomial.Polynomial([1, 2]) ** 2),
    "parabola_at_half": lambda: abs(mp.mpf("0.25") + mp.mpf("0.125") - mp.mpf("0.5")),
    "trap_bias": lambda u, v, b, c, d: bias_of(lambda x: u * ((v * x[0] + b) + d) - c),
    "one_wide_layer": lambda n: largest_piece_count(n),
    "stacked_tents": lambda n: tents(n),
    "elu_value": lambda: nn.functional.elu(torch.tensor(-1.0, dtype=torch.float64)).item(),
}


options = options_of(SLUG)


def test_affine_map():
    maps = {r"$x\mapsto 3x$": lambda x: 3 * x, r"$x\mapsto 3x+2$": lambda x: 3 * x + 2}
    maps |= {r"$x\mapsto|x-1|$": lambda x: abs(x - 1), r"$x\mapsto x^2$": lambda x: x * x}
    found = {
        text: f(0.3 * 2 + 0.7 * -1) == pytest.approx(0.3 * f(2) + 0.7 * f(-1)) and f(0) != 0
        for text, f in maps.items()
    }
    assert found == options("affine_map")


def test_bias_terms():
    """The bias is a sum over the layers: each term is what comes out when the other biases are 0."""
    rng = np.random.default_rng(0)
    W1, W2, W3 = (rng.standard_normal((3, 3)) for _ in range(3))
    b1, b2, b3 = (rng.standard_normal(3) for _ in range(3))

    def bias(*b):
        return W3 @ (W2 @ (W1 @ np.zeros(3) + b[0]) + b[1]) + b[2]

    zero = np.zeros(3)
    terms = [bias(b1, zero, zero), bias(zero, b2, zero), bias(zero, zero, b3)]
    candidates = {"$b_3$": b3, "$W_3W_2b_1$": W3 @ W2 @ b1, "$W_2b_2$": W2 @ b2}
    candidates["$W_3W_2W_1b_1$"] = W3 @ W2 @ W1 @ b1
    assert {k: any(np.allclose(v, t) for t in terms) for k, v in candidates.items()} == options("bias_terms")


def test_full_power():
    """Random products reach the full rank exactly where the options say so."""
    rng = np.random.default_rng(0)
    for text, correct in options("full_power").items():
        widths = [int(n) for n in text.strip("$").split(r"\to")]
        product = np.eye(20)
        for n, m in itertools.pairwise(widths):
            product = rng.standard_normal((m, n)) @ product
        assert (np.linalg.matrix_rank(product) == 6) == correct, text


def test_single_unit_by_trying_many():
    rng = np.random.default_rng(0)
    z = XOR_X @ rng.uniform(-3, 3, (2, 40_000)) + rng.uniform(-3, 3, 40_000)
    functions = {"tanh": np.tanh, "ReLU": lambda z: np.maximum(z, 0), "GELU": gelu}
    functions["the square $z^2$"] = np.square
    yes, no = XOR_Y == 1, XOR_Y == 0
    found = {}
    for text, f in functions.items():
        y = f(z)
        apart = np.maximum(y[yes].min(axis=0) - y[no].max(axis=0), y[no].min(axis=0) - y[yes].max(axis=0))
        found[text] = bool((apart > 1e-6).any())
    assert found == options("single_unit")


def test_bounded_product_and_passes_the_test():
    assert max(torch.autograd.functional.jacobian(torch.tanh, torch.linspace(-3, 3, 61)).diag()) <= 1
    x = np.linspace(-2, 2, 9)
    y = x
    for w, b in ((2.0, 1.0), (-0.5, 0.3), (3.0, -1.0)):
        y = (w * y + b) + 1
    assert np.allclose(np.diff(y, 2), 0)  # affine


def test_numbers_told_in_the_reasons():
    half = (np.float32(2**24) + np.float32(1)) == np.float32(2**24)
    assert half and np.float32(2**23) + np.float32(1) != np.float32(2**23)
    assert torch_parameters(784, 5, 10) == 3985
    x = np.array([-1, -0.5, 0, 0.5, 1])
    assert (x**2 + 1 / 8 - abs(x)).tolist() == [1 / 8, -1 / 8, 1 / 8, -1 / 8, 1 / 8]
