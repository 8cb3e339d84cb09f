"""The exercise notebooks: derived from the solutions, clean while untouched, in step with the graders."""

import re
import sys
from pathlib import Path

import nbformat
import pytest
from activations.grading import check
from activations.grading.records import NOT_ATTEMPTED

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import derive_exercises  # noqa: E402
import notebooks  # noqa: E402

PAIRS = derive_exercises.pairs()
every_pair = pytest.mark.parametrize("solutions, exercises", PAIRS, ids=[path.stem for path, _ in PAIRS])
ANSWER = re.compile(f"{derive_exercises.BEGIN}\n(.*?)\n *{derive_exercises.END}", re.DOTALL)
CHECKED = re.compile(r'^check\("([^"]+)", ', re.MULTILINE)


def read(path):
    return nbformat.read(path, as_version=4)


def text_of(cell):
    return "".join(output.get("data", {}).get("text/plain", "") for output in cell.get("outputs", []))


def test_there_are_exercises():
    assert PAIRS


@every_pair
def test_exercises_are_in_step_with_their_solutions(solutions, exercises):
    wanted = derive_exercises.derived_text(solutions, exercises)
    assert exercises.read_text(encoding="utf-8") == wanted, "out of step: run `make notebooks`"


@every_pair
def test_a_solution_that_changes_puts_the_exercises_out_of_step(solutions, exercises):
    def derived():
        return notebooks.canonical(derive_exercises.derive(notebook, read(exercises)))

    notebook = read(solutions)
    before = derived()
    answer = next(cell for cell in notebook.cells if derive_exercises.BEGIN in cell.source)
    answer.source = answer.source.replace(derive_exercises.END, "x = 1\n" + derive_exercises.END)
    assert derived() == before, "only the answer changed"
    answer.source = "extra = 1\n" + answer.source
    assert derived() != before


@every_pair
def test_no_answer_is_left_in_the_exercises(solutions, exercises):
    text = "\n".join(cell.source for cell in read(exercises).cells)
    assert "SOLUTION" not in text
    for cell in read(solutions).cells:
        inside = ANSWER.findall(cell.source)
        for line in "\n".join(inside).splitlines():
            assert line.strip() in ("", "return grad") or line not in text, line


@every_pair
def test_every_exercise_of_the_chapter_is_checked_once_and_in_order(solutions, exercises):
    for path in (solutions, exercises):
        asked = CHECKED.findall("\n".join(cell.source for cell in read(path).cells))
        assert asked == [e.id for e in check.exercises.values() if e.section.chapter == path.stem]


@every_pair
def test_untouched_exercises_say_not_attempted_and_solutions_pass(solutions, exercises):
    states = {solutions: ": done", exercises: f": {NOT_ATTEMPTED}"}
    for path, state in states.items():
        for cell in read(path).cells:
            if cell.cell_type == "code" and CHECKED.search(cell.source):
                assert state in text_of(cell).split("\n")[0], cell.id


@every_pair
def test_the_state_of_the_notebook_closes_it(solutions, exercises):
    for path in (solutions, exercises):
        last = read(path).cells[-1]
        assert last.source == "check.all()"
        count = len(CHECKED.findall("\n".join(cell.source for cell in read(path).cells)))
        done = count if path is solutions else 0
        assert f"{count} exercises: {done} done, 0 not yet, {count - done} not attempted" in text_of(last)


@every_pair
def test_titles(solutions, exercises):
    first, second = (read(path).cells[1] for path in (solutions, exercises))
    assert first.source.startswith("# Solutions: ")
    assert second.source == first.source.replace("# Solutions: ", "# Exercises: ", 1)


# --- The tool ------------------------------------------------------------------------------------------


def test_a_function_keeps_its_signature_and_a_value_its_placeholder():
    source = 'def f(x):\n    """Doc."""\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n'
    assert derive_exercises.without_solution(source, "a") == (
        'def f(x):\n    """Doc."""\n    # Your answer here.\n    ...'
    )
    source = "x = ...\n### BEGIN SOLUTION\nx = 3\n### END SOLUTION"
    assert derive_exercises.without_solution(source, "a") == "x = ...\n# Your answer here."


@pytest.mark.parametrize(
    "source",
    ["{begin}\nx = 1", "x = 1\n{end}", "{begin}\n{begin}\n{end}", "{begin}\n{end}\n{end}"],
)
def test_markers_without_a_partner_are_refused(source):
    source = source.format(begin=derive_exercises.BEGIN, end=derive_exercises.END)
    with pytest.raises(ValueError, match=r"cell answer: .* without its partner"):
        derive_exercises.without_solution(source, "answer")


def test_a_title_that_is_not_one_of_solutions_is_refused():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Something")])
    with pytest.raises(ValueError, match="must start with '# Solutions:'"):
        derive_exercises.derive(notebook)


def test_outputs_are_kept_only_where_the_source_is_the_same():
    def cell(source, outputs=()):
        return nbformat.v4.new_code_cell(source, id="a", outputs=list(outputs))

    title = nbformat.v4.new_markdown_cell("# Solutions: x", id="t")
    shown = [nbformat.v4.new_output("execute_result", data={"text/plain": "1"})]
    solutions = nbformat.v4.new_notebook(cells=[title, cell("1")])
    same = nbformat.v4.new_notebook(cells=[cell("1", shown)])
    other = nbformat.v4.new_notebook(cells=[cell("2", shown)])
    assert derive_exercises.derive(solutions, same).cells[1].outputs == shown
    assert derive_exercises.derive(solutions, other).cells[1].outputs == []
    assert derive_exercises.derive(solutions).cells[1].outputs == []
    assert title.source == "# Solutions: x", "the source is not changed"
