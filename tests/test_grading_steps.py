"""Exercises of chapters 2 to 4 that are numbers, results of an experiment, or words."""

import grading_support as shared
import numpy as np
import pytest
import torch
from activations.experiments import apparent_dead, digits
from activations.experiments.dead_units import WIDTHS
from activations.grading import check
from activations.grading.relu_family import batches
from activations.network import initialise

BY_ID = check.exercises
X = digits().train_X
ALL = [1, 1, 1, 1]
TANH = """Tanh is centred, so the inputs of the next layer have no common sign, while a sigmoid gives every
weight of a unit a gradient of one sign for one example; over a batch it is not forced. Its slope is 1 at 0,
against a quarter, and three times as large on average, but beyond 1.66 the sigmoid's is larger."""
DEAD = """Off on all the data its slope is 0 and so is the gradient of weights and bias. In the first layer
with plain gradient descent that is final. Momentum and weight decay move weights without a gradient, and a
deeper layer gets new inputs while the layers below it learn, so its units can come back."""
CORNER = """A derivative almost everywhere is enough, and the framework returns a fixed number at the corner.
Exact zeros occur with blank inputs and zero bias. Softplus is smooth but has no exact zeros and gives ln 2 at
zero. Which trains better has to be measured, and softplus takes longer to compute."""
CNN = """Evidence for one network does not carry over: ConvNeXt found no change. Pretrained weights keep their
function. On devices the whole network has to be timed, and few bits want a known range. For a new network I
would compare both with the same seeds and chosen rates, and look at the interval of the differences."""


def shares(seeds=range(5), batch=16, layer=2, scheme="he", draws=None):
    return [
        apparent_dead(
            initialise(WIDTHS, scheme, seed=s), X, batch, seed=s if draws is None else draws, layer=layer
        )
        for s in seeds
    ]


def by_hand(seeds=range(5)):
    """Without `apparent_dead`: a forward pass, sixteen digits, counted."""
    found = []
    for seed in seeds:
        layers = initialise(WIDTHS, "he", seed=seed)
        a = X[np.random.default_rng(seed + 50).choice(len(X), 16, replace=False)]
        for W, b in layers[:3]:
            z = a @ W.T + b
            a = np.maximum(z, 0)
        found.append((z <= 0).all(axis=0).mean())
    return np.array(found)


RIGHT = {
    "2.13": [(0.25, 1, 1, 0, -1, 0), np.array([0.25, 1, 1, 0, -1, 0])],
    "2.14": [(TANH, ALL), (TANH, (1, 0.5, 1, 0.5))],
    "3.10a": [0.03125, np.float64(0.5**5)],
    "3.10b": [(1.25, 1.25**4), [1.25, 2.4414]],
    "3.10c": [(0.5, 1.5, 1.5**6), np.array([0.5, 1.5, 11.39])],
    "3.13": [shares(), by_hand()],
    "3.14": [(DEAD, ALL), (DEAD, (1, 1, 1, 0))],
    "3.15": [(CORNER, ALL), (CORNER, [0.5, 1, 1, 1])],
    "4.12": [(CNN, ALL), (CNN, (1, 1, 0, 1))],
}


def essays(key, text):
    return [
        (key, ("Because it is better.", ALL), "Too short to score"),
        (key, ("better slope " * 30, ALL), "The same words over and over"),
        (key, (text, ...), "Point 1"),
        (key, (text, [1, 1]), "2 marks"),
        (key, (text, [0, 0, 0, 1]), "by your own judgement"),
        (key, text, "two things: (text, points)"),
        (key, (text, 4), "One total"),
    ]


WRONG = [
    ("2.13", (0.5, 1, 1, 0, -1, 0), "The value for the slope"),
    ("2.13", (1, 1, 1, 0, -1, 0), "The slope of tanh"),
    ("2.13", (0.25, 0.25, 1, 0, -1, 0), "The slope of σ"),
    ("2.13", (0.25, 0.5, 1, 0, -1, 0), "One factor 2 is lost"),
    ("2.13", (0.25, 1, 0.5, 0, -1, 0), "The mean of its slopes"),
    ("2.13", (0.25, 1, 1, -1, -1, 0), "The range of tanh"),
    ("2.13", (0.25, 1, 1, 0, 0, 0), "The range of σ"),
    ("2.13", (0.25, 1, 1, 0, -1, -np.inf), "The range of the identity"),
    ("2.13", (0.25, 1, 1), "3 of them"),
    ("3.10a", 2**-10, "The mean square"),
    ("3.10a", 0.5**0.5, "One layer only"),
    ("3.10a", 5, "Multiplied by the number of layers"),
    ("3.10a", 32, "Upside down"),
    ("3.10a", 2**-4.5, "Nine layers"),
    ("3.10b", (2, 1.25**4), "The slopes are missing"),
    ("3.10b", (0.625, 1.25**4), "The weights are missing"),
    ("3.10b", (1, 1.25**4), "ReLU's factor"),
    ("3.10b", (1.25**0.5, 1.25**4), "The root too soon"),
    ("3.10b", (1.5, 1.25**4), "The mean slope, not its square"),
    ("3.10b", (1.25, 1.25**8), "The mean square"),
    ("3.10b", (1.25, 10), "Multiplied by the number of layers"),
    ("3.10b", (1.25, 1.25**-4), "Upside down"),
    ("3.10c", (1, 1.5, 1.5**6), "All units on"),
    ("3.10c", (0.25, 1.5, 1.5**6), "Squared twice"),
    ("3.10c", (0.5, 3, 1.5**6), "The slopes are missing"),
    ("3.10c", (0.5, 1, 1.5**6), "He's factor"),
    ("3.10c", (0.5, 1.5, 1.5**12), "The mean square"),
    ("3.10c", (0.5, 1.5, 1.5), "One layer only"),
    ("3.10c", (0.5, 1.5, 1.5**-6), "Upside down"),
    ("3.13", shares(batch=1400), "All the data"),
    ("3.13", shares(batch=1), "One example"),
    ("3.13", shares(layer=0), "The first layer"),
    ("3.13", shares(layer=3), "The fourth layer"),
    ("3.13", shares(scheme="pytorch"), "Another initialisation"),
    ("3.13", shares([3] * 5), "One run, not several"),
    ("3.13", shares([0, 1]), "Too few runs"),
    ("3.13", [100 * s for s in shares()], "at least 5 results"),
    ("3.13", shares(batch=64), "results near ours"),
    *essays("2.14", TANH),
    *essays("3.14", DEAD),
    *essays("3.15", CORNER),
    *essays("4.12", CNN),
]

test_right_answers_pass = shared.right_answers_pass(BY_ID, RIGHT)
test_a_wrong_answer_fails_with_its_own_message = shared.wrong_answers_get_their_own_message(BY_ID, WRONG)
test_every_exercise_has_wrong_answers_of_at_least_five_kinds = shared.wrong_answers_are_varied(BY_ID, WRONG)


# --- Expected values, by other means -------------------------------------------------------------------


@pytest.mark.parametrize(
    "slope, variance, layers, key", [(0.0, 1, 10, "3.10a"), (0.5, 2, 8, "3.10b"), (0.0, 3, 12, "3.10c")]
)
def test_what_arrives_in_a_wide_network(slope, variance, layers, key):
    """The squared length of a gradient through layers with fresh random slopes, 1 or `slope`, and weights."""
    generator = torch.Generator().manual_seed(7)
    n, gradient = 2000, torch.ones(2000, dtype=torch.float64)
    before = gradient.norm()
    for _ in range(layers):
        on = torch.rand(n, generator=generator) < 0.5
        gradient = gradient * torch.where(on, 1.0, slope)
        W = torch.randn(n, n, generator=generator, dtype=torch.float32).double() * (variance / n) ** 0.5
        gradient = W @ gradient
    told = RIGHT[key][0] if key == "3.10a" else RIGHT[key][0][-1]
    assert float(gradient.norm() / before) == pytest.approx(told, rel=0.2)


def test_the_range_of_shares_holds_for_other_seeds():
    for start in range(100, 120, 5):
        outcome = batches.SHARES(shares(range(start, start + 5)), ())
        assert outcome.passed, outcome


def test_the_batch_shows_about_three_times_as_many_as_are_dead():
    """Exercise 3.13's last word."""
    dead = np.mean(shares(range(10), batch=1400))
    assert dead == pytest.approx(0.066, abs=0.02)
    assert 2 < np.mean(shares(range(10))) / dead < 4
