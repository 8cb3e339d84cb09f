"""What the Python library says, as JSON, for the JavaScript tests to compare the page's mathematics with."""

import dataclasses
import math

import numpy as np
import scipy.special
from activations import ACTIVATIONS, backward, forward, log_softmax, softmax, softmax_jacobian
from activations.experiments import entropy, kept, ridge_fit, steepest_slope, three_waves
from activations.figures import FIGURES
from activations.figures.gradient_flow import BATCH, WIDTH, network
from activations.figures.model import complete
from activations.figures.text import fixed, show
from activations.figures.universal import MOST, POINTS, POLYNOMIALS, SPREAD
from activations.portable import normals, uniforms
from figure_cases import STATES
from mock_values import calculator_values, mock_values
from training_values import training_values

SHOWN = [
    0.0,
    0.25,
    -1.2785,
    1e-3,
    9.9996,
    123456.0,
    99999.6,
    2.4e-12,
    -3.14159e-7,
    1e22,
    math.inf,
    -math.inf,
    12.0,
    0.1 + 0.2,
    1.125,
    -0.00390625,
    20625.0,
    2.0**-20,
]
FIXED = [0.0, 0.5, 1.5, 2.5, -2.5, 0.125, -0.125, 6.25, 0.0625, 1.005, 0.1 + 0.2, 1234.5, -0.001]
FLOWS = [
    ("sigmoid", {}, 20, 1 / 8, 0),
    ("tanh", {}, 50, 1 / 8, 1),
    ("relu", {}, 30, 2**0.5 / 8, 99),
    ("gelu", {}, 12, 0.25, 3),
    ("leaky_relu", {"negative_slope": 0.3}, 9, 0.2, 4),
    ("mish", {}, 1, 0.3, 5),
    ("sigmoid", {}, 50, 0.5, 6),
]
# Logits, temperature, top-k, top-p.
SOFTMAXES = [
    ([2, 1, 0.5, -1], 1, 8, 1),
    ([2, 2, 1], 0.001, 3, 0.5),
    ([2, 2, 1], 0.05, 3, 0.51),
    ([1000, 1001, 1002], 1, 2, 1),
    ([1000, 0], 1, 2, 0.999),
    ([-745, 0, -710, -1e-9], 1, 4, 0.9),
    ([5, -5, 4.9, 0, 0, 0, -0.1, 3], 3, 6, 0.8),
    ([0.3], 2, 1, 1),
    ([40, 0, 0, 0], 1, 4, 1),
    ([1e300, -1e300], 0.05, 2, 1),
]
FITS = [
    (unit, seed, units)
    for unit in ("sigmoid", "tanh", "relu", "gelu", "softplus", "hardswish", "square", "cube")
    for seed, units in ((0, 1), (0, 16), (7, 64))
]


def library_values() -> dict:
    xs = np.concatenate(
        [
            np.linspace(-50, 50, 801),
            np.linspace(-750, 750, 301),
            np.linspace(-7, 7, 400),
            [
                sign * 10.0**k
                for k in (-308, -300, -20, -8, 3, 10, 20, 154, 155, 300, 308)
                for sign in (-1, 1)
            ],
            [0.0, -0.0, math.inf, -math.inf, math.nan],
        ]
    )
    cases = [(name, {}) for name in ACTIVATIONS]
    for name, record in ACTIVATIONS.items():
        for key, (_, low, high) in record.params.items():
            cases += [(name, {key: value}) for value in (low, high, (low + high) / 3)]
    values = [
        {
            "name": name,
            "params": params,
            "steepest": steepest_slope(name, **params),
            "value": list(map(encode, ACTIVATIONS[name].f(xs, **params))),
            "slope": list(map(encode, ACTIVATIONS[name].derivative(xs, **params))),
        }
        for name, params in cases
    ]
    grid = np.concatenate([np.linspace(0, 30, 301), [0.46875, 4, 100, 1e5]])
    return {
        "x": list(map(encode, xs)),
        "activations": values,
        "registry": {
            name: {"params": {k: list(p) for k, p in r.params.items()}, "kinks": r.kinks}
            for name, r in ACTIVATIONS.items()
        },
        "schemas": {
            name: {key: schema_field(field) for key, field in figure.schema.items()}
            for name, figure in FIGURES.items()
        },
        "erfcx": [(float(x), float(scipy.special.erfcx(x))) for x in grid],
        "calculator": calculator_values(),
        "mock": mock_values(),
        "normals": [
            {"seed": s, "stream": t, "values": normals(n, s, t).tolist()}
            for s, t, n in [(0, 0, 9), (99, 53, 8), (7, 2, 1)]
        ],
        "uniforms": [
            {"seed": s, "stream": t, "values": uniforms(9, s, t).tolist()}
            for s, t in [(0, 0), (99, 53), (7, 2)]
        ],
        "softmax": [softmax_case(*case) for case in SOFTMAXES],
        "fixed": [(v, places, fixed(v, places)) for v in FIXED for places in (0, 1, 2, 3)],
        "shown": [(encode(v), d, show(v, d)) for v in SHOWN for d in (3, 4)],
        "flows": [flow_case(*case) for case in FLOWS],
        "fits": [fit_case(*case) for case in FITS],
        "training": training_values(),
        "states": [state_case(name, given) for name, states in STATES.items() for given in states],
    }


def encode(value):
    """JSON has no NaN, no infinities and no −0: those become text that JavaScript's Number() reads."""
    value = float(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return "-0" if value == 0 and math.copysign(1, value) < 0 else value


def schema_field(field) -> dict:
    options = {"options": list(field.options)} if hasattr(field, "options") else {}
    value = dict(field.value) if field.kind == "params" else field.value
    return {**dataclasses.asdict(field), **options, "kind": field.kind, "value": value}


def flow_case(activation, params, depth, deviation, seed) -> dict:
    layers = network(depth, deviation, seed)
    X = normals(WIDTH * BATCH, seed, 0).reshape(WIDTH, BATCH).T
    trace = forward(layers, X, activation, **params)
    gradients = backward(layers, trace, normals(BATCH, seed, 2)[:, None] / BATCH, activation, **params)
    return {
        "activation": activation,
        "params": params,
        "depth": depth,
        "deviation": deviation,
        "seed": seed,
        "gradient": [float(np.linalg.norm(dz)) for dz in gradients.pre[:-1]],
        "size": [float(np.sqrt(np.mean(a * a))) for a in trace.post[1:-1]],
    }


def fit_case(unit, seed, units) -> dict:
    x = (2 * np.arange(POINTS) + 1) / POINTS - 1
    w, b = (SPREAD * normals(MOST, seed, stream)[:units] for stream in (0, 1))
    f = POLYNOMIALS[unit][0] if unit in POLYNOMIALS else unit
    values = ridge_fit(f, x, three_waves(x), w, b).values.tolist()
    return {"unit": unit, "seed": seed, "units": units, "values": values}


def softmax_case(z, temperature, top_k, top_p) -> dict:
    p = softmax(z, temperature)
    return {
        "z": z,
        "temperature": temperature,
        "top_k": top_k,
        "top_p": top_p,
        "p": p.tolist(),
        "log": list(map(encode, log_softmax(z, temperature))),
        "jacobian": softmax_jacobian(z, temperature).tolist(),
        "entropy": float(entropy(p)),
        "kept": kept(z, temperature, min(top_k, len(z)), top_p).tolist(),
    }


def state_case(name, given) -> dict:
    state = complete(name, given)
    readouts = FIGURES[name].compute(state)[0]
    return {
        "figure": name,
        "state": state,
        "readouts": {k: v if v is None or isinstance(v, str) else encode(v) for k, v in readouts.items()},
    }
