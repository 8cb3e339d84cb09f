"""A figure as a widget in a running JupyterLab: moved in the browser, read in Python, and back."""

import json
from pathlib import Path

import pytest
from figure_cases import FULL
from figure_walk import controls, move
from jupyterlab_pages import cell_of, lab_with, opened, run, run_until

CELLS = [
    "import json\n"
    "from activations import figures\n"
    "goal = {'setting': 'mean', 'at_most': 1.9, 'text': 'Lower the mean'}\n"
    "widget = figures.zigzag(goal=goal)\n"
    "widget",
    "print('READ', json.dumps({'goal': widget.goal_reached, **widget.state}))",
    "widget.state = {**widget.state, 'mean': 0.5, 'update': 'batch'}",
]
# The walk: a cell for each figure. What Python is told of its state, Python writes into a label under it.
SETUP = f"""import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
import ipywidgets
from figure_cases import FULL

def follow(name):
    said = ipywidgets.Label().add_class("af-said")
    FULL[name].observe(lambda change: setattr(said, "value", json.dumps(change.new)), "state")
    display(FULL[name], said)"""
FIRST = len(CELLS) + 1
CELLS += [SETUP, *(f"follow({name!r})" for name in FULL)]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a notebook in a JupyterLab of our own, all of whose files are in a temporary folder."""
    with lab_with(CELLS, tmp_path_factory.mktemp("lab")) as address:
        yield address


@pytest.fixture(scope="module")
def notebook(lab, browser):
    """The notebook's page, its first cell run and the figure alive. Requests to other hosts are cut off."""
    page = opened(browser, lab, height=1600)
    cell_of(page, len(CELLS) - 1).wait_for()
    run_until(page, 0, ".af-figure .af-chart")
    run(page, FIRST - 1)
    yield page
    page.context.close()


def read(page):
    """What Python sees: run the second cell and take its output."""
    cell = cell_of(page, 1)
    before = cell.locator(".jp-InputPrompt").inner_text()
    run(page, 1)
    # A prompt with a new number: the output below it is the new one.
    page.wait_for_function(
        """(before) => {
            const cell = document.querySelectorAll(".jp-Notebook .jp-CodeCell")[1];
            const prompt = cell.querySelector(".jp-InputPrompt").innerText;
            return /\\[\\d+\\]/.test(prompt) && prompt !== before;
        }""",
        arg=before,
    )
    output = cell.locator(".jp-OutputArea-output").filter(has_text="READ")
    output.wait_for()
    return json.loads(output.inner_text().split("READ", 1)[1])


def test_a_widget_and_its_python_object_are_one(notebook):
    figure = cell_of(notebook, 0).locator(".af-figure")
    opening = read(notebook)
    assert (opening["mean"], opening["update"], opening["goal"]) == (2, "one", False)

    # From the page to Python: a slider by keyboard.
    slider = figure.get_by_label("Mean of both inputs")
    slider.focus()
    for _ in range(4):
        notebook.keyboard.press("ArrowLeft")
    figure.locator(".af-chart", has_text="Mean 1.80").wait_for()
    assert slider.evaluate("node => node === document.activeElement")
    figure.locator(".af-goal-reached").wait_for()
    moved = read(notebook)
    assert moved == {**opening, "mean": 1.8, "goal": True}

    # From Python to the page.
    run(notebook, 2)
    figure.locator(".af-chart", has_text="Mean 0.50").wait_for()
    assert figure.get_by_label("Each step uses").input_value() == "batch"
    assert read(notebook) == {**moved, "mean": 0.5, "update": "batch"}

    # Reset, and Python knows.
    figure.get_by_role("button", name="Reset").click()
    figure.locator(".af-chart", has_text="Mean 2.00").wait_for()
    assert read(notebook) == opening


def test_the_widget_follows_the_dark_theme(notebook):
    surface = "node => getComputedStyle(node).backgroundColor"
    live = cell_of(notebook, 0).locator(".af-live")
    light = live.evaluate(surface)
    notebook.evaluate("document.body.dataset.jpThemeLight = 'false'")
    assert live.evaluate(surface) != light


@pytest.mark.parametrize("name", FULL)
def test_every_control_of_a_figure_moves_its_state_in_python(notebook, name):
    index = FIRST + list(FULL).index(name)
    run_until(notebook, index, ".af-chart")
    figure, said = (cell_of(notebook, index).locator(part) for part in (".af-figure", ".af-said"))
    state = FULL[name].state
    for control in controls(figure):
        before = said.text_content()
        move(figure, control)
        notebook.wait_for_function(
            "([node, before]) => node.textContent !== before", arg=[said.element_handle(), before]
        )
        moved = json.loads(said.text_content())
        assert moved.keys() == state.keys()
        assert moved != state, control
        state = moved
