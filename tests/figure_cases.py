"""For each figure: an opening with every kind of its controls, and states for comparing page and Python."""

from activations import figures
from activations.figures.choose import leaves

FULL = {
    "shape": figures.shape(["elu", "tanh"], x=1, id="fig-shape"),
    "collapse": figures.collapse("gelu", W1=((1, -0.5), (0.6, 1)), id="fig-collapse"),
    "universal": figures.universal("relu", target="drawn", id="fig-universal"),
    "gradient_flow": figures.gradient_flow("elu", "tanh", depth=6, scheme="sigma", id="fig-gradient-flow"),
    "zigzag": figures.zigzag(id="fig-zigzag"),
    "dying_relu": figures.dying_relu(learning_rate=1, step=60, id="fig-dying-relu"),
    "temperature": figures.temperature(top_p=0.9, id="fig-temperature"),
    "jacobian": figures.jacobian(id="fig-jacobian"),
    "gate": figures.gate("sigmoid", beta=3, samples=50, id="fig-gate"),
    "calibration": figures.calibration(id="fig-calibration"),
    "choose": figures.choose(id="fig-choose"),
}
STATES = {
    "shape": [
        {},
        {"functions": ["gelu", "relu6", "elu", "softsign"], "params": {"elu": {"alpha": 2.5}}, "x": -0.7518},
        {"functions": ["mish", "hardswish", "identity", "logsigmoid"], "x": 6, "threshold": 0.5},
        {"functions": ["swish"], "params": {"swish": {"beta": 0}}, "x": 0},
    ],
    "collapse": [
        {},
        {"activation": "relu"},
        {"activation": "mish", "W1": [2, -2, 1.3, 0.05], "b1": [-2, 2], "W2": [-2, 2, 2, 2], "b2": [1, -1]},
        {"W1": [1, 2, 0.5, 1], "b1": [0.3, 0.1]},
        {"activation": "tanh", "W1": [0, 0, 0, 0], "W2": [0.05, 0.1, 0.15, 0.3]},
        {"activation": "relu", "b1": [-2, -2], "W1": [0, 0, 0, 0]},
        {"activation": "relu", "W1": [1, 0, 1, 0]},
    ],
    "universal": [
        {},
        {"units": 64, "activation": "relu", "compared_with": "cube", "target": "abs"},
        {"units": 1, "activation": "sigmoid", "compared_with": "identity", "target": "step", "error": "sup"},
        {"units": 33, "activation": "gelu", "compared_with": "gelu", "target": "bump", "seed": 99},
        {"units": 64, "activation": "softplus", "compared_with": "hardsigmoid", "target": "drawn", "seed": 5},
        {"units": 8, "target": "drawn", "knots": [0.5] * 17, "activation": "mish", "seed": 17},
        {"units": 2, "target": "drawn", "knots": [1.5, -1.5] * 8 + [1.5], "activation": "logsigmoid"},
    ],
    "gradient_flow": [
        {},
        {"depth": 1, "scheme": "he", "seed": 12, "activations": ["relu"]},
        {"depth": 8, "scheme": "sigma", "sigma": 0.3, "gain": 2, "activations": ["gelu", "selu"]},
        {"scheme": "lecun", "params": {"prelu": {"weight": 0.5}}, "activations": ["prelu", "hardtanh"]},
    ],
    "zigzag": [
        {},
        {"update": "batch", "learning_rate": 0.21, "start": [2, 2]},
        {"update": "batch", "learning_rate": 1, "mean": 3},
        {"mean": 0, "learning_rate": 0.01, "start": [-3, 3]},
    ],
    "dying_relu": [
        {},
        {"step": 0},
        {"activation": "gelu", "bias": 0, "learning_rate": 0.3, "step": 60, "seed": 99},
        {"batch_norm": True, "learning_rate": 0.5, "step": 60},
        {"then": "leaky_relu", "switch_step": 40, "step": 90, "scale": 0.5},
        {"then": "elu", "switch_step": 40, "step": 39, "bias": 1},
        {"activation": "elu", "then": "relu", "switch_step": 20, "step": 20, "bias": -3},
    ],
    "temperature": [
        {},
        {"logits": [2, 2, 1], "temperature": 0.05, "top_k": 1},
        {"logits": [5, -5, 4.9, 0, 0, 0, -0.1, 3], "temperature": 3, "top_p": 0.8, "draws": 10000, "seed": 9},
        {"logits": [0] * 8, "temperature": 20, "top_k": 5, "top_p": 0.6, "draws": 1, "seed": 7},
        {"logits": [1.25, -3], "temperature": 0.4, "top_k": 2, "top_p": 0.05, "draws": 777},
    ],
    "jacobian": [
        {},
        {"logits": [0, 0], "temperature": 0.05},
        {"logits": [5, -5, 0.3], "temperature": 0.05},
        {"logits": [2, 1, 0.5, -1, 3, -4, 0, 1.5], "temperature": 20},
    ],
    "gate": [
        {},
        {"gate": "sigmoid", "beta": 0, "x": 0, "samples": 1},
        {"gate": "sigmoid", "beta": 0.02, "x": -4, "samples": 1000, "seed": 99},
        {"gate": "sigmoid", "beta": 20, "x": 0.05, "samples": 37},
        {"gate": "sigmoid", "beta": 1.702, "x": 2.27},
        {"gate": "step", "x": 0},
        {"gate": "tanh", "x": -2.7, "samples": 500, "seed": 3},
        {"gate": "quick", "x": 4},
    ],
    "calibration": [
        {},
        {"temperature": 2.68, "bins": 15},
        {"temperature": 0.1, "bins": 2},
        {"temperature": 10, "bins": 30},
        {"model": "underconfident", "bins": 7},
        {"model": "underconfident", "temperature": 0.32, "bins": 29},
        {"model": "underconfident", "temperature": 10},
    ],
    "choose": [
        {"answers": []},
        {"answers": ["hidden", "recurrent"]},
        *({"answers": path} for path, _ in leaves()),
    ],
}
