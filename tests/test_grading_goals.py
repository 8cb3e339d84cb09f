"""Exercises on figures, all chapters: a goal to reach, or a number to predict and then to measure."""

import grading_support as shared
import pytest
from activations import figures
from activations.figures.model import FIGURES, complete
from activations.grading import check, gelu_swish, softmax_temperature
from activations.grading.checker import grade
from activations.grading.records import NOT_ATTEMPTED, NOT_YET
from activations.grading.relu_family import explorables as dying

BY_ID = check.exercises
BATCH = {"update": "batch"}
WARM = {"logits": [2, 1, 0.5, -1]}
LATER = {"step": 300, "then": "elu"}
COLD = {"temperature": 0.5}
WAVES = {"units": 20}
KILL = {"bias": 0, "step": 100}
SHARED = {**COLD, "logits": [3, 3, -5, -5]}

RIGHT = {
    "1.10": [{"W2": [1, 0.5, 2, 1]}, figures.collapse(W2=[[0, 1], [0, 0.5]])],
    "1.11": [(18, WAVES), (6, figures.universal("tanh", target="sine", units=20))],
    "2.12": [
        (0.22, {**BATCH, "learning_rate": 0.2}),
        [2, figures.zigzag(update="batch", learning_rate=0.21)],
    ],
    "3.11": [LATER, figures.dying_relu(then="elu", step=300)],
    "3.12": [(4, {**KILL, "learning_rate": 3.8}), (0.01, figures.dying_relu(bias=0, learning_rate=4))],
    "4.9": [(1.75, {"gate": "sigmoid", "beta": 1.77}), (1, figures.gate("sigmoid", beta=1.78))],
    "4.10": [(80, {"samples": 100}), (40, figures.gate("normal", samples=76))],
    "5.11": [(1.5, {**WARM, "temperature": 1.47}), (2, figures.temperature(temperature=1.48))],
    "5.12": [(0.5, SHARED), (0.25, figures.jacobian([1, 1, -5], temperature=0.5))],
}

WRONG = [
    ("1.10", {"W2": [1, 0.5, 2, 1], "activation": "relu"}, "An activation between the layers"),
    ("1.10", {"W2": [0, 0, 0, 0]}, "Everything at one point"),
    ("1.10", {"W1": [1, 1, 1, 1]}, "The bottleneck is in the first layer"),
    ("1.10", {"b2": [1, 1]}, "Biases shift, they do not flatten"),
    ("1.10", {"W2": [1, 0.5, 2, 0.9]}, "Rank 2 still"),
    ("1.10", 1, "the figure 'collapse', or its state"),
    ("1.11", (..., WAVES), "A measurement without a prediction"),
    ("1.11", (0, WAVES), "one positive number"),
    ("1.11", (20, {**WAVES, "activation": "relu"}), "Another activation"),
    ("1.11", (20, {**WAVES, "target": "bump"}), "Another target"),
    ("1.11", (20, {**WAVES, "seed": 1}), "A luckier draw"),
    ("1.11", (20, {"units": 40}), "Enough, but not the fewest"),
    ("1.11", (20, {"units": 12}), "Too few units"),
    ("1.11", (20, {"units": 8}), "The figure is as it was"),
    ("2.12", (0.22, {"learning_rate": 0.2}), "One example at a time"),
    ("2.12", (0.22, {**BATCH, "mean": 0, "learning_rate": 0.5}), "The mean was removed"),
    ("2.12", (0.22, {**BATCH, "start": [0.9, -0.9], "learning_rate": 0.1}), "A start nearer to the end"),
    ("2.12", (0.22, {**BATCH, "learning_rate": 0.25}), "Beyond the largest stable rate"),
    ("2.12", (0.22, {**BATCH, "learning_rate": 0.218}), "Too near to the edge"),
    ("2.12", (0.22, {**BATCH, "learning_rate": 0.1}), "Too careful"),
    ("2.12", ("fast", {**BATCH, "learning_rate": 0.2}), "one positive number"),
    ("3.11", {**LATER, "learning_rate": 0.1}, "Prevention, not cure"),
    ("3.11", {"activation": "elu", "step": 300}, "Another activation from the start"),
    ("3.11", {**LATER, "seed": 3}, "Another case"),
    ("3.11", {"step": 300}, "Waiting"),
    ("3.11", {"then": "elu", "step": 250}, "Another moment"),
    ("3.11", {"then": "leaky_relu", "step": 300}, "A slope of 0.01"),
    ("3.11", {"then": "gelu", "step": 300}, "Hardly any slope so far out"),
    ("3.12", (4, {**KILL, "bias": -2, "learning_rate": 3}), "The bias does the killing"),
    ("3.12", (4, {**KILL, "learning_rate": 3.8, "batch_norm": True}), "Batch normalisation"),
    ("3.12", (4, {**KILL, "learning_rate": 3, "scale": 2}), "The scale of the weights"),
    ("3.12", (4, {**KILL, "learning_rate": 3.8, "step": 50}), "Another moment"),
    ("3.12", (4, {**KILL, "learning_rate": 5}), "More than it takes"),
    ("3.12", (4, {**KILL, "learning_rate": 3}), "Fewer than half"),
    ("3.12", (..., {**KILL, "learning_rate": 3.8}), "A measurement without a prediction"),
    ("4.9", (1.7, {"gate": "normal"}), "Another gate"),
    ("4.9", (1.7, {"gate": "sigmoid", "beta": 1.702}), "The constant on record"),
    ("4.9", (1.7, {"gate": "sigmoid", "beta": 1.5}), "Opens too slowly"),
    ("4.9", (1.7, {"gate": "sigmoid", "beta": 2}), "Opens too fast"),
    ("4.9", (..., {"gate": "sigmoid", "beta": 1.77}), "A measurement without a prediction"),
    ("4.9", 1.77, "two things: (prediction, figure)"),
    ("4.10", (80, {"gate": "sigmoid", "samples": 90}), "Another gate"),
    ("4.10", (80, {"seed": 5, "samples": 90}), "Luckier coins"),
    ("4.10", (80, {"samples": 1000}), "More than it takes"),
    ("4.10", (40, {"samples": 40}), "Twice the coins"),
    ("4.10", (80, {"samples": 60}), "Not yet half"),
    ("4.10", (-80, {"samples": 100}), "one positive number"),
    ("5.11", (1.5, {"logits": [2, 2, 0.5, -1]}), "Other logits"),
    ("5.11", (1.5, {**WARM, "top_k": 2}), "A cut, not a temperature"),
    ("5.11", (1.5, {**WARM, "temperature": 0.5}), "Colder is sharper"),
    ("5.11", (1.5, {**WARM, "temperature": 3}), "Too warm"),
    ("5.11", (1.5, {**WARM, "temperature": 1.2}), "Not warm enough"),
    ("5.11", (1.5, figures.jacobian()), "the figure 'jacobian'"),
    ("5.12", (0.5, {"temperature": 0.25, "logits": [3, 3, -5, -5]}), "Another temperature"),
    ("5.12", (0.5, {**COLD, "logits": [5, -5, -5, -5]}), "One class above all"),
    ("5.12", (0.5, {**COLD, "logits": [1, 1, 1, 1]}), "Too many at the top"),
    ("5.12", (..., SHARED), "A measurement without a prediction"),
    ("5.12", (0.5, {**COLD, "logits": [9, 9]}), "settings the figure cannot have"),
]

test_right_answers_pass = shared.right_answers_pass(BY_ID, RIGHT)
test_a_wrong_answer_fails_with_its_own_message = shared.wrong_answers_get_their_own_message(BY_ID, WRONG)
test_every_exercise_has_wrong_answers_of_at_least_five_kinds = shared.wrong_answers_are_varied(BY_ID, WRONG)


@pytest.mark.parametrize("chapter", "12345")
def test_each_chapter_has_two_exercises_on_its_figures(chapter):
    """2.7 predicts and measures by a call; 2.9 has a goal in a figure, and its own tests."""
    own = [key for key in [*RIGHT, "2.9"] if key.startswith(chapter + ".")]
    assert len(own) >= 2


PREDICTIONS = [
    ("1.11", 3, "One unit for each turn"),
    ("1.11", 200, "As many as there are points"),
    ("2.12", 2, "The rate without the mean"),
    ("2.12", 0.111, "One over the curvature"),
    ("2.12", 0.4, "One input's mean only"),
    ("3.12", 0.01, "A usual learning rate"),
    ("4.9", 1, "SiLU"),
    ("4.9", 1.596, "The slope at 0"),
    ("4.9", 1.702, "The constant on record"),
    ("4.10", 40, "Twice the coins"),
    ("5.11", 1.22, "In proportion"),
    ("5.11", 2, "Twice as warm"),
    ("5.11", 0.5, "Colder is sharper"),
    ("5.12", 0.25, "The temperature is missing"),
    ("5.12", 0.125, "Multiplied by T"),
    ("5.12", 1, "A probability, not a slope"),
]


@pytest.mark.parametrize("key, prediction, words", PREDICTIONS)
def test_a_prediction_is_never_wrong_and_its_misconception_has_a_name(key, prediction, words):
    result = grade(BY_ID[key], (prediction, RIGHT[key][0][1]))
    assert result.passed and words in repr(result), result


@pytest.mark.parametrize("key", [key for key in RIGHT if isinstance(RIGHT[key][0], tuple)])
def test_a_good_prediction_is_called_good_and_a_wild_one_is_off_by_a_factor(key):
    number, figure = RIGHT[key][0]
    assert "a good one" in repr(grade(BY_ID[key], (number, figure)))
    assert "off by a factor of" in repr(grade(BY_ID[key], (number * 7.3, figure)))


OPENING = {
    "1.10": figures.collapse(),
    "1.11": figures.universal("tanh", target="sine", units=8),
    "2.12": figures.zigzag(update="batch"),
    "3.11": figures.dying_relu(),
    "3.12": figures.dying_relu(bias=0),
    "4.9": figures.gate("sigmoid"),
    "4.10": figures.gate("normal", samples=20),
    "5.11": figures.temperature(),
    "5.12": figures.jacobian(temperature=0.5),
}


@pytest.mark.parametrize("key", RIGHT)
def test_what_the_notebook_opens_with_is_not_an_attempt(key):
    exercise, figure = BY_ID[key], OPENING[key]
    alone = not isinstance(RIGHT[key][0], (tuple, list))
    assert grade(exercise, figure if alone else (..., figure)).state == NOT_ATTEMPTED
    if not alone:
        assert grade(exercise, (1.5, figure)).state == NOT_YET


# --- What the exercises say, measured ------------------------------------------------------------------


def readout(figure, name, **settings):
    return FIGURES[figure].compute(complete(figure, settings))[0][name]


def test_twenty_units_are_the_fewest_for_three_waves():
    assert readout("universal", "rms", activation="tanh", target="sine", units=20, seed=0) <= 0.01
    for units in range(1, 20):
        assert readout("universal", "rms", activation="tanh", target="sine", units=units, seed=0) > 0.01


def test_the_spread_of_twenty_coins_is_the_one_told():
    told = gelu_swish.explorables.SPREAD
    assert readout("gate", "spread", samples=20) == pytest.approx(told, abs=5e-8)
    assert readout("gate", "spread", samples=80) > told / 2 > readout("gate", "spread", samples=75)


def test_the_nearest_swish_is_nearer_than_the_goal_and_the_famous_constants_are_not():
    near = gelu_swish.explorables.NEAR
    betas = [1.6 + 0.005 * k for k in range(60)]
    best = min(betas, key=lambda beta: readout("gate", "distance", gate="sigmoid", beta=beta))
    assert 1.76 < best < 1.79
    assert readout("gate", "distance", gate="sigmoid", beta=best) < near
    for beta in (1, 1.596, 1.702):
        assert readout("gate", "distance", gate="sigmoid", beta=beta) > near


def test_no_logits_pass_the_bound_and_the_temperature_of_one_half_is_as_told():
    assert readout("jacobian", "largest", **SHARED) == pytest.approx(
        1 / (4 * softmax_temperature.explorables.T)
    )
    assert readout("temperature", "softmax.top", temperature=1.475) == pytest.approx(0.5, abs=5e-4)


def test_half_of_the_units_die_at_a_rate_below_four_and_none_at_two():
    assert readout("dying_relu", "dead", bias=0, learning_rate=2, step=100) == 0
    assert readout("dying_relu", "dead", bias=0, learning_rate=3.8, step=100) >= dying.HALF
