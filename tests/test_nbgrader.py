"""The exercises as a course for nbgrader: students get no solutions, submissions the marks they deserve."""

import os
import re
import subprocess
import sys
from pathlib import Path

import make_course
import mark_cells
import nbformat
import notebooks
import pytest
from activations.grading import check
from activations.grading.checker import grade
from activations.grading.records import DONE
from derive_exercises import BEGIN, END, pairs
from nbgrader.api import Gradebook

SOLUTIONS = [source for source, _ in pairs()]
every_notebook = pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
CHAPTERS = ("a_accuracy", "1_collapse")  # one with code, one with a written exercise
WRITTEN = "ex-1-9-answer"

# Right, half right, wrong, and one that stops with an error; the other exercises stay blank.
HALF = {
    "ex-a-1-answer": ("zero_up_to, inf_from = -36.7, 709.8", 2),
    "ex-a-2-answer": ("x_softplus = 'to the left'", 0),
    "ex-a-3-answer": ("x_gelu = unknown - 9.0", 0),
    "ex-a-4-answer": ("def stable_softplus(x):\n    return np.log(1 + np.exp(x))", 2),
    "ex-1-1a-answer": ("raise RuntimeError('later')", 0),
}


def read(path):
    return nbformat.read(path, as_version=4)


def graded(notebook):
    """grade id → points of the cells that give marks."""
    cells = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
    return {cell["grade_id"]: cell["points"] for cell in cells if cell.get("grade")}


# --- The metadata --------------------------------------------------------------------------------------


@every_notebook
def test_the_solutions_say_what_nbgrader_has_to_do(path):
    assert mark_cells.with_marks(read(path)) == read(path), "out of step: run `make notebooks`"


@every_notebook
def test_the_canonical_form_keeps_it(path):
    kept = nbformat.reads(notebooks.canonical(read(path)), as_version=4)
    assert graded(kept) == graded(read(path)) != {}


@every_notebook
def test_every_exercise_gives_marks_in_one_place(path):
    notebook = read(path)
    own = [e for e in check.exercises.values() if e.section.chapter == path.stem]
    assert len(graded(notebook)) == len(own)
    for exercise, (cell_id, points) in zip(own, graded(notebook).items(), strict=True):
        written = mark_cells.essay_points(exercise.id)
        assert mark_cells.exercise_of(cell_id) == exercise.id
        assert cell_id.endswith("-answer" if written else "-check")
        assert points == (written or len(exercise.tests))


@every_notebook
def test_answers_are_open_and_checks_are_locked(path):
    for cell in read(path).cells:
        marks = cell.metadata.get("nbgrader")
        if cell.cell_type == "code" and BEGIN in cell.source:
            assert marks.solution and not marks.locked
        elif cell.cell_type == "code" and cell.source.startswith("check("):
            assert marks.locked and not marks.solution
        elif cell.id == "imports":
            assert marks.locked


def test_while_nbgrader_marks_a_result_is_its_marks(monkeypatch):
    result = grade(check.exercises["A.1"], (-36.7, 0))
    assert repr(result).startswith("A.1 Two edges, on paper: not yet (1 of 2 tests)")
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert float(repr(result)) == 1 == result.marks
    assert "not yet" in result._repr_html_(), "the feedback shows the card"
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert "1 of 2 tests" in repr(result), "a learner who validates sees what a learner sees"


# --- The course ----------------------------------------------------------------------------------------


def nbgrader(folder, *arguments):
    """Run nbgrader in the course's folder."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "JUPYTER_CONFIG_DIR": str(folder / "no_settings")}
    # nbgrader looks for one of its own dependencies among the commands.
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=folder, env=environment, capture_output=True,
        text=True, encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stderr


def submit(course, student, chapter, answers):
    """Hand in the released notebook with `answers`, cell id → source, in place of its stubs."""
    notebook = read(course / "release" / chapter / f"{chapter}.ipynb")
    for cell in notebook.cells:
        cell.source = answers.get(cell.id, cell.source)
    folder = course / "submitted" / student / chapter
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{chapter}.ipynb")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course of two chapters, released, handed in by three students and marked."""
    folder = tmp_path_factory.mktemp("course")
    make_course.make_course(folder, CHAPTERS)
    for chapter in CHAPTERS:
        nbgrader(folder, "generate_assignment", chapter)
        solved = read(folder / "source" / chapter / f"{chapter}.ipynb").cells
        submit(folder, "right", chapter, {cell.id: cell.source for cell in solved})
        submit(folder, "half", chapter, {cell: source for cell, (source, _) in HALF.items()})
        submit(folder, "empty", chapter, {})
        nbgrader(folder, "autograde", chapter, "--create")
    return folder


def marks(course, student, chapter):
    """grade id → marks given by nbgrader."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        notebook = book.find_submission_notebook(chapter, chapter, student)
        return {grade.name: grade.auto_score for grade in notebook.grades}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_students_get_no_solution(course, chapter):
    released = read(course / "release" / chapter / f"{chapter}.ipynb")
    text = "\n".join(cell.source for cell in released.cells)
    assert "SOLUTION" not in text
    for cell in read(course / "source" / chapter / f"{chapter}.ipynb").cells:
        for solution in re.findall(f"{BEGIN}\n(.*?)\n *{END}", cell.source, re.DOTALL):
            assert solution not in text
    assert not any(cell.get("outputs") for cell in released.cells)
    for cell in released.cells:
        if cell.cell_type == "code" and "%pip" not in cell.source:
            compile(cell.source, cell.id, "exec")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_right_submission_gets_every_mark_but_the_teachers(course, chapter):
    points = graded(read(course / "source" / chapter / f"{chapter}.ipynb"))
    assert marks(course, "right", chapter) == {
        cell: None if cell == WRITTEN else wanted for cell, wanted in points.items()
    }


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_an_empty_submission_gets_none(course, chapter):
    found = marks(course, "empty", chapter)
    assert found.keys() == graded(read(course / "source" / chapter / f"{chapter}.ipynb")).keys()
    assert set(found.values()) == {0}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_half_right_submission_gets_marks_for_what_is_right(course, chapter):
    found = marks(course, "half", chapter)
    wanted = {cell.replace("-answer", "-check"): points for cell, (_, points) in HALF.items()}
    assert found == {cell: wanted.get(cell, 0) for cell in found}
    assert chapter == "1_collapse" or sum(found.values()) == 4


def test_an_answer_cell_that_stops_does_not_stop_the_others(course):
    marked = read(course / "autograded" / "half" / "a_accuracy" / "a_accuracy.ipynb")
    errors = {cell.id for cell in marked.cells if "'error'" in str(cell.get("outputs"))}
    assert "ex-a-3-answer" in errors
    assert "ex-a-4-check" not in errors


def test_a_check_that_a_student_has_rewritten_is_restored(course):
    submit(course, "sly", "a_accuracy", {"ex-a-2-check": "1", "imports": "check = lambda *_: 1"})
    nbgrader(course, "autograde", "a_accuracy", "--create", "--student", "sly")
    assert set(marks(course, "sly", "a_accuracy").values()) == {0}


# --- The tool ------------------------------------------------------------------------------------------


def test_a_chapter_that_does_not_exist_is_refused(tmp_path, capsys):
    with pytest.raises(ValueError, match="no exercises for 9_none; there are 1_collapse, "):
        make_course.make_course(tmp_path, ["9_none"])
    with pytest.raises(SystemExit):
        make_course.main(["--folder", str(tmp_path), "9_none"])
    assert "no exercises for 9_none" in capsys.readouterr().err


def test_all_chapters_by_default_and_what_is_there_stays(tmp_path):
    (tmp_path / "gradebook.db").write_text("marks")
    assert make_course.main(["--folder", str(tmp_path)]) == 0
    assert sorted(path.name for path in (tmp_path / "source").iterdir()) == [path.stem for path in SOLUTIONS]
    assert (tmp_path / "gradebook.db").read_text() == "marks"


def test_the_exercise_of_a_cell():
    assert mark_cells.exercise_of("ex-2-10a-answer") == "2.10a"
    assert mark_cells.exercise_of("ex-a-1-answer") == "A.1"


def test_every_solution_passes_its_own_check():
    """What the right submission hands in is right outside nbgrader too: the notebooks' outputs say so."""
    for path in SOLUTIONS:
        text = Path(path).read_text(encoding="utf-8")
        assert f": {DONE} (" in text
        assert ": not yet" not in text
