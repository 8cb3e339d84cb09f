"""For each figure: an opening with every kind of its controls, and states for comparing page and Python."""

from activations import figures

FULL = {
    "shape": figures.shape(["elu", "tanh"], x=1, id="fig-shape"),
    "gradient_flow": figures.gradient_flow("elu", "tanh", depth=6, scheme="sigma", id="fig-gradient-flow"),
    "zigzag": figures.zigzag(id="fig-zigzag"),
}
STATES = {
    "shape": [
        {},
        {"functions": ["gelu", "relu6", "elu", "softsign"], "params": {"elu": {"alpha": 2.5}}, "x": -0.7518},
        {"functions": ["mish", "hardswish", "identity", "logsigmoid"], "x": 6, "threshold": 0.5},
        {"functions": ["swish"], "params": {"swish": {"beta": 0}}, "x": 0},
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
}
