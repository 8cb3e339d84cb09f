"""Exercises on gradients through many layers: predict and measure, make one explode, reach a goal."""

from functools import cache

import numpy as np

from ...experiments import gradient_flow
from ...functions import sigmoid
from ..compare import show
from ..explorables import Reaches
from ..kinds import Part, as_parts, one_number
from ..measured import ONE_SEED, Measured
from ..records import Exercise, Outcome, Slip
from .sections import INITIALISATION, VANISHING

# --- 2.7 Predict, then measure -------------------------------------------------------------------------

DEPTH, SEEDS, SLACK = 20, range(20), 2.5


def _flows(scheme="xavier", activation="sigmoid", depth=DEPTH):
    return [gradient_flow(activation, depth=depth, scheme=scheme, seed=seed) for seed in SEEDS]


@cache
def _reference() -> np.ndarray:
    return np.array([flow.ratio for flow in _flows()])


@cache
def _look_alikes() -> tuple[tuple[Slip, np.ndarray], ...]:
    """What nearby experiments give for the same seeds."""

    def ratios(**settings):
        return np.array([flow.ratio for flow in _flows(**settings)])

    scheme = 'The question is about Xavier initialisation: pass scheme="xavier".'
    depth = f"The question is about {DEPTH} layers: pass depth={DEPTH}."
    return (
        (
            Slip(
                "The weights' gradient",
                "This is weight_ratio. The question is about the gradient at the pre-activations: ratio.",
            ),
            np.array([flow.weight_ratio for flow in _flows()]),
        ),
        (
            Slip(
                "Upside down",
                "This is last layer over first. Divide the first layer's gradient by the last one's.",
            ),
            1 / _reference(),
        ),
        (
            Slip("The exponent, not the ratio", "These are logarithms. Give the ratios themselves."),
            np.log10(_reference()),
        ),
        (
            Slip("Another activation", "This is what tanh gives. The question is about the sigmoid."),
            ratios(activation="tanh"),
        ),
        (
            Slip("Another initialisation", f"These are the ratios with PyTorch's default. {scheme}"),
            ratios(scheme="pytorch"),
        ),
        (Slip("Another initialisation", f"These are the ratios with He's. {scheme}"), ratios(scheme="he")),
        (Slip("Another depth", f"These are the ratios for 10 layers. {depth}"), ratios(depth=10)),
    )


BOUND = Slip(
    "The bound, not a measurement",
    "All your numbers are 0.25 to some power: that is what the slopes alone could let through. Run "
    "gradient_flow, which has the weights in it.",
)


def _prediction(answer, _slips) -> Outcome:
    number = one_number(answer)
    if number is None or not np.isfinite(number):
        return Outcome(False, "a prediction", show(answer), "a power of ten, such as −3 for 10⁻³", stop=True)
    return Outcome(True, "a prediction, made before measuring")


def _constant(ratio: float) -> Slip | None:
    power = np.log(ratio) / np.log(0.25) if ratio > 0 else np.nan
    return BOUND if abs(power - round(power)) < 1e-6 else ONE_SEED


_measurement = Measured(
    "the ratios measured",
    "positive, first layer over last",
    reference=_reference,
    slack=np.log10(SLACK),
    scale=np.log10,
    look_alikes=_look_alikes,
    constant=_constant,
    possible=(1e-300, np.inf),
)


def _comparison(answer, slips) -> Outcome:
    """The prediction beside the measurement. It is never marked wrong."""
    tried = "prediction beside measurement"
    prediction, ratios = as_parts(answer)
    if not _measurement(ratios, slips).passed:
        return Outcome(False, tried, "waiting for the measurement", "")
    power, measured = one_number(prediction), float(np.log10(np.median(np.asarray(ratios, dtype=float))))
    note = ""
    if 0 < power < 1e-2:
        power, note = float(np.log10(power)), " (read as the number 10^p rather than its power p)"
    return Outcome(
        True,
        tried,
        details=(
            f"predicted 10^{power:.3g}{note}, measured 10^{measured:.1f}",
            _kindly(power, measured),
        ),
    )


def _kindly(power: float, measured: float) -> str:
    off = abs(power - measured)
    if off <= 1:
        return "within one power of ten: your picture of these networks is a good one."
    if power > 0:
        return "a positive power would be a gradient that grows on its way back; here it shrinks."
    bound = (DEPTH - 1) * np.log10(0.25)
    if abs(power - bound) <= 1:
        return "that is close to the bound 0.25^19: what the slopes alone could let through, at best."
    return f"off by {off:.1f} powers of ten: worth a minute on why. The bound 0.25^19 is 10^{bound:.1f}."


PREDICT_PARTS = ("the prediction", "the measured ratios")
PREDICT = Exercise(
    id="2.7",
    title="Predict, then measure: 20 sigmoid layers",
    section=VANISHING,
    tests=[
        Part(0, PREDICT_PARTS, _prediction, stop=True),
        Part(1, PREDICT_PARTS, _measurement, stop=True),
        _comparison,
    ],
    next_step='call gradient_flow("sigmoid", depth=20, scheme="xavier", seed=s).ratio for s in range(5).',
    afterwards="keep your prediction; the chapter's explorable shows the same network with other settings.",
)


# --- 2.8 An exploding sigmoid --------------------------------------------------------------------------

CHAIN, GROWTH = 10, 10.0
EXPLODE_NAMES = "three numbers (w, b, x0)"


def chain_factors(w: float, b: float, x: float, depth: int = CHAIN) -> np.ndarray:
    """The factor w·σ′(wa + b) of every layer of the chain a ← σ(wa + b) started at x."""
    factors = []
    for _ in range(depth):
        z = w * x + b
        factors.append(w * sigmoid.derivative(z))
        x = sigmoid(z)
    return np.array(factors)


SMALL_WEIGHT = Slip(
    "The weight is too small",
    "A layer's factor is w·σ′ and σ′ is at most 1/4: with |w| ≤ 4 no factor is above 1, whatever b and x0 "
    "are.",
)
NO_BIAS = Slip(
    "A large weight alone",
    "Without a bias the units leave the steep part at once: outputs of σ lie between 0 and 1, so wa sits "
    "far from 0. A bias can bring it back.",
)
SWAPPED = Slip(
    "Weight and bias changed places",
    "With the two swapped it would grow. The order is (w, b, x0).",
)
DRIFT = Slip(
    "The start is off the fixed point",
    "w and b are fine, but from this x0 the chain runs away into saturation. Start where σ(wx + b) = x.",
)
SATURATED = Slip(
    "Saturated",
    "After a layer or two, wa + b is so far from 0 that the slope is nearly nothing. Choose b so that wa + "
    "b stays near 0 for the a that comes out.",
)


def _explodes(answer, _slips) -> Outcome:
    tried = f"the derivative through {CHAIN} layers"
    parts = as_parts(answer)
    values = [one_number(part) for part in parts] if parts and len(parts) == 3 else [None]
    if any(v is None or not np.isfinite(v) for v in values):
        return Outcome(False, tried, show(answer), EXPLODE_NAMES)
    factors = chain_factors(*values)
    growth = float(np.prod(factors))
    if abs(growth) >= GROWTH:
        return Outcome(True, tried, f"{growth:.4g}: it grows")
    got = f"{growth:.3g}; the factors of the first three layers are {show(factors[:3], 3)}"
    return Outcome(False, tried, got, f"at least {GROWTH:g} in size", _why_not(*values))


def _why_not(w: float, b: float, x: float) -> Slip:
    def grows(w, b, x):
        return abs(np.prod(chain_factors(w, b, x))) >= GROWTH

    if grows(b, w, x):
        return SWAPPED
    if abs(w) <= 4:
        return SMALL_WEIGHT
    if b == 0:
        return NO_BIAS
    return DRIFT if any(grows(w, b, start) for start in _fixed_points(w, b)) else SATURATED


def _fixed_points(w: float, b: float) -> list[float]:
    """Solutions of σ(wx + b) = x in (0, 1), by bisection in every cell of a grid where the sign changes."""
    grid = np.linspace(0, 1, 2001)
    gap = sigmoid(w * grid + b) - grid
    points = []
    for i in np.flatnonzero(gap[:-1] * gap[1:] <= 0):
        low, high = grid[i], grid[i + 1]
        for _ in range(60):
            middle = (low + high) / 2
            same = (sigmoid(w * middle + b) - middle) * (sigmoid(w * low + b) - low) > 0
            low, high = (middle, high) if same else (low, middle)
        points.append((low + high) / 2)
    return points


EXPLODE = Exercise(
    id="2.8",
    title="An exploding sigmoid",
    section=VANISHING,
    tests=[_explodes],
    next_step="look for a fixed point x0 = σ(w·x0 + b) with w·x0 + b = 0: there σ′ is 1/4.",
)


# --- 2.9 A goal in the explorable ----------------------------------------------------------------------

LAYERS, LOW, HIGH = 20, 0.5, 2.0

FEWER_LAYERS = Slip(
    "Fewer layers",
    "With fewer layers less is lost, but the task is to get through twenty of them.",
)
NO_SIGMOID = Slip(
    "Another activation",
    "The sigmoid has left the figure. The task is to get the gradient through it.",
)
WRONG_WAY = Slip("Smaller weights", "Weights are factors of the gradient: smaller ones shrink it further.")
GAIN_FOUR = Slip(
    "“A gain of 4 makes up for the slope of 1/4”",
    "It would if every slope were 1/4. Larger weights also spread the pre-activations out, where the slope "
    "is smaller: more is needed.",
)
NOT_FAR = Slip(
    "Not far enough", "Larger weights are the right way. Where the gain ends, the initialisation goes on."
)
TOO_FAR = Slip("Too far", "Now the gradient grows on its way back. Take some of the gain away.")


def _relative(state) -> float:
    """The weights relative to Xavier's standard deviation for these square layers."""
    return state["gain"] * {"he": 2**0.5, "sigma": 8 * state["sigma"]}.get(state["scheme"], 1.0)


_goal = Reaches(
    "the ratio of the sigmoid's gradients, from the figure's settings",
    f"between {LOW:g} and {HIGH:g}, with {LAYERS} layers or more",
    figure="gradient_flow",
    readout="sigmoid.ratio",
    goal={
        "all": [
            {"setting": "depth", "at_least": LAYERS},
            {"readout": "sigmoid.ratio", "at_least": LOW, "at_most": HIGH},
        ]
    },
    hints=[
        (lambda state, _: "sigmoid" not in state["activations"], NO_SIGMOID),
        (lambda state, _: state["depth"] < LAYERS, FEWER_LAYERS),
        (lambda _, readouts: readouts["sigmoid.ratio"] > HIGH, TOO_FAR),
        (lambda state, _: _relative(state) <= 1, WRONG_WAY),
        (lambda state, _: abs(_relative(state) - 4) < 0.05, GAIN_FOUR),
        (lambda *_: True, NOT_FAR),
    ],
)

REACH = Exercise(
    id="2.9",
    title="Get the gradient through twenty sigmoids",
    section=INITIALISATION,
    tests=[_goal],
    begin="move a control of the figure and watch the sigmoid's ratio, then run this cell again.",
    next_step="move one control at a time and watch the ratio: the gain is the one that matters here.",
    afterwards="look at the activations' size in the same figure: what did the large weights do?",
)

EXERCISES = [PREDICT, EXPLODE, REACH]
