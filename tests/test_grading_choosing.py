"""The exercises of "Choosing an activation": right answers of two styles pass, wrong ones get a message."""

import math

import grading_support as shared
import mpmath as mp
import numpy as np
import pytest
from activations import experiments
from activations.grading.checker import grade
from activations.grading.choosing import EXERCISES, diagnosis, numbers

BY_ID = {exercise.id: exercise for exercise in EXERCISES}
TEXT = """The watch answers with a count, so the output is the logarithm of a rate and the loss is the
Poisson loss. An LSTM with a tanh state, bounded because its weights act sixty times, and sigmoid gates,
since a gate keeps a share between nothing and all. The forget bias begins at 3, which leaves 5 % after
sixty steps. In eight bits tanh and sigmoid have known ranges; the other grids get their ends from data
without outliers. If it is stuck I look at the first loss, learn twenty by heart, and compare gradients."""


def by_nearest(x, low, high, bits):
    """No step and no rounding: the nearest of all the numbers of the grid."""
    levels = np.linspace(low, high, 2**bits)
    return levels[np.abs(np.asarray(x)[:, None] - levels).argmin(axis=1)]


def by_codes(x, low, high, bits):
    most = 2**bits - 1
    codes = np.clip(np.round((x - low) * most / (high - low)), 0, most)
    return low + codes * (high - low) / most


def by_table(s):
    """The diagnosis as a list of questions in order."""
    questions = [
        ("scale", s.start > 25),
        ("nothing arrives", s.constant > 0.999),
        ("vanishing", s.ratio < 1e-4),
        ("other weights", not s.moved),
        ("rate too low", s.moved < 1e-4),
        ("rate too high", s.moved > 1e4),
        ("labels", s.end > 1),
        ("sound", s.accuracy > 0.5),
        ("count", True),
    ]
    return next(name for name, fits in questions if fits)


def floor_grid(x, low, high, bits):
    step = (high - low) / (2**bits - 1)
    return low + step * ((np.clip(x, low, high) - low) // step)


def answer_and_slope(low, high, z):
    share = 1 / (1 + math.exp(-z))
    return low + (high - low) * share, (high - low) * share * (1 - share)


RIGHT = {
    "6.1a": [12.83, np.float64(12.834)],
    "6.1b": [(-16.85, 17.79), np.array([-16.85, 17.79])],
    "6.1c": [(10.18, 1.49), [10.1757, 1.4915]],
    "6.2": [by_nearest, by_codes],
    "6.3": [6.85, np.float64(6.8548)],
    "6.4": [by_table, diagnosis.right],
    "6.5": [(TEXT, [1, 1, 1, 1, 1]), (TEXT, (1, 0, 1, 1, 0))],
}


def only_accuracy(s):
    return "sound" if s.accuracy > 0.9 else "labels"


def small_step_first(s):
    return "rate too low" if 0 < s.moved < 1e-3 else by_table(s)


def still_first(s):
    return "other weights" if s.moved == 0 else by_table(s)


def wild_first(s):
    return "rate too high" if s.moved > 1000 else by_table(s)


def without_the_loss(s):
    found = by_table(s)
    return "labels" if found == "count" else found


WRONG = [
    ("6.1a", 0.2139, "The sigmoid's slope"),
    ("6.1a", 41.40, "The factor 1 − σ is missing"),
    ("6.1a", -3708.3735, "Of the stretched value"),
    ("6.1a", 15.0, "The steepest slope"),
    ("6.1a", 32.83, "Shifted"),
    ("6.1b", (0.2315, 17.79), "The share alone"),
    ("6.1b", (23.15, 17.79), "Stretched, not shifted"),
    ("6.1b", (-26.11, 17.79), "Times high"),
    ("6.1b", (36.85, 17.79), "From the other end"),
    ("6.1b", (-16.85, 0.1779), "The sigmoid's slope"),
    ("6.1b", -16.85, "two"),
    ("6.1c", (11.81, 1.49), "Times high"),
    ("6.1c", (11.05, 1.49), "Tanh in the sigmoid's place"),
    ("6.1c", (10.18, 2.5), "The steepest slope"),
    ("6.1c", (10.18, 3.49), "Shifted"),
    ("6.1c", (10.18, 0.0149), "Divided by the width"),
    (
        "6.2",
        lambda x, low, high, bits: (by_codes(x, low, high, bits) - low) / (high - low) * (2**bits - 1),
        "The codes",
    ),
    (
        "6.2",
        lambda x, low, high, bits: by_nearest(x, low, high + (high - low) / (2**bits - 1), bits),
        "values are off",
    ),
    ("6.2", floor_grid, "Rounded down"),
    (
        "6.2",
        lambda x, low, high, bits: (
            low + np.rint((x - low) / (high - low) * (2**bits - 1)) * (high - low) / (2**bits - 1)
        ),
        "Off the grid",
    ),
    ("6.2", lambda x, low, high, bits: by_codes(x, low, high, bits) - low, "low is not added back"),
    ("6.2", lambda x, low, high, bits: np.round(x, bits), "8 of 11 values are off"),
    ("6.3", 0.9989, "The gate, not its bias"),
    ("6.3", 2.197, "One step"),
    ("6.3", -6.8548, "The sign"),
    ("6.3", 0.0, "A hundredth of the logarithm"),
    ("6.3", 6.9068, "Losses added up"),
    ("6.3", 3.762, "The other part"),
    ("6.4", only_accuracy, "Only the accuracy"),
    ("6.4", small_step_first, "A small step before a small gradient"),
    ("6.4", still_first, "Still weights before dead units"),
    ("6.4", wild_first, "Wild weights before large inputs"),
    ("6.4", without_the_loss, "The loss was not looked at"),
    ("6.4", lambda s: by_table(s._replace(moved=s.moved or 1e-5)), "Zero is hardly"),
    ("6.4", lambda s: by_table(s._replace(moved=0 if s.moved < 1e-3 else s.moved)), "Hardly is zero"),
    ("6.4", lambda s: "activation", "one of 'sound'"),
    ("6.4", lambda s: s.fault, "AttributeError"),
    ("6.5", ("ReLU, because it is fast.", [1] * 5), "Too short to score"),
    ("6.5", ("tanh gates count " * 40, [1] * 5), "The same words over and over"),
    ("6.5", (TEXT, ...), "Point 1"),
    ("6.5", (TEXT, [1, 1]), "2 marks"),
    ("6.5", (TEXT, [1, 0, 0, 0, 0]), "by your own judgement"),
    ("6.5", TEXT, "two things: (text, points)"),
]

test_right_answers_pass = shared.right_answers_pass(BY_ID, RIGHT)
test_a_wrong_answer_fails_with_its_own_message = shared.wrong_answers_get_their_own_message(BY_ID, WRONG)
test_every_exercise_has_wrong_answers_of_at_least_five_kinds = shared.wrong_answers_are_varied(BY_ID, WRONG)
test_every_slip_is_wrong_and_is_recognised_by_name = shared.slips_are_recognised(BY_ID)
test_junk_gets_a_clear_answer = shared.junk_gets_a_clear_answer(BY_ID)
test_sections_are_headings_of_the_chapter = shared.sections_are_headings(BY_ID, "6_choosing")
test_the_public_check_knows_them_all_in_order = shared.check_knows_them_all_in_order(
    BY_ID, "6_choosing", "6.1a", 12.83
)


# --- Expected values, by other means -------------------------------------------------------------------


def test_slopes_of_stretched_outputs_by_numerical_differentiation():
    for case in (numbers.FIRST, numbers.SECOND, numbers.THIRD):
        stretched = lambda z, case=case: case.low + case.width / (1 + mp.exp(-z))  # noqa: E731
        assert case.value == pytest.approx(float(stretched(case.z)), rel=1e-12)
        assert case.slope == pytest.approx(float(mp.diff(stretched, case.z)), rel=1e-9)


def test_the_open_gate_keeps_nine_tenths():
    kept = 1.0
    for _ in range(100):
        kept *= 1 / (1 + math.exp(-BY_ID["6.3"].tests[0].expected))
    assert kept == pytest.approx(0.9, abs=1e-6)


FAULT_OF = {
    "sound": "nothing",
    "labels": "labels of other examples",
    "scale": "inputs a thousand times too large",
    "rate too high": "learning rate far too high",
    "rate too low": "learning rate far too low",
    "nothing arrives": "all units dead",
    "vanishing": "eight sigmoid layers",
    "other weights": "the optimiser has other weights",
    "count": "accuracy counted along the wrong axis",
}


@pytest.mark.parametrize("name", diagnosis.PATIENTS)
def test_the_patients_symptoms_are_those_of_networks_that_have_their_fault(name):
    """Both solutions find the fault of a network trained now, too: the numbers are no invention."""
    measured = experiments.symptoms(FAULT_OF[name], epochs=8, seed=3)
    told = diagnosis.PATIENTS[name]
    assert diagnosis.right(measured) == by_table(measured) == name
    assert measured.start == pytest.approx(told.start, rel=0.01)
    assert measured.answers == told.answers or measured.moved > 1000  # a wild training ends anywhere
    assert (measured.moved == 0) == (told.moved == 0)
    if measured.moved < 1000:
        assert measured.end == pytest.approx(told.end, abs=0.02)
        assert measured.accuracy == pytest.approx(told.accuracy, abs=0.02)


def test_a_name_of_another_case_is_no_diagnosis():
    assert "one of 'sound'" in repr(grade(BY_ID["6.4"], lambda s: "Scale"))
