"""The quiz as a widget in a running JupyterLab: answered in the browser by keyboard, read in Python."""

import ast
import contextlib
import json
import re
import secrets

import pytest
from activations.quiz import compiled
from mock_selection import option_order
from playwright.sync_api import TimeoutError
from test_widgets_jupyterlab import SETTINGS, WAIT, free_port, server

CELLS = [
    "import activations as af\nquiz = af.quiz('2_sigmoid_tanh', 'steepest_point', 'tangent')\nquiz",
    "af.guess('2_sigmoid_tanh', 'opening')",
    "print('READ', quiz.score, quiz.answers)",
]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab of our own with one notebook. Gives the notebook's address."""
    root = tmp_path_factory.mktemp("lab")
    empty = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [{**empty, "id": f"cell-{i}", "source": source} for i, source in enumerate(CELLS)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (root / "quiz.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    for name, settings in SETTINGS.items():
        path = root / "settings" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings), encoding="utf-8")
    token, port = secrets.token_hex(8), free_port()
    with server(root, port, token):
        yield f"http://127.0.0.1:{port}/lab/tree/quiz.ipynb?token={token}"


@pytest.fixture
def notebook(lab, browser):
    """The notebook's page, its widgets alive. Requests to other hosts are cut off."""
    context = browser.new_context(viewport={"width": 1280, "height": 1800})
    context.set_default_timeout(WAIT)
    context.route(re.compile(r"^https?://(?!127\.0\.0\.1[:/])"), lambda route: route.abort())
    page = context.new_page()
    page.goto(lab)
    code_cell(page, len(CELLS) - 1).wait_for()
    run_until(page, 0, ".afq-footer")
    run_until(page, 1, ".afq-guess")
    yield page
    context.close()


def code_cell(page, index):
    return page.locator(".jp-Notebook .jp-CodeCell").nth(index)


def run(page, index):
    """Run a cell by keyboard."""
    code_cell(page, index).locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")


def run_until(page, index, selector, attempts=6):
    """Run a cell until its widget is there: JupyterLab drops what is run while the kernel still connects."""
    for _ in range(attempts):
        run(page, index)
        with contextlib.suppress(TimeoutError):
            page.locator(selector).wait_for(timeout=WAIT / attempts)
            return
    pytest.fail(f"cell {index} shows no {selector}")


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
    output = code_cell(notebook, 2).locator(".jp-OutputArea-output").filter(has_text="READ")
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
