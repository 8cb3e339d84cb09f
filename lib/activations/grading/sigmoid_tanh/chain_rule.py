"""Exercises on the chain rule: the sigmoid's slope line by line, and a gradient through several layers."""

from itertools import pairwise

import numpy as np

from ...functions import sigmoid
from ..kinds import Part, Returns
from ..records import Exercise, Slip
from .sections import SIGMOID, VANISHING

# --- 2.5 A derivation, line by line --------------------------------------------------------------------

POINTS = np.linspace(-5, 5, 101)
STEPS = (
    "step 2, ∂σ/∂u for σ = 1/u",
    "step 3, the chain rule: (∂σ/∂u)·(du/dx)",
    "step 4, what stands beside σ in that product",
    "step 5, σ′ in terms of σ alone",
)


def _u(x):
    return 1 + np.exp(-x)


STEP_SLIPS = [
    [
        Slip(
            "The power rule's minus is missing",
            "The power −1 comes down as a factor: d(u⁻¹)/du = −u⁻².",
            lambda x: 1 / _u(x) ** 2,
        ),
        Slip("The power was not lowered", "The exponent goes from −1 to −2.", lambda x: -1 / _u(x)),
        Slip(
            "The logarithm",
            "ln u is what 1/u integrates to; here it is differentiated.",
            lambda x: np.log(_u(x)),
        ),
        Slip(
            "The factor of 1/u²",
            "−2u⁻³ is the derivative of u⁻². Here the power is −1.",
            lambda x: -2 / _u(x) ** 3,
        ),
    ],
    [
        Slip(
            "A sum for a product",
            "The chain rule multiplies the two derivatives.",
            lambda x: -1 / _u(x) ** 2 - np.exp(-x),
        ),
        Slip(
            "The inner derivative is missing",
            "u depends on x too: multiply by du/dx = −e⁻ˣ.",
            lambda x: -1 / _u(x) ** 2,
        ),
        Slip(
            "One minus sign too many",
            "Two minus signs meet and cancel: σ rises.",
            lambda x: -np.exp(-x) / _u(x) ** 2,
        ),
        Slip(
            "The square is missing",
            "The outer derivative is −1/u², with the square.",
            lambda x: np.exp(-x) / _u(x),
        ),
    ],
    [
        Slip(
            "This is σ itself",
            "σ = 1/u is one factor. What is left of e⁻ˣ/u² when 1/u is taken out?",
            sigmoid.f,
        ),
        Slip("Nothing was taken out", "This is the whole product; divide it by σ.", sigmoid.derivative),
        Slip(
            "One u too few",
            "e⁻ˣ alone leaves 1/u², and σ is only one of the two.",
            lambda x: np.exp(-x),
        ),
        Slip("One u too many", "e⁻ˣ/u³ has σ twice in it.", lambda x: np.exp(-x) / _u(x) ** 3),
    ],
    [
        Slip(
            "A plus for the minus",
            "e⁻ˣ/u = (u − 1)/u = 1 − σ, with a minus.",
            lambda x: sigmoid(x) * (1 + sigmoid(x)),
        ),
        Slip(
            "The rule of tanh",
            "1 − σ² would be (1 − σ)(1 + σ). Here the factors are σ and 1 − σ.",
            lambda x: 1 - sigmoid(x) ** 2,
        ),
        Slip("Only one factor", "1 − σ is the factor of step 4. Multiply it by σ.", lambda x: 1 - sigmoid(x)),
        Slip("σ squared", "The second factor is 1 − σ, not σ.", lambda x: sigmoid(x) ** 2),
    ],
]
EXPECTED = [-1 / _u(POINTS) ** 2, sigmoid.derivative(POINTS), sigmoid(-POINTS), sigmoid.derivative(POINTS)]

DERIVATION = Exercise(
    id="2.5", title="The slope of the sigmoid, derived line by line", section=SIGMOID,
    tests=[
        Part(i, STEPS, Returns(name, (POINTS,), want, rtol=1e-7, atol=1e-12), slips, stop=True)
        for i, (name, want, slips) in enumerate(zip(STEPS, EXPECTED, STEP_SLIPS, strict=True))
    ],
    next_step="put this line right first; the lines after it are looked at once it is.",
)


# --- 2.10b A gradient without weights ------------------------------------------------------------------


def _network(widths, seed):
    """A sigmoid network: its weights, the pre-activations of a batch of three, a gradient at the output."""
    rng = np.random.default_rng(seed)
    weights = [rng.standard_normal((m, n)) for n, m in pairwise(widths)]
    a, pre = rng.standard_normal((3, widths[0])), []
    for W in weights:
        pre.append(a @ W.T)
        a = sigmoid(pre[-1])
    return weights, pre, rng.standard_normal(a.shape)


def _walk(step, order=reversed):
    def gradient(weights, pre, grad):
        for W, z in order(list(zip(weights, pre, strict=True))):
            grad = step(grad, W, z)
        return grad

    return gradient


def _in_order(pairs):
    return pairs


_right = _walk(lambda g, W, z: (g * sigmoid.derivative(z)) @ W)


def _at(tried: str, widths, seed: int) -> Returns:
    given = _network(widths, seed)
    return Returns(tried, given, _right(*given), rtol=1e-9, atol=1e-12)


WEIGHTS = Exercise(
    id="2.10b", title="A gradient listing without weights", section=VANISHING,
    tests=[
        _at("one layer, 4 units", [4, 4], 0),
        _at("five layers of 4 units", [4] * 6, 1),
        _at("layers of 3, 5, 4 and 2 units", [3, 5, 4, 2], 2),
    ],
    slips=[
        Slip(
            "The weights are missing",
            "The slopes alone bound the gradient. Backwards through z = aWᵀ, the gradient is multiplied by "
            "W.",
            _walk(lambda g, W, z: g * sigmoid.derivative(z)),
        ),
        Slip(
            "W transposed",
            "Forwards it is a @ W.T; backwards it is @ W.",
            _walk(lambda g, W, z: (g * sigmoid.derivative(z)) @ W.T),
        ),
        Slip(
            "Slope and weights in the wrong order",
            "z is the pre-activation after W: the slope at z comes first, then W.",
            _walk(lambda g, W, z: (g @ W) * sigmoid.derivative(z)),
        ),
        Slip(
            "From the first layer to the last",
            "The gradient starts at the last layer: go through the layers backwards.",
            _walk(lambda g, W, z: (g * sigmoid.derivative(z)) @ W, _in_order),
        ),
        Slip("The slopes are missing", "Each layer's σ′(z) is a factor too.", _walk(lambda g, W, z: g @ W)),
        Slip(
            "σ instead of its slope",
            "The factor is σ′(z), not σ(z).",
            _walk(lambda g, W, z: (g * sigmoid(z)) @ W),
        ),
        Slip(
            "The slope was taken twice",
            "z(1 − z) is for an array that already holds σ(z). Here z is the pre-activation.",
            _walk(lambda g, W, z: (g * z * (1 - z)) @ W),
        ),
    ],
    next_step="write the chain rule for one layer, z = aWᵀ and then σ(z), and check the shapes.",
)

EXERCISES = [DERIVATION, WEIGHTS]
