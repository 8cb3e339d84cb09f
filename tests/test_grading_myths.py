"""The exercises of "Myths under test": right answers of two styles pass, wrong ones get a message."""

import grading_support as shared
import numpy as np
import pytest
from activations import ledger
from activations.grading.checker import grade
from activations.grading.myths import EXERCISES, printouts, refuting
from scipy import special

BY_ID = {exercise.id: exercise for exercise in EXERCISES}
VERDICTS = ("true", "condition", "imprecise", "unsupported", "false")
TEXT = """The sentence promises a factor of four everywhere. The smallest case is one point, z = 3, and the
control is z = 0, where the factor is four. It is imprecise and not false, since it holds at one place. Right
is that the slope of tanh is four times the sigmoid's at 0, and smaller than it beyond 1.66."""


def by_ratios(logits, temperatures, rows):
    """No softmax: the largest logarithm of a ratio that is off, as far as three decimals tell."""
    off = []
    for T, row in zip(temperatures, rows, strict=True):
        p = special.softmax(logits / T)
        off.append(np.max(np.abs(row - p)))
    return int(np.argsort(off)[-1])


def by_random_search(f):
    rng = np.random.default_rng(0)
    for c, z in zip(rng.uniform(0.1, 5, 200), rng.uniform(-4, 4, 200), strict=True):
        if abs(f(c * z) - c * f(z)) > 1e-6:
            return [c, z]
    return False


def by_one_pair(f):
    return (2.0, -1.0) if abs(f(-2.0) - 2 * f(-1.0)) > 1e-6 else False


def without_tolerance(f):
    for c in (3.0, 0.1, 0.7):
        for z in (0.1, 0.2, 0.3, -0.1, -0.3):
            if f(c * z) != c * f(z):
                return c, z
    return False


def swapped(places):
    changed = list(VERDICTS)
    a, b = places
    changed[a], changed[b] = changed[b], changed[a]
    return changed


RIGHT = {
    "8.1": [VERDICTS, list(VERDICTS)],
    "8.2": [by_ratios, printouts.right],
    "8.3": [by_one_pair, by_random_search],
    "8.4": [(TEXT, [1, 1, 1, 1]), (TEXT, (1, 0.5, 1, 1))],
}

WRONG = [
    ("8.1", swapped((0, 1)), "The narrow layer is left out"),
    ("8.1", swapped((0, 2)), "Rounded is not imprecise"),
    ("8.1", swapped((2, 4)), "Not without truth"),
    ("8.1", swapped((3, 4)), "The opposite is a claim, too"),
    ("8.1", ("true", "false", "imprecise", "unsupported", "false"), "Mostly right"),
    ("8.1", ("true", "condition", "true", "unsupported", "imprecise"), "It does not jump at all"),
    ("8.1", ("yes", *VERDICTS[1:]), "one of 'true'"),
    ("8.1", VERDICTS[:4], "4 of them"),
    (
        "8.2",
        lambda logits, T, rows: np.abs(rows - special.softmax(logits)).max(axis=1).argmax(),
        "All at T = 1",
    ),
    ("8.2", lambda logits, T, rows: printouts.right(logits, 1 / T, rows), "Times T"),
    (
        "8.2",
        lambda logits, T, rows: (
            rows.sum(axis=1).tolist().index(max(rows.sum(axis=1), key=lambda s: abs(s - 1)))
        ),
        "Sums only",
    ),
    ("8.2", printouts._nearest, "The best row"),
    ("8.2", printouts._not_sorted, "The order only"),
    ("8.2", lambda logits, T, rows: printouts.right(logits, T, rows) + 1, "Came out"),
    ("8.3", lambda f: False, "Given up too early"),
    ("8.3", lambda f: (-1.0, 2.0), "c must be positive"),
    ("8.3", lambda f: (1.0, 2.0), "There is none"),
    ("8.3", lambda f: (1.0, 2.0), "No difference there"),
    ("8.3", without_tolerance, "Only rounding"),
    ("8.3", lambda f: "no", "it returned"),
    ("8.3", lambda f: 2.0, "a pair (c, z)"),
    ("8.3", lambda f: f.dips, "AttributeError"),
    ("8.4", ("It is wrong.", [1] * 4), "Too short to score"),
    ("8.4", ("wrong right " * 20, [1] * 4), "The same words over and over"),
    ("8.4", (TEXT, ...), "Point 1"),
    ("8.4", (TEXT, [1, 1]), "2 marks"),
    ("8.4", (TEXT, [0, 0, 0, 1]), "by your own judgement"),
    ("8.4", TEXT, "two things: (text, points)"),
]

test_right_answers_pass = shared.right_answers_pass(BY_ID, RIGHT)
test_a_wrong_answer_fails_with_its_own_message = shared.wrong_answers_get_their_own_message(BY_ID, WRONG)
test_every_exercise_has_wrong_answers_of_at_least_five_kinds = shared.wrong_answers_are_varied(BY_ID, WRONG)
test_every_slip_is_wrong_and_is_recognised_by_name = shared.slips_are_recognised(BY_ID)
test_junk_gets_a_clear_answer = shared.junk_gets_a_clear_answer(BY_ID)
test_sections_are_headings_of_the_chapter = shared.sections_are_headings(BY_ID, "8_myths")
test_the_public_check_knows_them_all_in_order = shared.check_knows_them_all_in_order(
    BY_ID, "8_myths", "8.1", VERDICTS
)


# --- What the exercises say ----------------------------------------------------------------------------


@pytest.mark.parametrize("case", [printouts.FIRST, printouts.SECOND, printouts.THIRD, printouts.FOURTH])
def test_exactly_one_row_of_a_printout_is_no_rounding(case):
    logits, temperatures, rows = case
    exact = np.array([special.softmax(logits / T) for T in temperatures])
    assert (np.abs(rows - exact).max(axis=1) > 6e-4).sum() == 1


@pytest.mark.parametrize("name, f, exists", refuting.CASES)
def test_a_fine_grid_finds_a_counterexample_exactly_where_one_is_said_to_be(name, f, exists):
    c, z = np.meshgrid(np.linspace(0.1, 4, 40), np.linspace(-5, 5, 101))
    assert bool(np.max(np.abs(f(c * z) - c * f(z))) > 1e-6) == exists


def test_the_verdicts_are_those_of_the_ledger():
    assert set(VERDICTS) == set(ledger.VERDICTS)
    assert grade(BY_ID["8.1"], VERDICTS).passed
