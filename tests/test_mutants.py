"""Every small mistake in a solution fails its grader, or is listed with the reason why it is none."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import mutants  # noqa: E402

CELL = f"""given = 2
{mutants.BEGIN}
answer = given * 3 + 1
{mutants.END}"""


def test_no_grader_passes_a_mistake_that_is_not_known_to_be_none():
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "mutants.py"], capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 mutants" not in done.stdout


def test_a_cell_has_a_mutant_for_each_operator_number_and_statement():
    changes = {mutant.change for mutant in mutants.mutants("x", CELL)}
    assert changes == {
        "line 2: answer = given * 3 + 1 -> answer = given * 3 - 1",
        "line 2: answer = given * 3 + 1 -> answer = given / 3 + 1",
        "line 2: answer = given * 3 + 1 -> answer = given * 4 + 1",
        "line 2: answer = given * 3 + 1 -> answer = given * 0 + 1",
        "line 2: answer = given * 3 + 1 -> answer = given * 3 + 2",
        "line 2: answer = given * 3 + 1 -> pass",
    }


def test_what_the_learner_is_given_is_left_alone():
    assert not any("given = " in mutant.change for mutant in mutants.mutants("x", CELL))
    assert mutants.mutants("x", "given = 2") == []


@pytest.mark.parametrize(
    "answer, state",
    [("bias = 3", "done"), ("bias = 4", "not yet"), ("bias = 1 / 0", "fails: ZeroDivisionError")],
)
def test_a_mutant_is_graded_as_the_learners_answer_would_be(answer, state):
    group = mutants.Group("1.1a", [answer], "bias")
    assert mutants.state_of(group, group.cells, {}) == state


def test_reasons_are_sentences():
    assert all(why.endswith((".", ".)")) and len(why) > 20 for why in mutants.listed().values())
