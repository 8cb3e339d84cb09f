"""Train the two classifiers of chapter 5 again and store their logits for the figure "calibration".

Part of `make reference`. Training takes some ten seconds.
"""

import json

from activations import experiments
from activations.figures.stored_logits import DATA, encode

# As in chapter 5: one network that boasts, one that is shy.
MODELS = {
    "overconfident": {"train_size": 300, "rows": 3, "epochs": 200},
    "underconfident": {"epochs": 30, "label_smoothing": 0.1},
}


def stored(model: str) -> dict:
    """Train a model and give its logits on the validation and the test digits as text."""
    held_out = experiments.held_out_logits(**MODELS[model])
    return {
        "validation": encode(held_out.validation, held_out.validation_labels),
        "test": encode(held_out.test, held_out.test_labels),
    }


if __name__ == "__main__":
    text = json.dumps({model: stored(model) for model in MODELS}, indent=1)
    DATA.write_text(text + "\n", encoding="ascii")
