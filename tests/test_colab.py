"""A notebook on its own, where the package is not installed: it installs it, replaces nothing and shows its figures."""

import subprocess
import sys
import venv
from pathlib import Path

import colab
import nbformat
import notebooks
import pytest
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "chapters" / "9_interview.ipynb"  # it has questions and a figure, and runs in seconds


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """An environment that sees this one's packages except ours: an editable install is found by a file of its own."""
    folder = tmp_path_factory.mktemp("colab")
    venv.create(folder, with_pip=True)
    here = folder / "bin" / "python"
    asked = [str(here), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = Path(subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip())
    outside = next(path for path in sys.path if path.endswith("site-packages"))
    (packages / "outside.pth").write_text(outside + "\n", encoding="utf-8")
    colab.stand_in(here)
    return here


def test_a_chapter_installs_the_package_and_shows_its_figures(python, tmp_path):
    seen = colab.visit(NOTEBOOK, python, colab.clone(tmp_path))
    assert seen.widgets > 5, "the figure and the questions"
    assert seen.unmanaged == 0
    assert seen.changed == []


def test_without_a_connection_the_first_cell_says_what_to_do(python, tmp_path):
    alone = tmp_path / "alone.ipynb"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(notebooks.first_cell_source())])
    nbformat.write(notebook, alone)
    with pytest.raises(CellExecutionError, match="could not be installed: is there a connection") as caught:
        colab.visit(alone, python, None)
    assert caught.value.ename == "ImportError"


@pytest.mark.parametrize(
    "seen, problem",
    [
        (colab.Visit(21, 60, 3, 0, []), "installing took 21 s"),
        (colab.Visit(5, 60, 3, 2, []), "2 widgets do not name"),
        (colab.Visit(5, 60, 3, 0, ["numpy 1.26"]), "numpy 1.26 was replaced"),
    ],
)
def test_what_is_wrong_is_said(seen, problem):
    assert problem in seen.problems[0]


def test_what_runs_well_has_no_problem():
    assert colab.Visit(5, 60, 3, 0, []).problems == []


def test_the_package_brings_what_its_figures_and_questions_need(tmp_path):
    """The wheel, not the checkout, is what Colab gets."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True)
    import zipfile

    [wheel] = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "lib" / "activations"
    needed = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {path.relative_to(package.parent).as_posix() for path in needed} <= names
