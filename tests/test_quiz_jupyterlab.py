"""The quiz as a widget in a running JupyterLab: answered in the browser by keyboard, read in Python."""

import ast
import re

import pytest
from activations.quiz import compiled
from jupyterlab_pages import cell_of, lab_with, opened, run, run_until
from mock_selection import option_order

CELLS = [
    "import activations as af\nquiz = af.quiz('2_sigmoid_tanh', 'steepest_point', 'tangent')\nquiz",
    "af.guess('2_sigmoid_tanh', 'opening')",
    "print('READ', quiz.score, quiz.answers)",
]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a notebook in a JupyterLab of our own."""
    with lab_with(CELLS, tmp_path_factory.mktemp("lab")) as address:
        yield address


@pytest.fixture
def notebook(lab, browser):
    """The notebook's page, its widgets alive. Requests to other hosts are cut off."""
    page = opened(browser, lab, height=1800)
    cell_of(page, len(CELLS) - 1).wait_for()
    run_until(page, 0, ".afq-footer")
    run_until(page, 1, ".afq-guess")
    yield page
    page.context.close()


def test_answers_reach_python_and_the_keys_stay_with_the_quiz(notebook):
    first = notebook.locator('[data-question="steepest_point"]')
    cells = notebook.locator(".jp-Notebook .jp-Cell").count()
    # Arrow keys, Enter and letters such as "b" (new cell below) would be JupyterLab's outside an input.
    first.locator("input").nth(0).focus()
    question = next(q for q in compiled("2_sigmoid_tanh")["questions"] if q["id"] == "steepest_point")
    for _ in range(option_order(question, 0, question["id"]).index(1)):
        notebook.keyboard.press("ArrowDown")
    notebook.keyboard.press("Space")
    notebook.keyboard.press("b")
    notebook.keyboard.press("Enter")
    assert first.locator(".afq-verdict").inner_text() == "Right. 1 mark."
    second = notebook.locator('[data-question="tangent"]')
    second.locator("input").focus()
    notebook.keyboard.type("4")
    notebook.keyboard.press("Enter")
    assert second.locator(".afq-verdict").inner_text() == "Not right yet."
    assert notebook.locator(".jp-Notebook .jp-Cell").count() == cells
    run(notebook, 2)
    output = cell_of(notebook, 2).locator(".jp-OutputArea-output").filter(has_text="READ")
    output.wait_for()
    _, score, answers = re.fullmatch(r"(READ) (.*right) (\{.*\})\s*", output.inner_text(), re.DOTALL).groups()
    answers = ast.literal_eval(answers)
    assert score == "1 of 2 answered right"
    assert {id: (answer["last"], answer["right"]) for id, answer in answers.items()} == {
        "steepest_point": (1, True),
        "tangent": ("4", False),
    }


def test_mathematics_is_shown_once_without_katex_styles(notebook):
    stem = notebook.locator(".afq-guess .afq-stem")
    assert stem.locator("math").count() == 2
    assert stem.locator(".katex-html").count() == 0
    assert stem.locator("math").first.bounding_box()["width"] > 5


def test_guess_is_stored_in_a_notebook(notebook):
    card = notebook.locator(".afq-guess")
    card.get_by_role("textbox").focus()
    notebook.keyboard.type("4")
    notebook.keyboard.press("Enter")
    assert "Your guess: p = 4" in card.inner_text()
